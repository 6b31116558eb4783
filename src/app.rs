//! Puts the house together: platform, routes, API document, background work.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, web};
use utoipa::openapi::OpenApi;

use crate::identity::gate::IdentityGate;
use crate::platform::api_document::ApiDocument;
use crate::platform::calendar::Calendar;
use crate::platform::clock::system_now;
use crate::platform::config::Config;
use crate::platform::crypto::{KeyError, Origin};
use crate::platform::db::{Db, MigrationOutcome, OpenError};
use crate::platform::health::{self, Follower};
use crate::platform::http::rate_limit::{self, RateLimit};
use crate::platform::http::{Problem, Result, Routes, idempotency, query, wording};
use crate::platform::jobs::{self, Registry};
use crate::platform::time::Timestamp;
use crate::platform::{Platform, api_document, key_guard, sandbox};
use crate::{
    access, account, areas, audit, bids, clarifications, contracts, desk, evaluation, identity, imports, incubation, journal, matching,
    meetings, needs, notices, notifications, organizations, pages, projects, reservations, resources, rules, saved_searches, surveys,
    watch_list,
};

/// Why the service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error("keys: {0}")]
    Keys(#[from] KeyError),
    #[error("{0}")]
    Setting(String),
}

/// A platform that is ready to serve, and what the start did.
pub struct Started {
    pub platform: Arc<Platform>,
    pub registry: Arc<Registry>,
    pub migrations: MigrationOutcome,
    pub keys: Origin,
}

/// Opens database and keys, brings the schema up to date, loads rule sets and calendar.
pub async fn start(config: Config, mode: sandbox::Mode) -> std::result::Result<Started, StartError> {
    let (keys, origin) = key_guard::load(&config)?;
    let keys = Arc::new(keys);
    let (db, migrations) = {
        let (url, connections) = (config.database_url(), config.database.connections);
        tokio::task::spawn_blocking(move || Db::open(&url, connections, journal::before_commit))
            .await
            .map_err(|cause| StartError::Setting(cause.to_string()))??
    };
    let setting = |problem: Problem| StartError::Setting(format!("{problem}"));
    key_guard::check(&db, &keys, origin).await.map_err(setting)?;
    let clock = sandbox::clock(&db, mode).await.map_err(setting)?;
    let gate = Arc::new(IdentityGate::new(keys.clone()));
    let platform = Arc::new(Platform::new(config, db, clock, keys, gate, Calendar::embedded()));
    platform.files().prepare().map_err(|cause| {
        let folder = platform.config.attachments_dir();
        StartError::Setting(format!(
            "data.attachments_dir: cannot use {}: {cause}; choose a folder that this user may write to",
            folder.display()
        ))
    })?;
    bids::claim_folder(&platform).await.map_err(setting)?;
    rules::load(&platform).await.map_err(setting)?;
    Ok(Started { platform, registry: Arc::new(registry()), migrations, keys: origin })
}

/// Who does which kind of job.
pub fn registry() -> Registry {
    let registry = Registry::new();
    let registry = journal::jobs(registry);
    let registry = incubation::jobs(registry);
    let registry = imports::jobs(registry);
    let registry = bids::jobs(registry);
    let registry = evaluation::jobs(registry);
    let registry = audit::jobs(registry);
    let registry = matching::jobs(registry);
    let registry = meetings::jobs(registry);
    let registry = reservations::jobs(registry);
    notifications::jobs(registry)
}

/// Who follows the journal. Notices are written before letters: nobody is invited to what is not public yet, unless notices are stuck.
const FOLLOWERS: &[Follower] = &[("notices", notices::lag), ("notifications", notifications::lag)];

/// Lets every follower of the journal catch up; how many entries they handled. One that is stuck holds up no other.
async fn follow_journal(platform: &Arc<Platform>) -> Result<usize> {
    let outcomes = [
        ("notices", notices::follow(platform).await),
        ("notifications", notifications::follow(platform).await),
        ("matching", matching::index::follow(platform).await.map(|()| 0)),
    ];
    let mut handled = Ok(0);
    for (follower, outcome) in outcomes {
        match (outcome, &mut handled) {
            (Ok(entries), Ok(sum)) => *sum += entries,
            (Ok(_), Err(_)) => {}
            (Err(problem), _) => {
                tracing::error!(follower, error = ?problem, "a follower of the journal is stuck");
                handled = Err(problem);
            }
        }
    }
    handled
}

/// Does everything that is due now and what follows from it: chain, mails, jobs. For the sandbox and the tests.
pub async fn settle(platform: &Arc<Platform>, registry: &Registry) -> Result<()> {
    loop {
        access::keep_refusals(platform).await?;
        journal::catch_up(platform).await?;
        let told = follow_journal(platform).await;
        let done = jobs::drain(platform, registry).await?;
        if told? + done == 0 {
            return Ok(());
        }
    }
}

/// Moves a sandbox's business time, from due moment to due moment.
pub async fn advance(platform: &Arc<Platform>, registry: &Registry, to: Timestamp) -> Result<()> {
    sandbox::advance(platform, async || settle(platform, registry).await, to).await
}

