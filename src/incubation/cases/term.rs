//! The hub is reminded 30 days before a term ends. Nothing expires by itself: the hub graduates, extends or ends the case.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use serde_json::json;

use super::advance::record;
use super::store;
use crate::platform::Platform;
use crate::platform::calendar::start_of_day_utc;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Result};
use crate::platform::ids::IncubationCaseId;
use crate::platform::jobs::{self, Job, JobError};
use crate::platform::time::Timestamp;

/// About a case, due 30 days before the end of its term.
pub const JOB: &str = "incubation.term_ends";

const DAYS_BEFORE: Days = Days::new(30);

/// Asks for the reminder of a term that ends on `due`; a reminder of an earlier end is put off.
pub fn remind_before(tx: &mut Tx, id: &IncubationCaseId, due: NaiveDate) -> Result<()> {
    let moment = reminder(due);
    if jobs::postpone(tx, JOB, id.as_str(), moment)? { Ok(()) } else { jobs::at(tx, JOB, id.as_str(), moment) }
}

fn reminder(due: NaiveDate) -> Timestamp {
    Timestamp::from_naive(start_of_day_utc(due.checked_sub_days(DAYS_BEFORE).unwrap_or(due)))
}

pub async fn run(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let id = IncubationCaseId::parse(&job.subject).ok_or_else(|| JobError::Fatal(format!("{:?} is no case", job.subject)))?;
    let service = platform.clone();
    Ok(platform.db.write(move |tx| remind(tx, &Call::system(&service), &id)).await?)
}

/// Reminds once of each end of a term that still runs; not of one that was over when it was entered.
fn remind(tx: &mut Tx, call: &Call, id: &IncubationCaseId) -> Result<()> {
    let Some(mut placed) = store::placed(tx, id)? else { return Ok(()) };
    let Some(due) = placed.case.due_on.clone().filter(|_| placed.case.status.is_running()) else { return Ok(()) };
    if placed.case.reminded_of.as_ref() == Some(&due) || due.date() < call.now.shanghai_date() {
        return Ok(());
    }
    if call.now < reminder(due.date()) {
        return jobs::postpone(tx, JOB, id.as_str(), reminder(due.date())).map(|_| ());
    }
    placed.case.reminded_of = Some(due.clone());
    store::save(tx, &mut placed.case, call.now)?;
    record(tx, call, &placed, "incubation_case.reminded", json!({"due_on": due.date()}))
}
