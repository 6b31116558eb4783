//! What those who run a purchase see of its list of invitations.

use std::collections::HashMap;

use serde::Serialize;

use super::Ranked;
use super::store::Edit;
use crate::matching::engine::{Engine, FailedFilter, Match};
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
    /// Why it is not invited although it was added: the hard conditions of the call that it does not meet at the moment.
    pub fails: Vec<FailedFilter>,
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
        let mut ranked = ranked.ok_or_else(still_unknown)?;
        let mut barred = std::mem::take(&mut ranked.barred);
        let chosen = super::chosen(conn, ranked, &edits, project, path)?;
        let edits = edits.into_iter().map(|edit| view(conn, edit, &mut barred)).collect::<Result<_>>()?;
        Ok(Self { weights: chosen.weights, invited: chosen.items, edits })
    }
}

/// That the project is younger than what the engine knows.
fn still_unknown() -> Problem {
    Problem::unavailable(
        "matching/being_changed",
        "该项目刚刚建立，匹配数据正在更新，请稍后重试。",
        "The project is brand-new and the matching is catching up; try again in a moment.",
        1,
    )
}

fn view(conn: &mut Conn, edit: Edit, barred: &mut HashMap<String, Vec<FailedFilter>>) -> Result<InvitationEditView> {
    Ok(InvitationEditView {
        name: organizations::name_of(conn, edit.organization_id.as_str())?.unwrap_or_default(),
        fails: barred.remove(edit.organization_id.as_str()).unwrap_or_default(),
        organization_id: edit.organization_id,
        invited: edit.invited,
        reason_zh: edit.reason_zh,
        edited_by: edit.edited_by,
        edited_at: edit.edited_at,
    })
}
