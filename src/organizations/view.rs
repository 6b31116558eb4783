//! What the outside sees of an organisation.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{Kind, Status, may_contract};
use super::policy::Relation;
use super::store::Profile;
use crate::platform::actor::Actor;
use crate::platform::http::{Check, Result};
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;

/// Why a decision goes against somebody; shown to them.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrganizationReason)]
pub struct Reason {
    pub reason: String,
}

impl Reason {
    pub(super) fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.text("/reason", &self.reason, 500);
        check.finish()
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OrganizationView {
    pub id: OrganizationId,
    pub name_zh: String,
    pub name_en: Option<String>,
    pub kind: Kind,
    /// A tag such as `social_work`.
    pub form: Option<String>,
    #[schema(example = "52310107MJ0000026F")]
    pub credit_code: Option<String>,
    pub status: Status,
    #[schema(example = "310107015")]
    pub area_code: String,
    pub description_zh: String,
    /// Slugs of service fields.
    #[schema(example = json!(["jobs_startups"]))]
    pub fields: Vec<String>,
    /// Codes of places.
    #[schema(example = json!(["310107015"]))]
    pub areas_served: Vec<String>,
    /// Slugs of target groups.
    pub target_groups: Vec<String>,
    /// Whether an organisation of this kind can sign a contract as supplier.
    pub may_contract: bool,
    pub registered_on: Option<NaiveDate>,
    /// Where the entry comes from.
    pub source: Option<String>,
    /// Generated to fill a demonstration; no real body is meant.
    pub synthetic: bool,
    pub verified_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// For its own people, the hub and the platform only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal: Option<Internal>,
    /// What you may do with it now.
    pub allowed_actions: Vec<&'static str>,
}

/// Contacts and notes that are not for everybody.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = OrganizationInternal)]
pub struct Internal {
    pub contact_email: Option<String>,
    pub legal_representative: Option<String>,
    /// Why it was returned or suspended.
    pub status_reason: Option<String>,
    /// The last day on which a major breach bars it from purchases.
    pub major_breach_until: Option<NaiveDate>,
}

impl Internal {
    /// Whether personal data stand in it.
    pub(super) fn names_somebody(&self) -> bool {
        self.contact_email.is_some() || self.legal_representative.is_some()
    }
}

impl OrganizationView {
    pub(super) fn of(profile: Profile, actor: &Actor) -> Self {
        let Profile { organization, area_path, fields, areas_served, target_groups } = profile;
        let relation = Relation::of(actor, &organization.id, &area_path);
        let internal = relation.may_see_contacts().then(|| Internal {
            contact_email: organization.contact_email,
            legal_representative: organization.legal_representative,
            status_reason: organization.status_reason,
            major_breach_until: organization.major_breach_until.map(|date| date.date()),
        });
        Self {
            id: organization.id,
            name_zh: organization.name_zh,
            name_en: organization.name_en,
            kind: organization.kind,
            form: organization.form,
            credit_code: organization.credit_code,
            status: organization.status,
            area_code: organization.area_code,
            description_zh: organization.description_zh,
            fields,
            areas_served: areas_served.into_iter().map(|area| area.code).collect(),
            target_groups,
            may_contract: may_contract(organization.kind).is_ok(),
            registered_on: organization.registered_on.map(|date| date.date()),
            source: organization.source,
            synthetic: organization.synthetic,
            verified_at: organization.verified_at,
            created_at: organization.created_at,
            updated_at: organization.updated_at,
            internal,
            allowed_actions: relation.allowed_actions(organization.status),
        }
    }
}
