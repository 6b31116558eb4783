//! `POST /contracts/{id}/sign`: records one side's signature; the second one makes the contract.

use actix_web::{post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

use super::get::{id_of, known};
use super::model::{Side, Status};
use super::policy;
use super::store::{self, Contract, Signature};
use super::view::{ContractView, view};
use crate::evaluation::{self, eligibility};
use crate::journal::{self, Event};
use crate::platform::crypto::Digest;
use crate::platform::db::{Tx, lock};
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{ContractId, SignatureId};
use crate::projects::{self, Move};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignContract {
    pub signer_name: String,
    /// On what ground the signer binds the party: legal representative, written authority.
    pub authority: String,
    /// The day on the document; not in the future, not before the award.
    pub signed_on: NaiveDate,
    /// SHA-256 of the stamped scan; both sides sign the same document.
    #[schema(value_type = String, example = "sha-256:0000000000000000000000000000000000000000000000000000000000000000")]
    pub document_digest: Digest,
}

/// Sign a contract
///
/// By the buyer's approver or the supplier's manager (or its key), each side once. Recorded evidence, not an electronic
/// signature.
#[utoipa::path(operation_id = "contracts_sign", tag = "contracts", params(("id" = ContractId, Path)), request_body = SignContract, responses(
    (status = 200, description = "The contract", body = ContractView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/contracts/{id}/sign")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<SignContract>) -> Answer {
    sign_contract(cx, &id, body).await
}

/// For the pages too.
pub async fn sign_contract(cx: Cx, id: &str, body: Body<SignContract>) -> Answer {
    let id = id_of(id)?;
    cx.write("contracts_sign", body, move |tx, call, command| {
        let (contract, area) = sign(tx, call, &id, command)?;
        Ok(Reply::ok(&view(tx, call, &contract, &area)?)?.version(contract.version))
    })
    .await
}

fn sign(tx: &mut Tx, call: &Call, id: &ContractId, command: &SignContract) -> Result<(Contract, String)> {
    let (seen, area) = known(tx, call, id)?;
    let mut project = projects::locked(tx, &seen.project_id, lock::Strength::Alone)?;
    let mut contract = store::find(tx, id)?.unwrap_or(seen);
    let side = policy::signing_side(&call.actor, &contract, &area)?;
    if contract.status != Status::Drafted {
        return Err(Problem::wrong_state("contracts/wrong_status", contract.status.as_str(), "sign", &[]));
    }
    call.expect_version(contract.version)?;
    check(tx, call, &contract, command)?;
    let others = store::signatures_of(tx, id)?;
    must_be_new_and_alike(&others, side, command)?;
    eligibility::require(tx, &contract.supplier_id, call.now)?;

    store::insert_signature(tx, &signature(call, id, side, command))?;
    let is_late = call.now >= contract.sign_by;
    let facts = json!({ "number": contract.number, "side": side, "document_digest": command.document_digest, "signed_on": command.signed_on, "late": is_late });
    record(tx, call, &contract, &area, "contract.signature_recorded", facts)?;
    if others.is_empty() {
        store::save(tx, &mut contract, call.now)?;
        return Ok((contract, area));
    }
    contract.status = Status::Signed;
    store::save(tx, &mut contract, call.now)?;
    let facts =
        json!({ "number": contract.number, "price_fen": contract.price_fen, "document_digest": command.document_digest, "late": is_late });
    record(tx, call, &contract, &area, "contract.signed", facts)?;
    let facts = json!({ "contract_id": contract.id, "contract_number": contract.number, "price_fen": contract.price_fen, "late": is_late });
    projects::advance(tx, call, &mut project, Move::Contract, None, facts)?;
    Ok((contract, area))
}

fn check(tx: &mut Tx, call: &Call, contract: &Contract, command: &SignContract) -> Result<()> {
    let award = evaluation::award_of(tx, &contract.project_id)?;
    let awarded_on = award.and_then(|award| award.awarded_at).map(|at| at.shanghai_date());
    let mut check = Check::new();
    check
        .text("/signer_name", &command.signer_name, 100)
        .text("/authority", &command.authority, 500)
        .that(
            command.signed_on <= call.now.shanghai_date(),
            "/signed_on",
            "in_the_future",
            "签署日期不能晚于今天。",
            "must not lie in the future.",
        )
        .that(
            awarded_on.is_none_or(|day| day <= command.signed_on),
            "/signed_on",
            "before_the_award",
            "签署日期不能早于中选日期。",
            "must not lie before the award.",
        );
    check.finish()
}

/// Each side signs once, and both the same document.
fn must_be_new_and_alike(others: &[Signature], side: Side, command: &SignContract) -> Result<()> {
    if others.iter().any(|signature| signature.side == side) {
        return Err(Problem::conflict("contracts/signed_already", "这一方已经签署。", "This side has signed already."));
    }
    match others.iter().find(|signature| signature.document_digest != command.document_digest.to_string()) {
        Some(other) => Err(Problem::conflict(
            "contracts/another_document",
            format!("对方签署的文件摘要为 {}，与您的不同。", other.document_digest),
            format!("The other side signed the document {}, not yours.", other.document_digest),
        )),
        None => Ok(()),
    }
}

fn signature(call: &Call, contract: &ContractId, side: Side, command: &SignContract) -> Signature {
    Signature {
        id: SignatureId::new(),
        contract_id: contract.clone(),
        side,
        signed_by: call.author(),
        signer_name: command.signer_name.trim().to_owned(),
        authority: command.authority.trim().to_owned(),
        signed_on: command.signed_on.into(),
        document_digest: command.document_digest.to_string(),
        recorded_at: call.now,
    }
}

fn record(tx: &mut Tx, call: &Call, contract: &Contract, area: &str, name: &'static str, facts: serde_json::Value) -> Result<()> {
    let event = Event::new(name, &contract.id).of_project(&contract.project_id).for_organization(&contract.supplier_id);
    journal::record(tx, call, event.for_area(area).with(facts))
}
