//! The list of those who will be invited, before it goes out: who suits the call, and what a person changed in it and why.
//!
//! Leaving somebody out bars nobody from bidding: the call is public.

pub(super) mod edit;
pub(super) mod get;
mod store;
pub(super) mod view;

use std::collections::HashMap;

use super::engine::{Answer, Engine, FailedFilter, Key, Match, Question, Weights, WhyNot};
use crate::identity;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::OrganizationId;
use crate::projects::Project;
use store::Edit;

/// Below it an invitation would be noise.
const LEAST_SCORE: u32 = 5_500;
/// The field must fit by its category at least: what is near and says much is not invited to everything.
const LEAST_FIELD: u32 = 5_000;
/// Enough for competition, and few enough that an invitation means something.
const MOST_INVITED: usize = 20;
/// So many of the best are looked at: some of them could read the draft or were left out by hand.
const LOOKED_AT: usize = 60;

/// What the engine says of a project: the best, and those whom a person added.
pub(super) struct Ranked {
    best: Answer,
    added: Vec<Match>,
    /// What those fail who were added by hand and cannot be invited, by organisation.
    barred: HashMap<String, Vec<FailedFilter>>,
}

/// Asks the engine for whom a list of invitations is made of.
pub(super) fn rank(engine: &Engine, project: &Project, edits: &[Edit], weights: &Weights) -> Option<Ranked> {
    let added: Vec<String> = edits.iter().filter(|edit| edit.invited).map(|edit| edit.organization_id.to_string()).collect();
    let question = Question::new(weights, LOOKED_AT);
    let by_hand = Question { most: added.len(), among: Some(&added), ..question };
    let best = engine.organizations_for(project.id.as_str(), &question)?;
    let found = engine.organizations_for(project.id.as_str(), &by_hand)?.items;
    let missing = added.iter().filter(|id| found.iter().all(|found| found.id != **id));
    let fails = |id: &String| match engine.why_not(project.id.as_str(), id, &question) {
        Some(WhyNot::LeftOut { failed }) => Some((id.clone(), failed)),
        _ => None,
    };
    Some(Ranked { best, barred: missing.filter_map(fails).collect(), added: found })
}

/// What people changed in the list of a project.
pub(super) fn edits(conn: &mut Conn, project: &Project) -> Result<Vec<Edit>> {
    store::of_project(conn, &project.id)
}

/// Those who are to be invited, best first. Who could read the draft may not bid (R21) and is not invited.
pub(super) fn chosen(conn: &mut Conn, ranked: Ranked, edits: &[Edit], project: &Project, path: &str) -> Result<Answer> {
    let Ranked { mut best, added, .. } = ranked;
    let is_edited = |found: &Match| edits.iter().any(|edit| edit.organization_id.as_str() == found.id);
    let suits = |found: &Match| found.rank_score >= LEAST_SCORE && value_of(found, Key::Field) >= LEAST_FIELD;
    let matched = std::mem::take(&mut best.items).into_iter().filter(|found| suits(found) && !is_edited(found));
    let mut room = MOST_INVITED.saturating_sub(added.len());
    let mut chosen = added;
    for found in matched {
        if room > 0 && may_bid(conn, &found, project, path)? {
            room -= 1;
            chosen.push(found);
        }
    }
    chosen.sort_by(|a, b| b.rank_score.cmp(&a.rank_score).then_with(|| a.id.cmp(&b.id)));
    best.items = chosen;
    Ok(best)
}

fn may_bid(conn: &mut Conn, found: &Match, project: &Project, path: &str) -> Result<bool> {
    let Some(organization) = OrganizationId::parse(&found.id) else { return Ok(false) };
    Ok(!identity::could_read_drafts(conn, &organization, path, project.created_at)?)
}

fn value_of(found: &Match, key: Key) -> u32 {
    found.criteria.iter().find(|criterion| criterion.key == key).map_or(0, |criterion| criterion.value)
}
