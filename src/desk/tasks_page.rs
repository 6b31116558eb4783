//! `/desk`: what waits for me, as a page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get};
use serde::Serialize;

use super::session::{Desk, PAGES};
use super::tasks::{Task, list};
use super::{draft, imports};
use crate::bids;
use crate::identity::permissions;
use crate::meetings;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Call, Result};
use crate::platform::time::Timestamp;
use crate::reservations;

#[derive(Serialize)]
struct TasksPage {
    #[serde(flatten)]
    places: Places,
    tasks: Vec<Line>,
}

/// Where the menu leads besides.
#[derive(Serialize)]
struct Places {
    /// The caller bids for an organisation.
    bidder: bool,
    /// The caller asks the auditors' questions.
    audits: bool,
    /// The caller drafts projects.
    drafts: bool,
    /// The caller brings spreadsheets.
    imports: bool,
    /// The caller answers questions about calls.
    answers: bool,
    /// There are matching meetings of which the caller may know, or they may hold one.
    meets: bool,
    /// The caller has reservations, as asker or as provider.
    lends: bool,
}

impl Places {
    fn of(conn: &mut Conn, call: &Call) -> Result<Self> {
        let reads = |operation| permissions::authorize(operation, &call.actor).is_ok();
        Ok(Self {
            bidder: !bids::organizations(&call.actor).is_empty(),
            audits: call.actor.has_any(&[Role::Auditor]),
            drafts: !draft::reach(call).is_empty(),
            imports: !imports::kinds(&call.actor).is_empty(),
            answers: call.actor.has_any(&[Role::HubOperator, Role::StreetOfficer]),
            meets: reads("meetings_create") || reads("meetings_list") && !meetings::last(conn, call, 1)?.is_empty(),
            lends: reads("reservations_list") && reservations::has_own(conn, &call.actor)?,
        })
    }
}

/// A task in a list.
#[derive(Serialize)]
pub(super) struct Line {
    zh: &'static str,
    en: &'static str,
    overdue: bool,
    #[serde(flatten)]
    task: Task,
}

impl Line {
    pub fn of(task: Task, now: Timestamp) -> Self {
        let (zh, en) = task.kind.title();
        Self { zh, en, overdue: task.until.is_some_and(|until| until < now), task }
    }
}

#[get("/desk")]
pub async fn handle(desk: Desk) -> Result<HttpResponse> {
    let (tasks, now, places) = desk.look("me_tasks", |conn, call| Ok((list(conn, call)?, call.now, Places::of(conn, call)?))).await?;
    let facts = TasksPage { places, tasks: tasks.into_iter().map(|task| Line::of(task, now)).collect() };
    Ok(html::private_page(StatusCode::OK, PAGES.render("tasks.html", &facts)?))
}
