//! `PATCH /organizations/{id}`: changes what is said of an organisation.

use actix_web::{patch, web};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

use super::advance::{advance, answer, find};
use super::model::{Kind, Move, Status};
use super::policy::{Relation, not_yours, unknown};
use super::store::{self, Organization, Profile};
use super::view::OrganizationView;
use super::{model, profile};
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, FieldError, Problem, ProblemDocument, Reply, Result};

/// What is absent (or null) stays as it is.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpdateOrganization {
    pub name_zh: Option<String>,
    pub name_en: Option<String>,
    pub kind: Option<Kind>,
    pub form: Option<String>,
    pub credit_code: Option<String>,
    pub area_code: Option<String>,
    pub description_zh: Option<String>,
    pub contact_email: Option<String>,
    pub legal_representative: Option<String>,
    /// The hub only.
    pub registered_on: Option<NaiveDate>,
    /// The hub only: the last day on which a major breach bars it from purchases; a past day ends the bar.
    pub major_breach_until: Option<NaiveDate>,
    pub fields: Option<Vec<String>>,
    pub areas_served: Option<Vec<String>>,
    pub target_groups: Option<Vec<String>>,
}

/// Change an organisation
///
/// Changing the name, the credit code or the kind of a verified organisation sends it back to the hub for verification.
#[utoipa::path(operation_id = "organizations_update", tag = "registry", params(("id" = String, Path)), request_body = UpdateOrganization,
    responses(
        (status = 200, description = "The organisation", body = OrganizationView),
        (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[patch("/organizations/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<UpdateOrganization>) -> Answer {
    cx.write("organizations_update", body, move |tx, call, command| update(tx, call, &id, command)).await
}

pub(super) fn update(tx: &mut Tx, call: &Call, id: &str, command: &UpdateOrganization) -> Result<Reply> {
    let Profile { organization: before, area_path, .. } = find(tx, id)?;
    let relation = Relation::of(&call.actor, &before.id, &area_path);
    may_edit(relation, &before, command)?;
    call.expect_version(before.version)?;
    let mut after = command.applied_to(&before);
    check(tx, command, &after)?;
    within_reach(tx, call, relation, &before, &after)?;
    let identity_changed = (&before.name_zh, &before.credit_code, before.kind) != (&after.name_zh, &after.credit_code, after.kind);
    if identity_changed && before.status == Status::Suspended {
        return Err(Problem::conflict(
            "organizations/suspended",
            "机构暂停期间不能更改名称、代码或类型。",
            "Name, code and kind cannot be changed while the organisation is suspended.",
        ));
    }
    if identity_changed && before.status == Status::Verified {
        advance(tx, call, &mut after, Move::Revise, None)?;
    } else {
        store::save(tx, &mut after, call.now)?;
    }
    command.save_details(tx, &after)?;
    let path = areas::path_of(tx, &after.area_code, "/area_code")?;
    let facts = json!({"changed": command.named(), "status": after.status});
    journal::record(tx, call, Event::new("organization.updated", &after.id).for_organization(&after.id).for_area(&path).with(facts))?;
    answer(call, find(tx, id)?)
}

fn may_edit(relation: Relation, before: &Organization, command: &UpdateOrganization) -> Result<()> {
    if !relation.may_see(before.status) {
        return Err(unknown());
    }
    if !relation.may_edit() {
        return Err(not_yours());
    }
    if before.status == Status::Deregistered {
        return Err(Problem::wrong_state("organizations/wrong_status", before.status.as_str(), "update", &[]));
    }
    let for_the_hub = command.registered_on.is_some() || command.major_breach_until.is_some();
    if for_the_hub && !relation.may_decide() {
        return Err(Problem::forbidden(
            "organizations/hub_only_field",
            "registered_on 和 major_breach_until 只能由枢纽登记。",
            "registered_on and major_breach_until are set by the hub only.",
        ));
    }
    Ok(())
}

/// A hub moves nothing out of its reach and nothing into it that it cannot see.
fn within_reach(tx: &mut Tx, call: &Call, relation: Relation, before: &Organization, after: &Organization) -> Result<()> {
    if relation.manager || before.area_code == after.area_code {
        return Ok(());
    }
    let path = areas::path_of(tx, &after.area_code, "/area_code")?;
    if Relation::of(&call.actor, &after.id, &path).may_edit() { Ok(()) } else { Err(not_yours()) }
}

fn check(tx: &mut Tx, command: &UpdateOrganization, after: &Organization) -> Result<()> {
    let mut check = Check::new();
    check
        .text("/name_zh", &after.name_zh, 100)
        .at_most("/name_en", after.name_en.as_deref().unwrap_or_default(), 200)
        .at_most("/form", after.form.as_deref().unwrap_or_default(), 50)
        .at_most("/description_zh", &after.description_zh, 4000)
        .at_most("/legal_representative", after.legal_representative.as_deref().unwrap_or_default(), 100);
    if command.kind.is_some() || command.credit_code.is_some() {
        profile::check_credit_code(&mut check, after.kind, after.credit_code.as_deref());
    }
    if let Some(code) = &command.area_code
        && areas::find(tx, code)?.is_none()
    {
        check.push(FieldError::new("/area_code", "unknown_area", "没有这个区域。", "is no area."));
    }
    if let Some(email) = &command.contact_email {
        profile::check_email(&mut check, email);
    }
    if let Some(date) = command.registered_on {
        check.date("/registered_on", date);
    }
    if let Some(date) = command.major_breach_until {
        check.date("/major_breach_until", date);
    }
    profile::check_fields(&mut check, command.fields.as_deref().unwrap_or_default());
    profile::check_areas(tx, &mut check, command.areas_served.as_deref().unwrap_or_default())?;
    profile::check_target_groups(&mut check, command.target_groups.as_deref().unwrap_or_default());
    check.finish()
}

impl UpdateOrganization {
    fn applied_to(&self, before: &Organization) -> Organization {
        let text = |new: &Option<String>, old: &String| new.as_ref().map_or_else(|| old.clone(), |new| new.trim().to_owned());
        let kind = self.kind.unwrap_or(before.kind);
        Organization {
            name_zh: text(&self.name_zh, &before.name_zh),
            name_en: self.name_en.clone().or_else(|| before.name_en.clone()),
            kind,
            form: self.form.clone().or_else(|| before.form.clone()),
            // A body that becomes a mere team gives its code up.
            credit_code: self.credit_code.clone().or_else(|| before.credit_code.clone().filter(|_| model::Kind::has_credit_code(kind))),
            area_code: text(&self.area_code, &before.area_code),
            description_zh: text(&self.description_zh, &before.description_zh),
            contact_email: self.contact_email.clone().or_else(|| before.contact_email.clone()),
            legal_representative: self.legal_representative.clone().or_else(|| before.legal_representative.clone()),
            registered_on: self.registered_on.map(Into::into).or_else(|| before.registered_on.clone()),
            major_breach_until: self.major_breach_until.map(Into::into).or_else(|| before.major_breach_until.clone()),
            ..before.clone()
        }
    }

    fn save_details(&self, tx: &mut Tx, organization: &Organization) -> Result<()> {
        if let Some(fields) = &self.fields {
            store::set_fields(tx, &organization.id, &profile::distinct(fields))?;
        }
        if let Some(codes) = &self.areas_served {
            store::set_areas(tx, &organization.id, &profile::distinct(codes))?;
        }
        if let Some(groups) = &self.target_groups {
            store::set_groups(tx, &organization.id, &profile::distinct(groups))?;
        }
        Ok(())
    }

    /// The fields that the change names; their values stay out of the journal.
    fn named(&self) -> Vec<&'static str> {
        let named = [
            ("name_zh", self.name_zh.is_some()),
            ("name_en", self.name_en.is_some()),
            ("kind", self.kind.is_some()),
            ("form", self.form.is_some()),
            ("credit_code", self.credit_code.is_some()),
            ("area_code", self.area_code.is_some()),
            ("description_zh", self.description_zh.is_some()),
            ("contact_email", self.contact_email.is_some()),
            ("legal_representative", self.legal_representative.is_some()),
            ("registered_on", self.registered_on.is_some()),
            ("major_breach_until", self.major_breach_until.is_some()),
            ("fields", self.fields.is_some()),
            ("areas_served", self.areas_served.is_some()),
            ("target_groups", self.target_groups.is_some()),
        ];
        named.into_iter().filter_map(|(name, is_named)| is_named.then_some(name)).collect()
    }
}
