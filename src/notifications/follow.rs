//! Follows the journal: entry by entry, who is told, with which facts, in which words.
//!
//! Letters are written outside the transaction. One transaction then puts the letters of a batch into the ledger, asks for
//! their delivery and moves the cursor from where it was read: a crash in between repeats the whole batch, and an instance
//! that was faster leaves nothing to do.

use std::sync::Arc;

use super::alerts::{self, Alert};
use super::audience::{self, Recipient};
use super::facts::{self, Context, Facts, Told};
use super::letter::{Letter, message_id};
use super::store;
use super::templates;
use crate::journal::{self, Cursor, Entry};
use crate::matching;
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::db::Conn;
use crate::platform::db::insert_ignore::NewDelivery;
use crate::platform::http::Result;
use crate::platform::ids::DeliveryId;

const CURSOR: Cursor = Cursor::new("notifications.cursor");
/// Entries whose letters go into the ledger together.
const BATCH: i64 = 50;

/// Puts the letters of everything new in the journal into the ledger; how many entries there were.
pub async fn follow(platform: &Arc<Platform>) -> Result<usize> {
    journal::catch_up(platform).await?;
    let mut handled = 0;
    loop {
        let (cursor, batch) = platform.db.read(read_batch).await?;
        let Some(last) = batch.last().and_then(|entry| entry.seq) else { return Ok(handled) };
        let (mut rows, mut heard) = (Vec::new(), Vec::new());
        let count = batch.len();
        for entry in batch {
            heard.extend(alerts(platform, &entry).await?);
            rows.extend(letters(platform, entry).await?);
        }
        let moved = platform
            .db
            .write(move |tx| {
                if !CURSOR.advance(tx, cursor, last)? {
                    return Ok(false);
                }
                rows.iter().try_for_each(|row| store::enqueue(tx, row))?;
                heard.iter().try_for_each(|alert| alerts::note(tx, alert))?;
                Ok(true)
            })
            .await?;
        if moved {
            handled += count;
        }
    }
}

/// How many entries of the journal wait for this follower.
pub fn lag(conn: &mut Conn) -> Result<i64> {
    CURSOR.lag(conn)
}

fn read_batch(conn: &mut Conn) -> Result<(Option<i64>, Vec<Entry>)> {
    let cursor = CURSOR.read(conn)?;
    let entries = journal::entries_after(conn, cursor.unwrap_or(0), BATCH)?;
    Ok((cursor, entries))
}

/// Who is told of the entry because of what they saved or follow. What cannot be told of holds up no
/// letter: it is logged and passed over; what only fails at the moment is tried again.
async fn alerts(platform: &Arc<Platform>, entry: &Entry) -> Result<Vec<Alert>> {
    if !alerts::is_listened_to(&entry.event) {
        return Ok(Vec::new());
    }
    match heard(platform, entry).await {
        Err(problem) if problem.is_passing() => Err(problem),
        Err(problem) => {
            tracing::error!(event = entry.event, event_id = entry.id, error = ?problem, "nobody who saved a search can be told of an event");
            Ok(Vec::new())
        }
        heard => heard,
    }
}

async fn heard(platform: &Arc<Platform>, entry: &Entry) -> Result<Vec<Alert>> {
    if alerts::is_new_call(entry) {
        // How well it suits may be asked, also in a process that has just begun.
        matching::index::load(platform).await?;
    }
    let (reading, of) = (platform.clone(), entry.clone());
    platform.db.read(move |conn| alerts::hear(conn, &reading, &of)).await
}

/// The letters of one entry, as rows of the ledger.
async fn letters(platform: &Arc<Platform>, entry: Entry) -> Result<Vec<NewDelivery>> {
    if audience::told(&entry.event).is_empty() {
        return Ok(Vec::new());
    }
    let loading = platform.clone();
    let (entry, facts, told) = platform
        .db
        .read(move |conn| {
            let (facts, told) = facts::load(conn, &loading, &entry)?;
            Ok((entry, facts, told))
        })
        .await?;
    told.iter().map(|told| row(platform, &entry, &facts, told)).collect()
}

fn row(platform: &Platform, entry: &Entry, facts: &Facts, told: &Told) -> Result<NewDelivery> {
    let person = &told.person;
    let context = Context { to: &person.name, language: person.language, bid: told.bid.as_ref(), facts };
    let letter = templates::render(told.template, person.language, &context).unwrap_or_else(|error| {
        // A letter in plain words is better than none, and better than a journal that is not followed any further.
        tracing::error!(event = entry.event, event_id = entry.id, template = %told.template, %error, "a letter could not be rendered");
        plain(platform, entry, told.recipient)
    });
    let id = DeliveryId::new().to_string();
    Ok(NewDelivery {
        message: letter.seal(&platform.keys, &id)?,
        message_id: message_id(&entry.id, &person.email, told.template.as_str(), &platform.config.public_url()),
        id,
        event_id: entry.id.clone(),
        template: told.template.to_string(),
        recipient: person.email.clone(),
        recipient_role: told.recipient.to_string(),
        project_id: entry.project_id.clone(),
        language: person.language.to_string(),
        created_at: system_now(),
    })
}

/// What is said when a body lacks a fact: that something happened, and where to look.
fn plain(platform: &Platform, entry: &Entry, recipient: Recipient) -> Letter {
    let link = match &entry.project_id {
        Some(_) => format!("{}/desk", platform.config.public_url()),
        None => platform.config.public_url(),
    };
    let text = format!("{} → {recipient}\n\n请登录枢纽查看。Please sign in to Shuniu:\n{link}\n", entry.event);
    Letter {
        subject: format!("[枢纽 Shuniu] {}", entry.event),
        html: format!("<pre>{}</pre>", text.replace('<', "&lt;")),
        text,
        stop: None,
    }
}
