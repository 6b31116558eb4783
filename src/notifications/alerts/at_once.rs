//! The job that mails one event to those who want to know at once. Its subject is the event.

use std::sync::Arc;

use chrono::TimeDelta;

use super::letters::{self, Mail, Occasion};
use super::store::{self, Alert};
use crate::identity;
use crate::journal;
use crate::matching;
use crate::notifications::templates::Template;
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::ids::UserId;
use crate::platform::jobs::{self, Job, JobError};

/// The kind of job; its subject is the id of the event.
pub const JOB: &str = "notifications.alert";

/// People whose mails are written in one transaction.
const PIECE: i64 = 50;
/// Mails that somebody gets at once in an hour; what comes beyond waits for their digest: five hundred needs out of a spreadsheet are one mail.
const MOST_IN_AN_HOUR: i64 = 20;
/// So often a mail about a new call waits for the invitations to it: then it goes out without knowing who is invited.
const PATIENCE: i32 = 5;

pub async fn handle(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let waits = job.attempts < PATIENCE;
    loop {
        let (service, event) = (platform.clone(), job.subject.clone());
        let Some(round) = platform.db.read(move |conn| next_round(conn, &service, &event, waits)).await? else {
            return Err(JobError::Retry("the invitations to this call are still to be written".to_owned()));
        };
        if round.mails.is_empty() && round.later.is_empty() {
            return Ok(());
        }
        let event = job.subject.clone();
        // The notes are gone with their mails, or the digest's, so that the next round reads the next ones.
        let done = move |tx: &mut Tx| {
            // Asked again where it is written: another instance may be at work at the next event.
            let written: Vec<Alert> = round.mails.iter().flat_map(|mail| mail.notes.clone()).collect();
            let later = [round.later.clone(), told_enough(tx.conn(), &written)?].concat();
            store::leave_to_digest(tx, &event, &later)?;
            let now = round.mails.iter().filter(|mail| !mail.notes.iter().any(|note| later.contains(&note.user_id)));
            letters::hand_over(tx, now)
        };
        platform.db.write(done).await?;
    }
}

/// What becomes of the next notes of an event.
#[derive(Default)]
struct Round {
    mails: Vec<Mail>,
    /// Who has been told enough for this hour.
    later: Vec<UserId>,
}

/// None while it is not known yet who is invited to the call: the invitation tells its readers already.
fn next_round(conn: &mut Conn, platform: &Platform, event: &str, waits: bool) -> Result<Option<Round>> {
    let notes = store::at_once_of(conn, event, PIECE)?;
    let Some(entry) = journal::entries_by_ids(conn, &[event.to_owned()])?.pop() else { return Ok(Some(Round::default())) };
    if waits && entry.event == "project.published" && jobs::is_waiting(conn, matching::INVITATIONS, &entry.entity_id)? {
        return Ok(None);
    }
    let occasion = Occasion { template: Template::Alert, event_id: event, when: entry.occurred_at };
    let later = told_enough(conn, &notes)?;
    let now = notes.into_iter().filter(|note| !later.contains(&note.user_id)).collect();
    Ok(Some(Round { mails: letters::mails(conn, platform, now, &occasion)?, later }))
}

fn told_enough(conn: &mut Conn, notes: &[Alert]) -> Result<Vec<UserId>> {
    let people: Vec<UserId> = notes.iter().map(|note| note.user_id.clone()).collect();
    let contacts = identity::contacts_by_ids(conn, &people)?;
    let addresses: Vec<String> = contacts.iter().map(|contact| contact.email.clone()).collect();
    let enough = store::told_enough(conn, &addresses, system_now().plus(TimeDelta::hours(-1)), MOST_IN_AN_HOUR)?;
    Ok(contacts.into_iter().filter(|contact| enough.contains(&contact.email)).map(|contact| contact.user_id).collect())
}
