//! `POST /incubation/cases/{id}/supports/{support}/reverse`: takes a wrong entry back, by a counter-entry.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::store::{self, Support};
use super::view::SupportView;
use crate::incubation::cases::{self, policy};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{IncubationCaseId, SupportId};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReverseIncubationSupport)]
pub struct ReverseSupport {
    /// What was wrong.
    pub reason_zh: String,
}

/// Take an entry of the support ledger back
///
/// Nothing is deleted: a counter-entry of the same kind, quantity and value names the entry that it takes back.
#[utoipa::path(operation_id = "incubation_supports_reverse", tag = "incubation",
    params(("id" = IncubationCaseId, Path), ("support" = SupportId, Path)), request_body = ReverseSupport, responses(
    (status = 201, description = "The counter-entry", body = SupportView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/supports/{support}/reverse")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<ReverseSupport>) -> Answer {
    let counter = SupportId::new();
    let (case, support) = path.into_inner();
    cx.write("incubation_supports_reverse", body, move |tx, call, command| {
        reverse(tx, call, (&case, &support), &counter, &command.reason_zh)
    })
    .await
}

fn reverse(tx: &mut Tx, call: &Call, (case, support): (&str, &str), id: &SupportId, reason: &str) -> Result<Reply> {
    let (placed, relation) = policy::known(tx, &call.actor, case)?;
    relation.require(relation.runs())?;
    let unknown = || Problem::not_found("支持记录", "support entry");
    let support = SupportId::parse(support).ok_or_else(unknown)?;
    let entry = store::find(tx, &placed.case.id, &support)?.ok_or_else(unknown)?;
    if !placed.case.status.is_running() {
        return Err(placed.case.status.refuses("reverse_support"));
    }
    if entry.reverses.is_some() {
        return Err(Problem::conflict(
            "incubation/counter_entry",
            "冲销记录不能再冲销；请重新登记正确的支持。",
            "A counter-entry cannot be taken back: enter what is right anew.",
        ));
    }
    let mut check = Check::new();
    check.text("/reason_zh", reason, 500);
    check.finish()?;
    let counter = Support {
        id: id.clone(),
        provided_on: call.now.shanghai_date().into(),
        note_zh: reason.trim().to_owned(),
        reverses: Some(entry.id.clone()),
        created_at: call.now,
        ..entry
    };
    store::insert(tx, &counter)?;
    let facts = json!({"support_id": id, "reverses": counter.reverses, "kind": counter.kind, "value_fen": counter.value});
    cases::record(tx, call, &placed, "incubation_case.support_reversed", facts)?;
    Reply::made(&SupportView::of(counter, false))
}
