//! `POST /projects/{id}/contract`: the buyer's officer writes the award down as a contract.

use actix_web::{post, web};
use chrono::Datelike as _;
use serde::Deserialize;
use serde_json::json;

use super::model::{Status, Terms};
use super::policy::{self, acts_for_buyer};
use super::store::{self, Contract};
use super::view::{ContractView, view};
use crate::platform::actor::Role;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx, counter, lock};
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{ContractId, OrganizationId, ProjectId, UserId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::{self, Project};
use crate::{areas, evaluation, journal};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftContract {
    pub terms: Terms,
}

/// Draft the contract
///
/// Buyer, supplier and price are those of the award and cannot be chosen.
#[utoipa::path(operation_id = "contracts_draft", tag = "contracts", params(("id" = ProjectId, Path)), request_body = DraftContract, responses(
    (status = 201, description = "The contract, to be signed by both sides", body = ContractView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/contract")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<DraftContract>) -> Answer {
    draft_contract(cx, &id, body).await
}

/// For the pages too.
pub async fn draft_contract(cx: Cx, project: &str, body: Body<DraftContract>) -> Answer {
    let project = ProjectId::parse(project).ok_or_else(no_project)?;
    let id = ContractId::new();
    cx.write("contracts_draft", body, move |tx, call, command| {
        let (contract, area) = draft(tx, call, &project, &id, command)?;
        let place = format!("/api/v1/contracts/{}", contract.id);
        Ok(Reply::created(place, &view(tx, call, &contract, &area)?)?.version(contract.version))
    })
    .await
}

/// What an award that is to be written down says, or the contract that there is already.
pub enum Draftable {
    Award { project: Box<Project>, supplier: OrganizationId, price_fen: Money, sign_by: Timestamp },
    Contract(ContractId),
}

/// For whoever may draft the contract; refused as the draft itself would be.
pub fn draftable(conn: &mut Conn, call: &Call, project: &str) -> Result<Draftable> {
    let project = ProjectId::parse(project).ok_or_else(no_project)?;
    let project = projects::find(conn, &project)?.ok_or_else(no_project)?;
    let area = areas::path_of(conn, &project.area_code, "/area_code")?;
    if let Some(contract) = store::of_project(conn, &project.id)?
        && policy::sees(&call.actor, &contract, &area)
    {
        return Ok(Draftable::Contract(contract.id));
    }
    buyers_officer(call, &project, &area)?;
    must_be_awarded(&project)?;
    let award = evaluation::award_of(conn, &project.id)?.ok_or_else(|| Problem::broken("an awarded project has no award"))?;
    let sign_by = award.sign_by.ok_or_else(|| Problem::broken("a final award has no date to sign by"))?;
    Ok(Draftable::Award { project: Box::new(project), supplier: award.organization_id, price_fen: award.price_fen, sign_by })
}

fn draft(tx: &mut Tx, call: &Call, project: &ProjectId, id: &ContractId, command: &DraftContract) -> Result<(Contract, String)> {
    let project = projects::locked(tx, project, lock::Strength::Alone)?;
    let area = areas::path_of(tx, &project.area_code, "/area_code")?;
    let officer = buyers_officer(call, &project, &area)?;
    must_be_awarded(&project)?;
    let award = evaluation::award_of(tx, &project.id)?.ok_or_else(|| Problem::broken("an awarded project has no award"))?;
    check(command, award.price_fen)?;
    evaluation::eligibility::require(tx, &award.organization_id, call.now)?;

    let year = call.now.shanghai_date().year();
    let number = counter::next(tx, &format!("contracts.{year}"))?;
    let contract = Contract {
        id: id.clone(),
        number: format!("HT-{year}-{number:04}"),
        bid_id: award.bid_id,
        buyer_id: project.buyer_id.clone(),
        supplier_id: award.organization_id,
        price_fen: award.price_fen,
        terms: JsonText::of(&command.terms)?,
        status: Status::Drafted,
        sign_by: award.sign_by.ok_or_else(|| Problem::broken("a final award has no date to sign by"))?,
        created_by: officer,
        created_at: call.now,
        updated_at: call.now,
        version: 1,
        project_id: project.id,
    };
    store::insert(tx, &contract)?;
    let facts = json!({
        "number": contract.number, "buyer_id": contract.buyer_id, "supplier_id": contract.supplier_id,
        "price_fen": contract.price_fen, "instalments": command.terms.instalments.len(), "sign_by": contract.sign_by,
    });
    let event = journal::Event::new("contract.drafted", &contract.id).of_project(&contract.project_id);
    journal::record(tx, call, event.for_organization(&contract.supplier_id).for_area(&area).with(facts))?;
    Ok((contract, area))
}

/// The buyer is the street, never the hub. A draft is unknown to all but those who may read it.
fn buyers_officer(call: &Call, project: &Project, area: &str) -> Result<UserId> {
    match call.actor.user_id() {
        Some(user) if acts_for_buyer(&call.actor, Role::StreetOfficer, &project.buyer_id, area) => Ok(user.clone()),
        _ if !project.is_published() => Err(no_project()),
        _ => Err(Problem::forbidden(
            "contracts/not_the_buyer",
            "合同由采购方的经办人（street_officer）起草。",
            "The contract is drafted by the buyer's own officer (street_officer).",
        )),
    }
}

fn must_be_awarded(project: &Project) -> Result<()> {
    if project.status == projects::Status::Awarded {
        return Ok(());
    }
    let allowed: Vec<_> = project.status.moves().iter().map(projects::Move::as_str).collect();
    Err(Problem::wrong_state("contracts/not_awarded", project.status.as_str(), "draft_contract", &allowed))
}

fn check(command: &DraftContract, price: Money) -> Result<()> {
    let mut check = Check::new();
    command.terms.check(&mut check, price);
    check.finish()
}

fn no_project() -> Problem {
    Problem::not_found("项目", "project")
}
