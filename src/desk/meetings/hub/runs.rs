//! `/desk/meetings/{id}/hub/runs`: asks for a run or tries one out; what earlier runs came to, side by side.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::form::RulesForm;
use super::{page_of, render};
use crate::desk::session::{Desk, id_of_made};
use crate::meetings::{self, HubRun, SolveMeeting};
use crate::platform::http::{Body, Problem, Result};

/// Runs that are compared: the last ones.
const MOST: i64 = 20;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct SolveForm {
    csrf: String,
    version: String,
    key: String,
    /// `solve`, or `try` for a trial with the rules that were typed.
    solving: String,
    #[serde(flatten)]
    rules: RulesForm,
}

#[derive(Serialize)]
struct Facts {
    runs: Vec<HubRun>,
    most: i64,
    rules: RulesForm,
}

#[get("/desk/meetings/{id}/hub/runs")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None, None).await
}

#[post("/desk/meetings/{id}/hub/runs")]
pub async fn solve(desk: Desk, id: web::Path<String>, form: web::Form<SolveForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = ask(&desk, &id, &form).await.and_then(|asked| Ok(page_of(&id, &format!("runs/{}", id_of_made(&asked)?))));
    desk.after(next, form, async |form, problem| page(&desk, &id, Some(form), Some(problem)).await).await
}

async fn ask(desk: &Desk, id: &str, form: &SolveForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let what_if = match form.solving.as_str() {
        "solve" => None,
        "try" => Some(form.rules.tried()?),
        _ => return Err(Problem::field("/solving", "unknown_value", "请选择运算或试算。", "choose to solve it or to try it out.")),
    };
    meetings::solve_meeting(cx, id.to_owned(), Body::of_form(SolveMeeting { what_if }, &format!("{form:?}"))).await
}

async fn page(desk: &Desk, id: &str, typed: Option<SolveForm>, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let (hub, runs) = desk
        .look("meetings_solve", move |conn, call| {
            let hub = meetings::of_hub(conn, call, &wanted)?;
            let runs = hub.runs(conn, MOST)?;
            Ok((hub, runs))
        })
        .await?;
    let rules = typed.filter(|typed| typed.solving == "try").map_or_else(|| RulesForm::of(&hub.meeting.rules), |typed| typed.rules);
    render(desk, "runs", hub, Facts { runs, most: MOST, rules }, problem)
}
