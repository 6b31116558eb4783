//! Rows of the access log, and the records that refused attempts are about.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Entity, Known, Outcome, Shown};
use crate::platform::db::insert_ignore::{self, NewRefusal};
use crate::platform::db::{Condition, Conn, Tx};
use crate::platform::http::{Attempt, PageRequest, Result, Tally};
use crate::platform::ids::{self, ProjectId};
use crate::platform::time::Timestamp;
use crate::schema::{access_log as table, bids, contracts, projects};

/// One line of the log.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Line {
    pub id: String,
    pub outcome: Outcome,
    pub actor: String,
    pub operation: String,
    pub entity: Entity,
    pub entity_id: Option<String>,
    pub project_id: Option<String>,
    pub times: i64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
}

/// Stores that somebody is shown something; only then it is shown.
pub fn note(tx: &mut Tx, shown: &Shown) -> Result<()> {
    diesel::insert_into(table::table)
        .values((
            table::id.eq(ids::fresh()),
            table::outcome.eq(Outcome::Shown),
            table::actor.eq(&shown.actor),
            table::operation.eq(shown.operation),
            table::entity.eq(shown.entity),
            table::entity_id.eq(&shown.entity_id),
            table::project_id.eq(shown.project_id.as_ref().map(ProjectId::as_str)),
            table::times.eq(shown.times),
            table::first_at.eq(shown.at),
            table::last_at.eq(shown.at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Counts a refused attempt: one line for a caller, operation, record and day.
pub(super) fn count(tx: &mut Tx, caller: &str, attempt: &Attempt, tally: &Tally, known: &Known) -> Result<()> {
    let outcome = if attempt.status == 403 { Outcome::Forbidden } else { Outcome::NotFound };
    let refused_on = tally.last_at.shanghai_date().to_string();
    let row = NewRefusal {
        id: ids::fresh(),
        outcome: outcome.as_str(),
        actor: caller.to_owned(),
        operation: attempt.operation,
        entity: known.entity.as_str(),
        entity_id: attempt.record.clone(),
        project_id: known.project_id.clone(),
        times: tally.times,
        first_at: tally.first_at,
        last_at: tally.last_at,
        refused_on: refused_on.clone(),
        visible_from: known.visible_from(attempt.operation),
    };
    if !insert_ignore::refusal(tx, &row)? {
        let line = table::table
            .filter(table::actor.eq(caller))
            .filter(table::operation.eq(attempt.operation))
            .filter(table::entity_id.eq(&attempt.record))
            .filter(table::outcome.eq(outcome))
            .filter(table::refused_on.eq(&refused_on));
        diesel::update(line).set((table::times.eq(table::times + tally.times), table::last_at.eq(tally.last_at))).execute(tx.conn())?;
    }
    Ok(())
}

/// What was hidden until `deadline` or later stays hidden until `until`: the deadline of the project has moved.
pub fn hide_longer(tx: &mut Tx, project: &ProjectId, deadline: Timestamp, until: Timestamp) -> Result<()> {
    let hidden = table::table.filter(table::project_id.eq(project.as_str())).filter(table::visible_from.ge(deadline));
    diesel::update(hidden).set(table::visible_from.eq(until)).execute(tx.conn())?;
    Ok(())
}

/// Those of the ids that name a purchase, a bid or a contract.
pub(super) fn known(conn: &mut Conn, wanted: &[String]) -> Result<HashMap<String, Known>> {
    let of_bids: Vec<(String, String, i32)> =
        bids::table.filter(bids::id.eq_any(wanted)).select((bids::id, bids::project_id, bids::round)).load(conn)?;
    let of_contracts: Vec<(String, String)> =
        contracts::table.filter(contracts::id.eq_any(wanted)).select((contracts::id, contracts::project_id)).load(conn)?;
    let mut named = wanted.to_vec();
    named.extend(of_bids.iter().map(|(_, project, _)| project.clone()));
    let purchases: HashMap<String, Purchase> = projects::table
        .filter(projects::id.eq_any(&named))
        .select((projects::id, projects::closed_at, projects::deadline, projects::round))
        .load::<Purchase>(conn)?
        .into_iter()
        .map(|purchase| (purchase.id.clone(), purchase))
        .collect();
    let mut known = HashMap::new();
    for purchase in purchases.values().filter(|purchase| wanted.contains(&purchase.id)) {
        let found = Known {
            entity: Entity::Project,
            project_id: purchase.id.clone(),
            secret_until: None,
            bidding_secret_until: purchase.secret_until(),
        };
        known.insert(purchase.id.clone(), found);
    }
    for (id, project_id, round) in of_bids {
        let secret_until = purchases.get(&project_id).filter(|purchase| purchase.round == round).and_then(Purchase::secret_until);
        known.insert(id, Known { entity: Entity::Bid, project_id, secret_until, bidding_secret_until: None });
    }
    for (id, project_id) in of_contracts {
        known.insert(id, Known { entity: Entity::Contract, project_id, secret_until: None, bidding_secret_until: None });
    }
    Ok(known)
}

#[derive(Queryable)]
struct Purchase {
    id: String,
    closed_at: Option<Timestamp>,
    deadline: Option<Timestamp>,
    round: i32,
}

impl Purchase {
    fn secret_until(&self) -> Option<Timestamp> {
        if self.closed_at.is_some() { None } else { self.deadline }
    }
}

/// Which lines a reader asks for.
#[derive(Default)]
pub(super) struct Filter {
    pub entity_id: Option<String>,
    pub project: Option<String>,
    pub actor: Option<String>,
    pub outcome: Option<Outcome>,
}

/// A page of lines in the order in which they were begun; none that would show a bid before its deadline.
pub(super) fn page(conn: &mut Conn, filter: Filter, now: Timestamp, page: &PageRequest) -> Result<Vec<Line>> {
    let unsealed = table::visible_from.is_null().or(table::visible_from.le(now));
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable().and(unsealed));
    if let Some(id) = filter.entity_id {
        wanted = Box::new(wanted.and(table::entity_id.eq(id)));
    }
    if let Some(project) = filter.project {
        wanted = Box::new(wanted.and(table::project_id.eq(project)));
    }
    if let Some(actor) = filter.actor {
        wanted = Box::new(wanted.and(table::actor.eq(actor)));
    }
    if let Some(outcome) = filter.outcome {
        wanted = Box::new(wanted.and(table::outcome.eq(outcome)));
    }
    let columns = (
        table::id,
        table::outcome,
        table::actor,
        table::operation,
        table::entity,
        table::entity_id,
        table::project_id,
        table::times,
        table::first_at,
        table::last_at,
    );
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).select(columns).load(conn)?)
}