/// Reads what is kept in memory; questions that need it are answered with 503 before.
pub async fn fill_memory(platform: &Arc<Platform>) -> Result<()> {
    matching::index::load(platform).await
}

/// Runs chain, mails and jobs until `stop` turns true; what is running is finished first.
pub async fn work(platform: Arc<Platform>, registry: Arc<Registry>, stop: tokio::sync::watch::Receiver<bool>) {
    let until = |mut stop: tokio::sync::watch::Receiver<bool>| async move {
        let _ = stop.wait_for(|stop| *stop).await;
    };
    let followers = journal::follow(platform.clone(), until(stop.clone()), |platform| async move {
        // Who is stuck has been logged, and is seen in `/readyz`.
        let _ = follow_journal(&platform).await;
    });
    let refusals = access::follow_refusals(platform.clone(), until(stop.clone()));
    tokio::join!(followers, refusals, jobs::run(platform, registry, until(stop)));
}

/// Forgets what is over (windows of failed sign-ins, expired sessions and links, registrations that nobody confirmed, reports of imports, kept
/// replies, files without a row), learns the calendar years that other instances were told, and sees to it that the day's work is asked for.
pub async fn keep_house(platform: &Arc<Platform>) -> Result<()> {
    let now = system_now();
    let sweeping = platform.clone();
    platform
        .db
        .write(move |tx| {
            let forgotten = identity::sweep(tx, now)? + organizations::sweep(tx, now)? + imports::sweep(tx, &sweeping, now)?;
            Ok(forgotten + idempotency::sweep(tx, now)?)
        })
        .await?;
    ask_for_daily_work(platform).await?;
    rules::learn_calendar(platform).await?;
    bids::sweep(platform).await.map(|_| ())
}

/// Asks for what is done each day: at `audit.daily_at` the head of the chain to the auditors and reminders of duties, at eight the digests
/// of what people follow.
pub async fn ask_for_daily_work(platform: &Arc<Platform>) -> Result<()> {
    let asking = platform.clone();
    platform
        .db
        .write(move |tx| {
            journal::ask_for_head_mail(tx, &asking)?;
            audit::ask_for_reminders(tx, &asking)?;
            notifications::ask_for_digest(tx, &asking)
        })
        .await
}

/// Bytes of a form: forty answers of a thousand Chinese characters, each of nine bytes as browsers write it.
const LARGEST_FORM: usize = 512 * 1024;

/// Where the API lies.
const API: &str = "/api/v1";

/// What actix asks of an application.
pub trait Service: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()> {}
impl<T> Service for T where
    T: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()>
{
}

/// Everything that the API serves, with its document.
pub fn build(platform: &Arc<Platform>, limit: &RateLimit, document: &web::Data<ApiDocument>) -> App<impl Service + use<>> {
    // The document's own address stands before the scope that would swallow it.
    App::new()
        .configure(api_document::routes)
        .service(web::scope(API).configure(|config| Routes::serve(config, routes)))
        .app_data(web::Data::from(platform.clone()))
        .app_data(web::Data::new(limit.clone()))
        .app_data(document.clone())
        .app_data(web::FormConfig::default().limit(LARGEST_FORM))
        .app_data(query::config())
        .configure(|config| health::routes(config, FOLLOWERS))
        .configure(bids::pages)
        .configure(notices::pages)
        .configure(account::pages)
        .configure(desk::pages)
        .configure(pages::pages)
        .configure(surveys::pages)
        .service(api_document::page())
        .default_service(web::to(api_document::unknown_path))
        .wrap(from_fn(rate_limit::middleware))
        .wrap(from_fn(wording::middleware))
}

/// The API document alone.
pub fn document() -> OpenApi {
    complete(Routes::describe(API, routes))
}

fn complete(document: OpenApi) -> OpenApi {
    api_document::complete(document, |id| {
        identity::permissions::operation(id).map(|row| api_document::Traits {
            public: row.who == identity::permissions::Who::Public,
            needs_key: row.needs_key,
            needs_version: row.needs_version,
        })
    })
}

/// The router tries one pattern after the other: what is asked most comes first.
fn routes(config: &mut Routes) {
    config
        .configure(projects::routes)
        .configure(needs::routes)
        .configure(bids::routes)
        .configure(identity::routes)
        .configure(journal::routes)
        .configure(access::routes)
        .configure(areas::routes)
        .configure(organizations::routes)
        .configure(surveys::routes)
        .configure(incubation::routes)
        .configure(rules::routes)
        .configure(imports::routes)
        .configure(clarifications::routes)
        .configure(evaluation::routes)
        .configure(contracts::routes)
        .configure(audit::routes)
        .configure(notices::routes)
        .configure(matching::routes)
        .configure(meetings::routes)
        .configure(resources::routes)
        .configure(reservations::routes)
        .configure(saved_searches::routes)
        .configure(watch_list::routes)
        .configure(notifications::routes)
        .configure(desk::routes)
        .configure(pages::routes);
}
