//! What the ids in the hub's forms stand for, for whoever sends one again after the sign-in.

use std::collections::BTreeMap;

use super::pairs::pair_of;
use crate::meetings::{self, HubMeeting};
use crate::needs;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::ids::{MeetingDemandId, OrganizationId};
use crate::projects;

/// Of what these fields hold, as far as the caller may know of it.
pub fn names(conn: &mut Conn, call: &Call, id: &str, fields: &[(String, String)]) -> Result<BTreeMap<String, String>> {
    let hub = meetings::of_hub(conn, call, id)?;
    let mut names = BTreeMap::new();
    for (name, value) in fields {
        if let Some(words) = named(conn, call, &hub, name, value)? {
            names.insert(value.clone(), words);
        }
    }
    Ok(names)
}

fn named(conn: &mut Conn, call: &Call, hub: &HubMeeting, name: &str, value: &str) -> Result<Option<String>> {
    let (demand, organization) = match name {
        "record" => return record(conn, call, value),
        "demand" => (MeetingDemandId::parse(value), None),
        "organization" => (None, OrganizationId::parse(value)),
        "pair" => pair_of(value).map_or((None, None), |(demand, organization)| (Some(demand), Some(organization))),
        _ => (None, None),
    };
    let words = hub.names(conn, demand.as_slice(), organization.as_slice())?;
    let ids = [demand.map(|id| id.to_string()), organization.map(|id| id.to_string())];
    let words: Vec<String> = ids.into_iter().flatten().filter_map(|id| words.get(&id).cloned()).collect();
    Ok(Some(words.join(" · ")).filter(|words| !words.is_empty()))
}

/// The title of a project or of a need.
fn record(conn: &mut Conn, call: &Call, value: &str) -> Result<Option<String>> {
    let title = match value.split_once(':') {
        Some(("project", id)) => projects::sheet(conn, call, id).map(|(sheet, _)| sheet.title_zh),
        Some(("need", id)) => needs::sheet(conn, call, id).map(|(need, _)| need.title_zh),
        _ => return Ok(None),
    };
    match title {
        Ok(title) => Ok(Some(title)),
        Err(problem) if problem.status() < 500 => Ok(None),
        Err(problem) => Err(problem),
    }
}
