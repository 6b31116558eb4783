//! Gathers everything that decides a run: who is there, when, with how much room, and what each pair is worth.

use std::collections::HashMap;

use crate::areas;
use crate::incubation;
use crate::matching::engine::{Engine, Weights};
use crate::meetings::model::ConditionKind;
use crate::meetings::pairs::{self, Record};
use crate::meetings::rules::{Condition, Rules};
use crate::meetings::solve::{Asking, Input, LeftOut, Offering, Weighed};
use crate::meetings::store::Meeting;
use crate::meetings::store::demands::{self, Demand};
use crate::meetings::store::participants::{self, DraftReach, Named};
use crate::needs;
use crate::platform::db::Conn;
use crate::platform::db::types::JsonText;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{MeetingDemandId, OrganizationId};
use crate::platform::time::Timestamp;
use crate::projects;

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
        match open_record(conn, &demand, &reach, now)? {
            Some((record, out)) => {
                asking.push(Asking { slots: demand.slots.unsigned_abs(), absent: places(&demand.absent, &times)?, id: demand.id });
                records.push(record);
                barred.push(out);
            }
            None => left_out.push(LeftOut {
                demand_id: Some(demand.id),
                organization_id: None,
                words: Text::new("征集已结束，或需求已立项、已办结", "its call is over, or the need was taken up or ended since"),
            }),
        }
    }
    let pairs = Pairs::new(&asking, &organizations);
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
    let found = pairs::weigh(engine, &gathered.records[demand], among, &gathered.weights);
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

fn not_verified(named: Named) -> LeftOut {
    LeftOut {
        demand_id: None,
        organization_id: Some(named.participant.organization_id),
        words: Text::new("机构目前未核实", "the organisation is not verified at present"),
    }
}

/// The record that asks, and whom it must not be paired with; none where it asks for nothing any more.
fn open_record(conn: &mut Conn, demand: &Demand, reach: &[DraftReach], now: Timestamp) -> Result<Option<(Record, Vec<OrganizationId>)>> {
    if let Some(id) = &demand.project_id {
        let is_open = |p: &projects::Project| p.status == projects::Status::Published && p.deadline.is_some_and(|deadline| now < deadline);
        let Some(project) = projects::find(conn, id)?.filter(is_open) else { return Ok(None) };
        let path = areas::path_of(conn, &project.area_code, "/area_code")?;
        let read_it = |r: &&DraftReach| path.starts_with(&r.path) && r.ended_at.is_none_or(|ended| project.created_at < ended);
        let barred = reach.iter().filter(read_it).map(|r| r.organization_id.clone()).collect();
        return Ok(Some((Record::Project(id.clone()), barred)));
    }
    let Some(id) = &demand.need_id else { return Ok(None) };
    let need = needs::find(conn, id)?.filter(|need| need.status == needs::Status::Verified);
    Ok(need.map(|_| (Record::Need(id.clone()), Vec::new())))
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

    /// Conditions about somebody who is not there any more mean nothing.
    fn of(&self, conditions: &[Condition], kind: ConditionKind) -> Vec<(u32, u32)> {
        let place = |c: &Condition| Some((*self.demands.get(&c.demand_id)?, *self.organizations.get(&c.organization_id)?));
        let mut pairs: Vec<_> = conditions.iter().filter(|c| c.kind == kind).filter_map(place).collect();
        pairs.sort_unstable();
        pairs
    }
}
