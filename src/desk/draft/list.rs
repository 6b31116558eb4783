//! `/desk/drafts`: the drafts of my places, a new one, and a copy of an earlier project.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::labels::label;
use super::{reach, store};
use crate::desk::choice::{Choice, places};
use crate::desk::session::{Desk, Hidden, PAGES, id_of_made};
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Empty, Patch, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects::{self, Draft, Project, Status};

/// What a draft begins with.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct BeginForm {
    csrf: String,
    version: String,
    key: String,
    title_zh: String,
    area: String,
    buyer: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct CopyForm {
    csrf: String,
    version: String,
    key: String,
}

#[derive(Serialize)]
struct Line {
    id: ProjectId,
    number: String,
    title_zh: String,
    round: i32,
    status: Status,
    updated_at: Timestamp,
}

#[derive(Serialize)]
struct DraftsPage {
    drafts: Vec<Line>,
    earlier: Vec<Line>,
    areas: Vec<Choice>,
    buyers: Vec<Choice>,
    hidden: Hidden,
    typed: BeginForm,
    problems: Vec<Text>,
}

#[get("/desk/drafts")]
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    page(&desk, BeginForm::default(), None).await
}

#[post("/desk/drafts")]
pub async fn begin(desk: Desk, form: web::Form<BeginForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = create(&desk, &form).await.and_then(|begun| page_of_the_draft(&begun));
    desk.after(next, form, async |form, problem| page(&desk, form, Some(problem)).await).await
}

#[post("/desk/projects/{id}/copy")]
pub async fn copy(desk: Desk, id: web::Path<String>, form: web::Form<CopyForm>) -> Result<HttpResponse> {
    let copied = async {
        let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
        projects::copy_project(cx, &id, Body::of_form(Empty {}, &format!("{form:?}"))).await
    };
    let next = copied.await.and_then(|copied| page_of_the_draft(&copied));
    desk.after(next, form.into_inner(), async |_, problem| page(&desk, BeginForm::default(), Some(problem)).await).await
}

async fn create(desk: &Desk, form: &BeginForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let buyer_id = match form.buyer.as_str() {
        "" => Patch::Clear,
        buyer => Patch::Set(
            OrganizationId::parse(buyer)
                .ok_or_else(|| Problem::field("/buyer_id", "unknown_value", "请从本页面选择。", "choose one that the page offers."))?,
        ),
    };
    let given = |typed: &str| Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty()).map_or(Patch::Clear, Patch::Set);
    let draft = Draft { title_zh: given(&form.title_zh), area_code: given(&form.area), buyer_id, ..Draft::default() };
    projects::create_project(cx, Body::of_form(draft, &format!("{form:?}"))).await
}

/// Where the API says that the new draft is, as a page.
fn page_of_the_draft(created: &HttpResponse) -> Result<String> {
    Ok(format!("/desk/projects/{}/draft", id_of_made(created)?))
}

async fn page(desk: &Desk, typed: BeginForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let Facts { drafts, earlier, areas, buyers } = desk.look("projects_create", facts).await?;
    let problems = problem.map(|problem| problem.words_with(label)).unwrap_or_default();
    // What is begun has no version yet, and a copy changes nothing of what it copies.
    let page = DraftsPage { drafts, earlier, areas, buyers, hidden: desk.hidden(0), typed, problems };
    Ok(html::private_page(html::status_of(problem), PAGES.render("drafts.html", &page)?))
}

struct Facts {
    drafts: Vec<Line>,
    earlier: Vec<Line>,
    areas: Vec<Choice>,
    buyers: Vec<Choice>,
}

fn facts(conn: &mut Conn, call: &Call) -> Result<Facts> {
    let reach = reach(call);
    let lines = |projects: Vec<Project>| projects.into_iter().map(line).collect();
    let buyers = store::buyers(conn, &reach)?;
    Ok(Facts {
        drafts: lines(store::projects(conn, &reach, true)?),
        earlier: lines(store::projects(conn, &reach, false)?),
        buyers: buyers.into_iter().map(|(id, name)| Choice::new(id, name)).collect(),
        areas: places(conn, reach, None)?,
    })
}

fn line(project: Project) -> Line {
    Line {
        id: project.id,
        number: project.number,
        title_zh: project.title_zh,
        round: project.round,
        status: project.status,
        updated_at: project.updated_at,
    }
}
