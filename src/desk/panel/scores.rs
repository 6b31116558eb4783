//! `/desk/projects/{id}/scores`: a member's sheets, what they still lack, and the signature under all of them.

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::project_id;
use crate::desk::bids::{CallFacts, StepForm};
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::evaluation::{self, OwnSheet};
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Empty, Problem, Result};
use crate::platform::i18n::Text;

#[derive(Serialize)]
struct Facts {
    call: CallFacts,
    sheets: Vec<OwnSheet>,
    may_score: bool,
    /// Nothing is missing on any sheet.
    is_complete: bool,
    has_signed: bool,
}

#[derive(Serialize)]
struct ScoresPage {
    #[serde(flatten)]
    facts: Facts,
    hidden: Hidden,
    problems: Vec<Text>,
}

#[get("/desk/projects/{id}/scores")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None).await
}

#[post("/desk/projects/{id}/scores/sign")]
pub async fn sign(desk: Desk, id: web::Path<String>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let signed = async {
        let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
        evaluation::sign_scores(cx, &id, Body::of_form(Empty {}, &format!("{form:?}"))).await
    };
    let next = signed.await.map(|_| format!("/desk/projects/{id}/scores"));
    desk.after(next, form.into_inner(), async |_, problem| page(&desk, &id, Some(problem)).await).await
}

async fn page(desk: &Desk, id: &str, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = project_id(id)?;
    let look = move |conn: &mut Conn, call: &Call| {
        let own = evaluation::own_scores(conn, call, &wanted)?;
        let is_complete = !own.sheets.is_empty() && own.sheets.iter().all(|sheet| sheet.missing.is_empty());
        let (sheets, may_score, has_signed) = (own.sheets, own.may_score, own.has_signed);
        Ok(Facts { call: CallFacts::of(conn, call, &own.project)?, sheets, may_score, is_complete, has_signed })
    };
    let facts = match desk.look("scores_list", look).await {
        Ok(facts) => facts,
        // Whoever does not sit, or has not declared, finds on the panel's page what comes first.
        Err(told) if told.status() == 409 => return Ok(html::see_other(&format!("/desk/projects/{id}/panel"))),
        Err(problem) => return Err(problem),
    };
    // The signature holds the panel's state by itself: there is no version to hold.
    let page = ScoresPage { facts, hidden: desk.hidden(0), problems: problem.map(Problem::words).unwrap_or_default() };
    Ok(html::private_page(html::status_of(problem), PAGES.render("scores.html", &page)?))
}
