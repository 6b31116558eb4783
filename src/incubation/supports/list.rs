//! `GET /incubation/cases/{id}/supports`.

use actix_web::{get, web};

use super::store::{self, Support};
use super::view::{IncubationSupportLedger, SupportView};
use crate::incubation::cases::policy;
use crate::platform::http::{Answer, Cx, PageQuery, ProblemDocument, Reply};
use crate::platform::ids::IncubationCaseId;

/// The support ledger of a case
#[utoipa::path(operation_id = "incubation_supports_list", tag = "incubation", params(("id" = IncubationCaseId, Path), PageQuery), responses(
    (status = 200, description = "A page of entries, in the order of booking, and the total", body = IncubationSupportLedger),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/incubation/cases/{id}/supports")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<PageQuery>) -> Answer {
    cx.read("incubation_supports_list", move |conn, call| {
        let (placed, _) = policy::known(conn, &call.actor, &id)?;
        let request = query.request()?;
        let case = &placed.case.id;
        let rows = store::page(conn, case, &request)?;
        let reversed = store::reversed(conn, case)?;
        let view = |support: Support| {
            let is_reversed = reversed.contains(&support.id);
            Ok(SupportView::of(support, is_reversed))
        };
        let page = request.page(rows, |support| support.id.to_string(), view)?;
        Reply::ok(&IncubationSupportLedger { items: page.items, next_cursor: page.next_cursor, total_fen: store::total(conn, case)? })
    })
    .await
}
