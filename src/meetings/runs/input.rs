//! Gathers everything that decides a run: who is there, when, with how much room, and what each pair is worth.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::areas;
use crate::incubation;
use crate::matching::engine::{Engine, Weights};
use crate::meetings::demands::open::{Open, open};
use crate::meetings::model::ConditionKind;
use crate::meetings::pairs::{self, Record, Worth};
use crate::meetings::rules::{Condition, Rules};
use crate::meetings::solve::{Asking, Input, LeftOut, Offering, Weighed};
use crate::meetings::store::Meeting;
use crate::meetings::store::demands::{self, Demand};
use crate::meetings::store::participants::{self, DraftReach, Named};
use crate::platform::db::Conn;
use crate::platform::db::types::JsonText;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{MeetingDemandId, OrganizationId};
use crate::platform::time::Timestamp;

/// More than a meeting can have.
const ALL: i64 = i64::MAX;

/// A run's input, and what is needed to weigh and to explain its pairs.
pub struct Gathered {
    pub input: Input,
    /// By place in the input's demands.
    pub records: Vec<Record>,
    /// By place in the input's demands: whose people could read the draft (R21).
    pub barred: Vec<Vec<OrganizationId>>,
    pub weights: Weights,
    pub left_out: Vec<LeftOut>,
}

/// Everything but the scores.
pub fn gather(conn: &mut Conn, meeting: &Meeting, rules: Rules, conditions: &[Condition], now: Timestamp) -> Result<Gathered> {
    let times = meeting.times()?;
    let mut left_out = Vec::new();
    let organizations = organizations(conn, meeting, &times, &mut left_out)?;
    let reach = participants::draft_readers(conn, &meeting.id)?;
    let (mut asking, mut records, mut barred) = (Vec::new(), Vec::new(), Vec::new());
    for demand in demands::list(conn, &meeting.id, None, ALL)? {
        match open_record(conn, &demand, meeting.held_on.date(), &reach, now)? {
            Some((record, out)) => {
                asking.push(Asking { slots: demand.slots.unsigned_abs(), absent: places(&demand.absent, &times)?, id: demand.id });
                records.push(record);
                barred.push(out);
            }
            None => left_out.push(closed(demand.id)),
        }
    }
    let pairs = Pairs::new(&asking, &organizations);
    left_out.extend(pairs.locks_of_nobody(conditions));
    let weights = rules.weights()?;
    let input = Input {
        times,
        candidates: Vec::new(),
        locked: pairs.of(conditions, ConditionKind::Locked),
        forbidden: pairs.of(conditions, ConditionKind::Forbidden),
        weights: weights.version().to_owned(),
        demands: asking,
        organizations,
        rules,
    };
    Ok(Gathered { input, records, barred, weights, left_out })
}

/// Asks the engine what the pairs of one demand with these organisations are worth.
pub fn weigh(gathered: &Gathered, engine: &Engine, among: &[String], demand: usize) -> Vec<Weighed> {
    let place = |id: &OrganizationId| gathered.input.organizations.binary_search_by(|o| o.id.cmp(id)).ok();
    let ask = |among: &[String]| pairs::weigh(engine, &gathered.records[demand], among, &gathered.weights);
    let found = with_locked(ask(among), &gathered.locked_to(demand), ask);
    let mut weighed: Vec<Weighed> = found
        .into_iter()
        .filter(|worth| !gathered.barred[demand].contains(&worth.organization))
        .filter_map(|worth| {
            let organization = place(&worth.organization)? as u32;
            Some(Weighed { demand: demand as u32, organization, score: worth.score, own_view: worth.own_view })
        })
        .collect();
    weighed.sort_by_key(|pair| pair.organization);
    weighed
}

/// What was found, with those locked to the demand that are beyond its best.
fn with_locked(mut found: Vec<Worth>, locked: &[OrganizationId], ask: impl Fn(&[String]) -> Vec<Worth>) -> Vec<Worth> {
    let is_missing = |id: &&OrganizationId| found.iter().all(|worth| worth.organization != **id);
    let missing: Vec<String> = locked.iter().filter(is_missing).map(ToString::to_string).collect();
    if !missing.is_empty() {
        found.extend(ask(&missing));
    }
    found
}

impl Gathered {
    fn locked_to(&self, demand: usize) -> Vec<OrganizationId> {
        let of_demand = self.input.locked.iter().filter(|pair| pair.0 as usize == demand);
        of_demand.map(|pair| self.input.organizations[pair.1 as usize].id.clone()).collect()
    }
}

/// The verified ones.
fn organizations(conn: &mut Conn, meeting: &Meeting, times: &[String], left_out: &mut Vec<LeftOut>) -> Result<Vec<Offering>> {
    let mut there = Vec::new();
    for named in participants::list(conn, &meeting.id, None, None, ALL)? {
        if !named.is_verified() {
            left_out.push(not_verified(named));
            continue;
        }
        let participant = named.participant;
        there.push(Offering {
            newly_incubated: incubation::newly_incubated(conn, &participant.organization_id, meeting.held_on.date())?,
            capacity: participant.capacity.unsigned_abs(),
            absent: places(&participant.absent, times)?,
            id: participant.organization_id,
        });
    }
    Ok(there)
}

