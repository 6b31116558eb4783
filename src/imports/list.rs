//! `GET /imports`.

use actix_web::{get, web};

use super::store;
use super::view::ImportView;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, PageQuery, Problem, ProblemDocument, Reply, Result};

/// The last imports of the caller, the latest first, without their errors.
pub fn latest(conn: &mut Conn, call: &Call, most: i64) -> Result<Vec<ImportView>> {
    let user = call.actor.user_id().ok_or_else(|| Problem::broken("an import is a person's"))?;
    Ok(store::latest(conn, user, most)?.into_iter().map(ImportView::brief).collect())
}

/// List your imports of the last thirty days
#[utoipa::path(operation_id = "imports_list", tag = "imports", params(PageQuery), responses(
    (status = 200, description = "A page of imports", body = Page<ImportView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/imports")]
pub async fn handle(cx: Cx, query: web::Query<PageQuery>) -> Answer {
    cx.read("imports_list", move |conn, call| {
        let request = query.request()?;
        let user = call.actor.user_id().ok_or_else(|| Problem::broken("an import is a person's"))?;
        let imports = store::page(conn, user, &request)?;
        Reply::ok(&request.page(imports, |import| import.id.to_string(), |import| Ok(ImportView::brief(import)))?)
    })
    .await
}
