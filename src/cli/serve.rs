//! `shuniu serve`: the service. SIGTERM finishes what is running and loses nothing.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{HttpServer, web};
use clap::Args;
use tokio::sync::watch;

use super::settings;
use crate::app::{self, Started};
use crate::identity;
use crate::platform::Platform;
use crate::platform::api_document::ApiDocument;
use crate::platform::config::{Config, MailTransport, Overrides};
use crate::platform::crypto::{Origin, SecretToken};
use crate::platform::db::{Kind, MigrationOutcome};
use crate::platform::http::rate_limit::RateLimit;
use crate::platform::jobs::Registry;
use crate::platform::sandbox::Mode;
use crate::platform::telemetry;

#[derive(Args)]
pub(super) struct Serve {
    /// Address and port, over server.bind.
    #[arg(long, value_name = "ADDRESS:PORT")]
    bind: Option<String>,
}

impl Serve {
    pub(super) fn run(self, overrides: Overrides) -> anyhow::Result<()> {
        let config = settings(&Overrides { bind: self.bind, ..overrides })?;
        telemetry::start(&config.log).map_err(anyhow::Error::msg)?;
        actix_web::rt::System::new().block_on(async move {
            let started = app::start(config, Mode::Plain).await?;
            not_public_before_it_is_administered(&started.platform).await?;
            let mut running = Running::begin(&started.platform, &started.registry, |_| {})?;
            running.work();
            running.fill_memory();
            announce(&started, &running.address);
            if let Some(link) = identity::first_administrator_link(&started.platform).await? {
                invite_first_administrator(&running.address, &link);
            }
            running.until_signalled().await
        })
    }
}

/// After a load of the matching engine that failed.
const LOAD_AGAIN: std::time::Duration = std::time::Duration::from_secs(5);

/// A listening server; its background work is begun apart, for in a sandbox time and jobs are the story's business.
pub struct Running {
    pub address: String,
    platform: Arc<Platform>,
    registry: Arc<Registry>,
    limit: RateLimit,
    handle: ServerHandle,
    server: actix_web::rt::task::JoinHandle<std::io::Result<()>>,
    work: Vec<tokio::task::JoinHandle<()>>,
    stop: watch::Sender<bool>,
}

impl Running {
    /// Binds and serves, `more` too; a port in use names the setting.
    pub fn begin(
        platform: &Arc<Platform>,
        registry: &Arc<Registry>,
        more: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
    ) -> anyhow::Result<Self> {
        let config = &platform.config;
        let listener = bind(config)?;
        let address = format!("http://{}", listener.local_addr()?);
        let limit = RateLimit::per_minute(config.limits.requests_per_minute);
        let document = web::Data::new(ApiDocument::new(&app::document()));
        let (serving, limiting) = (platform.clone(), limit.clone());
        let server = HttpServer::new(move || app::build(&serving, &limiting, &document).configure(&more))
            .shutdown_timeout(config.server.shutdown_seconds)
            .disable_signals()
            .listen(listener)?
            .run();
        let handle = server.handle();
        Ok(Self {
            address,
            platform: platform.clone(),
            registry: registry.clone(),
            limit,
            handle,
            server: actix_web::rt::spawn(server),
            work: Vec::new(),
            stop: watch::Sender::new(false),
        })
    }

    /// Begins chain, mails and jobs.
    pub fn work(&mut self) {
        let (platform, registry) = (self.platform.clone(), self.registry.clone());
        self.work.push(tokio::spawn(app::work(platform, registry, self.stop.subscribe())));
        self.work.push(tokio::spawn(keep_house(self.platform.clone(), self.limit.clone(), self.stop.subscribe())));
    }

    /// Reads what is kept in memory, while requests that do without are served already.
    fn fill_memory(&mut self) {
        let (platform, mut stop) = (self.platform.clone(), self.stop.subscribe());
        self.work.push(tokio::spawn(async move {
            while let Err(problem) = app::fill_memory(&platform).await {
                tracing::error!(error = ?problem, "the matching engine could not be loaded; it is tried again");
                tokio::select! {
                    () = tokio::time::sleep(LOAD_AGAIN) => {}
                    _ = stop.wait_for(|stop| *stop) => return,
                }
            }
        }));
    }

