//! What the ids in the hub's forms stand for, for whoever sends one again after the sign-in.

use std::collections::BTreeMap;

use super::pairs::pair_of;
use crate::meetings;
use crate::needs;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::ids::{MeetingDemandId, OrganizationId};
use crate::projects;

/// Boxes that a page has at most; what holds more was not sent by one.
const MOST: usize = 1000;

/// Of what these fields hold, as far as the caller may know of it.
pub fn names(conn: &mut Conn, call: &Call, id: &str, fields: &[(String, String)]) -> Result<BTreeMap<String, String>> {
    let hub = meetings::of_hub(conn, call, id)?;
    let of = |wanted: &'static str| fields.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let pairs: Vec<_> = of("pair").filter_map(|value| Some((value, pair_of(value)?))).take(MOST).collect();
    let (mut demands, mut organizations): (Vec<_>, Vec<_>) = pairs.iter().map(|(_, pair)| pair.clone()).unzip();
    // The form of one field has it once.
    demands.extend(of("demand").next().and_then(MeetingDemandId::parse));
    organizations.extend(of("organization").next().and_then(OrganizationId::parse));
    let mut names = hub.names(conn, &demands, &organizations)?;
    for (value, (demand, organization)) in pairs {
        let words: Vec<&str> =
            [demand.as_str(), organization.as_str()].iter().filter_map(|id| names.get(*id)).map(String::as_str).collect();
        if !words.is_empty() {
            names.insert(value.to_owned(), words.join(" · "));
        }
    }
    if let Some(value) = of("record").next()
        && let Some(title) = record(conn, call, value)?
    {
        names.insert(value.to_owned(), title);
    }
    Ok(names)
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
