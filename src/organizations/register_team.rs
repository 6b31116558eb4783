//! A team on file becomes a registered organisation: it keeps its id, people and history and gets its kind and credit code.

use chrono::NaiveDate;
use serde_json::json;

use super::model::{Kind, Status};
use super::policy::unknown;
use super::profile;
use super::store::{self, Organization, Profile};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Check, Problem, Result};
use crate::platform::ids::OrganizationId;

/// What the certificate says.
#[derive(Clone, Debug)]
pub struct TeamRegistration {
    pub kind: Kind,
    pub credit_code: String,
    /// None where the registered name is the team's.
    pub name_zh: Option<String>,
    pub registered_on: NaiveDate,
}

/// Registers a verified team (R77–R79 on its code). Whoever calls this has made sure that the caller may: the hub that runs the team's
/// incubation case, wherever the team is at home. It has seen the certificate, and so the organisation stays verified.
pub fn register_team(tx: &mut Tx, call: &Call, id: &OrganizationId, registration: &TeamRegistration) -> Result<()> {
    let Profile { mut organization, area_path, .. } = store::profile(tx, id)?.ok_or_else(unknown)?;
    must_be_a_verified_team(&organization)?;
    check(registration)?;
    if let Some(name) = &registration.name_zh {
        organization.name_zh = name.trim().to_owned();
    }
    organization.kind = registration.kind;
    organization.credit_code = Some(registration.credit_code.clone());
    organization.registered_on = Some(registration.registered_on.into());
    organization.verified_at = Some(call.now);
    store::save(tx, &mut organization, call.now)?;
    let facts = json!({"kind": organization.kind, "status": organization.status, "registered_on": registration.registered_on});
    journal::record(tx, call, Event::new("organization.registered", id).for_organization(id).for_area(&area_path).with(facts))
}

fn must_be_a_verified_team(organization: &Organization) -> Result<()> {
    if organization.status != Status::Verified {
        return Err(Problem::wrong_state("organizations/wrong_status", organization.status.as_str(), "register_team", &[]));
    }
    if organization.kind != Kind::CommunityTeam {
        return Err(Problem::conflict(
            "organizations/not_a_team",
            "该机构已是登记机构，不是备案团队。",
            "The organisation is registered already, and no team on file.",
        ));
    }
    Ok(())
}

fn check(registration: &TeamRegistration) -> Result<()> {
    let mut check = Check::new();
    check.that(
        registration.kind.grows_from_a_team(),
        "/kind",
        "not_from_a_team",
        "团队只能登记为社会团体、社会服务机构、基金会或企业。",
        "a team becomes a society, a social service agency, a foundation or an enterprise.",
    );
    if registration.kind.grows_from_a_team() {
        profile::check_credit_code(&mut check, registration.kind, Some(&registration.credit_code));
    }
    if let Some(name) = &registration.name_zh {
        check.text("/name_zh", name, 100);
    }
    check.date("/registered_on", registration.registered_on);
    check.finish()
}
