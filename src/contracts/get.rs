//! `GET /contracts/{id}`.

use actix_web::{get, web};

use super::view::{ContractView, view};
use super::{policy, store};
use crate::areas;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ContractId;
use crate::projects::{self, Project};

/// Read one contract
#[utoipa::path(operation_id = "contracts_get", tag = "contracts", params(("id" = ContractId, Path)), responses(
    (status = 200, description = "The contract with the signatures recorded so far", body = ContractView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/contracts/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = id_of(&id)?;
    cx.glance("contracts_get", move |conn, call| {
        let (contract, area) = known(conn, call, &id)?;
        Ok(Reply::ok(&view(conn, call, &contract, &area)?)?.version(contract.version))
    })
    .await
}

/// The contract as this caller may see it, and its purchase; for the pages.
pub fn sheet(conn: &mut Conn, call: &Call, id: &str) -> Result<(ContractView, Project)> {
    let (contract, area) = known(conn, call, &id_of(id)?)?;
    let project = projects::find(conn, &contract.project_id)?.ok_or_else(unknown)?;
    Ok((view(conn, call, &contract, &area)?, project))
}

/// The contract and the path of its place; 404 where the caller may not know of it.
pub(super) fn known(conn: &mut Conn, call: &Call, id: &ContractId) -> Result<(store::Contract, String)> {
    let contract = store::find(conn, id)?.ok_or_else(unknown)?;
    let project = projects::find(conn, &contract.project_id)?.ok_or_else(unknown)?;
    let area = areas::path_of(conn, &project.area_code, "/area_code")?;
    if policy::sees(&call.actor, &contract, &area) { Ok((contract, area)) } else { Err(unknown()) }
}

/// The id in a path; what is no id names nothing.
pub(super) fn id_of(text: &str) -> Result<ContractId> {
    ContractId::parse(text).ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::not_found("合同", "contract")
}
