//! Who may see and open budget lines. Pure.

use crate::platform::actor::{Actor, Role};
use crate::platform::ids::OrganizationId;

/// Roles that see the lines of the places they reach.
pub const READERS: &[Role] =
    &[Role::DistrictOfficer, Role::StreetOfficer, Role::StreetApprover, Role::StreetFinance, Role::HubOperator, Role::Auditor];

/// A street's finance officer opens lines of its own street's office, for places that it reaches.
pub fn may_open(actor: &Actor, buyer: &OrganizationId, path: &str) -> bool {
    actor.grants.iter().any(|grant| {
        grant.role == Role::StreetFinance
            && grant.organization_id.as_ref() == Some(buyer)
            && grant.area_path.as_deref().is_some_and(|reach| path.starts_with(reach))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::actor::{Grant, Identity};

    #[test]
    fn the_finance_officer_of_another_street_opens_nothing_here() {
        let (own, other) = (OrganizationId::new(), OrganizationId::new());
        let grant = |organization: &OrganizationId, path: &str| Grant {
            role: Role::StreetFinance,
            organization_id: Some(organization.clone()),
            area_path: Some(path.into()),
        };
        let actor = Actor { identity: Identity::System, grants: vec![grant(&own, "/1/11/"), grant(&other, "/1/12/")] };
        assert!(may_open(&actor, &own, "/1/11/111/"));
        assert!(!may_open(&actor, &own, "/1/12/121/"));
        assert!(!may_open(&actor, &other, "/1/11/111/"));
    }
}
