//! `/desk/bids/{id}/qualification`: an opened bid, what the rules say of it, and the officer's decision where they leave one.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use crate::access;
use crate::bids::{self, QualifyBid};
use crate::desk::opened_bid::OpenedFacts;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Problem, Result};
use crate::platform::i18n::Text;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct QualificationForm {
    csrf: String,
    version: String,
    key: String,
    /// `qualify` or `disqualify`: the button that was pressed.
    decision: String,
    reason: String,
}

impl QualificationForm {
    fn command(&self) -> Result<QualifyBid> {
        let accept = match self.decision.as_str() {
            "qualify" => true,
            "disqualify" => false,
            _ => return Err(Problem::field("/decision", "unknown_value", "请选择通过或不通过。", "choose qualify or disqualify.")),
        };
        Ok(QualifyBid { accept, reason: self.reason.replace("\r\n", "\n") })
    }
}

#[derive(Serialize)]
struct QualificationPage {
    #[serde(flatten)]
    facts: OpenedFacts,
    hidden: Hidden,
    typed: QualificationForm,
    problems: Vec<Text>,
}

#[get("/desk/bids/{id}/qualification")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, QualificationForm::default(), None).await
}

#[post("/desk/bids/{id}/qualification")]
pub async fn decide(desk: Desk, id: web::Path<String>, form: web::Form<QualificationForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/bids/{id}/qualification"));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
}

async fn take(desk: &Desk, id: &str, form: &QualificationForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    bids::qualify_bid(cx, id, Body::of_form(form.command()?, &format!("{form:?}"))).await
}

async fn page(desk: &Desk, id: &str, typed: QualificationForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let look = move |conn: &mut Conn, call: &Call| {
        let opened = bids::opened_bid(conn, call, &wanted)?;
        let (shown, version) = (opened.shown(call), opened.version);
        Ok(((OpenedFacts::of(conn, call, opened)?, version), shown))
    };
    let (facts, version) = desk.look_noted("bids_get", look, access::note).await?;
    let page = QualificationPage { facts, hidden: desk.hidden(version), typed, problems: problem.map(Problem::words).unwrap_or_default() };
    Ok(html::private_page(html::status_of(problem), PAGES.render("qualification.html", &page)?))
}
