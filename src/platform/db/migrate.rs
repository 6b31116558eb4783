//! Migrations, embedded and run at start. Twin folders with identical names; a schema from a newer version is refused.

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::{PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::OpenError;

/// SQLite's migrations.
pub const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
/// PostgreSQL's migrations: the same names, tables, columns, keys and indexes.
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
/// Advisory lock of the migration: instances that start together take turns.
const LOCK: i64 = 0x5348_554e_4955_0001;

/// What the start did to the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Upgraded(usize),
    Current,
}

pub(super) fn sqlite(conn: &mut SqliteConnection) -> Result<Outcome, OpenError> {
    run(conn, SQLITE)
}

pub(super) fn postgres(conn: &mut PgConnection) -> Result<Outcome, OpenError> {
    conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).map_err(failed)?;
    let outcome = run(conn, POSTGRES);
    conn.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})")).map_err(failed)?;
    outcome
}

fn run<DB: diesel::backend::Backend>(conn: &mut impl MigrationHarness<DB>, source: EmbeddedMigrations) -> Result<Outcome, OpenError> {
    let known: Vec<MigrationVersion<'static>> =
        MigrationSource::<DB>::migrations(&source).map_err(failed)?.iter().map(|m| m.name().version().as_owned()).collect();
    let applied = conn.applied_migrations().map_err(failed)?;
    if let Some(newer) = applied.iter().find(|version| !known.contains(version)) {
        return Err(OpenError::Newer(newer.to_string()));
    }
    let ran = conn.run_pending_migrations(source).map_err(failed)?.len();
    Ok(match (applied.is_empty(), ran) {
        (true, _) => Outcome::Created,
        (false, 0) => Outcome::Current,
        (false, n) => Outcome::Upgraded(n),
    })
}

fn failed(error: impl std::fmt::Display) -> OpenError {
    OpenError::Migration(error.to_string())
}
