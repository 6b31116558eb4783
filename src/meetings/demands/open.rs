//! Whether a demand asks for talks at all: its call is open until after the day of the meeting, or its need waits for a project.

use chrono::NaiveDate;

use crate::meetings::store::demands::Demand;
use crate::needs::{self, Need};
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::time::Timestamp;
use crate::projects::{self, Project};

/// The record behind a demand that asks for talks.
pub enum Open {
    Call(Box<Project>),
    Need(Box<Need>),
}

/// None where it asks for nothing any more at a meeting of this day.
pub fn open(conn: &mut Conn, demand: &Demand, day: NaiveDate, now: Timestamp) -> Result<Option<Open>> {
    if let Some(id) = &demand.project_id {
        let open = projects::find(conn, id)?.filter(|project| is_open(project, now) && outlasts(project, day));
        return Ok(open.map(|project| Open::Call(Box::new(project))));
    }
    let Some(id) = &demand.need_id else { return Ok(None) };
    let waiting = needs::find(conn, id)?.filter(|need| need.status == needs::Status::Verified);
    Ok(waiting.map(|need| Open::Need(Box::new(need))))
}

/// A call that takes bids now.
pub fn is_open(project: &Project, now: Timestamp) -> bool {
    project.status == projects::Status::Published && project.deadline.is_some_and(|deadline| now < deadline)
}

/// Whether there is a day left for bids after the meeting.
pub fn outlasts(project: &Project, day: NaiveDate) -> bool {
    project.deadline.is_some_and(|deadline| day < deadline.shanghai_date())
}
