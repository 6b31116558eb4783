//! `GET /organizations/export`.

use actix_web::{get, web};
use serde::Deserialize;

use super::list::ListQuery;
use super::model::{Kind, Status};
use super::sheet::{COLUMNS, PERSONAL, cell};
use super::store;
use super::view::{Internal, OrganizationView};
use crate::access::{self, Shown};
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, export};
use crate::platform::sheets::{Column, Format, SheetFile};

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    /// `xlsx` unless told.
    #[serde(default)]
    pub format: Format,
    pub status: Option<Status>,
    /// Only those with their home at or below this place, and those that serve it or a place below it.
    #[param(example = "310107015")]
    pub area: Option<String>,
    /// Only those that offer this service field.
    #[param(example = "jobs_startups")]
    pub field: Option<String>,
    pub kind: Option<Kind>,
    /// Words of the name or the description.
    #[param(example = "创业")]
    pub q: Option<String>,
}

/// Export organisations to a spreadsheet
///
/// The rows of the list with the same filters, headings in the language of `Accept-Language`. Contacts stand in it for hubs and the platform;
/// how many were shown to whom is recorded for auditors.
#[utoipa::path(operation_id = "organizations_export", tag = "registry", params(ExportQuery), responses(
    (status = 200, description = "The file", content(
        (inline(SheetFile) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/organizations/export")]
pub async fn handle(cx: Cx, query: web::Query<ExportQuery>) -> Answer {
    download(cx, query.into_inner()).await
}

/// The same for a page.
pub async fn download(cx: Cx, query: ExportQuery) -> Answer {
    let ExportQuery { format, status, area, field, kind, q } = query;
    let query = ListQuery { status, area, field, kind, q, limit: None, cursor: None };
    let show = move |conn: &mut Conn, call: &Call| {
        let filter = query.filter(conn, &call.actor)?;
        let sees_contacts = call.actor.has_any(&[Role::HubOperator, Role::PlatformAdmin]);
        let columns: Vec<&'static Column> = COLUMNS.iter().filter(|column| sees_contacts || !PERSONAL.contains(&column.key)).collect();
        let page = |request: &_| {
            let found = store::page(conn, &filter, request)?;
            let profiles = store::profiles(conn, found)?;
            Ok(profiles.into_iter().map(|profile| OrganizationView::of(profile, &call.actor)).collect())
        };
        let mut contacts = 0;
        let cells = |view: &OrganizationView, column: &Column| {
            contacts += i64::from(column.key == PERSONAL[0] && view.internal.as_ref().is_some_and(Internal::names_somebody));
            cell(view, column)
        };
        let file = export(call, format, "organizations", columns, page, |view| view.id.to_string(), cells)?;
        Ok((file, (contacts > 0).then(|| Shown::contacts(call, "organizations_export", contacts))))
    };
    cx.read_noted("organizations_export", show, access::note).await
}
