//! `GET /needs/{id}`.

use actix_web::{get, web};

use super::policy::{Relation, unknown};
use super::store;
use super::view::NeedView;
use crate::areas;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::ids::NeedId;

/// Read one need
#[utoipa::path(operation_id = "needs_get", tag = "community", params(("id" = String, Path)), responses(
    (status = 200, description = "The need", body = NeedView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/needs/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.glance("needs_get", move |conn, call| {
        let id = NeedId::parse(&id).ok_or_else(unknown)?;
        let need = store::find(conn, &id)?.ok_or_else(unknown)?;
        let path = areas::path_of(conn, &need.area_code, "/area_code")?;
        if !Relation::of(&call.actor, &need.reported_by, &path).may_see(need.status) {
            return Err(unknown());
        }
        let version = need.version;
        Ok(Reply::ok(&NeedView::of(need, &path, &call.actor)?)?.version(version))
    })
    .await
}
