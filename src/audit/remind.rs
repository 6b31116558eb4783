//! Once a day: whoever owes a duty is reminded when it is due soon and when it is overdue, once each. The fact is recorded in the
//! journal; `notifications` makes the letters from it.

use std::sync::Arc;

use serde_json::json;

use super::duties::{self, AwardMoments, Duty, Moments, Reminder};
use super::purchases::ids;
use super::scope::Scope;
use super::store::{self, Stage};
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::Platform;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Call, Internal, Result};
use crate::platform::jobs::{self, Job, JobError};
use crate::projects::Project;

/// Due each day at `audit.daily_at`.
pub(super) const JOB: &str = "audit.remind";
/// There is one such job.
const SUBJECT: &str = "daily";
/// Purchases whose reminders go out in one transaction.
const PIECE: i64 = 100;

/// Asks for the next round of reminders; whether or not it has been asked for.
pub fn ask(tx: &mut Tx, platform: &Platform) -> Result<()> {
    let now = platform.clock.now();
    match platform.config.audit.next_daily(now) {
        Some(moment) => jobs::daily(tx, JOB, SUBJECT, moment, now),
        None => Ok(()),
    }
}

pub(super) async fn run(platform: Arc<Platform>, _: Job) -> std::result::Result<(), JobError> {
    let mut from = Some(String::new());
    while let Some(begin) = from {
        let service = platform.clone();
        from = platform.db.write(move |tx| remind(tx, &Call::system(&service), &begin)).await?;
    }
    let service = platform.clone();
    let put_off = move |tx: &mut Tx| match service.config.audit.next_daily(service.clock.now()) {
        Some(moment) => jobs::postpone(tx, JOB, SUBJECT, moment).map(|_| ()),
        None => Ok(()),
    };
    Ok(platform.db.write(put_off).await?)
}

/// Reminds of the purchases from `begin` on; where the next piece begins. Whoever reminds a second time finds it done. A purchase whose
/// duties cannot be told holds up nobody else's: it is logged and passed over.
fn remind(tx: &mut Tx, call: &Call, begin: &str) -> Result<Option<String>> {
    let mut purchases = store::purchases(tx, &Scope::everywhere(), Stage::Owing, begin, PIECE + 1)?;
    let next = if i64::try_from(purchases.len()).unwrap_or(0) > PIECE { purchases.pop() } else { None };
    for (project, moments) in moments_of(tx, &purchases)? {
        match remind_of(tx, call, project, &moments) {
            // The transaction itself is over: it must be run again, or given up.
            Err(problem) if matches!(problem.cause(), Some(Internal::Database(_))) => return Err(problem),
            Err(problem) => tracing::error!(project = %project.id, error = ?problem, "nobody can be reminded of the duties of a purchase"),
            Ok(()) => {}
        }
    }
    Ok(next.map(|project| project.id.to_string()))
}

/// Reads everything before it writes anything: a purchase that is passed over leaves no trace.
fn remind_of(tx: &mut Tx, call: &Call, project: &Project, moments: &Moments) -> Result<()> {
    let owed = duties::of(&project.frozen_rules()?, &call.platform.calendar(), moments);
    let area = areas::path_of(tx, &project.area_code, "/area_code")?;
    for owed in owed {
        let Some(reminder) = owed.reminder(call.now.shanghai_date()) else { continue };
        if store::remind_once(tx, &project.id, owed.duty.as_str(), reminder.as_str(), owed.due_on, call.now)? {
            let facts = json!({ "duty": owed.duty, "due_on": owed.due_on, "owed_by": owed.debtor });
            let event = Event::new(event(reminder), &project.id).of_project(&project.id).for_area(&area).with(facts);
            let event = match &moments.award {
                Some(award) if owed.duty == Duty::SignContract => event.for_organization(&award.supplier_id),
                _ => event,
            };
            journal::record(tx, call, event)?;
        }
    }
    Ok(())
}

fn event(reminder: Reminder) -> &'static str {
    match reminder {
        Reminder::DueSoon => "duty.due_soon",
        Reminder::Overdue => "duty.overdue",
    }
}

/// Those of the purchases whose bids are open, with the moments of their duties in this round.
pub(super) fn moments_of<'p>(conn: &mut Conn, purchases: &'p [Project]) -> Result<Vec<(&'p Project, Moments)>> {
    let ids = ids(purchases);
    let signed = store::signed_at(conn, &ids)?;
    let awards = store::awards_of(conn, &ids)?;
    let reports = store::reports_of(conn, &ids)?;
    let opened = purchases.iter().filter(|project| project.rule_set.is_some());
    let opened = opened.filter_map(|project| {
        let opened_at = project.opened_at?;
        let award = awards.iter().find(|award| award.project_id == project.id && award.reported_at >= opened_at);
        let moments = Moments {
            status: project.status,
            opened_at,
            reported_at: reports
                .iter()
                .find(|(id, at)| id == project.id.as_str() && *at >= opened_at)
                .map(|(_, at)| *at)
                .or(award.map(|award| award.reported_at)),
            award: award.map(|award| AwardMoments {
                supplier_id: award.organization_id.clone(),
                reported_at: award.reported_at,
                decide_by: award.decide_by,
                decided_at: award.decided_at,
                publicity_until: award.publicity_until,
                is_provisional: award.is_provisional,
                awarded_at: award.awarded_at,
                sign_by: award.sign_by,
                signed_at: signed.get(&project.id).copied(),
            }),
        };
        Some((project, moments))
    });
    Ok(opened.collect())
}
