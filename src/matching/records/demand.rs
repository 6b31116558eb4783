//! The demand side: projects, needs, and the catalogue that both cite.

use std::collections::HashMap;

use super::super::engine::Period;
use super::super::engine::records::{AreaRef, CatalogueItem, Conflicts, Need, Project};
use super::store;
use super::{day, version};
use crate::areas;
use crate::needs;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::{CatalogueItemId, NeedId, OrganizationId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects::{self, Content, Status};
use crate::rules::{self, rule_set::Regime};

/// These projects, whatever their status; only calls that still take bids are open.
pub fn projects(conn: &mut Conn, ids: &[ProjectId], now: Timestamp) -> Result<Vec<Project>> {
    let found = store::projects(conn, ids)?;
    let codes: Vec<String> = found.iter().map(|project| project.area_code.clone()).collect();
    let paths = areas::paths_of(conn, &codes)?;
    let mut regimes = HashMap::new();
    let mut records = Vec::with_capacity(found.len());
    for project in found {
        let statutory = is_statutory(conn, &project, &mut regimes, now)?;
        let path = paths.get(&project.area_code).cloned().unwrap_or_default();
        records.push(record(conn, project, path, statutory, now)?);
    }
    Ok(records)
}

fn record(conn: &mut Conn, project: projects::Project, path: String, statutory: bool, now: Timestamp) -> Result<Project> {
    let content = project.content()?;
    Ok(Project {
        version: version(project.version),
        open: project.status == Status::Published && project.deadline.is_some_and(|deadline| now < deadline),
        statutory,
        dates: dates(&content),
        budget: project.budget_fen.and_then(|budget| u64::try_from(budget.fen()).ok()),
        conflicts: behind(conn, [&project.buyer_id, &project.author_organization_id])?,
        title: project.title_zh,
        text: project.description_zh,
        field: project.field,
        item: project.catalogue_item_id.map(|item| item.to_string()),
        target_groups: content.target_groups,
        area: Some(AreaRef { code: project.area_code, path }),
        ..Project::new(project.id.as_str())
    })
}

/// By the frozen rules of a published project, by those valid today before; a regime without valid rules is treated as the stricter
/// kind. `regimes` keeps what was found.
fn is_statutory(conn: &mut Conn, project: &projects::Project, regimes: &mut HashMap<String, bool>, now: Timestamp) -> Result<bool> {
    if project.rule_set.is_some() {
        return Ok(project.frozen_rules()?.regime == Regime::Statutory);
    }
    if let Some(known) = regimes.get(&project.regime) {
        return Ok(*known);
    }
    let rules = rules::find_current(conn, &project.regime, now.shanghai_date())?;
    let statutory = rules.is_none_or(|rules| rules.regime == Regime::Statutory);
    regimes.insert(project.regime.clone(), statutory);
    Ok(statutory)
}

fn dates(content: &Content) -> Option<Period> {
    match (content.service_from, content.service_to) {
        (Some(from), Some(to)) if from <= to => Some(Period { from: Some(day(from)), to: Some(day(to)) }),
        _ => None,
    }
}

/// R21, R22: buyer and author wrote the call; who has the same head is no supplier either.
fn behind(conn: &mut Conn, parties: [&OrganizationId; 2]) -> Result<Conflicts> {
    let mut conflicts = Conflicts::default();
    for id in parties {
        conflicts.organizations.push(id.to_string());
        let head = organizations::find(conn, id)?.and_then(|party| party.legal_representative);
        conflicts.legal_representatives.extend(head.map(|head| head.trim().to_owned()).filter(|head| !head.is_empty()));
    }
    conflicts.organizations.dedup();
    conflicts.legal_representatives.dedup();
    Ok(conflicts)
}

/// Those of these needs that somebody may still answer, or that were answered. Who reported one is not part of it.
pub fn needs(conn: &mut Conn, ids: &[NeedId]) -> Result<Vec<Need>> {
    let mut found = needs::find_many(conn, ids)?;
    found.retain(|need| !matches!(need.status, needs::Status::Declined | needs::Status::Merged));
    let codes: Vec<String> = found.iter().map(|need| need.area_code.clone()).collect();
    let paths = areas::paths_of(conn, &codes)?;
    let items = store::items_of_needs(conn, ids)?;
    let record = |need: needs::Need| {
        Ok(Need {
            version: version(need.version),
            target_groups: need.target_groups()?,
            item: items.get(&need.id).map(ToString::to_string),
            area: paths.get(&need.area_code).map(|path| AreaRef { code: need.area_code.clone(), path: path.clone() }),
            title: need.title_zh,
            text: need.description_zh,
            field: Some(need.field),
            ..Need::new(need.id.as_str())
        })
    };
    found.into_iter().map(record).collect()
}

/// Those of these entries of the catalogue that are valid today.
pub fn catalogue_items(conn: &mut Conn, ids: &[CatalogueItemId], now: Timestamp) -> Result<Vec<CatalogueItem>> {
    let mut found = rules::catalogue_find_many(conn, ids)?;
    found.retain(|item| item.is_valid_on(now.shanghai_date()));
    let record = |item: rules::CatalogueItem| CatalogueItem {
        id: item.id.to_string(),
        version: version(item.version),
        name: item.title_zh,
        text: item.title_en,
        field: Some(item.field),
    };
    Ok(found.into_iter().map(record).collect())
}
