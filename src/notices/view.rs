//! What everybody sees of a notice.

use serde::{Deserialize, Serialize};

use super::content::NoticeContent;
use super::kind::NoticeKind;
use crate::platform::i18n::Text;
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects::Status;

/// A notice, as it was written.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NoticeDocument {
    /// The id of the journal entry that it tells of.
    pub id: String,
    pub kind: NoticeKind,
    pub published_at: Timestamp,
    pub project_id: ProjectId,
    #[schema(example = "XM-2026-0001")]
    pub number: String,
    pub round: i32,
    pub title: Text,
    pub buyer_id: OrganizationId,
    pub buyer: Text,
    #[schema(example = "310107015")]
    pub area_code: String,
    pub area: Text,
    /// Slug of the service field.
    #[schema(example = "jobs_startups")]
    pub field: Option<String>,
    pub content: NoticeContent,
}

/// Where the purchase of a notice stands now.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProjectNow {
    pub status: Status,
    pub round: i32,
    pub deadline: Option<Timestamp>,
}

impl ProjectNow {
    /// The deadline of a round, if it is the present one.
    pub fn deadline_of(self, round: i32) -> Option<Timestamp> {
        self.deadline.filter(|_| round == self.round)
    }

    /// Whether it is a call that takes bids now; of a round that failed it takes none, though the next one may be out.
    pub fn takes_bids_on(self, notice: &NoticeDocument) -> bool {
        notice.kind == NoticeKind::Call && self.status == Status::Published && notice.round == self.round
    }
}

/// A notice and what became of its purchase since.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NoticeView {
    #[serde(flatten)]
    pub notice: NoticeDocument,
    /// Where the purchase stands now, in whichever round.
    pub project_status: Status,
    /// A call that takes bids now.
    pub is_open: bool,
    /// The deadline as it is now; an amendment may have moved it.
    pub deadline_now: Option<Timestamp>,
    /// The other notices of the same purchase, the oldest first.
    pub others: Vec<NoticeRef>,
}

/// A line of the list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NoticeSummary {
    pub id: String,
    pub kind: NoticeKind,
    pub published_at: Timestamp,
    pub project_id: ProjectId,
    pub number: String,
    pub title: Text,
    pub buyer: Text,
    pub area_code: String,
    pub area: Text,
    pub field: Option<String>,
    /// Of a call: as it is now, while this round lasts.
    pub deadline: Option<Timestamp>,
    /// Of a call.
    pub budget_fen: Option<i64>,
    pub project_status: Status,
    /// A call that takes bids now.
    pub is_open: bool,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NoticeRef {
    pub id: String,
    pub kind: NoticeKind,
    pub published_at: Timestamp,
}

impl NoticeSummary {
    pub(super) fn of(notice: NoticeDocument, now: ProjectNow) -> Self {
        let (deadline, budget_fen) = match &notice.content {
            NoticeContent::Call(call) => (now.deadline_of(notice.round).or(call.deadline), call.budget_fen),
            _ => (None, None),
        };
        Self {
            is_open: now.takes_bids_on(&notice),
            id: notice.id,
            kind: notice.kind,
            published_at: notice.published_at,
            project_id: notice.project_id,
            number: notice.number,
            title: notice.title,
            buyer: notice.buyer,
            area_code: notice.area_code,
            area: notice.area,
            field: notice.field,
            deadline,
            budget_fen,
            project_status: now.status,
        }
    }
}