    /// Serves until SIGTERM or Ctrl-C.
    pub async fn until_signalled(self) -> anyhow::Result<()> {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! { _ = terminate.recv() => {}, _ = tokio::signal::ctrl_c() => {} }
        tracing::info!("stopping: running requests are finished first");
        self.stop().await
    }

    /// Requests first, then jobs, then the queued writes.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.handle.stop(true).await;
        self.server.await??;
        let _ = self.stop.send(true);
        for work in self.work {
            work.await?;
        }
        self.platform.db.close().await;
        Ok(())
    }
}

/// Once a minute: forgets what is over, and learns what other instances were told.
async fn keep_house(platform: Arc<Platform>, limit: RateLimit, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(Duration::from_secs(60)) => {}
        }
        limit.forget_idle();
        if let Err(problem) = app::keep_house(&platform).await {
            tracing::error!(error = ?problem, "housekeeping failed; it is tried again in a minute");
        }
    }
}

/// Whoever reaches an installation without an administrator and reads its terminal could become one.
async fn not_public_before_it_is_administered(platform: &Platform) -> anyhow::Result<()> {
    let address: SocketAddr = platform.config.server.bind.parse()?;
    if address.ip().is_loopback() || identity::has_administrator(platform).await? {
        return Ok(());
    }
    anyhow::bail!(
        "server.bind: {address} is not served before an administrator exists; run `shuniu user create-admin` first, \
         or serve on 127.0.0.1 and use the link that it prints"
    )
}

fn invite_first_administrator(address: &str, link: &SecretToken) {
    eprintln!();
    eprintln!("Nobody has an account yet. Within 30 minutes, once, this page makes the first administrator:");
    eprintln!("  {address}/account/links/{}", link.expose());
    eprintln!("or this command:");
    eprintln!("  curl {address}/api/v1/auth/first-administrator -H 'Content-Type: application/json' -d '{{");
    eprintln!("    \"token\": \"{}\",", link.expose());
    eprintln!("    \"email\": \"you@example.org\", \"name\": \"Your name\", \"password\": \"15 to 128 characters\" }}'");
}

fn bind(config: &Config) -> anyhow::Result<TcpListener> {
    let address = &config.server.bind;
    let listener = TcpListener::bind(address).map_err(|cause| {
        anyhow::anyhow!(
            "server.bind: cannot listen on {address}: {cause}; stop what uses it, or choose another with --bind or SHUNIU__SERVER__BIND"
        )
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn announce(started: &Started, address: &str) {
    let config = &started.platform.config;
    let database = match (started.platform.db.kind(), started.migrations) {
        (kind, MigrationOutcome::Created) => format!("{} (created)", place(kind, config)),
        (kind, MigrationOutcome::Upgraded(n)) => format!("{} ({n} migrations run)", place(kind, config)),
        (kind, MigrationOutcome::Current) => place(kind, config),
    };
    let keys = match (config.keys_are_configured(), started.keys) {
        (true, _) => "from the settings".to_owned(),
        (false, Origin::Created) => format!("{} (made now; back this folder up apart from the database)", config.keys_dir().display()),
        (false, Origin::Loaded) => config.keys_dir().display().to_string(),
    };
    let mails = match config.mail.transport {
        MailTransport::File => format!("{}/*.eml", config.outbox().display()),
        MailTransport::Smtp => format!("{}:{}", config.mail.smtp_host, config.mail.smtp_port),
    };
    eprintln!("Shuniu 枢纽 {} is ready", env!("CARGO_PKG_VERSION"));
    eprintln!("  API        {address}/api/v1");
    eprintln!("  Reference  {address}/docs/");
    eprintln!("  Database   {database}");
    eprintln!("  Keys       {keys}");
    eprintln!("  Mails      {mails}");
}

fn place(kind: Kind, config: &Config) -> String {
    match kind {
        Kind::Sqlite => config.database_url().trim_start_matches("sqlite:").to_owned(),
        Kind::Postgres => crate::platform::config::redact_url(&config.database_url()),
    }
}
