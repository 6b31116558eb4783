//! The end of publicity: the award is final, the bids get their results, the budget line keeps only the price.

use std::sync::Arc;

use serde_json::{Value, json};

use super::publicity::{end_of, recount};
use super::store::{self, Award};
use crate::bids;
use crate::evaluation::case::Case;
use crate::evaluation::tally;
use crate::journal::{self, Event};
use crate::platform::Platform;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::ProjectId;
use crate::platform::jobs::{self, Job, JobError};
use crate::projects::{self, Move, Status};
use crate::rules;

/// Due when the publicity of a project ends.
pub const JOB: &str = "evaluation.publicity_end";
/// The place that stands by should the winner decline (R35).
const RESERVE_PLACE: i32 = 2;

pub async fn run(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let id = ProjectId::parse(&job.subject).ok_or_else(|| JobError::Fatal(format!("{:?} is no project", job.subject)))?;
    let service = platform.clone();
    platform.db.write(move |tx| end_publicity(tx, &Call::system(&service), &id)).await?;
    Ok(())
}

/// Ends a publicity that is over. A provisional one waits for the approver: no right lapses on a guess.
fn end_publicity(tx: &mut Tx, call: &Call, id: &ProjectId) -> Result<()> {
    let mut case = Case::locked(tx, id)?;
    let Some(mut award) = store::find(tx, id)? else { return Ok(()) };
    if case.project.status != Status::Publicity {
        return Ok(());
    }
    if recount(&mut award, &call.platform.calendar(), case.rules.publicity.days) {
        store::save(tx, &mut award)?;
    }
    if award.is_provisional {
        return record(tx, call, &case, "award.publicity_unconfirmed", json!({ "publicity_until": award.publicity_until }));
    }
    match award.publicity_until {
        Some(until) if call.now < until => jobs::postpone(tx, JOB, id.as_str(), until).map(|_| ()),
        _ => conclude(tx, call, &mut case, &mut award),
    }
}

/// Makes the award final.
pub(super) fn conclude(tx: &mut Tx, call: &Call, case: &mut Case, award: &mut Award) -> Result<()> {
    let (sign_by, _) = end_of(&call.platform.calendar(), call.now, case.rules.contract_days);
    award.awarded_at = Some(call.now);
    award.sign_by = Some(sign_by);
    store::save(tx, award)?;
    let places = give_results(tx, call, case, award)?;
    let line = case.project.budget_line_id.clone().ok_or_else(|| Problem::broken("an awarded project has no budget line"))?;
    rules::lower(tx, call, &line, &case.project.id, award.price_fen)?;
    let facts = json!({
        "bid_id": award.bid_id, "organization_id": award.organization_id, "price_fen": award.price_fen,
        "ranking": places, "sign_by": sign_by,
    });
    projects::advance(tx, call, &mut case.project, Move::Award, award.reason.as_deref(), facts)
}

/// Winner, reserve and not selected; answers the public places.
fn give_results(tx: &mut Tx, call: &Call, case: &Case, award: &Award) -> Result<Vec<Value>> {
    let mut places = Vec::new();
    for row in tally::store::of_project(tx, &case.project.id)? {
        let mut bid = bids::find(tx, &row.bid_id)?.ok_or_else(|| Problem::broken(format!("ranked bid {} is gone", row.bid_id)))?;
        if bid.status != bids::Status::Scored {
            continue;
        }
        let (step, event) = if bid.id == award.bid_id {
            (bids::Move::Win, "bid.won")
        } else if row.place == RESERVE_PLACE {
            (bids::Move::Reserve, "bid.kept_in_reserve")
        } else {
            (bids::Move::PassOver, "bid.not_selected")
        };
        bids::advance(tx, &mut bid, step, award.reason.as_deref(), call.now)?;
        let facts = json!({ "status": bid.status, "place": row.place, "total": row.total_hundredths });
        let event = Event::new(event, &bid.id).of_project(&case.project.id).for_organization(&bid.organization_id);
        journal::record(tx, call, event.for_area(&case.area_path).with(facts))?;
        places.push(json!({ "place": row.place, "bid_id": bid.id, "organization_id": bid.organization_id }));
    }
    Ok(places)
}

fn record(tx: &mut Tx, call: &Call, case: &Case, name: &'static str, payload: Value) -> Result<()> {
    let id = &case.project.id;
    journal::record(tx, call, Event::new(name, id).of_project(id).for_area(&case.area_path).with(payload))
}
