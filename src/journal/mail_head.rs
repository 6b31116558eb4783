//! Once a day the head of the chain is signed and told to the auditors: kept in their mailboxes, it shows later that nothing before it
//! was cut off or replaced. The fact is recorded in the journal; `notifications` makes the letters from it.

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::json;

use super::event::{Event, record};
use super::{chain, store};
use crate::platform::Platform;
use crate::platform::crypto::Checkpoint;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::jobs::{self, Job, JobError};
use crate::platform::settings;

/// Due each day at `audit.daily_at`.
pub const JOB: &str = "journal.mail_head";
/// There is one such job.
const SUBJECT: &str = "daily";
/// The last day whose head was told.
const TOLD_ON: &str = "journal.head_told_on";

/// Asks for the next mail; whether or not it has been asked for.
pub fn ask(tx: &mut Tx, platform: &Platform) -> Result<()> {
    let now = platform.clock.now();
    match platform.config.audit.next_daily(now) {
        Some(moment) => jobs::daily(tx, JOB, SUBJECT, moment, now),
        None => Ok(()),
    }
}

pub(super) async fn run(platform: Arc<Platform>, _: Job) -> std::result::Result<(), JobError> {
    chain::catch_up(&platform).await?;
    let call = Call::system(&platform);
    let today = call.now.shanghai_date();
    let (entries, head) = platform.db.read(store::head).await?;
    let checkpoint = Checkpoint { entries, head, date: today };
    let signed = checkpoint.sign(platform.keys.signing()).map_err(Problem::internal)?;
    Ok(platform.db.write(move |tx| tell(tx, &call, &checkpoint, &signed)).await?)
}

/// Records the head of the day, once a day whoever tries, and puts the job off to the next day.
fn tell(tx: &mut Tx, call: &Call, checkpoint: &Checkpoint, signed: &str) -> Result<()> {
    if is_first_of(tx, checkpoint.date)? {
        let facts = json!({ "date": checkpoint.date, "entries": checkpoint.entries, "head": checkpoint.head, "signed": signed });
        record(tx, call, Event::new("chain.head_told", checkpoint.date).with(facts))?;
    }
    match call.platform.config.audit.next_daily(call.now) {
        Some(moment) => jobs::postpone(tx, JOB, SUBJECT, moment).map(|_| ()),
        None => Ok(()),
    }
}

/// Claims the day in the transaction that records its head: of two machines one finds it taken.
fn is_first_of(tx: &mut Tx, date: NaiveDate) -> Result<bool> {
    let date = date.to_string();
    match settings::get(tx, TOLD_ON)? {
        Some(told) if told >= date => Ok(false),
        Some(told) => settings::replace(tx, TOLD_ON, &told, &date),
        None => settings::add(tx, TOLD_ON, &date),
    }
}
