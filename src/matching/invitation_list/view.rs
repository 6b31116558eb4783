//! What those who run a purchase see of its list of invitations.

use serde::Serialize;

use super::Ranked;
use super::store::Edit;
use crate::matching::engine::{Engine, Match};
use crate::matching::weights;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::projects::Project;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InvitationListView {
    /// Version of the table of weights.
    #[schema(example = "2026-11-eight")]
    pub weights: String,
    /// Who is invited when the call is published, the best match first.
    pub invited: Vec<Match>,
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
    /// The list of a project at `path`; `ask` puts the question to the engine.
    pub(super) fn of(
        conn: &mut Conn,
        project: &Project,
        path: &str,
        now: Timestamp,
        ask: impl FnOnce(&mut Conn, &dyn Fn(&Engine) -> Option<Ranked>) -> Result<Option<Ranked>>,
    ) -> Result<Self> {
        let edits = super::edits(conn, project)?;
        let weights = weights::of_project(conn, project, now)?;
        let ranked = ask(conn, &|engine| super::rank(engine, project, &edits, &weights))?;
        let ranked = ranked.ok_or_else(|| Problem::broken(format!("project {} is not in the index", project.id)))?;
        let chosen = super::chosen(conn, ranked, &edits, project, path)?;
        let edits = edits.into_iter().map(|edit| view(conn, edit)).collect::<Result<_>>()?;
        Ok(Self { weights: chosen.weights, invited: chosen.items, edits })
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
