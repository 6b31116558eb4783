//! What those who run a purchase see of its list of invitations.

use serde::Serialize;

use super::store::{self, Edit};
use crate::matching::view::MatchView;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::projects::Project;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InvitationListView {
    /// Version of the table of weights.
    #[schema(example = "2026-11-first")]
    pub weights: String,
    /// Who is invited when the call is published, the best match first.
    pub invited: Vec<MatchView>,
    /// What was changed by hand, and why.
    pub edits: Vec<InvitationEditView>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InvitationEditView {
    pub organization_id: OrganizationId,
    pub name: Text,
    /// Whether it was added; else it was left out.
    pub invited: bool,
    pub reason_zh: String,
    pub edited_by: UserId,
    pub edited_at: Timestamp,
}

impl InvitationListView {
    pub(super) fn of(conn: &mut Conn, call: &Call, project: &Project, path: String) -> Result<Self> {
        let ranking = super::chosen(conn, project, path, call.now)?;
        let edits = store::of_project(conn, &project.id)?.into_iter().map(|edit| view(conn, edit)).collect::<Result<_>>()?;
        Ok(Self { weights: ranking.weights, invited: ranking.matches.into_iter().map(MatchView::from).collect(), edits })
    }
}

fn view(conn: &mut Conn, edit: Edit) -> Result<InvitationEditView> {
    Ok(InvitationEditView {
        name: organizations::name_of(conn, edit.organization_id.as_str())?.unwrap_or_default(),
        organization_id: edit.organization_id,
        invited: edit.invited,
        reason_zh: edit.reason_zh,
        edited_by: edit.edited_by,
        edited_at: edit.edited_at,
    })
}
