//! `POST /incubation/cases/{id}/supports`: enters what a case was given.

use actix_web::{post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

use super::model::{SupportKind, SupportUnit, check_day, check_worth};
use super::store::{self, Support};
use super::view::SupportView;
use crate::incubation::cases::{self, policy};
use crate::platform::db::Tx;
use crate::platform::db::types::DateText;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Answer, Body, Call, Check, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::{IncubationCaseId, SupportId};
use crate::platform::money::Money;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BookIncubationSupport)]
pub struct BookSupport {
    pub kind: SupportKind,
    /// With two places at most.
    #[schema(value_type = String, example = "2")]
    pub quantity: Hundredths,
    pub unit: SupportUnit,
    /// 0 for what cost nothing; a small grant has an amount.
    #[schema(value_type = i64, example = 0)]
    pub value_fen: Money,
    /// Who gave it: an organisation, no person.
    #[schema(example = "长寿社区学校")]
    pub provider_zh: String,
    /// A day of the term, today or in the past.
    #[schema(example = "2026-03-02")]
    pub provided_on: NaiveDate,
    #[serde(default)]
    pub note_zh: String,
}

/// Enter support into the ledger of a case
///
/// Only while the case is `incubating` or `extended`.
#[utoipa::path(operation_id = "incubation_supports_book", tag = "incubation", params(("id" = IncubationCaseId, Path)), request_body = BookSupport, responses(
    (status = 201, description = "The entry", body = SupportView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/supports")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<BookSupport>) -> Answer {
    let support = SupportId::new();
    cx.write("incubation_supports_book", body, move |tx, call, command| book(tx, call, &id, &support, command)).await
}

fn book(tx: &mut Tx, call: &Call, case: &str, id: &SupportId, command: &BookSupport) -> Result<Reply> {
    let (placed, relation) = policy::known(tx, &call.actor, case)?;
    relation.require(relation.runs())?;
    if !placed.case.status.is_running() {
        return Err(placed.case.status.refuses("book_support"));
    }
    let started = placed.case.started_on.as_ref().map(DateText::date);
    let mut check = Check::new();
    check_worth(&mut check, command.kind, command.quantity, command.value_fen);
    check_day(&mut check, command.provided_on, started, call.now.shanghai_date());
    check.text("/provider_zh", &command.provider_zh, 200).at_most("/note_zh", &command.note_zh, 1000);
    check.finish()?;
    let support = Support {
        id: id.clone(),
        case_id: placed.case.id.clone(),
        kind: command.kind,
        quantity: command.quantity,
        unit: command.unit,
        value: command.value_fen,
        provider_zh: command.provider_zh.trim().to_owned(),
        provided_on: command.provided_on.into(),
        note_zh: command.note_zh.trim().to_owned(),
        reverses: None,
        created_at: call.now,
    };
    store::insert(tx, &support)?;
    let facts = json!({
        "support_id": id, "kind": support.kind, "quantity": support.quantity, "unit": support.unit,
        "value_fen": support.value, "provided_on": command.provided_on,
    });
    cases::record(tx, call, &placed, "incubation_case.support_booked", facts)?;
    Reply::made(&SupportView::of(support, false))
}
