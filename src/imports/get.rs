//! `GET /imports/{id}`.

use actix_web::{get, web};

use super::store::{self, Import};
use super::view::ImportView;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ImportId;

/// Read the progress and the report of an import of yours
#[utoipa::path(operation_id = "imports_get", tag = "imports", params(("id" = String, Path)), responses(
    (status = 200, description = "The import", body = ImportView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/imports/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("imports_get", move |conn, call| {
        let import = own(conn, &call.actor, &id)?;
        let version = import.version;
        Ok(Reply::ok(&ImportView::of(&call.platform, import)?)?.version(version))
    })
    .await
}

/// An import of the caller, with its errors.
pub fn view(conn: &mut Conn, call: &Call, id: &str) -> Result<ImportView> {
    ImportView::of(&call.platform, own(conn, &call.actor, id)?)
}

/// An import of the caller; anybody else's is unknown.
pub(super) fn own(conn: &mut Conn, actor: &Actor, id: &str) -> Result<Import> {
    let unknown = || Problem::not_found("导入", "import");
    let id = ImportId::parse(id).ok_or_else(unknown)?;
    store::find(conn, &id)?.filter(|import| actor.user_id() == Some(&import.requested_by)).ok_or_else(unknown)
}
