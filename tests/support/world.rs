//! One service under test: its platform, its address, its clock.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use shuniu::app;
use shuniu::cli::serve::Running;
use shuniu::platform::Platform;
use shuniu::platform::config::{Config, Overrides};
use shuniu::platform::crypto::KeyMaterial;
use shuniu::platform::jobs::Registry;
use shuniu::platform::sandbox::Mode;
use shuniu::platform::time::Timestamp;

use super::client::Client;
use super::postgres;

/// Business time at the beginning of every test: Monday 2026-03-02, nine o'clock in Shanghai.
pub const BEGIN: &str = "2026-03-02T09:00:00+08:00";

/// The keys of this test run: the templates and every copy of them share them.
static KEYS: LazyLock<(String, String)> = LazyLock::new(|| {
    let keys = KeyMaterial::generate().expect("keys");
    (keys.master_base64().to_string(), keys.signing_pkcs8_base64().to_string())
});
static COUNT: AtomicU32 = AtomicU32::new(0);

pub struct World {
    pub platform: Arc<Platform>,
    pub registry: Arc<Registry>,
    pub address: String,
    pub data: PathBuf,
    running: Mutex<Option<Running>>,
    postgres: Option<String>,
}

impl World {
    pub async fn sqlite() -> Self {
        let data = folder();
        std::fs::copy(sqlite_template().await, data.join("shuniu.db")).expect("copy the template");
        Self::start(data, None).await
    }

    /// None where there is no PostgreSQL; the cluster says so loudly.
    pub async fn postgres() -> Option<Self> {
        let cluster = tokio::task::spawn_blocking(postgres::cluster).await.expect("cluster")?;
        let template = postgres_template(cluster).await;
        let name = format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let url = {
            let name = name.clone();
            tokio::task::spawn_blocking(move || cluster.create_database(&name, Some(&template))).await.expect("database")
        };
        let mut world = Self::start(folder(), Some(url)).await;
        world.postgres = Some(name);
        Some(world)
    }

    /// On the system's clock, in a folder of its own.
    #[allow(dead_code, reason = "for the benches")]
    pub async fn plain() -> Self {
        Self::start_in(folder(), None, Mode::Plain).await
    }

    async fn start(data: PathBuf, url: Option<String>) -> Self {
        Self::start_in(data, url, Mode::Sandbox { begin: Timestamp::parse(BEGIN).expect("begin") }).await
    }

    async fn start_in(data: PathBuf, url: Option<String>, mode: Mode) -> Self {
        let started = app::start(config(&data, url), mode).await.expect("start");
        app::fill_memory(&started.platform).await.expect("memory");
        let running = Running::begin(&started.platform, &started.registry, |_| {}).expect("serve");
        Self {
            address: running.address.clone(),
            platform: started.platform,
            registry: started.registry,
            data,
            running: Mutex::new(Some(running)),
            postgres: None,
        }
    }

    /// Somebody who is not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.address, None)
    }

    /// Does everything that is due now: journal, mails, jobs.
    pub async fn settle(&self) {
        app::settle(&self.platform, &self.registry).await.expect("settle");
    }

    /// Moves business time, from due moment to due moment.
    pub async fn advance_to(&self, moment: &str) {
        let to = Timestamp::parse(moment).expect("moment");
        app::advance(&self.platform, &self.registry, to).await.expect("advance");
    }

    pub fn now(&self) -> Timestamp {
        self.platform.clock.now()
    }

    /// Stops the service and keeps its folder; what another process of this service needs to go on with it.
    #[allow(dead_code, reason = "for the benches")]
    pub async fn leave(self) -> (PathBuf, Vec<(String, String)>) {
        let running = self.running.lock().expect("running").take();
        if let Some(running) = running {
            running.stop().await.expect("stop");
        }
        (self.data, variables(None))
    }

    /// Stops the service; a job that failed or waits although it is due fails the test.
    pub async fn finish(self) {
        self.settle().await;
        let dead = self.platform.db.read(shuniu::platform::jobs::counts).await.expect("counts").1;
        assert_eq!(dead, 0, "dead jobs are left: {:?}", dead_jobs(&self.platform).await);
        let running = self.running.lock().expect("running").take();
        if let Some(running) = running {
            running.stop().await.expect("stop");
        }
        drop(self.platform);
        let _ = std::fs::remove_dir_all(&self.data);
        if let Some(name) = self.postgres {
            tokio::task::spawn_blocking(move || {
                if let Some(cluster) = postgres::cluster() {
                    cluster.drop_database(&name);
                }
            })
            .await
            .expect("drop the database");
        }
    }
}

async fn dead_jobs(platform: &Arc<Platform>) -> Vec<(String, Option<String>)> {
    use diesel::prelude::*;
    use shuniu::schema::jobs;
    platform
        .db
        .read(|conn| Ok(jobs::table.filter(jobs::status.eq("dead")).select((jobs::kind, jobs::last_error)).load(conn)?))
        .await
        .expect("dead jobs")
}

/// The settings of a service under test.
fn variables(url: Option<String>) -> Vec<(String, String)> {
    let mut variables = vec![
        ("SHUNIU__SERVER__BIND".to_owned(), "127.0.0.1:0".to_owned()),
        ("SHUNIU__SERVER__PUBLIC_URL".to_owned(), "https://shuniu.test".to_owned()),
        ("SHUNIU__LIMITS__REQUESTS_PER_MINUTE".to_owned(), "1000000".to_owned()),
        ("SHUNIU__KEYS__MASTER".to_owned(), KEYS.0.clone()),
        ("SHUNIU__KEYS__SIGNING".to_owned(), KEYS.1.clone()),
        ("SHUNIU__DATABASE__CONNECTIONS".to_owned(), "4".to_owned()),
    ];
    variables.extend(url.map(|url| ("DATABASE_URL".to_owned(), url)));
    variables
}

pub fn config(data: &std::path::Path, url: Option<String>) -> Config {
    Config::from_variables(&Overrides { data_dir: Some(data.to_owned()), ..Overrides::default() }, variables(url)).expect("config")
}

pub fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("shuniu-test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    std::fs::create_dir_all(&folder).expect("folder");
    folder
}

async fn sqlite_template() -> PathBuf {
    static TEMPLATE: tokio::sync::OnceCell<PathBuf> = tokio::sync::OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let data = folder();
            prepare(config(&data, None)).await;
            let single = data.join("template.db");
            let source = data.join("shuniu.db");
            // The writer has closed its connection: the WAL is folded into the file.
            std::fs::rename(source, &single).expect("template");
            single
        })
        .await
        .clone()
}

async fn postgres_template(cluster: &'static postgres::Cluster) -> String {
    static TEMPLATE: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let name = format!("template_{}", std::process::id());
            let url = {
                let name = name.clone();
                tokio::task::spawn_blocking(move || cluster.create_database(&name, None)).await.expect("template")
            };
            prepare(config(&folder(), Some(url))).await;
            name
        })
        .await
        .clone()
}

/// Migrates and loads what every database has, then lets go of it.
async fn prepare(config: Config) {
    let started = app::start(config, Mode::Sandbox { begin: Timestamp::parse(BEGIN).expect("begin") }).await.expect("template");
    started.platform.db.close().await;
}
