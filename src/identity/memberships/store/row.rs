//! One role that one person holds. Pure.

use crate::platform::actor::Role;
use crate::platform::ids::{MembershipId, OrganizationId, UserId};
use crate::platform::time::Timestamp;

/// A membership as stored; live while `ended_at` is empty. Times are business time, because R21 compares them with projects.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Insertable)]
#[diesel(table_name = crate::schema::memberships)]
pub struct Membership {
    pub id: MembershipId,
    pub user_id: UserId,
    pub organization_id: Option<OrganizationId>,
    pub role: Role,
    pub area_code: Option<String>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub version: i64,
}

/// What a role must be held in to mean anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// An organisation, and no place: it acts for the organisation wherever that works.
    Organization,
    /// A place, perhaps as a member of an organisation there.
    Area,
    /// Neither is needed.
    Anywhere,
}

/// Where a role is held.
pub fn seat(role: Role) -> Seat {
    match role {
        Role::NgoManager | Role::NgoMember | Role::Partner => Seat::Organization,
        Role::DistrictOfficer
        | Role::StreetOfficer
        | Role::StreetApprover
        | Role::StreetFinance
        | Role::HubOperator
        | Role::CommitteeOfficer
        | Role::LineDepartmentReader
        | Role::Auditor => Seat::Area,
        Role::PlatformAdmin | Role::Evaluator | Role::Mentor => Seat::Anywhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_drafts_does_so_somewhere() {
        for role in Role::DRAFT_READERS {
            assert_eq!(seat(*role), Seat::Area, "{role}");
        }
    }
}
