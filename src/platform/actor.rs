//! Who calls: a person or a program with roles that reach an organisation and an area.

use std::sync::Arc;

use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{ApiKeyId, OrganizationId, UserId};
use crate::text_enum;

text_enum! {
    /// A role of `design/lifecycles`; held through a membership, it reaches only the organisation and area of that membership.
    pub enum Role {
        PlatformAdmin = "platform_admin",
        DistrictOfficer = "district_officer",
        StreetOfficer = "street_officer",
        StreetApprover = "street_approver",
        StreetFinance = "street_finance",
        HubOperator = "hub_operator",
        NgoManager = "ngo_manager",
        NgoMember = "ngo_member",
        Evaluator = "evaluator",
        CommitteeOfficer = "committee_officer",
        LineDepartmentReader = "line_department_reader",
        Partner = "partner",
        Mentor = "mentor",
        Auditor = "auditor",
    }
}

impl Role {
    /// Roles that may see the draft of a call; an organisation with such a member cannot bid on it (R21).
    pub const DRAFT_READERS: &'static [Role] = &[Role::StreetOfficer, Role::StreetApprover, Role::StreetFinance, Role::HubOperator];

    /// A role as people call it.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::PlatformAdmin => ("平台管理员", "platform administrator"),
            Self::DistrictOfficer => ("区级经办人", "district officer"),
            Self::StreetOfficer => ("街道经办人", "street officer"),
            Self::StreetApprover => ("街道审批人", "street approver"),
            Self::StreetFinance => ("街道财务", "street finance"),
            Self::HubOperator => ("枢纽运营人员", "hub operator"),
            Self::NgoManager => ("机构负责人", "manager"),
            Self::NgoMember => ("机构成员", "member"),
            Self::Evaluator => ("评审专家", "evaluator"),
            Self::CommitteeOfficer => ("居委会工作人员", "committee officer"),
            Self::LineDepartmentReader => ("主管部门人员", "line department reader"),
            Self::Partner => ("共建单位", "partner"),
            Self::Mentor => ("导师", "mentor"),
            Self::Auditor => ("审计人员", "auditor"),
        };
        Text::new(zh, en)
    }
}

/// One live membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    /// None for a role that belongs to no organisation (the platform's administrator, an independent evaluator).
    pub organization_id: Option<OrganizationId>,
    /// The place in the area tree that the role reaches, like `/310000/310107/`; it reaches everything below too.
    pub area_path: Option<String>,
}

/// The caller, as known inside the transaction that serves the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub identity: Identity,
    pub grants: Vec<Grant>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    Anonymous,
    User(UserId),
    /// A program of an organisation; it may do what its scopes name (operation ids) and nothing else.
    ApiKey {
        key: ApiKeyId,
        organization: OrganizationId,
        scopes: Vec<String>,
    },
    /// The service itself: scheduler and jobs.
    System,
}

impl Identity {
    /// As journal and records name the caller: `user:ID`, `key:ID`, `system` or `anonymous`.
    pub fn label(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::User(id) => format!("user:{id}"),
            Self::ApiKey { key, .. } => format!("key:{key}"),
            Self::System => "system".to_owned(),
        }
    }
}

impl Actor {
    pub fn anonymous() -> Self {
        Self { identity: Identity::Anonymous, grants: Vec::new() }
    }

    pub fn system() -> Self {
        Self { identity: Identity::System, grants: Vec::new() }
    }

    pub fn user_id(&self) -> Option<&UserId> {
        match &self.identity {
            Identity::User(id) => Some(id),
            _ => None,
        }
    }

    pub fn has_any(&self, roles: &[Role]) -> bool {
        self.grants.iter().any(|g| roles.contains(&g.role))
    }

    /// Whether one of `roles` reaches the place `path` in the area tree.
    pub fn reaches(&self, roles: &[Role], path: &str) -> bool {
        self.grants.iter().any(|g| roles.contains(&g.role) && g.area_path.as_deref().is_some_and(|reach| path.starts_with(reach)))
    }

    /// Whether one of `roles` is held in this organisation.
    pub fn holds_in(&self, roles: &[Role], organization: &OrganizationId) -> bool {
        self.grants.iter().any(|g| roles.contains(&g.role) && g.organization_id.as_ref() == Some(organization))
    }

    pub fn is_member_of(&self, organization: &OrganizationId) -> bool {
        self.grants.iter().any(|g| g.organization_id.as_ref() == Some(organization))
    }

    /// The organisations in which one of `roles` is held.
    pub fn organizations(&self, roles: &[Role]) -> Vec<OrganizationId> {
        let mut ids: Vec<_> = self.grants.iter().filter(|g| roles.contains(&g.role)).filter_map(|g| g.organization_id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// The paths that one of `roles` reaches.
    pub fn area_paths(&self, roles: &[Role]) -> Vec<String> {
        let mut paths: Vec<_> = self.grants.iter().filter(|g| roles.contains(&g.role)).filter_map(|g| g.area_path.clone()).collect();
        paths.sort();
        paths.dedup();
        paths
    }
}

/// What the caller showed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    None,
    /// A valid access token: signature, audience and time were checked.
    Token {
        user: UserId,
        session: String,
    },
    /// An API key, by the hash under which it is stored.
    ApiKey {
        hash: String,
    },
    /// Something that is no valid credential: a named refusal.
    Refused {
        code: &'static str,
    },
}

/// Turns a credential into an actor and says who may call which operation. Implemented by `identity`.
pub trait Gate: Send + Sync {
    fn credential(&self, authorization: Option<&str>) -> Credential;
    fn actor(&self, conn: &mut Conn, credential: &Credential) -> Result<Actor>;
    fn authorize(&self, operation: &'static str, actor: &Actor) -> Result<()>;
    fn needs_idempotency_key(&self, operation: &'static str) -> bool;
    /// Whether refused attempts at the operation are recorded.
    fn is_watched(&self, operation: &'static str) -> bool;
}

pub type SharedGate = Arc<dyn Gate>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_scope_goes_by_the_tree_and_not_by_code_prefix() {
        let actor = Actor {
            identity: Identity::System,
            grants: vec![Grant { role: Role::HubOperator, organization_id: None, area_path: Some("/310000/310107/".into()) }],
        };
        assert!(actor.reaches(&[Role::HubOperator], "/310000/310107/310107015/"));
        assert!(!actor.reaches(&[Role::HubOperator], "/310000/310108/"));
        assert!(!actor.reaches(&[Role::Auditor], "/310000/310107/"));
        assert!(!actor.reaches(&[Role::HubOperator], "/310000/"));
    }
}
