//! A year of the calendar has been added: publicities that ran by a provisional count are counted again.

use std::sync::Arc;

use serde_json::json;

use super::publicity::recount;
use super::{conclude, store};
use crate::evaluation::case::Case;
use crate::journal::{self, Event};
use crate::platform::Platform;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Result};
use crate::platform::ids::ProjectId;
use crate::platform::jobs::{self, Job, JobError};
use crate::projects::Status;
use crate::rules;

pub async fn run(platform: Arc<Platform>, _: Job) -> std::result::Result<(), JobError> {
    rules::learn_calendar(&platform).await?;
    let waiting = platform.db.read(store::provisional).await?;
    for id in waiting {
        let service = platform.clone();
        platform.db.write(move |tx| count_again(tx, &Call::system(&service), &id)).await?;
    }
    Ok(())
}

fn count_again(tx: &mut Tx, call: &Call, id: &ProjectId) -> Result<()> {
    let case = Case::locked(tx, id)?;
    let Some(mut award) = store::find(tx, id)? else { return Ok(()) };
    if case.project.status != Status::Publicity || !recount(&mut award, &call.platform.calendar(), case.rules.publicity.days) {
        return Ok(());
    }
    store::save(tx, &mut award)?;
    if let Some(until) = award.publicity_until
        && !jobs::postpone(tx, conclude::JOB, id.as_str(), until)?
    {
        jobs::at(tx, conclude::JOB, id.as_str(), until)?;
    }
    let facts = json!({ "publicity_until": award.publicity_until, "is_provisional": award.is_provisional });
    journal::record(tx, call, Event::new("award.publicity_recounted", id).of_project(id).for_area(&case.area_path).public().with(facts))
}
