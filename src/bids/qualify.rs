//! `POST /bids/{id}/qualify`: the officer in charge decides about an opened bid with something flagged.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::event;
use super::get::seen;
use super::model::{Move, Status};
use super::outcome::settle;
use super::policy::{self, Sight};
use super::rules::{Outcome, Rule, Stage};
use super::store::{self, Answered, Bid, Decision};
use super::view::BidView;
use crate::journal;
use crate::platform::actor::Actor;
use crate::platform::db::{Conn, Tx, lock::Strength};
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::BidId;
use crate::projects::{self, Project};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QualifyBid {
    /// Whether the bid goes on in spite of what is flagged.
    pub accept: bool,
    /// Why; the bidder reads it.
    pub reason: String,
}

/// Decide about a flagged bid
///
/// A rule that refuses, and a price above the budget, can only be followed: `accept` is then answered 409. With the last
/// decision the evaluation begins, or the purchase fails.
#[utoipa::path(operation_id = "bids_qualify", tag = "bids", params(("id" = BidId, Path)), request_body = QualifyBid, responses(
    (status = 200, description = "The decided bid", body = BidView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/bids/{id}/qualify")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<QualifyBid>) -> Answer {
    qualify_bid(cx, &id, body).await
}

/// For the pages too.
pub async fn qualify_bid(cx: Cx, id: &str, body: Body<QualifyBid>) -> Answer {
    let id = BidId::parse(id);
    cx.write("bids_qualify", body, move |tx, call, command| {
        let bid = qualify(tx, call, id.as_ref(), command)?;
        Ok(Reply::ok(&BidView::new(&bid, None, Vec::new()))?.version(bid.version))
    })
    .await
}

/// Whether an opened bid of this purchase waits for the caller's decision.
pub fn waits_for_decision(conn: &mut Conn, actor: &Actor, project: &Project, area: &str) -> Result<bool> {
    let is_in_charge = policy::is_in_charge(actor, project, area);
    let may = |bid: &Bid| policy::actions(actor, bid, false, is_in_charge).contains(&"qualify");
    Ok(is_in_charge && store::of_project(conn, &project.id)?.iter().any(may))
}

fn qualify(tx: &mut Tx, call: &Call, id: Option<&BidId>, command: &QualifyBid) -> Result<Bid> {
    let project_id = store::find_some(tx, id)?.ok_or_else(policy::unknown)?.project_id;
    let mut project = projects::locked(tx, &project_id, Strength::Alone)?;
    let seen = seen(tx, call, id)?;
    if seen.sight < Sight::Existence {
        return Err(policy::unknown());
    }
    policy::in_charge(&call.actor, &project, &seen.area)?;
    let mut bid = seen.bid;
    call.expect_version(bid.version)?;
    let step = if command.accept { Move::Qualify } else { Move::Disqualify };
    if bid.status != Status::Opened {
        return Err(Problem::wrong_state("bids/wrong_status", bid.status.as_str(), step.as_str(), &[]));
    }
    let mut check = Check::new();
    check.text("/reason", &command.reason, 2_000);
    check.finish()?;
    let unmet = store::findings(tx, &bid.id)?.into_iter().filter(|answer| answer.stage == Stage::Opening && answer.outcome != Outcome::Met);
    let unmet: Vec<Answered> = unmet.collect();
    if let Some(binding) = unmet.iter().find(|answer| command.accept && is_binding(answer)) {
        return Err(cannot_be_waived(binding.rule));
    }
    let decision = Decision { accepted: command.accept, by: call.actor.user_id(), at: call.now, reason: command.reason.trim() };
    store::decide(tx, &bid.id, Stage::Opening, &decision)?;
    store::advance(tx, &mut bid, step, Some(command.reason.trim()), call.now)?;
    let name = if command.accept { "bid.qualified" } else { "bid.disqualified" };
    let rules: Vec<Rule> = unmet.iter().map(|answer| answer.rule).collect();
    let facts = json!({ "flagged": true, "rules": rules });
    journal::record(tx, call, event::about(name, &bid, &project, &seen.area).with(facts))?;
    settle(tx, call, &mut project)?;
    Ok(bid)
}

/// What nobody can accept: a block of the law, and a price for which no money is reserved (R32).
pub(super) fn is_binding(answer: &Answered) -> bool {
    answer.outcome == Outcome::Refused || answer.rule == Rule::WithinBudget
}

fn cannot_be_waived(rule: Rule) -> Problem {
    let Text { zh, en } = rule.words();
    Problem::conflict(
        "bids/cannot_be_waived",
        format!("“{zh}”不能由经办人放行，只能决定不通过。"),
        format!("“{en}” cannot be waived: the bid can only be disqualified."),
    )
}
