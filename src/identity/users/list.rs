//! `GET /users`: the accounts of the platform, for its administrator.

use actix_web::{get, web};
use serde::Deserialize;

use super::store;
use super::store::UserStatus;
use super::view::UserView;
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListUsers {
    pub status: Option<UserStatus>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List accounts
#[utoipa::path(operation_id = "users_list", tag = "identity", params(ListUsers), responses(
    (status = 200, description = "A page of accounts", body = Page<UserView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/users")]
pub async fn handle(cx: Cx, query: web::Query<ListUsers>) -> Answer {
    let query = query.into_inner();
    cx.read("users_list", move |conn, _| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let users = store::page(conn, query.status, &request)?;
        Reply::ok(&request.page(users, |user| user.id.to_string(), |user| Ok(UserView::from(user)))?)
    })
    .await
}
