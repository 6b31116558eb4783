//! Moves of a meeting that need nothing but a decision of its hub: it opens, is held, is closed or called off.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::model::{Command, Status};
use super::policy::{self, Relation};
use super::store::talks;
use super::store::{self, Meeting, Placed};
use super::view::{self, MeetingView};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::time::Timestamp;
use crate::text_enum;

text_enum! {
    /// A move of a meeting that its hub decides on.
    pub enum Step {
        Open = "open",
        Hold = "hold",
        Close = "close",
        /// With a reason.
        Cancel = "cancel",
    }
}

impl Step {
    /// What it is called in the table of permissions.
    pub fn operation(self) -> &'static str {
        match self {
            Self::Open => "meetings_open",
            Self::Hold => "meetings_hold",
            Self::Close => "meetings_close",
            Self::Cancel => "meetings_cancel",
        }
    }

    pub fn words(self) -> Text {
        match self {
            Self::Open => Text::new("开放报名", "open it for registration"),
            Self::Hold => Text::new("标记为已举行", "it took place"),
            Self::Close => Text::new("结束", "close it"),
            Self::Cancel => Text::new("取消对接会", "call it off"),
        }
    }

    fn command(self) -> (Command, &'static str) {
        match self {
            Self::Open => (Command::Open, "meeting.opened"),
            Self::Hold => (Command::Hold, "meeting.held"),
            Self::Close => (Command::Close, "meeting.closed"),
            Self::Cancel => (Command::Cancel, "meeting.cancelled"),
        }
    }
}

/// Open a matching meeting: organisations see it and register
#[utoipa::path(operation_id = "meetings_open", tag = "matching", params(("id" = String, Path)), request_body = Empty, responses(
    (status = 200, description = "The meeting", body = MeetingView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/open")]
pub async fn open(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("meetings_open", body, move |tx, call, _| advance(tx, call, &id, Step::Open, None)).await
}

/// Say that a matching meeting took place: both sides now say what became of their talks
#[utoipa::path(operation_id = "meetings_hold", tag = "matching", params(("id" = String, Path)), request_body = Empty, responses(
    (status = 200, description = "The meeting", body = MeetingView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/hold")]
pub async fn hold(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("meetings_hold", body, move |tx, call, _| advance(tx, call, &id, Step::Hold, None)).await
}

/// Close a matching meeting: its report stands still
#[utoipa::path(operation_id = "meetings_close", tag = "matching", params(("id" = String, Path)), request_body = Empty, responses(
    (status = 200, description = "The meeting", body = MeetingView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/close")]
pub async fn close(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("meetings_close", body, move |tx, call, _| advance(tx, call, &id, Step::Close, None)).await
}

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelMeeting {
    /// Told to everybody who registered.
    #[schema(example = "场地临时停用，改期另行通知。")]
    pub reason_zh: String,
}

/// Call a matching meeting off
///
/// Talks that are planned are called off with it.
#[utoipa::path(operation_id = "meetings_cancel", tag = "matching", params(("id" = String, Path)), request_body = CancelMeeting, responses(
    (status = 200, description = "The meeting", body = MeetingView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/cancel")]
pub async fn cancel(cx: Cx, id: web::Path<String>, body: Body<CancelMeeting>) -> Answer {
    cx.write("meetings_cancel", body, move |tx, call, command| advance(tx, call, &id, Step::Cancel, Some(&command.reason_zh))).await
}

/// A decision of the hub about the version that it read: checked, saved, recorded.
pub fn advance(tx: &mut Tx, call: &Call, id: &str, step: Step, reason: Option<&str>) -> Result<Reply> {
    let (mut found, relation) = policy::held(tx, &call.actor, id)?;
    relation.runs()?;
    move_to(tx, call, &mut found, step, reason)?;
    let relation = Relation::of(&call.actor, &found.path);
    view::reply(found, relation)
}

/// Nobody can come to what is over.
pub(super) fn must_be_ahead(meeting: &Meeting, now: Timestamp) -> Result<()> {
    if meeting.is_over(now) {
        return Err(Problem::conflict(
            "meetings/after_its_day",
            "对接会的日期已经过去，请先改期。",
            "The day of the meeting is past: change it first.",
        ));
    }
    Ok(())
}

fn move_to(tx: &mut Tx, call: &Call, found: &mut Placed, step: Step, reason: Option<&str>) -> Result<()> {
    let (command, event) = step.command();
    let meeting = &mut found.meeting;
    let before = meeting.status;
    meeting.status = before.try_after(command)?;
    call.expect_version(meeting.version)?;
    if let Some(reason) = reason {
        let mut check = Check::new();
        check.text("/reason_zh", reason, 500);
        check.finish()?;
        meeting.status_reason = Some(reason.trim().to_owned());
    }
    if meeting.status == Status::Held && call.now.shanghai_date() < meeting.held_on.date() {
        return Err(Problem::conflict(
            "meetings/before_its_day",
            "对接会当日之前不能标记为已举行；如日期有变，请取消后另开一场。",
            "It cannot have been held before its day; if the day has changed, call it off and prepare another one.",
        ));
    }
    if meeting.status == Status::Open {
        must_be_ahead(meeting, call.now)?;
        meeting.opened_at = Some(call.now);
    }
    let mut facts = json!({"from": before, "to": meeting.status});
    if meeting.status == Status::Cancelled {
        facts["talks_cancelled"] = json!(talks::cancel_planned(tx, meeting, call.now)?);
    }
    store::save(tx, meeting, call.now)?;
    journal::record(tx, call, Event::new(event, &meeting.id).with(facts))
}
