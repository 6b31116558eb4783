//! Who may see matches. Scores are shown to nobody who decides on the purchase.

use super::store;
use crate::areas;
use crate::organizations::Profile;
use crate::platform::actor::{Actor, Identity, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::projects::Project;

const RUNNERS: &[Role] = &[Role::HubOperator, Role::StreetOfficer];

/// Those who run the purchase, and auditors; never its approvers or its panel, whatever else they are.
pub(super) fn may_see_project(conn: &mut Conn, actor: &Actor, project: &Project) -> Result<String> {
    let path = areas::path_of(conn, &project.area_code, "/area_code")?;
    if !actor.has_any(&[Role::Auditor]) && !actor.reaches(RUNNERS, &path) {
        return Err(Problem::not_found("项目", "project"));
    }
    let sits = match actor.user_id() {
        Some(user) => store::sits_on_panel(conn, &project.id, user)?,
        None => false,
    };
    if sits || actor.reaches(&[Role::StreetApprover], &path) {
        return Err(Problem::forbidden(
            "matching/decides_on_it",
            "审批人和评审人员不能查看匹配结果。",
            "Approvers and panel members do not see matches.",
        ));
    }
    Ok(path)
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
