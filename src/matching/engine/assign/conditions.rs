//! What a meeting's organiser asks for beside the scores: minimum quality, locked pairs, forbidden pairs.

use super::instance::{BadInstance, Instance};
use super::market::{CLOSED, Market, Side};
use std::collections::BTreeSet;

/// Pairs are (project, organisation).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// No pair below this weight is made, unless it is locked.
    pub minimum_quality: i64,
    /// Pairs that are made in any case. Each must be a candidate.
    pub locked: Vec<(u32, u32)>,
    /// Pairs that are never made. Pairs that aren't candidates may be named, too.
    pub forbidden: Vec<(u32, u32)>,
}

impl Conditions {
    /// Closes the pairs that must not be made and takes the locked ones out of the market together with their room.
    pub(super) fn apply(&self, market: &mut Market<'_>) -> Result<(), BadInstance> {
        if self.minimum_quality > 0 {
            market.weight.iter_mut().filter(|weight| **weight < self.minimum_quality).for_each(|weight| *weight = CLOSED);
        }
        let forbidden: BTreeSet<(u32, u32)> = self.forbidden.iter().copied().collect();
        for &(project, organisation) in &self.locked {
            let pair = candidate(market.instance, project, organisation)?;
            if market.locked.contains(&pair) {
                continue;
            }
            if forbidden.contains(&(project, organisation)) {
                return refuse(format!("project {project} and organisation {organisation} are both locked and forbidden"));
            }
            for (side, member, name) in [(Side::Project, project, "project"), (Side::Organisation, organisation, "organisation")] {
                let room = &mut market.room[side as usize][member as usize];
                if *room == 0 {
                    return refuse(format!("{name} {member} has more locked pairs than room"));
                }
                *room -= 1;
            }
            market.weight[pair as usize] = CLOSED;
            market.locked.push(pair);
        }
        for &(project, organisation) in &self.forbidden {
            if let Some(pair) = market.instance.number_of(project, organisation) {
                market.weight[pair as usize] = CLOSED;
            }
        }
        market.locked.sort_unstable();
        Ok(())
    }
}

fn candidate(instance: &Instance, project: u32, organisation: u32) -> Result<u32, BadInstance> {
    match instance.number_of(project, organisation) {
        Some(pair) => Ok(pair),
        None => refuse(format!("project {project} and organisation {organisation} are locked but not a candidate pair")),
    }
}

fn refuse<T>(problem: String) -> Result<T, BadInstance> {
    Err(BadInstance { line: None, problem })
}
