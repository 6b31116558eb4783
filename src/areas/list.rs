//! `GET /areas`: the tree, in its own order.

use actix_web::{get, web};
use serde::Deserialize;

use super::store;
use super::view::AreaView;
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only the children of this place.
    #[param(example = "310107")]
    pub parent: Option<String>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List areas
#[utoipa::path(operation_id = "areas_list", tag = "registry", params(ListQuery), responses(
    (status = 200, description = "A page of places", body = Page<AreaView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/areas")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("areas_list", move |conn, _| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let areas = store::page(conn, query.parent.as_deref(), &request)?;
        Reply::ok(&request.page(areas, |area| area.path.clone(), |area| Ok(AreaView::from(area)))?)
    })
    .await
}
