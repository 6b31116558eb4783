//! `GET /organizations`.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::{Kind, Status};
use super::store::{self, Filter, Profile, Seen};
use super::view::OrganizationView;
use crate::areas;
use crate::platform::actor::{Actor, Identity, Role};
use crate::platform::db::{Conn, search};
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply, Result};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
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
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List organisations
#[utoipa::path(operation_id = "organizations_list", tag = "registry", params(ListQuery), responses(
    (status = 200, description = "A page of organisations", body = Page<OrganizationView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/organizations")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("organizations_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let filter = query.filter(conn, &call.actor)?;
        let found = store::page(conn, &filter, &request)?;
        let profiles = store::profiles(conn, found)?;
        let view = |profile: Profile| Ok(OrganizationView::of(profile, &call.actor));
        Reply::ok(&request.page(profiles, |profile| profile.organization.id.to_string(), view)?)
    })
    .await
}

impl ListQuery {
    pub(super) fn filter(self, conn: &mut Conn, actor: &Actor) -> Result<Filter> {
        let area = self.area.as_deref().map(|code| areas::path_of(conn, code, "area")).transpose()?;
        Ok(Filter {
            status: self.status,
            kind: self.kind,
            field: self.field,
            area,
            words: search::asked(self.q.as_deref())?,
            seen: seen_by(actor),
        })
    }
}

/// The rows that `Relation::may_see` lets through; None for all of them.
fn seen_by(actor: &Actor) -> Option<Seen> {
    if actor.has_any(&[Role::PlatformAdmin, Role::Auditor]) {
        return None;
    }
    let mut organizations = actor.organizations(Role::ALL);
    if let Identity::ApiKey { organization, .. } = &actor.identity {
        organizations.push(organization.clone());
    }
    Some(Seen { organizations, paths: actor.area_paths(&[Role::HubOperator]) })
}
