//! The deadline: the call closes a second after it, and too few bids end the purchase with all of them sealed.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;

use super::model::Status;
use super::outcome::{count, fail, is_enough};
use super::{leave_sealed, store};
use crate::areas;
use crate::platform::Platform;
use crate::platform::db::{Tx, lock::Strength};
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::ProjectId;
use crate::platform::jobs::{self, Job, JobError};
use crate::projects::{self, Counts, Move, Status as ProjectStatus};

/// About a project, due a second after its deadline.
pub const JOB: &str = "bids.close";

/// A bid that arrived before the deadline has this long to be stored.
const GRACE: TimeDelta = TimeDelta::seconds(1);

pub(super) async fn run(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let id = ProjectId::parse(&job.subject).ok_or_else(|| JobError::Fatal(format!("{:?} is no project", job.subject)))?;
    let mut call = Call::system(&platform);
    call.now = platform.arrival().await?;
    Ok(platform.db.write(move |tx| close(tx, &call, &id)).await?)
}

/// Closes a published call whose deadline has passed. Run twice, or for a cancelled call, it does nothing; where the
/// deadline was moved it waits for the new one.
fn close(tx: &mut Tx, call: &Call, id: &ProjectId) -> Result<()> {
    let mut project = projects::locked(tx, id, Strength::Alone)?;
    if project.status != ProjectStatus::Published {
        return Ok(());
    }
    let due = project.deadline.ok_or_else(|| Problem::broken(format!("project {id} is published without a deadline")))?.plus(GRACE);
    if call.now < due {
        return jobs::postpone(tx, JOB, id.as_str(), due).map(|_| ());
    }
    let bids = store::of_project(tx, id)?;
    let received = count(bids.iter().filter(|bid| bid.status == Status::Submitted).count());
    project.closed_at = Some(call.now);
    project.set_counts(&Counts { received, opened: None, qualified: None })?;
    projects::advance(tx, call, &mut project, Move::Close, None, json!({ "received": received }))?;
    if is_enough(&project.frozen_rules()?.min_received, received, &project.content()?) {
        return Ok(());
    }
    fail(tx, call, &mut project, "too_few_received")?;
    let area = areas::path_of(tx, &project.area_code, "/area_code")?;
    leave_sealed::leave(tx, call, &project, &area)
}