fn closed(demand: MeetingDemandId) -> LeftOut {
    LeftOut {
        demand_id: Some(demand),
        organization_id: None,
        words: Text::new(
            "征集已结束或在对接会次日之前截止，或需求已立项、已办结",
            "its call is over or ends before the day after the meeting, or the need was taken up or ended since",
        ),
    }
}

fn not_verified(named: Named) -> LeftOut {
    LeftOut {
        demand_id: None,
        organization_id: Some(named.participant.organization_id),
        words: Text::new("机构目前未核实", "the organisation is not verified at present"),
    }
}

/// The record that asks, and whom it must not be paired with; none where it asks for nothing any more.
fn open_record(
    conn: &mut Conn,
    demand: &Demand,
    day: NaiveDate,
    reach: &[DraftReach],
    now: Timestamp,
) -> Result<Option<(Record, Vec<OrganizationId>)>> {
    let project = match open(conn, demand, day, now)? {
        Some(Open::Call(project)) => project,
        Some(Open::Need(need)) => return Ok(Some((Record::Need(need.id), Vec::new()))),
        None => return Ok(None),
    };
    let path = areas::path_of(conn, &project.area_code, "/area_code")?;
    let read_it = |r: &&DraftReach| path.starts_with(&r.path) && r.ended_at.is_none_or(|ended| project.created_at < ended);
    let barred = reach.iter().filter(read_it).map(|r| r.organization_id.clone()).collect();
    Ok(Some((Record::Project(project.id), barred)))
}

/// Times by their place in the meeting's list; one that the meeting has no more means nothing.
fn places(absent: &JsonText, times: &[String]) -> Result<Vec<u32>> {
    let absent: Vec<String> = absent.parse()?;
    Ok((0..).zip(times).filter(|(_, time)| absent.contains(time)).map(|(place, _)| place).collect())
}

/// Demands and organisations by place.
struct Pairs {
    demands: HashMap<MeetingDemandId, u32>,
    organizations: HashMap<OrganizationId, u32>,
}

impl Pairs {
    fn new(demands: &[Asking], organizations: &[Offering]) -> Self {
        Self {
            demands: (0..).zip(demands).map(|(place, demand)| (demand.id.clone(), place)).collect(),
            organizations: (0..).zip(organizations).map(|(place, organization)| (organization.id.clone(), place)).collect(),
        }
    }

    fn place(&self, c: &Condition) -> Option<(u32, u32)> {
        Some((*self.demands.get(&c.demand_id)?, *self.organizations.get(&c.organization_id)?))
    }

    /// Conditions about somebody who is not there any more mean nothing.
    fn of(&self, conditions: &[Condition], kind: ConditionKind) -> Vec<(u32, u32)> {
        let mut pairs: Vec<_> = conditions.iter().filter(|c| c.kind == kind).filter_map(|c| self.place(c)).collect();
        pairs.sort_unstable();
        pairs
    }

    /// Locked pairs of which a side takes no part: they are not made, and the run says so.
    fn locks_of_nobody(&self, conditions: &[Condition]) -> Vec<LeftOut> {
        let lost = conditions.iter().filter(|c| c.kind == ConditionKind::Locked && self.place(c).is_none());
        let told = |c: &Condition| LeftOut {
            demand_id: Some(c.demand_id.clone()),
            organization_id: Some(c.organization_id.clone()),
            words: Text::new("已锁定，但其中一方没有参加本次运算", "locked, but one of the two takes no part in this run"),
        };
        lost.map(told).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organization(n: u32) -> OrganizationId {
        OrganizationId::parse(&format!("00000000-0000-7000-0002-{n:012x}")).expect("an id")
    }

    #[test]
    fn who_is_locked_to_a_demand_is_weighed_beyond_its_best() {
        let worth = |n: u32| Worth { organization: organization(n), score: 9000 - n, own_view: 0 };
        let ask = |among: &[String]| (0..10).map(worth).filter(|w| among.contains(&w.organization.to_string())).collect::<Vec<_>>();
        let best: Vec<Worth> = (0..3).map(worth).collect();
        let weighed = |locked: &[u32]| {
            let locked: Vec<_> = locked.iter().map(|n| organization(*n)).collect();
            with_locked(best.clone(), &locked, ask).into_iter().map(|w| w.organization).collect::<Vec<_>>()
        };
        assert_eq!(weighed(&[1]), [0, 1, 2].map(organization));
        assert_eq!(weighed(&[1, 7]), [0, 1, 2, 7].map(organization));
        assert_eq!(weighed(&[77]), [0, 1, 2].map(organization), "nobody becomes a candidate by being locked");
    }
}
