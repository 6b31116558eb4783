//! Claims due jobs one by one and hands them to their handlers.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use diesel::prelude::*;

use super::{Job, JobClock, MOST_ATTEMPTS};
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::time::Timestamp;
use crate::schema::jobs as table;

/// A claimed job is taken over by another instance after this long without a word from whoever does it.
const LEASE: TimeDelta = TimeDelta::seconds(120);
/// How often whoever does a job says so.
const RENEWAL: Duration = Duration::from_secs(40);
/// Who says so for more than an hour has lost itself: others may take the job over.
const MOST_RENEWALS: usize = 90;
/// How long an idle runner sleeps at most; commits wake it earlier.
const IDLE: Duration = Duration::from_millis(500);
/// Commits that follow each other so closely are looked at together.
const GATHERED: Duration = Duration::from_millis(5);

/// Why a job did not succeed.
#[derive(Debug)]
pub enum JobError {
    /// May succeed later.
    Retry(String),
    /// Will never succeed; a person must look.
    Fatal(String),
}

impl From<Problem> for JobError {
    fn from(problem: Problem) -> Self {
        Self::Retry(format!("{problem:?}"))
    }
}

pub type Handler = Box<dyn Fn(Arc<Platform>, Job) -> Pin<Box<dyn Future<Output = std::result::Result<(), JobError>> + Send>> + Send + Sync>;

/// Jobs that wait for somebody else's server, or calculate for long, do not hold up the others: a call must close on time while the mail
/// server hangs or a city's meeting is solved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lane {
    Inside,
    Outside,
    Long,
}

/// Which handler does which kind of job.
#[derive(Default)]
pub struct Registry {
    handlers: HashMap<&'static str, Handler>,
    outside: Vec<&'static str>,
    long: Vec<&'static str>,
}

impl Registry {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn on<F, Fut>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Arc<Platform>, Job) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = std::result::Result<(), JobError>> + Send + 'static,
    {
        self.handlers.insert(kind, Box::new(move |platform, job| Box::pin(handler(platform, job))));
        self
    }

    /// Like `on`, for a handler that waits for a server outside.
    pub fn on_outside<F, Fut>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Arc<Platform>, Job) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = std::result::Result<(), JobError>> + Send + 'static,
    {
        self.outside.push(kind);
        self.on(kind, handler)
    }

    /// Like `on`, for a handler that calculates for more than a moment.
    pub fn on_long<F, Fut>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Arc<Platform>, Job) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = std::result::Result<(), JobError>> + Send + 'static,
    {
        self.long.push(kind);
        self.on(kind, handler)
    }

    /// Which kinds of job go over a lane.
    fn kinds(&self, lane: Lane) -> Kinds {
        match lane {
            Lane::Inside => Kinds { named: [&self.outside[..], &self.long[..]].concat(), are_meant: false },
            Lane::Outside => Kinds { named: self.outside.clone(), are_meant: true },
            Lane::Long => Kinds { named: self.long.clone(), are_meant: true },
        }
    }
}

/// Some kinds of job: those that are named, or all others.
#[derive(Clone)]
struct Kinds {
    named: Vec<&'static str>,
    are_meant: bool,
}

/// Runs due jobs until `stop` resolves; what is running is finished first.
pub async fn run(platform: Arc<Platform>, registry: Arc<Registry>, stop: impl Future<Output = ()>) {
    let (stopped, watch) = tokio::sync::watch::channel(false);
    let lane = |lane| run_lane(&platform, &registry, lane, watch.clone());
    let stopping = async {
        stop.await;
        let _ = stopped.send(true);
    };
    tokio::join!(stopping, lane(Lane::Inside), lane(Lane::Outside), lane(Lane::Long));
}

