//! `GET /api-keys`: the keys of the organisations that the caller manages.

use actix_web::{get, web};

use super::store;
use super::view::ApiKeyView;
use crate::platform::actor::Role;
use crate::platform::clock::system_now;
use crate::platform::http::{Answer, Cx, Page, PageQuery, ProblemDocument, Reply};

/// List API keys
#[utoipa::path(operation_id = "api_keys_list", tag = "identity", params(PageQuery), responses(
    (status = 200, description = "A page of keys", body = Page<ApiKeyView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/api-keys")]
pub async fn handle(cx: Cx, query: web::Query<PageQuery>) -> Answer {
    cx.read("api_keys_list", move |conn, call| {
        let request = query.request()?;
        let now = system_now();
        let keys = store::page(conn, call.actor.organizations(&[Role::NgoManager]), &request)?;
        Reply::ok(&request.page(keys, |key| key.id.to_string(), |key| Ok(ApiKeyView::new(key, now)))?)
    })
    .await
}
