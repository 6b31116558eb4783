//! The job that mails one event to those who want to know at once. Its subject is the event.

use std::sync::Arc;

use super::letters::{self, Mail, Occasion};
use super::store;
use crate::journal;
use crate::matching;
use crate::notifications::templates::Template;
use crate::platform::Platform;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::jobs::{self, Job, JobError};

/// The kind of job; its subject is the id of the event.
pub const JOB: &str = "notifications.alert";

/// People whose mails are written in one transaction.
const PIECE: i64 = 50;
/// So often a mail about a new call waits for the invitations to it: then it goes out without knowing who is invited.
const PATIENCE: i32 = 5;

pub async fn handle(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let waits = job.attempts < PATIENCE;
    loop {
        let (service, event) = (platform.clone(), job.subject.clone());
        let Some(mails) = platform.db.read(move |conn| mails(conn, &service, &event, waits)).await? else {
            return Err(JobError::Retry("the invitations to this call are still to be written".to_owned()));
        };
        if mails.is_empty() {
            return Ok(());
        }
        // The notes are gone with their mails, so that the next round reads the next ones.
        platform.db.write(move |tx| letters::hand_over(tx, &mails)).await?;
    }
}

/// None while it is not known yet who is invited to the call: the invitation tells its readers already.
fn mails(conn: &mut Conn, platform: &Platform, event: &str, waits: bool) -> Result<Option<Vec<Mail>>> {
    let notes = store::at_once_of(conn, event, PIECE)?;
    let Some(entry) = journal::entries_by_ids(conn, &[event.to_owned()])?.pop() else { return Ok(Some(Vec::new())) };
    if waits && entry.event == "project.published" && jobs::is_waiting(conn, matching::INVITATIONS, &entry.entity_id)? {
        return Ok(None);
    }
    let occasion = Occasion { template: Template::Alert, event_id: event, when: entry.occurred_at };
    letters::mails(conn, platform, notes, &occasion).map(Some)
}
