//! What the outside sees of a meeting.

use chrono::NaiveDate;
use serde::Serialize;

use super::model::Status;
use super::policy::Relation;
use super::rules::{Condition, Rules};
use super::store::Placed;
use crate::platform::http::{Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{MatchingMeetingId, MeetingRunId};
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = MatchingMeetingView)]
pub struct MeetingView {
    pub id: MatchingMeetingId,
    #[schema(example = "310107015")]
    pub area_code: String,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub venue_zh: String,
    pub held_on: NaiveDate,
    /// Beginnings of talks, in order.
    pub times: Vec<String>,
    pub rules: Rules,
    /// Locked and forbidden pairs with their reasons; for the officials who follow the meeting, and the auditors.
    pub conditions: Option<Vec<Condition>>,
    pub status: Status,
    pub status_reason: Option<String>,
    /// Grows with everything that decides a run; a run of another version is out of date.
    pub input_version: i64,
    /// The confirmed run.
    pub run_id: Option<MeetingRunId>,
    /// What a meeting is, and what it is not.
    pub effect: Text,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// What you may do with it now.
    pub allowed_actions: Vec<&'static str>,
}

impl MeetingView {
    pub(super) fn of(found: Placed, relation: Relation) -> Result<Self> {
        let meeting = found.meeting;
        Ok(Self {
            times: meeting.times()?,
            rules: meeting.rules()?,
            conditions: if relation.reader { Some(meeting.conditions()?) } else { None },
            allowed_actions: relation.allowed_actions(meeting.status),
            effect: effect(),
            id: meeting.id,
            area_code: meeting.area_code,
            title_zh: meeting.title_zh,
            title_en: meeting.title_en,
            venue_zh: meeting.venue_zh,
            held_on: meeting.held_on.date(),
            status: meeting.status,
            status_reason: meeting.status_reason,
            input_version: meeting.input_version,
            run_id: meeting.run_id,
            created_at: meeting.created_at,
            updated_at: meeting.updated_at,
        })
    }
}

/// R23, R24: said wherever a meeting or a run is shown.
pub(super) fn effect() -> Text {
    Text::new(
        "对接会只提供信息和引荐，不作任何采购决定；法定采购的结果只由其程序产生，审批人和评审人员看不到对接会的内容。",
        "A matching meeting informs and introduces; it decides on no purchase. A statutory purchase is decided by its procedure alone, and its \
         approvers and panel see nothing of the meeting.",
    )
}

/// The meeting as an answer, with its version.
pub(super) fn reply(found: Placed, relation: Relation) -> Result<Reply> {
    let version = found.meeting.version;
    Ok(Reply::ok(&MeetingView::of(found, relation)?)?.version(version))
}
