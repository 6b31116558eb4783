//! `shuniu migrate`: brings the database to this version's schema and stops.

use super::{block_on, settings};
use crate::cli::say::say;
use crate::platform::config::Overrides;
use crate::platform::db::{Db, MigrationOutcome};
use crate::platform::telemetry;

pub(super) fn run(overrides: &Overrides) -> anyhow::Result<()> {
    let config = settings(overrides)?;
    telemetry::start(&config.log).map_err(anyhow::Error::msg)?;
    block_on(async move {
        let (db, outcome) = Db::open(&config.database_url(), config.database.connections, crate::journal::before_commit)?;
        db.close().await;
        say!(
            "{}",
            match outcome {
                MigrationOutcome::Created => "The database was created.".to_owned(),
                MigrationOutcome::Upgraded(n) => format!("{n} migration(s) were run."),
                MigrationOutcome::Current => "The database is up to date.".to_owned(),
            }
        );
        Ok(())
    })
}
