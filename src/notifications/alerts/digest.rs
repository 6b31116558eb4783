//! Each day at eight in Shanghai, by business time: one mail to everybody for whom something new was noted since the day before.
//!
//! A note is gone with the mail that tells of it, in one transaction; so each thing is told once, whoever runs the job and however often.

use std::sync::Arc;

use chrono::{NaiveTime, TimeDelta};

use super::letters::{self, Occasion};
use super::{at_once, store};
use crate::notifications::templates::Template;
use crate::platform::Platform;
use crate::platform::config::moment_of;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::jobs::{self, Job, JobError, MOST_ATTEMPTS};
use crate::platform::time::Timestamp;

pub const JOB: &str = "notifications.digest";
/// There is one such job.
const SUBJECT: &str = "daily";
/// The hour of the day in Shanghai.
const HOUR: u32 = 8;
/// People whose mails are written in one transaction.
const PIECE: i64 = 50;

/// Asks for the next digest; whether or not it has been asked for.
pub fn ask(tx: &mut Tx, platform: &Platform) -> Result<()> {
    let now = platform.clock.now();
    jobs::daily(tx, JOB, SUBJECT, next(now), now)
}

pub async fn handle(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let begun = last(platform.clock.now());
    if let Err(problem) = tell_everybody(&platform, begun).await {
        if job.attempts < MOST_ATTEMPTS {
            return Err(problem.into());
        }
        tracing::error!(error = ?problem, "the digest of the day is incomplete; what is left goes out with the next one");
    }
    let service = platform.clone();
    let put_off = move |tx: &mut Tx| {
        // What was to go out at once and has failed too often is tried once more a day.
        for event in store::left_at_once(tx, begun)? {
            jobs::soon(tx, at_once::JOB, &event)?;
        }
        jobs::postpone(tx, JOB, SUBJECT, next(service.clock.now())).map(|_| ())
    };
    Ok(platform.db.write(put_off).await?)
}

async fn tell_everybody(platform: &Arc<Platform>, begun: Timestamp) -> Result<()> {
    let mut from = String::new();
    loop {
        let (service, after) = (platform.clone(), from.clone());
        let (mails, end) = platform.db.read(move |conn| piece(conn, &service, begun, &after)).await?;
        let Some(end) = end else { break };
        from = end;
        platform.db.write(move |tx| letters::hand_over(tx, &mails)).await?;
    }
    Ok(())
}

/// The mails of the next people after `last`, and who was the last of them; none where everybody has theirs.
fn piece(conn: &mut Conn, platform: &Platform, begun: Timestamp, last: &str) -> Result<(Vec<letters::Mail>, Option<String>)> {
    let people = store::people_of_digest(conn, begun, last, PIECE)?;
    let Some(end) = people.last().map(ToString::to_string) else { return Ok((Vec::new(), None)) };
    let notes = store::digests_of(conn, &people, begun)?;
    let event_id = format!("digest/{}", begun.shanghai_date());
    let occasion = Occasion { template: Template::AlertDigest, event_id: &event_id, when: begun };
    Ok((letters::mails(conn, platform, notes, &occasion)?, Some(end)))
}

/// The moment of today's digest, or of yesterday's before it: what was noted before belongs into it.
fn last(now: Timestamp) -> Timestamp {
    let today = of_day(now);
    if today <= now { today } else { of_day(now.plus(TimeDelta::days(-1))) }
}

fn next(now: Timestamp) -> Timestamp {
    let today = of_day(now);
    if today > now { today } else { of_day(now.plus(TimeDelta::days(1))) }
}

fn of_day(now: Timestamp) -> Timestamp {
    moment_of(now.shanghai_date(), NaiveTime::from_hms_opt(HOUR, 0, 0).unwrap_or(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_goes_out_at_eight_in_shanghai() {
        let at = |text: &str| Timestamp::parse(text).expect("a moment");
        let (eight, tomorrow) = (at("2026-03-02T08:00:00+08:00"), at("2026-03-03T08:00:00+08:00"));
        assert_eq!((last(eight), next(eight)), (eight, tomorrow));
        let noon = at("2026-03-02T12:00:00+08:00");
        assert_eq!((last(noon), next(noon)), (eight, tomorrow));
        let early = at("2026-03-03T00:30:00+08:00");
        assert_eq!((last(early), next(early)), (eight, tomorrow));
    }
}
