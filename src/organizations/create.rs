//! `POST /organizations`: enters an organisation as a draft.

use actix_web::post;
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::Kind;
use super::register::{Registration, check, register};
use super::store::Organization;
use super::view::OrganizationView;
use super::{policy, store};
use crate::areas;
use crate::platform::actor::Role;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::OrganizationId;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateOrganization {
    #[schema(example = "鸟巢创业服务社")]
    pub name_zh: String,
    pub name_en: Option<String>,
    pub kind: Kind,
    /// A tag such as `social_work`.
    pub form: Option<String>,
    /// Unified social credit code; absent for a community team.
    #[schema(example = "52310107MJ0000026F")]
    pub credit_code: Option<String>,
    /// Where it is registered or has its office.
    #[schema(example = "310107015")]
    pub area_code: String,
    #[serde(default)]
    pub description_zh: String,
    pub contact_email: Option<String>,
    pub legal_representative: Option<String>,
    pub registered_on: Option<NaiveDate>,
    /// Where the entry comes from.
    pub source: Option<String>,
    /// Slugs of service fields.
    #[serde(default)]
    #[schema(example = json!(["jobs_startups"]))]
    pub fields: Vec<String>,
    /// Codes of places.
    #[serde(default)]
    #[schema(example = json!(["310107015"]))]
    pub areas_served: Vec<String>,
    /// Slugs of target groups.
    #[serde(default)]
    pub target_groups: Vec<String>,
}

/// Enter an organisation
#[utoipa::path(operation_id = "organizations_create", tag = "registry", request_body = CreateOrganization, responses(
    (status = 201, description = "The draft", body = OrganizationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/organizations")]
pub async fn handle(cx: Cx, body: Body<CreateOrganization>) -> Answer {
    let id = OrganizationId::new();
    cx.write("organizations_create", body, move |tx, call, command| create(tx, call, command, &id)).await
}

fn create(tx: &mut Tx, call: &Call, command: &CreateOrganization, id: &OrganizationId) -> Result<Reply> {
    let organization = enter(tx, call, id.clone(), &command.registration())?;
    let profile = store::profile(tx, id)?.ok_or_else(|| Problem::broken("the organisation is gone that was just registered"))?;
    let view = OrganizationView::of(profile, &call.actor);
    Ok(Reply::created(format!("/api/v1/organizations/{id}"), &view)?.version(organization.version))
}

/// Enters an organisation as a draft, one by one or out of a spreadsheet.
pub fn enter(tx: &mut Tx, call: &Call, id: OrganizationId, registration: &Registration) -> Result<Organization> {
    is_reached(tx, call, registration)?;
    register(tx, call, id, registration)
}

/// What `enter` would refuse.
pub fn vet(conn: &mut Conn, call: &Call, registration: &Registration) -> Result<()> {
    is_reached(conn, call, registration)?;
    check(conn, registration).map(|_| ())
}

/// A hub enters organisations of the places that it reaches, the platform's administrator any.
fn is_reached(conn: &mut Conn, call: &Call, registration: &Registration) -> Result<()> {
    let reached = |path: &str| call.actor.has_any(&[Role::PlatformAdmin]) || call.actor.reaches(&[Role::HubOperator], path);
    match areas::find(conn, &registration.area_code)? {
        Some(area) if !reached(&area.path) => Err(policy::not_yours()),
        _ => Ok(()),
    }
}

impl CreateOrganization {
    fn registration(&self) -> Registration {
        Registration {
            name_zh: self.name_zh.clone(),
            name_en: self.name_en.clone(),
            kind: self.kind,
            form: self.form.clone(),
            credit_code: self.credit_code.clone(),
            area_code: self.area_code.clone(),
            description_zh: self.description_zh.clone(),
            contact_email: self.contact_email.clone(),
            legal_representative: self.legal_representative.clone(),
            registered_on: self.registered_on,
            major_breach_until: None,
            source: self.source.clone(),
            synthetic: false,
            fields: self.fields.clone(),
            areas_served: self.areas_served.clone(),
            target_groups: self.target_groups.clone(),
        }
    }
}
