//! The supply side: organisations and teams.

use super::super::engine::Period;
use super::super::engine::records::{AreaRef, FinishedProject, Incubation, Inspection, Organization, Service};
use super::store::{self, Delivered};
use super::{day, version};
use crate::incubation;
use crate::organizations::{self, Kind, OfferedService, Profile, Standing, Status, Supply, may_contract};
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::OrganizationId;
use crate::platform::money::Money;
use crate::platform::time::Timestamp;

/// Those of these organisations that supply anything; state organs buy.
pub fn organizations(conn: &mut Conn, ids: &[OrganizationId], now: Timestamp) -> Result<Vec<Organization>> {
    let mut delivered = store::delivered(conn, ids)?;
    let invited = store::invitations(conn, ids)?;
    let cases = incubation::times_of(conn, ids)?;
    let mut supplies = organizations::supplies_of(conn, ids)?;
    let mut standings = organizations::standings_of(conn, ids)?;
    let profiles = organizations::profiles_of(conn, ids)?;
    let suppliers = profiles.into_iter().filter(|profile| profile.organization.kind != Kind::Government);
    let record = |profile: Profile| {
        let id = profile.organization.id.clone();
        let mut record = registered(profile, now);
        let contracts = delivered.remove(&id).unwrap_or_default();
        if let Some(supply) = supplies.remove(&id) {
            state(&mut record, supply, contracts.iter().filter(|contract| contract.is_running(now)).count());
        }
        if let Some(standing) = standings.remove(&id) {
            rate(&mut record, &standing, now);
        }
        record.finished = finished(contracts, now);
        record.incubation = cases.get(&id).map(|time| Incubation {
            id: time.case.to_string(),
            since: day(time.since),
            graduated_on: time.graduated_on.map(day),
        });
        (record.open_invitations, record.invited_this_month) = counts(invited.get(&id).map_or(&[], Vec::as_slice), now);
        record
    };
    Ok(suppliers.map(record).collect())
}

fn registered(profile: Profile, now: Timestamp) -> Organization {
    let organization = profile.organization;
    let place = |code: String, path: String| AreaRef { code, path };
    Organization {
        version: version(organization.version),
        name: organization.name_zh,
        kind: organization.kind.to_string(),
        verified: organization.status == Status::Verified,
        can_contract: may_contract(organization.kind).is_ok(),
        // R20: who is barred for a major breach may not bid until that day is over.
        listed: organization.major_breach_until.is_some_and(|until| until.date() >= now.shanghai_date()),
        fields: profile.fields,
        target_groups: profile.target_groups,
        areas_served: profile.areas_served.into_iter().map(|area| place(area.code, area.path)).collect(),
        home_area: Some(place(organization.area_code, profile.area_path)),
        text: organization.description_zh,
        legal_representative: organization.legal_representative.map(|head| head.trim().to_owned()).filter(|head| !head.is_empty()),
        ..Organization::new(organization.id.as_str())
    }
}

/// What the organisation says of itself; running contracts take their part of what it can take on.
fn state(record: &mut Organization, supply: Supply, running: usize) {
    let running = u32::try_from(running).unwrap_or(u32::MAX);
    let fen = |amount: Option<Money>| amount.and_then(|amount| u64::try_from(amount.fen()).ok());
    record.services = (0..).zip(supply.services).map(|(place, service)| offered(place, service)).collect();
    record.staff = supply.staff;
    record.total_slots = supply.capacity;
    record.free_slots = supply.capacity.map(|capacity| capacity.saturating_sub(running));
    record.budget_min = fen(supply.budget_min_fen);
    record.budget_max = fen(supply.budget_max_fen);
    record.typical_budget = fen(supply.typical_budget_fen);
    record.preferred_fields = supply.preferred_fields;
    if supply.available_from.is_some() || supply.available_to.is_some() {
        record.available = Some(Period { from: supply.available_from.map(day), to: supply.available_to.map(day) });
    }
}

fn offered(place: usize, service: OfferedService) -> Service {
    Service {
        id: place.to_string(),
        name: service.name_zh,
        field: service.field,
        item: service.catalogue_item_id.map(|item| item.to_string()),
        target_groups: service.target_groups,
    }
}

fn rate(record: &mut Organization, standing: &Standing, now: Timestamp) {
    record.grade = standing.grade_on(now.shanghai_date());
    record.stars = standing.stars;
    record.inspection = standing.inspection.map(|inspection| match inspection {
        organizations::Inspection::Passed => Inspection::Passed,
        organizations::Inspection::BasicallyPassed => Inspection::BasicallyPassed,
        organizations::Inspection::Failed => Inspection::Failed,
        organizations::Inspection::Missed => Inspection::Missed,
    });
}

/// A contract whose last day of service is over counts as a finished project.
fn finished(contracts: Vec<Delivered>, now: Timestamp) -> Vec<FinishedProject> {
    let today = now.shanghai_date();
    let over = contracts.into_iter().filter_map(|contract| {
        let last_day = contract.service_to.filter(|last| *last < today)?;
        Some(FinishedProject {
            id: contract.id.to_string(),
            title: contract.title_zh,
            field: contract.field?,
            finished_on: day(last_day),
            rating: None,
            budget: u64::try_from(contract.price.fen()).ok(),
        })
    });
    over.collect()
}

/// How many invitations wait for an answer, and how many came this month (in Shanghai).
fn counts(invitations: &[store::Invited], now: Timestamp) -> (u32, u32) {
    use chrono::Datelike as _;
    let month = |moment: Timestamp| (moment.shanghai_date().year(), moment.shanghai_date().month());
    let open = invitations.iter().filter(|invited| invited.is_open(now)).count();
    let recent = invitations.iter().filter(|invited| month(invited.at) == month(now)).count();
    (u32::try_from(open).unwrap_or(u32::MAX), u32::try_from(recent).unwrap_or(u32::MAX))
}
