//! Who may see matches. Scores are shown to nobody who decides on the purchase.

use super::store;
use crate::areas;
use crate::needs;
use crate::organizations::Profile;
use crate::platform::actor::{Actor, Identity, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::NeedId;
use crate::projects::{self, Project};

const NEED_WORKERS: &[Role] = &[Role::HubOperator, Role::StreetOfficer, Role::CommitteeOfficer];
const RUNNERS: &[Role] = &[Role::HubOperator, Role::StreetOfficer];

/// Those who run the purchase, and auditors; never its approvers or its panel, whatever else they are.
pub fn may_see_project(conn: &mut Conn, actor: &Actor, project: &Project) -> Result<String> {
    let path = areas::path_of(conn, &project.area_code, "/area_code")?;
    if !actor.has_any(&[Role::Auditor]) && !actor.reaches(RUNNERS, &path) {
        return Err(Problem::not_found("项目", "project"));
    }
    projects::must_not_decide(conn, actor, &project.id, &path)?;
    Ok(path)
}

/// That an organisation is on file and the matching knows nothing that it could do: a state organ buys.
pub(super) fn supplies_nothing() -> Problem {
    Problem::conflict("matching/supplies_nothing", "国家机关是购买方，不参与项目匹配。", "A state organ buys: no project is matched to it.")
}

/// Those who work with the needs of a place, and auditors; never who approves the purchases of the place, or judges one that answers it.
pub(super) fn may_see_need(conn: &mut Conn, actor: &Actor, id: &str) -> Result<NeedId> {
    let unknown = || Problem::not_found("需求", "need");
    let need = needs::find(conn, &NeedId::parse(id).ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    let path = areas::path_of(conn, &need.area_code, "/area_code")?;
    if !actor.has_any(&[Role::Auditor]) && !actor.reaches(NEED_WORKERS, &path) {
        return Err(unknown());
    }
    let judges = match actor.user_id() {
        Some(user) => store::judges_for_need(conn, &need.id, user)?,
        None => false,
    };
    if judges || actor.reaches(&[Role::StreetApprover], &path) { Err(projects::decides_on_it()) } else { Ok(need.id) }
}

/// That a need was declined or merged.
pub(super) fn need_is_closed() -> Problem {
    Problem::conflict(
        "matching/need_is_closed",
        "该需求已不予受理或已并入其他需求，不再匹配。",
        "The need was declined or merged into another one: nothing is matched to it.",
    )
}

/// The organisation's own people and programs, and the hub operators of its place.
pub(super) fn may_see_organization(actor: &Actor, profile: &Profile) -> Result<()> {
    let id = &profile.organization.id;
    let own = match &actor.identity {
        Identity::ApiKey { organization, .. } => organization == id,
        _ => actor.holds_in(&[Role::NgoManager, Role::NgoMember], id),
    };
    if own || actor.reaches(&[Role::HubOperator], &profile.area_path) {
        return Ok(());
    }
    Err(Problem::not_found("机构", "organisation"))
}
