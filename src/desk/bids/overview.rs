//! `/desk/bids/{id}`: where a bid stands, what it still lacks, its receipts; and its withdrawal.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::CallFacts;
use super::result::{self, ResultFacts};
use crate::bids::{self, AttachmentView, BidCheck, BidSheet, BidView, CheckAnswer, Outcome, ReceiptView};
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Empty, FieldError, Problem, Result};
use crate::platform::i18n::Text;
use crate::projects;

/// What a form without fields of its own sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct StepForm {
    pub csrf: String,
    pub version: String,
    pub key: String,
}

#[derive(Deserialize)]
pub struct ReceiptQuery {
    number: Option<i32>,
}

/// A bid of one's own, as its pages show it.
#[derive(Serialize)]
pub(super) struct BidFacts {
    pub call: CallFacts,
    pub bid: BidView,
    organization: Text,
    status: Text,
    /// Why it stands there.
    reason: Option<Text>,
    /// What refuses the submission now.
    pub missing: Vec<Text>,
    /// What does not: somebody decides about it after the opening.
    flagged: Vec<Text>,
    pub check: Option<BidCheck>,
    pub files: Option<Vec<FileLine>>,
    receipts: Vec<ReceiptView>,
    result: Option<ResultFacts>,
}

#[derive(Serialize)]
pub(in crate::desk) struct FileLine {
    kind_words: Text,
    #[serde(flatten)]
    pub file: AttachmentView,
}

#[derive(Serialize)]
struct BidPage {
    #[serde(flatten)]
    facts: BidFacts,
    hidden: Hidden,
    /// Told once, right after the submission.
    nonce: Option<String>,
    problems: Vec<Text>,
}

#[get("/desk/bids/{id}")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None, None).await
}

#[post("/desk/bids/{id}/withdraw")]
pub async fn withdraw(desk: Desk, id: web::Path<String>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let done = async {
        let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
        bids::withdraw_bid(cx, &id, Body::of_form(Empty {}, &format!("{form:?}"))).await
    };
    let next = done.await.map(|_| format!("/desk/bids/{id}"));
    desk.after(next, form.into_inner(), async |_, problem| page(&desk, &id, Some(problem), None).await).await
}

#[get("/desk/bids/{id}/receipt.jws")]
pub async fn receipt(desk: Desk, id: web::Path<String>, query: web::Query<ReceiptQuery>) -> Result<HttpResponse> {
    bids::download_receipt(desk.cx()?, &id, query.number).await
}

pub(super) async fn page(desk: &Desk, id: &str, problem: Option<&Problem>, nonce: Option<String>) -> Result<HttpResponse> {
    let (facts, version) = look(desk, id).await?;
    let holds_a_secret = nonce.is_some();
    let page = BidPage { facts, hidden: desk.hidden(version), nonce, problems: problem.map(Problem::words).unwrap_or_default() };
    let html = PAGES.render("bid.html", &page)?;
    Ok(if holds_a_secret { html::secret_page(StatusCode::OK, html) } else { html::private_page(html::status_of(problem), html) })
}

/// The bid as it is now, with its version.
pub(super) async fn look(desk: &Desk, id: &str) -> Result<(BidFacts, i64)> {
    let wanted = id.to_owned();
    desk.look("bids_get", move |conn, call| facts(conn, call, &wanted)).await
}

fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<(BidFacts, i64)> {
    let BidSheet { project, bid, version, check, files, receipts } = bids::sheet(conn, call, id)?;
    let named = |wanted: Outcome| {
        let answers = check.iter().flat_map(|check| &check.answers);
        answers.filter(|answer| answer.outcome == wanted).map(sentence).collect()
    };
    let facts = BidFacts {
        call: CallFacts::of(conn, call, &project)?,
        organization: organizations::name_of(conn, bid.organization_id.as_str())?.unwrap_or_default(),
        status: bid.status.words(),
        reason: projects::reason_in_words(bid.status_reason.as_deref()),
        missing: named(Outcome::Refused),
        flagged: named(Outcome::Flagged),
        files: files.map(|files| files.into_iter().map(file_line).collect()),
        check,
        receipts,
        result: result::of(conn, call, &bid, project.round)?,
        bid,
    };
    Ok((facts, version))
}

fn sentence(answer: &CheckAnswer) -> Text {
    FieldError::new(answer.pointer.as_str(), answer.code, answer.detail_zh.as_str(), answer.detail_en.as_str()).sentence()
}

pub(in crate::desk) fn file_line(file: AttachmentView) -> FileLine {
    let (zh, en) = file.file.kind.title();
    FileLine { kind_words: Text::new(zh, en), file }
}
