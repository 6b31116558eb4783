//! Three days and one day before the deadline: whoever has a draft that is not submitted is reminded, and the hub with them.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;

use crate::areas;
use crate::journal::{self, Event};
use crate::platform::Platform;
use crate::platform::db::{Tx, lock::Strength};
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::ProjectId;
use crate::platform::jobs::{self, Job, JobError};
use crate::platform::time::Timestamp;
use crate::projects::{self, Status};

/// About a published project; asked for at its publication.
pub const JOB: &str = "bids.remind";

/// Days before the deadline.
const DAYS: [i64; 2] = [3, 1];

pub(super) async fn run(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let id = ProjectId::parse(&job.subject).ok_or_else(|| JobError::Fatal(format!("{:?} is no project", job.subject)))?;
    let call = Call::system(&platform);
    Ok(platform.db.write(move |tx| remind(tx, &call, &id)).await?)
}

/// Reminds when a moment has come, and puts itself off to the next one, in one transaction: each reminder goes out once.
fn remind(tx: &mut Tx, call: &Call, id: &ProjectId) -> Result<()> {
    let project = projects::locked(tx, id, Strength::Share)?;
    if project.status != Status::Published {
        return Ok(());
    }
    let deadline = project.deadline.ok_or_else(|| Problem::broken(format!("project {id} is published without a deadline")))?;
    let published = project.published_at.unwrap_or(call.now);
    if let Some(days) = due(deadline, published, call.now) {
        let area = areas::path_of(tx, &project.area_code, "/area_code")?;
        let facts = json!({ "days": days, "deadline": deadline });
        let event = Event::new("project.deadline_near", id).of_project(id).for_area(&area).public().with(facts);
        journal::record(tx, call, event)?;
    }
    match next(deadline, call.now) {
        Some(moment) => jobs::postpone(tx, JOB, id.as_str(), moment).map(|_| ()),
        None => Ok(()),
    }
}

fn before(deadline: Timestamp, days: i64) -> Timestamp {
    deadline.plus(TimeDelta::days(-days))
}

/// The reminder whose moment is the last that has come; none where the call was published after it, or the deadline has passed.
fn due(deadline: Timestamp, published: Timestamp, now: Timestamp) -> Option<i64> {
    let come = DAYS.into_iter().rev().find(|days| before(deadline, *days) <= now)?;
    (now < deadline && published < before(deadline, come)).then_some(come)
}

/// When to look again: the last time is the deadline itself, when there is nothing left to say.
fn next(deadline: Timestamp, now: Timestamp) -> Option<Timestamp> {
    DAYS.into_iter().chain([0]).map(|days| before(deadline, days)).find(|moment| *moment > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_moment_reminds_once_and_the_deadline_not_at_all() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let (published, deadline) = (at("2026-03-02T09:00:00+08:00"), at("2026-03-10T17:00:00+08:00"));
        let three = at("2026-03-07T17:00:00+08:00");
        let one = at("2026-03-09T17:00:00+08:00");
        assert_eq!((due(deadline, published, published), next(deadline, published)), (None, Some(three)));
        assert_eq!((due(deadline, published, three), next(deadline, three)), (Some(3), Some(one)));
        assert_eq!((due(deadline, published, one), next(deadline, one)), (Some(1), Some(deadline)));
        assert_eq!((due(deadline, published, deadline), next(deadline, deadline)), (None, None));
        // Published two days before its deadline: only the last reminder makes sense.
        let late = at("2026-03-08T17:00:00+08:00");
        assert_eq!((due(deadline, late, late), next(deadline, late)), (None, Some(one)));
    }
}
