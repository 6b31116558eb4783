//! `GET /bids/{id}/eligibility`, and the checks at submission and opening: the facts behind the rules, and what is kept.

use std::collections::BTreeMap;

use actix_web::{get, web};

use super::get::seen;
use super::policy::{self, Sight};
use super::rules::{Facts, Finding, Outcome, Stage, check};
use super::store::{self, Bid};
use super::view::{AnswerView, Eligibility};
use crate::identity;
use crate::organizations::{self, Organization};
use crate::platform::db::types::DateText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Call, Cx, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{BidId, OrganizationId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::{self, Project};

/// Read who may bid, rule by rule
///
/// For the bidder at any time (a draft is answered as of now), for those who decide once the bids are opened.
#[utoipa::path(operation_id = "bids_eligibility", tag = "bids", params(("id" = BidId, Path)), responses(
    (status = 200, description = "Every rule with its outcome", body = Eligibility),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/bids/{id}/eligibility")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = BidId::parse(&id);
    cx.read("bids_eligibility", move |conn, call| {
        let seen = seen(conn, call, id.as_ref())?;
        if seen.sight < Sight::Content {
            return Err(policy::unknown());
        }
        let bid = &seen.bid;
        let answers = if bid.status.is_open_to_changes() {
            let facts = facts(conn, call.now, &seen.project, &seen.area, bid, None, &[])?;
            check(&facts).into_iter().map(|finding| AnswerView::now(finding, call.now, call.language)).collect()
        } else {
            let kept = store::findings(conn, &bid.id)?;
            kept.into_iter().map(|answer| AnswerView::new(answer, call.language)).collect::<Result<Vec<_>>>()?
        };
        Reply::ok(&Eligibility { bid_id: bid.id.clone(), summary: summary(&answers), answers })
    })
    .await
}

/// How many answers of each kind there are at the last stage.
fn summary(answers: &[AnswerView]) -> BTreeMap<Outcome, u32> {
    let last = answers.iter().map(|answer| answer.stage).max();
    let mut counts = BTreeMap::new();
    for answer in answers.iter().filter(|answer| Some(answer.stage) == last) {
        *counts.entry(answer.outcome).or_insert(0) += 1;
    }
    counts
}

/// Checks and keeps the answers at submission; 422 with every rule that refuses.
pub(super) fn admit(tx: &mut Tx, call: &Call, project: &Project, area: &str, bid: &Bid) -> Result<()> {
    let findings = check(&facts(tx, call.now, project, area, bid, None, &[])?);
    if findings.iter().any(|finding| finding.outcome == Outcome::Refused) {
        return Err(refused(&findings));
    }
    store::keep_findings(tx, &bid.id, Stage::Submission, &findings, call.now)
}

/// Checks and keeps the answers at opening, when the price and the rivals are known; whether every rule is met.
pub(super) fn check_opened(
    tx: &mut Tx,
    call: &Call,
    project: &Project,
    area: &str,
    bid: &Bid,
    price: Money,
    rivals: &[OrganizationId],
) -> Result<bool> {
    let findings = check(&facts(tx, call.now, project, area, bid, Some(price), rivals)?);
    store::keep_findings(tx, &bid.id, Stage::Opening, &findings, call.now)?;
    Ok(findings.iter().all(|finding| finding.outcome == Outcome::Met))
}

fn refused(findings: &[Finding]) -> Problem {
    let answers = findings.iter().filter(|finding| finding.outcome != Outcome::Met);
    let errors: Vec<_> = answers
        .map(|f| FieldError { pointer: format!("/eligibility/{}/{}", f.rule, f.outcome), code: f.code, detail: f.detail.clone() })
        .collect();
    let text = Text::new(
        "机构不符合投标条件，原因逐条列出；消除原因后可再次提交。",
        "Your organisation may not bid for the reasons listed, rule by rule; submit again when they are gone.",
    );
    Problem::new(422, "bids/not_eligible", ("不符合投标条件", "Not eligible"), text).with_errors(errors)
}

fn facts(
    conn: &mut Conn,
    now: Timestamp,
    project: &Project,
    area: &str,
    bid: &Bid,
    price: Option<Money>,
    rivals: &[OrganizationId],
) -> Result<Facts> {
    let unknown = || Problem::broken(format!("organisation {} bids and does not exist", bid.organization_id));
    let profile = organizations::profile(conn, &bid.organization_id)?.ok_or_else(unknown)?;
    let bidder = &profile.organization;
    let asked = project.content()?.requirements;
    let served = profile.areas_served.iter().map(|served| &served.path).chain([&profile.area_path]);
    Ok(Facts {
        today: now.shanghai_date(),
        is_verified: bidder.status == organizations::Status::Verified,
        bar: organizations::may_contract(bidder.kind).err(),
        major_breach_until: bidder.major_breach_until.as_ref().map(DateText::date),
        knew_the_draft: knew_the_draft(conn, project, area, &bid.organization_id)?,
        shares_its_head: shares_its_head(conn, project, bidder, rivals)?,
        offers_a_field: (!asked.fields.is_empty()).then(|| asked.fields.iter().any(|field| profile.fields.contains(field))),
        serves_the_area: asked.serves_area.then(|| served.into_iter().any(|path| area.starts_with(path.as_str()))),
        is_within_budget: price.map(|price| project.budget_fen.is_some_and(|budget| price <= budget)),
    })
}

/// R21: it is the author or the buyer, or one of its members edited the draft or could have read it.
fn knew_the_draft(conn: &mut Conn, project: &Project, area: &str, organization: &OrganizationId) -> Result<bool> {
    if [&project.author_organization_id, &project.buyer_id].contains(&organization) {
        return Ok(true);
    }
    let editors = projects::editors_of(conn, &project.id)?;
    let members = identity::members_since(conn, organization, project.created_at)?;
    Ok(members.iter().any(|member| editors.contains(member)) || identity::could_read_drafts(conn, organization, area, project.created_at)?)
}

/// R21: whether author, buyer or another bidder names the same legal representative. People share names: a person decides.
fn shares_its_head(conn: &mut Conn, project: &Project, bidder: &Organization, rivals: &[OrganizationId]) -> Result<bool> {
    let head = |organization: &Organization| organization.legal_representative.as_deref().map(str::trim).map(str::to_owned);
    let Some(own) = head(bidder).filter(|name| !name.is_empty()) else { return Ok(false) };
    let others = rivals.iter().chain([&project.author_organization_id, &project.buyer_id]);
    for other in others.filter(|other| **other != bidder.id) {
        if organizations::find(conn, other)?.as_ref().and_then(head).as_ref() == Some(&own) {
            return Ok(true);
        }
    }
    Ok(false)
}
