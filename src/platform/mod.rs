//! What every slice stands on; knows no slice.

pub mod actor;
pub mod api_document;
pub mod calendar;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod db;
pub mod decimal;
pub mod documents;
pub mod files;
pub mod health;
pub mod html;
pub mod http;
pub mod i18n;
pub mod ids;
pub mod jobs;
pub mod key_guard;
pub mod mail_address;
pub mod memory;
pub mod money;
pub mod privacy;
pub mod recent_actors;
pub mod sandbox;
pub mod settings;
pub mod sheets;
pub mod telemetry;
pub mod time;

use std::sync::{Arc, RwLock};

use actor::SharedGate;
use calendar::Calendar;
use clock::Clock;
use config::Config;
use crypto::keys::ServiceKeys;
use db::Db;
use files::Files;

/// What one running instance has; shared by all its requests and jobs.
pub struct Platform {
    pub config: Config,
    pub db: Db,
    pub clock: Clock,
    pub keys: Arc<ServiceKeys>,
    pub gate: SharedGate,
    /// This instance's name in leases.
    pub instance: String,
    pub recent_actors: recent_actors::RecentActors,
    /// Refused attempts that wait to be recorded.
    pub refusals: http::Refusals,
    /// Reads that take long run one at a time.
    pub long_reads: tokio::sync::Semaphore,
    /// What slices keep in memory.
    pub memory: memory::Memory,
    calendar: RwLock<Arc<Calendar>>,
}

impl Platform {
    pub fn new(config: Config, db: Db, clock: Clock, keys: Arc<ServiceKeys>, gate: SharedGate, calendar: Calendar) -> Self {
        Self {
            config,
            db,
            clock,
            keys,
            gate,
            instance: ids::fresh(),
            recent_actors: recent_actors::RecentActors::default(),
            refusals: http::Refusals::default(),
            long_reads: tokio::sync::Semaphore::new(1),
            memory: memory::Memory::default(),
            calendar: RwLock::new(Arc::new(calendar)),
        }
    }

    /// Business time by the one clock that all instances share: PostgreSQL's own, and this process's on SQLite. What
    /// decides between in time and too late is taken here, before anything else is done.
    pub async fn arrival(&self) -> http::Result<time::Timestamp> {
        Ok(match self.db.server_time().await? {
            Some(moment) => self.clock.from_system(moment),
            None => self.clock.now(),
        })
    }

    /// The folder of the encrypted files of bids.
    pub fn files(&self) -> Files {
        Files::at(self.config.attachments_dir())
    }

    /// The working days as known now; years can be added while the service runs.
    pub fn calendar(&self) -> Arc<Calendar> {
        self.calendar.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    pub fn set_calendar(&self, calendar: Calendar) {
        *self.calendar.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(calendar);
    }
}
