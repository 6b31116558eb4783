//! Puts an organisation into the registry as a draft: for the use case and for the loader of the demo.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::{Kind, Status};
use super::profile;
use super::store::{self, Organization};
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Call, Check, Result};
use crate::platform::ids::OrganizationId;

/// What is known of an organisation when it enters the registry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Registration {
    pub name_zh: String,
    pub name_en: Option<String>,
    pub kind: Kind,
    pub form: Option<String>,
    pub credit_code: Option<String>,
    pub area_code: String,
    pub description_zh: String,
    pub contact_email: Option<String>,
    pub legal_representative: Option<String>,
    pub registered_on: Option<NaiveDate>,
    pub major_breach_until: Option<NaiveDate>,
    pub source: Option<String>,
    pub synthetic: bool,
    pub fields: Vec<String>,
    pub areas_served: Vec<String>,
    pub target_groups: Vec<String>,
}

/// A draft under this id, or 422 with everything that must change.
pub fn register(tx: &mut Tx, call: &Call, id: OrganizationId, registration: &Registration) -> Result<Organization> {
    let path = check(tx, registration)?;
    let organization = draft(call, id, registration);
    store::insert(tx, &organization)?;
    store::set_fields(tx, &organization.id, &profile::distinct(&registration.fields))?;
    store::set_areas(tx, &organization.id, &profile::distinct(&registration.areas_served))?;
    store::set_groups(tx, &organization.id, &profile::distinct(&registration.target_groups))?;
    let facts = json!({"kind": organization.kind, "status": organization.status, "synthetic": organization.synthetic});
    let event = Event::new("organization.created", &organization.id).for_organization(&organization.id).for_area(&path).with(facts);
    journal::record(tx, call, event)?;
    Ok(organization)
}

/// The path of its home.
pub(super) fn check(conn: &mut Conn, registration: &Registration) -> Result<String> {
    let mut check = Check::new();
    let area = examine(conn, &mut check, registration)?;
    check.finish()?;
    Ok(area.map(|area| area.path).unwrap_or_default())
}

/// Adds everything that must change; the place of its home, where there is one.
pub(super) fn examine(conn: &mut Conn, check: &mut Check, registration: &Registration) -> Result<Option<areas::Area>> {
    let area = areas::find(conn, &registration.area_code)?;
    check
        .text("/name_zh", &registration.name_zh, 100)
        .at_most("/name_en", registration.name_en.as_deref().unwrap_or_default(), 200)
        .at_most("/form", registration.form.as_deref().unwrap_or_default(), 50)
        .at_most("/description_zh", &registration.description_zh, 4000)
        .at_most("/legal_representative", registration.legal_representative.as_deref().unwrap_or_default(), 100)
        .at_most("/source", registration.source.as_deref().unwrap_or_default(), 500);
    profile::check_credit_code(check, registration.kind, registration.credit_code.as_deref());
    if area.is_none() {
        check.push(areas::unknown("/area_code", &registration.area_code));
    }
    if let Some(email) = &registration.contact_email {
        profile::check_email(check, email);
    }
    if let Some(date) = registration.registered_on {
        check.date("/registered_on", date);
    }
    if let Some(date) = registration.major_breach_until {
        check.date("/major_breach_until", date);
    }
    profile::check_fields(check, &registration.fields);
    profile::check_areas(conn, check, &registration.areas_served)?;
    profile::check_target_groups(check, &registration.target_groups);
    Ok(area)
}

fn draft(call: &Call, id: OrganizationId, registration: &Registration) -> Organization {
    Organization {
        id,
        name_zh: registration.name_zh.trim().to_owned(),
        name_en: registration.name_en.clone(),
        kind: registration.kind,
        form: registration.form.clone(),
        credit_code: registration.credit_code.clone(),
        status: Status::Draft,
        status_reason: None,
        area_code: registration.area_code.clone(),
        description_zh: registration.description_zh.trim().to_owned(),
        contact_email: registration.contact_email.clone(),
        legal_representative: registration.legal_representative.clone(),
        registered_on: registration.registered_on.map(Into::into),
        major_breach_until: registration.major_breach_until.map(Into::into),
        source: registration.source.clone(),
        synthetic: registration.synthetic,
        verified_at: None,
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    }
}
