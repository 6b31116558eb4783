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
use crate::platform::http::{Answer, Call, Cx, Problem, ProblemDocument, Reply, Result};
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
            let findings = findings(conn, call.now, &seen.project, &seen.area, bid, &Known::default())?;
            findings.into_iter().map(|finding| AnswerView::now(finding, call.now, call.language)).collect()
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

/// What is known of a bid besides who bids: nothing, before the opening.
#[derive(Default)]
pub(super) struct Known<'a> {
    pub price: Option<Money>,
    pub files_are_intact: Option<bool>,
    pub rivals: &'a [OrganizationId],
}

/// Every rule that can be answered now.
pub(super) fn findings(conn: &mut Conn, now: Timestamp, project: &Project, area: &str, bid: &Bid, known: &Known) -> Result<Vec<Finding>> {
    Ok(check(&facts(conn, now, project, area, bid, known)?))
}

/// Checks and keeps the answers at opening, when the price and the rivals are known; whether every rule is met.
pub(super) fn check_opened(tx: &mut Tx, call: &Call, project: &Project, area: &str, bid: &Bid, known: &Known) -> Result<bool> {
    let findings = findings(tx, call.now, project, area, bid, known)?;
    store::keep_findings(tx, &bid.id, Stage::Opening, &findings, call.now)?;
    Ok(findings.iter().all(|finding| finding.outcome == Outcome::Met))
}

fn facts(conn: &mut Conn, now: Timestamp, project: &Project, area: &str, bid: &Bid, known: &Known) -> Result<Facts> {
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
        shares_its_head: shares_its_head(conn, project, bidder, known.rivals)?,
        offers_a_field: (!asked.fields.is_empty()).then(|| asked.fields.iter().any(|field| profile.fields.contains(field))),
        serves_the_area: asked.serves_area.then(|| served.into_iter().any(|path| area.starts_with(path.as_str()))),
        is_within_budget: known.price.map(|price| project.budget_fen.is_some_and(|budget| price <= budget)),
        files_are_intact: known.files_are_intact,
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
