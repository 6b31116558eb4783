//! `GET /needs/{id}`.

use actix_web::{get, web};

use super::policy::{Relation, unknown};
use super::store;
use super::view::NeedView;
use crate::areas;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::NeedId;

/// Read one need
#[utoipa::path(operation_id = "needs_get", tag = "community", params(("id" = String, Path)), responses(
    (status = 200, description = "The need", body = NeedView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/needs/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.glance("needs_get", move |conn, call| {
        let (need, version) = sheet(conn, call, &id)?;
        Ok(Reply::ok(&need)?.version(version))
    })
    .await
}

/// The need as this caller may see it, with its version; 404 for whoever may not. For the pages too.
pub fn sheet(conn: &mut Conn, call: &Call, id: &str) -> Result<(NeedView, i64)> {
    let id = NeedId::parse(id).ok_or_else(unknown)?;
    let need = store::find(conn, &id)?.ok_or_else(unknown)?;
    let path = areas::path_of(conn, &need.area_code, "/area_code")?;
    if !Relation::of(&call.actor, &need.reported_by, &path).may_see(need.status) {
        return Err(unknown());
    }
    let version = need.version;
    Ok((NeedView::of(need, &path, &call.actor)?, version))
}
