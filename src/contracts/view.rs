//! What the outside sees of a contract.

use chrono::NaiveDate;
use serde::Serialize;

use super::model::{Side, Status, Terms};
use super::policy;
use super::store::{self, Contract, Signature};
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::ids::{BidId, ContractId, OrganizationId, ProjectId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ContractView {
    pub id: ContractId,
    #[schema(example = "HT-2026-0001")]
    pub number: String,
    pub project_id: ProjectId,
    pub bid_id: BidId,
    pub buyer: PartyView,
    pub supplier: PartyView,
    #[schema(value_type = i64, example = 7600000)]
    pub price_fen: Money,
    pub terms: Terms,
    pub status: Status,
    /// It should be signed before this moment; later it can, and the journal says so.
    pub sign_by: Timestamp,
    pub signatures: Vec<SignatureView>,
    /// `sign`, for a side that has not signed.
    pub allowed_actions: Vec<&'static str>,
    pub version: i64,
}

/// A contract in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ContractSummary {
    pub id: ContractId,
    #[schema(example = "HT-2026-0001")]
    pub number: String,
    pub project_id: ProjectId,
    pub buyer_id: OrganizationId,
    pub supplier_id: OrganizationId,
    #[schema(value_type = i64, example = 7600000)]
    pub price_fen: Money,
    pub status: Status,
    pub sign_by: Timestamp,
    pub version: i64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PartyView {
    pub organization_id: OrganizationId,
    pub name_zh: String,
}

/// Recorded evidence, not an electronic signature.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SignatureView {
    pub side: Side,
    pub signer_name: String,
    /// On what ground the signer binds the party: legal representative, written authority.
    pub authority: String,
    pub signed_on: NaiveDate,
    /// Of the stamped document.
    pub document_digest: String,
    pub recorded_at: Timestamp,
}

/// The contract as this caller may see it.
pub fn view(conn: &mut Conn, call: &Call, contract: &Contract, area: &str) -> Result<ContractView> {
    let (buyer, supplier) = store::names_of(conn, contract)?;
    let signatures = store::signatures_of(conn, &contract.id)?;
    let side = policy::signing_side(&call.actor, contract, area).ok();
    let may_sign = contract.status == Status::Drafted && side.is_some_and(|side| signatures.iter().all(|s| s.side != side));
    Ok(ContractView {
        id: contract.id.clone(),
        number: contract.number.clone(),
        project_id: contract.project_id.clone(),
        bid_id: contract.bid_id.clone(),
        buyer: PartyView { organization_id: contract.buyer_id.clone(), name_zh: buyer },
        supplier: PartyView { organization_id: contract.supplier_id.clone(), name_zh: supplier },
        price_fen: contract.price_fen,
        terms: contract.terms()?,
        status: contract.status,
        sign_by: contract.sign_by,
        signatures: signatures.into_iter().map(SignatureView::from).collect(),
        allowed_actions: if may_sign { vec!["sign"] } else { Vec::new() },
        version: contract.version,
    })
}

impl From<Signature> for SignatureView {
    fn from(signature: Signature) -> Self {
        Self {
            side: signature.side,
            signer_name: signature.signer_name,
            authority: signature.authority,
            signed_on: signature.signed_on.date(),
            document_digest: signature.document_digest,
            recorded_at: signature.recorded_at,
        }
    }
}

impl From<Contract> for ContractSummary {
    fn from(contract: Contract) -> Self {
        Self {
            id: contract.id,
            number: contract.number,
            project_id: contract.project_id,
            buyer_id: contract.buyer_id,
            supplier_id: contract.supplier_id,
            price_fen: contract.price_fen,
            status: contract.status,
            sign_by: contract.sign_by,
            version: contract.version,
        }
    }
}
