//! The two sides as the engine reads them: organisations offer, projects ask.

use std::collections::{BTreeSet, HashMap};

use super::first::{AreaRef, Demand, FIRST, Matcher, Ranking, Supply};
use super::store;
use super::words::{Names, lexicon};
use crate::organizations::{self, Profile};
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::time::Timestamp;
use crate::projects::Project;

pub(super) fn supply(profile: Profile, invitations: &HashMap<String, u32>) -> Supply {
    let organization = profile.organization;
    Supply {
        open_invitations: invitations.get(organization.id.as_str()).copied().unwrap_or(0),
        name: organization.name_zh,
        kind: organization.kind.to_string(),
        verified: organization.status == organizations::Status::Verified,
        can_contract: organizations::may_contract(organization.kind).is_ok(),
        fields: profile.fields,
        areas_served: profile.areas_served.into_iter().map(|area| AreaRef { code: area.code, path: area.path }).collect(),
        home_area: Some(AreaRef { code: organization.area_code, path: profile.area_path }),
        target_groups: profile.target_groups,
        text: organization.description_zh,
        id: organization.id.to_string(),
    }
}

/// A project at the place `path`; a draft without a field suits nobody by field.
pub(super) fn demand(project: &Project, path: String) -> Result<Demand> {
    let content = project.content()?;
    Ok(Demand {
        id: project.id.to_string(),
        title: project.title_zh.clone(),
        text: project.description_zh.clone(),
        field: project.field.clone().unwrap_or_default(),
        area: AreaRef { code: project.area_code.clone(), path },
        target_groups: content.target_groups,
    })
}

/// The organisations for a project, best first. Buyer and author are no candidates: they wrote the call (R21).
pub(super) fn organizations_for(conn: &mut Conn, project: &Project, path: String, now: Timestamp, most: usize) -> Result<Ranking> {
    let demand = demand(project, path)?;
    let invitations = store::open_invitations(conn, now)?;
    let profiles = organizations::supplies(conn, false)?;
    let candidates =
        profiles.into_iter().filter(|p| p.organization.id != project.buyer_id && p.organization.id != project.author_organization_id);
    let supplies: Vec<Supply> = candidates.map(|profile| supply(profile, &invitations)).collect();
    let names = names(conn, &supplies, std::slice::from_ref(&demand))?;
    Ok(matcher(&names).organizations_for(&demand, &supplies, most))
}

/// The open calls for an organisation, best first.
pub(super) fn projects_for(conn: &mut Conn, profile: Profile, now: Timestamp, most: usize) -> Result<Ranking> {
    let supply = supply(profile, &HashMap::new());
    let calls = store::open_calls(conn, now)?;
    let others = calls.into_iter().filter(|(p, _)| p.buyer_id.as_str() != supply.id && p.author_organization_id.as_str() != supply.id);
    let demands = others.map(|(project, path)| demand(&project, path)).collect::<Result<Vec<_>>>()?;
    let names = names(conn, std::slice::from_ref(&supply), &demands)?;
    Ok(matcher(&names).projects_for(&supply, &demands, most))
}

fn matcher(names: &Names) -> Matcher<'_> {
    Matcher { weights: &FIRST, taxonomy: names, lexicon: lexicon() }
}

fn names(conn: &mut Conn, supplies: &[Supply], demands: &[Demand]) -> Result<Names> {
    let offered = supplies.iter().flat_map(|supply| supply.areas_served.iter().chain(&supply.home_area));
    let codes: BTreeSet<String> = offered.chain(demands.iter().map(|demand| &demand.area)).map(|area| area.code.clone()).collect();
    Ok(Names { areas: store::area_names(conn, codes.into_iter().collect())? })
}
