//! Who may give and take roles. Pure.

use crate::platform::actor::{Actor, Role};
use crate::platform::ids::{OrganizationId, UserId};

pub const NGO_ROLES: &[Role] = &[Role::NgoManager, Role::NgoMember];
/// The roles that a hub gives to people of its area, beside the managers of organisations.
pub const HUB_GIVES: &[Role] = &[Role::Evaluator, Role::CommitteeOfficer, Role::Mentor];

/// The role in question and where it is or would be held.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    pub role: Role,
    pub organization: Option<Home<'a>>,
    pub area_path: Option<&'a str>,
}

/// An organisation with its place in the area tree.
#[derive(Clone, Copy, Debug)]
pub struct Home<'a> {
    pub id: &'a OrganizationId,
    pub area_path: &'a str,
}

/// The administrator gives every role. A hub gives organisations within its reach their managers, and evaluators,
/// mentors and committee officers to its area. A manager gives the roles of its own organisation.
pub fn may_invite(actor: &Actor, post: &Post) -> bool {
    may_end(actor, post) && (post.role != Role::NgoMember || actor.has_any(&[Role::PlatformAdmin]) || manages(actor, post))
}

/// Who may give a role may end it; a hub ends the members of organisations within its reach, too.
pub fn may_end(actor: &Actor, post: &Post) -> bool {
    actor.has_any(&[Role::PlatformAdmin]) || manages(actor, post) || hub_reaches(actor, post)
}

/// People leave an organisation by themselves; the roles of officials and experts are ended by those who gave them.
pub fn may_leave(actor: &Actor, holder: &UserId, role: Role) -> bool {
    NGO_ROLES.contains(&role) && actor.user_id() == Some(holder)
}

fn manages(actor: &Actor, post: &Post) -> bool {
    NGO_ROLES.contains(&post.role) && post.organization.is_some_and(|home| actor.holds_in(&[Role::NgoManager], home.id))
}

fn hub_reaches(actor: &Actor, post: &Post) -> bool {
    let reached = |path: &str| actor.reaches(&[Role::HubOperator], path);
    if NGO_ROLES.contains(&post.role) {
        return post.organization.is_some_and(|home| reached(home.area_path));
    }
    HUB_GIVES.contains(&post.role) && post.area_path.is_some_and(reached) && post.organization.is_none_or(|home| reached(home.area_path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::actor::{Grant, Identity};

    const HERE: &str = "/310000/310107/310107015/";
    const ELSEWHERE: &str = "/310000/310101/310101002/";

    fn holder(role: Role, organization_id: Option<&OrganizationId>, area_path: Option<&str>) -> Actor {
        let grant = Grant { role, organization_id: organization_id.cloned(), area_path: area_path.map(str::to_owned) };
        Actor { identity: Identity::User(UserId::new()), grants: vec![grant] }
    }

    /// The roles that `actor` may give in an organisation (NGO roles) or for a place (the others).
    fn gives(actor: &Actor, rule: fn(&Actor, &Post) -> bool, organization: &OrganizationId, path: &str) -> Vec<Role> {
        let home = Home { id: organization, area_path: path };
        let post = |role| match NGO_ROLES.contains(&role) {
            true => Post { role, organization: Some(home), area_path: None },
            false => Post { role, organization: None, area_path: Some(path) },
        };
        Role::ALL.iter().copied().filter(|role| rule(actor, &post(*role))).collect()
    }

    #[test]
    fn the_administrator_gives_every_role() {
        let admin = holder(Role::PlatformAdmin, None, None);
        assert_eq!(gives(&admin, may_invite, &OrganizationId::new(), HERE), Role::ALL);
    }

    #[test]
    fn a_hub_gives_managers_evaluators_mentors_and_committee_officers_in_its_area_only() {
        let hub = holder(Role::HubOperator, Some(&OrganizationId::new()), Some("/310000/310107/"));
        let organization = OrganizationId::new();
        assert_eq!(gives(&hub, may_invite, &organization, HERE), [Role::NgoManager, Role::Evaluator, Role::CommitteeOfficer, Role::Mentor]);
        assert_eq!(gives(&hub, may_invite, &organization, ELSEWHERE), []);
        let ends = [Role::NgoManager, Role::NgoMember, Role::Evaluator, Role::CommitteeOfficer, Role::Mentor];
        assert_eq!(gives(&hub, may_end, &organization, HERE), ends);
        assert_eq!(gives(&hub, may_end, &organization, ELSEWHERE), []);
    }

    #[test]
    fn an_evaluator_of_an_organisation_elsewhere_is_not_the_hubs_to_give() {
        let hub = holder(Role::HubOperator, None, Some("/310000/310107/"));
        let organization = OrganizationId::new();
        let home = Home { id: &organization, area_path: ELSEWHERE };
        assert!(!may_invite(&hub, &Post { role: Role::Evaluator, organization: Some(home), area_path: Some(HERE) }));
        assert!(!may_invite(&hub, &Post { role: Role::Evaluator, organization: None, area_path: None }));
    }

    #[test]
    fn a_manager_gives_the_roles_of_its_own_organisation_only() {
        let own = OrganizationId::new();
        let manager = holder(Role::NgoManager, Some(&own), None);
        assert_eq!(gives(&manager, may_invite, &own, HERE), NGO_ROLES);
        assert_eq!(gives(&manager, may_invite, &OrganizationId::new(), HERE), []);
        let member = holder(Role::NgoMember, Some(&own), None);
        assert_eq!(gives(&member, may_end, &own, HERE), []);
    }
}