async fn run_lane(platform: &Arc<Platform>, registry: &Registry, lane: Lane, mut stopped: tokio::sync::watch::Receiver<bool>) {
    let stop = async {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let mut commits = platform.db.commits();
    tokio::pin!(stop);
    loop {
        match step(platform, registry, lane).await {
            Ok(true) => {
                tokio::select! { biased; () = &mut stop => return, () = std::future::ready(()) => {} }
            }
            Ok(false) => {
                let news = async {
                    let _ = commits.changed().await;
                    tokio::time::sleep(GATHERED).await;
                };
                tokio::select! { () = &mut stop => return, () = news => {}, () = tokio::time::sleep(IDLE) => {} }
            }
            Err(problem) => {
                tracing::error!(error = ?problem, "the job runner could not reach its queue");
                tokio::select! { () = &mut stop => return, () = tokio::time::sleep(Duration::from_secs(1)) => {} }
            }
        }
    }
}

/// Runs everything that is due now, and what follows from it. For the sandbox and the tests.
pub async fn drain(platform: &Arc<Platform>, registry: &Registry) -> Result<usize> {
    let mut done = 0;
    loop {
        let some = step(platform, registry, Lane::Inside).await?
            || step(platform, registry, Lane::Outside).await?
            || step(platform, registry, Lane::Long).await?;
        if !some {
            return Ok(done);
        }
        done += 1;
    }
}

/// Runs one due job; whether there was one.
async fn step(platform: &Arc<Platform>, registry: &Registry, lane: Lane) -> Result<bool> {
    let Some(job) = claim(platform, &registry.kinds(lane)).await? else { return Ok(false) };
    let outcome = match registry.handlers.get(job.kind.as_str()) {
        // A handler that ends gives up after `MOST_ATTEMPTS`; one that takes its process down never says so. It is asked once more, so that
        // it can tell that it gave up.
        _ if job.attempts > MOST_ATTEMPTS + 1 => Err(JobError::Fatal("whoever did it never came back".to_owned())),
        Some(handler) => while_renewed(platform, &job, handler(platform.clone(), job.clone())).await,
        None => Err(JobError::Fatal(format!("no handler for {}", job.kind))),
    };
    match outcome {
        Ok(()) => finish(platform, &job).await?,
        Err(error) => postpone(platform, &job, error).await?,
    }
    Ok(true)
}

/// Does the work, and keeps the claim on it meanwhile.
async fn while_renewed<T>(platform: &Arc<Platform>, job: &Job, work: impl Future<Output = T>) -> T {
    let renewing = async {
        for _ in 0..MOST_RENEWALS {
            tokio::time::sleep(RENEWAL).await;
            if let Err(problem) = renew(platform, job).await {
                tracing::warn!(job = %job.id, error = ?problem, "the claim on a job could not be renewed");
            }
        }
        std::future::pending().await
    };
    tokio::select! { biased; done = work => done, never = renewing => never }
}

async fn renew(platform: &Arc<Platform>, job: &Job) -> Result<()> {
    let (id, instance, until) = (job.id.clone(), platform.instance.clone(), system_now().plus(LEASE));
    platform
        .db
        .write(move |tx| {
            let claimed = table::table.filter(table::id.eq(&id)).filter(table::locked_by.eq(&instance));
            Ok(diesel::update(claimed).set(table::locked_until.eq(Some(until))).execute(tx.conn())?)
        })
        .await
        .map(|_| ())
}

async fn claim(platform: &Arc<Platform>, kinds: &Kinds) -> Result<Option<Job>> {
    let (system, business) = (system_now(), platform.clock.now());
    // Look on a read connection first: an idle queue must not cost a write transaction.
    let found = platform
        .db
        .read({
            let kinds = kinds.clone();
            move |conn| due(conn, &kinds, system, business)
        })
        .await?;
    if found.is_none() {
        return Ok(None);
    }
    let (instance, kinds) = (platform.instance.clone(), kinds.clone());
    platform
        .db
        .write(move |tx| {
            let Some(mut job) = due(tx, &kinds, system, business)? else { return Ok(None) };
            diesel::update(table::table.filter(table::id.eq(&job.id)))
                .set((
                    table::locked_by.eq(Some(&instance)),
                    table::locked_until.eq(Some(system.plus(LEASE))),
                    table::attempts.eq(table::attempts + 1),
                ))
                .execute(tx.conn())?;
            job.attempts += 1;
            Ok(Some(job))
        })
        .await
}

fn due(conn: &mut Conn, kinds: &Kinds, system: Timestamp, business: Timestamp) -> Result<Option<Job>> {
    let by_clock = |clock: JobClock, now: Timestamp| {
        table::table
            .filter(table::kind.eq_any(&kinds.named).eq(kinds.are_meant))
            .filter(table::status.eq("queued"))
            .filter(table::clock.eq(clock))
            .filter(table::run_at.le(now))
            .filter(table::locked_until.is_null().or(table::locked_until.lt(system)))
            .order((table::run_at, table::id))
            .select((table::id, table::kind, table::subject, table::attempts))
    };
    let business_job: Option<Job> = by_clock(JobClock::Business, business).first(conn).optional()?;
    match business_job {
        Some(job) => Ok(Some(job)),
        None => Ok(by_clock(JobClock::System, system).first(conn).optional()?),
    }
}

async fn finish(platform: &Arc<Platform>, job: &Job) -> Result<()> {
    let (id, instance) = (job.id.clone(), platform.instance.clone());
    platform
        .db
        .write(move |tx| {
            // Only what is still claimed here is done: it may have put itself off, or been taken over.
            let claimed = table::table.filter(table::id.eq(&id)).filter(table::locked_by.eq(&instance));
            Ok(diesel::delete(claimed).execute(tx.conn())?)
        })
        .await
        .map(|_| ())
}

async fn postpone(platform: &Arc<Platform>, job: &Job, error: JobError) -> Result<()> {
    let (words, dead) = match error {
        JobError::Retry(words) => (words, job.attempts >= MOST_ATTEMPTS),
        JobError::Fatal(words) => (words, true),
    };
    tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, dead, error = words, "a job failed");
    let delay = TimeDelta::seconds(2_i64.saturating_pow(u32::try_from(job.attempts.clamp(0, 12)).unwrap_or(12)));
    let (id, instance, status) = (job.id.clone(), platform.instance.clone(), if dead { "dead" } else { "queued" });
    let not_before = system_now().plus(delay);
    platform
        .db
        .write(move |tx| {
            // The lease is what holds it back: by either clock it is tried again when the lease has run out.
            // Whoever has taken it over meanwhile does it now.
            let claimed = table::table.filter(table::id.eq(&id)).filter(table::locked_by.eq(&instance));
            Ok(diesel::update(claimed)
                .set((table::status.eq(status), table::last_error.eq(Some(&words)), table::locked_until.eq(Some(not_before))))
                .execute(tx.conn())?)
        })
        .await
        .map(|_| ())
}
