//! Who sees a contract, who drafts it and who signs it for which side. Pure.

use super::model::Side;
use super::store::Contract;
use crate::platform::actor::{Actor, Identity, Role};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::OrganizationId;

/// Roles that follow the contracts of their area.
pub const OFFICIALS: &[Role] =
    &[Role::DistrictOfficer, Role::StreetOfficer, Role::StreetApprover, Role::StreetFinance, Role::HubOperator, Role::LineDepartmentReader];
const SUPPLIERS: &[Role] = &[Role::NgoManager, Role::NgoMember];

/// Whether the caller may know of the contract.
pub fn sees(actor: &Actor, contract: &Contract, area: &str) -> bool {
    sees_all(actor) || actor.reaches(OFFICIALS, area) || suppliers(actor).contains(&contract.supplier_id)
}

pub fn sees_all(actor: &Actor) -> bool {
    actor.has_any(&[Role::Auditor])
}

/// The organisations as whose supplier the caller reads.
pub fn suppliers(actor: &Actor) -> Vec<OrganizationId> {
    match &actor.identity {
        Identity::ApiKey { organization, .. } => vec![organization.clone()],
        _ => actor.organizations(SUPPLIERS),
    }
}

/// The buyer's own people of this role, where it reaches the place.
pub fn acts_for_buyer(actor: &Actor, role: Role, buyer: &OrganizationId, area: &str) -> bool {
    actor.holds_in(&[role], buyer) && actor.reaches(&[role], area)
}

/// The side that the caller may sign for: the buyer's approver, the supplier's manager or its key.
pub fn side(actor: &Actor, contract: &Contract, area: &str) -> Option<Side> {
    let supplies = match &actor.identity {
        Identity::ApiKey { organization, .. } => *organization == contract.supplier_id,
        _ => actor.holds_in(&[Role::NgoManager], &contract.supplier_id),
    };
    match (acts_for_buyer(actor, Role::StreetApprover, &contract.buyer_id, area), supplies) {
        (true, false) => Some(Side::Buyer),
        (false, true) => Some(Side::Supplier),
        // Nobody contracts with themselves.
        (true, true) | (false, false) => None,
    }
}

/// The side that the caller signs for; 403 for everybody else, and for who drafted the contract (R63).
pub fn signing_side(actor: &Actor, contract: &Contract, area: &str) -> Result<Side> {
    let side = side(actor, contract, area).ok_or_else(|| {
        Problem::forbidden(
            "contracts/not_a_signer",
            "合同由采购方的审批人（street_approver）和供应商的负责人（ngo_manager）签署。",
            "A contract is signed by the buyer's approver (street_approver) and the supplier's manager (ngo_manager).",
        )
    })?;
    if actor.user_id() == Some(&contract.created_by) {
        return Err(Problem::forbidden(
            "contracts/own_draft",
            "起草合同的人不能签署该合同（职责分离）。",
            "Nobody signs a contract that they drafted (separation of duties).",
        ));
    }
    Ok(side)
}
