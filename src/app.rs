//! Puts the house together: platform, routes, API document, background work.

use std::sync::Arc;

use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, web};
use utoipa::openapi::OpenApi;
use utoipa_actix_web::{AppExt as _, scope};

use crate::identity::gate::IdentityGate;
use crate::platform::api_document::ApiDocument;
use crate::platform::calendar::Calendar;
use crate::platform::config::Config;
use crate::platform::crypto::{KeyError, Origin};
use crate::platform::db::{Db, MigrationOutcome, OpenError};
use crate::platform::http::rate_limit::{self, RateLimit};
use crate::platform::http::{Problem, wording};
use crate::platform::jobs::Registry;
use crate::platform::{Platform, api_document, health, key_guard, sandbox};
use crate::{areas, bids, contracts, evaluation, identity, journal, matching, needs, notifications, organizations, pages, projects, rules};

/// Why the service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
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
pub async fn start(config: Config, mode: sandbox::Mode) -> Result<Started, StartError> {
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
    rules::load(&platform).await.map_err(setting)?;
    Ok(Started { platform, registry: Arc::new(registry()), migrations, keys: origin })
}

/// Who does which kind of job.
pub fn registry() -> Registry {
    let registry = Registry::new();
    let registry = bids::jobs(registry);
    let registry = evaluation::jobs(registry);
    let registry = matching::jobs(registry);
    notifications::jobs(registry)
}

/// Everything that the API serves, with its document.
pub fn build(
    platform: &Arc<Platform>,
    limit: &RateLimit,
    document: &web::Data<ApiDocument>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl actix_web::body::MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let (app, _) = App::new().into_utoipa_app().service(scope::scope("/api/v1").configure(routes)).split_for_parts();
    app.app_data(web::Data::from(platform.clone()))
        .app_data(web::Data::new(limit.clone()))
        .app_data(document.clone())
        .configure(health::routes)
        .configure(api_document::routes)
        .service(api_document::page(document))
        .default_service(web::to(api_document::unknown_path))
        .wrap(from_fn(rate_limit::middleware))
        .wrap(from_fn(wording::middleware))
}

/// The API document alone.
pub fn document() -> OpenApi {
    let (_, document) = App::new().into_utoipa_app().service(scope::scope("/api/v1").configure(routes)).split_for_parts();
    complete(document)
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

fn routes(config: &mut utoipa_actix_web::service_config::ServiceConfig) {
    config
        .configure(journal::routes)
        .configure(areas::routes)
        .configure(identity::routes)
        .configure(organizations::routes)
        .configure(needs::routes)
        .configure(rules::routes)
        .configure(projects::routes)
        .configure(bids::routes)
        .configure(evaluation::routes)
        .configure(contracts::routes)
        .configure(matching::routes)
        .configure(notifications::routes)
        .configure(pages::routes);
}
