//! `/desk/projects/{id}/award`: the ranking, and the street's decision on it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::approval::words;
use super::session::{Desk, Hidden, PAGES, see_other};
use crate::evaluation::{self, AwardView, DecideAward};
use crate::platform::html;
use crate::platform::http::{Body, Problem, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::projects::{self, ProjectView};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct AwardForm {
    csrf: String,
    version: String,
    key: String,
    reason: String,
}

#[derive(Serialize)]
struct AwardPage {
    project: ProjectView,
    award: AwardView,
    hidden: Hidden,
    typed: AwardForm,
    problems: Vec<Text>,
}

#[get("/desk/projects/{id}/award")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, AwardForm::default(), None).await
}

#[post("/desk/projects/{id}/award")]
pub async fn decide(desk: Desk, id: web::Path<String>, form: web::Form<AwardForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    match take(&desk, &id, &form).await {
        Ok(_) => Ok(see_other(&format!("/desk/projects/{id}/award"))),
        Err(problem) if matches!(problem.status(), 403 | 409 | 412 | 422 | 428) => page(&desk, &id, form, Some(&problem)).await,
        Err(problem) => desk.refused(problem),
    }
}

async fn take(desk: &Desk, id: &str, form: &AwardForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let project = project_id(id)?;
    let body = Body::of_form(DecideAward { accept: true, reason: form.reason.clone() }, &format!("{form:?}"));
    cx.write("awards_decide", body, move |tx, call, command| {
        evaluation::decide_award(tx, call, &project, command).map(|()| Reply::no_content())
    })
    .await
}

async fn page(desk: &Desk, id: &str, typed: AwardForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let found = match (desk.cx(), project_id(id)) {
        (Ok(cx), Ok(project)) => {
            cx.look("awards_get", cx.now(), move |conn, call| {
                Ok((projects::sheet(conn, call, project.as_str())?.0, evaluation::award_sheet(conn, call, &project)?))
            })
            .await
        }
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    };
    let (project, award) = match found {
        Ok(found) => found,
        Err(problem) => return desk.refused(problem),
    };
    let status = problem.and_then(|problem| StatusCode::from_u16(problem.status()).ok()).unwrap_or(StatusCode::OK);
    let facts = AwardPage { hidden: desk.hidden(award.version), project, award, typed, problems: problem.map(words).unwrap_or_default() };
    Ok(html::page(status, PAGES.render("award.html", &facts)?))
}

fn project_id(text: &str) -> Result<ProjectId> {
    ProjectId::parse(text).ok_or_else(|| Problem::not_found("项目", "project"))
}
