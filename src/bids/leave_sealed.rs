//! Bids of a purchase that ended before the opening are never opened.

use std::sync::Arc;

use serde_json::json;

use super::model::{Move, Status};
use super::{event, store};
use crate::areas;
use crate::journal;
use crate::platform::Platform;
use crate::platform::db::{Tx, lock::Strength};
use crate::platform::http::{Call, Result};
use crate::platform::ids::ProjectId;
use crate::platform::jobs::{Job, JobError};
use crate::projects::{self, Project, Status as ProjectStatus};

/// About a project that was cancelled, due at once.
pub const JOB: &str = "bids.leave_sealed";

pub(super) async fn run(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let id = ProjectId::parse(&job.subject).ok_or_else(|| JobError::Fatal(format!("{:?} is no project", job.subject)))?;
    let call = Call::system(&platform);
    let effect = move |tx: &mut Tx| {
        let project = projects::locked(tx, &id, Strength::Alone)?;
        if !matches!(project.status, ProjectStatus::Cancelled | ProjectStatus::Failed) {
            return Ok(());
        }
        let area = areas::path_of(tx, &project.area_code, "/area_code")?;
        leave(tx, &call, &project, &area)
    };
    Ok(platform.db.write(effect).await?)
}

/// Every bid that is still sealed stays so. Run twice it does nothing.
pub(super) fn leave(tx: &mut Tx, call: &Call, project: &Project, area: &str) -> Result<()> {
    let bids = store::of_project(tx, &project.id)?;
    for mut bid in bids.into_iter().filter(|bid| bid.status == Status::Submitted) {
        store::advance(tx, &mut bid, Move::LeaveSealed, project.status_reason.as_deref(), call.now)?;
        journal::record(tx, call, event::about("bid.left_sealed", &bid, project, area).with(json!({ "project_status": project.status })))?;
    }
    Ok(())
}
