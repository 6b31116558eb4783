//! The file of a purchase as the outside sees it.

use serde::Serialize;

use crate::notifications::DeliveryView;
use crate::platform::actor::Role;
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::platform::time::Timestamp;
use crate::projects::{Counts, Status};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FileView {
    pub project: FileProject,
    /// Every decision on every submission, in order.
    pub approvals: Vec<FileApproval>,
    /// What happened, in order, each with the mails that tell of it.
    pub timeline: Vec<FileEntry>,
    pub totals: FileTotals,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FileProject {
    pub id: ProjectId,
    pub number: String,
    pub title: Text,
    pub status: Status,
    pub buyer: Text,
    pub area_code: String,
    /// In fen.
    pub budget_fen: Option<i64>,
    pub regime: String,
    /// What the rule set is called, once it is frozen.
    pub rules: Option<Text>,
    /// The version that was frozen at publication, and its digest.
    pub rule_set_version: Option<String>,
    pub rule_set_digest: Option<String>,
    pub deadline: Option<Timestamp>,
    pub round: i32,
    /// Received, opened, qualified; there are none before the closing.
    pub counts: Option<Counts>,
}

/// Who did it. People are named where they act for the public side; others by their organisation.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FileActor {
    /// `official`, `organization`, `panel_member`, `system` or `other`.
    #[schema(example = "official")]
    pub kind: &'static str,
    pub name: Text,
    pub role: Option<Role>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FileApproval {
    pub submission: i32,
    pub step: i32,
    #[schema(example = "approved")]
    pub decision: String,
    pub decided_by: FileActor,
    pub decided_at: Timestamp,
    pub reason: Option<String>,
    /// Meeting, date and minute number (R60).
    #[schema(value_type = Option<Object>)]
    pub collective_decision: Option<serde_json::Value>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FileEntry {
    /// Place in the journal's chain.
    pub seq: i64,
    /// Business time.
    pub at: Timestamp,
    #[schema(example = "project.published")]
    pub event: String,
    pub title: Text,
    pub who: FileActor,
    /// Amounts, counts, statuses, commitments, digests.
    #[schema(value_type = Object)]
    pub facts: serde_json::Value,
    /// Digest of the entry in the chain.
    pub digest: String,
    pub mails: Vec<DeliveryView>,
}

#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub struct FileTotals {
    pub entries: usize,
    pub mails: usize,
    pub mails_sent: usize,
    pub mails_dead: usize,
    pub approvals: usize,
}
