//! The database: SQLite inside the process or PostgreSQL, chosen by the URL's scheme. Only this folder knows which.
//!
//! Every write goes through [`Db::write`], in one explicit transaction; every other access through [`Db::read`].

mod conn;
pub mod counter;
pub mod insert_ignore;
pub mod lock;
pub mod migrate;
mod postgres;
pub mod search;
mod sqlite;
mod timestamp;
pub mod types;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use tokio::sync::watch;

pub use conn::{Backend, Condition, Conn, Tx};
pub use migrate::Outcome as MigrationOutcome;

use super::http::{Internal, Problem, Result, nul};
use super::time::Timestamp;

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    arm: Arm,
    commits: watch::Sender<u64>,
}

#[derive(Clone)]
enum Arm {
    Sqlite(Arc<sqlite::Sqlite>),
    Postgres(Arc<postgres::Postgres>),
}

/// Runs on SQLite's writer before each COMMIT (the journal's chainer); PostgreSQL chains after commits.
pub type BeforeCommit = fn(&mut Conn) -> Result<()>;

/// What a transaction gives back. Types are erased at this door: one copy of the machinery below it, not one per call.
type Value = Box<dyn Any + Send>;
type Query = Box<dyn FnOnce(&mut Conn) -> Result<Value> + Send>;
type Effect = Box<dyn Fn(&mut Tx) -> Result<Value> + Send>;

fn erased<T: Send + 'static>(query: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> Query {
    Box::new(move |conn| query(conn).map(|value| Box::new(value) as Value))
}

fn typed<T: 'static>(value: Value) -> Result<T> {
    value.downcast().map(|value| *value).map_err(|_| Problem::broken("a transaction gave back another type"))
}

/// Which database is running, for people and for start-up messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// Why the database could not be opened; names the setting and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("database.url: {0:?} is neither sqlite:PATH nor postgres://…; set DATABASE_URL or database.url to one of them")]
    Scheme(String),
    #[error("database.url: cannot open {place}: {cause}; check that the folder exists and that this user may write there")]
    Unwritable { place: String, cause: String },
    #[error("database.url: cannot reach PostgreSQL at {place}: {cause}; check host, port, user, password and database name")]
    Unreachable { place: String, cause: String },
    #[error("the database was written by a newer version of shuniu (migration {0}); start that version or restore a backup")]
    Newer(String),
    #[error("migration failed: {0}")]
    Migration(String),
}

impl Db {
    /// Opens the database behind the URL and brings it to this version's schema.
    pub fn open(url: &str, connections: u32, before_commit: BeforeCommit) -> std::result::Result<(Self, MigrationOutcome), OpenError> {
        let commits = watch::Sender::new(0);
        let (arm, outcome) = match scheme(url)? {
            Kind::Sqlite => {
                let (sqlite, outcome) = sqlite::Sqlite::open(sqlite_file(url).unwrap_or_default(), before_commit, commits.clone())?;
                (Arm::Sqlite(Arc::new(sqlite)), outcome)
            }
            Kind::Postgres => {
                let (postgres, outcome) = postgres::Postgres::open(url, connections, commits.clone())?;
                (Arm::Postgres(Arc::new(postgres)), outcome)
            }
        };
        Ok((Self { arm, commits }, outcome))
    }

    pub fn kind(&self) -> Kind {
        match self.arm {
            Arm::Sqlite(_) => Kind::Sqlite,
            Arm::Postgres(_) => Kind::Postgres,
        }
    }

    /// Runs `query` on a read connection.
    pub async fn read<T, F>(&self, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        let query = erased(query);
        match &self.arm {
            Arm::Sqlite(db) => db.read(query).await,
            Arm::Postgres(db) => db.read(query).await,
        }
        .and_then(typed)
    }

    /// Like `read`, for a query that finds a few rows by their keys and does nothing that takes long.
    pub async fn glance<T, F>(&self, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        let query = erased(query);
        match &self.arm {
            Arm::Sqlite(db) => db.glance(query).await,
            Arm::Postgres(db) => db.read(query).await,
        }
        .and_then(typed)
    }

    /// Runs `effect` in one transaction and answers when it is durable. `effect` may run several times (group commit,
    /// serialization failures): it does no I/O, no password hashing, no sealing.
    pub async fn write<T, F>(&self, effect: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let effect: Effect = Box::new(move |tx| effect(tx).map(|value| Box::new(value) as Value));
        match &self.arm {
            Arm::Sqlite(db) => db.write(effect).await,
            Arm::Postgres(db) => db.write(effect).await,
        }
        .and_then(typed)
    }

    /// PostgreSQL's own clock, which all instances share; none on SQLite, where the process's clock is the only one.
    pub async fn server_time(&self) -> Result<Option<Timestamp>> {
        match &self.arm {
            Arm::Sqlite(_) => Ok(None),
            Arm::Postgres(_) => self.read(postgres::clock).await.map(Some),
        }
    }

    /// Rises with what this instance commits, before the write is answered.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// How often this instance has committed.
    pub fn commit_count(&self) -> u64 {
        *self.commits.borrow()
    }

    /// Finishes the writes that are queued and takes no more.
    pub async fn close(&self) {
        if let Arm::Sqlite(db) = &self.arm {
            db.close().await;
        }
    }
}

/// The file that the URL of an SQLite database names; `sqlite:PATH` and `sqlite://PATH` are the same.
pub fn sqlite_file(url: &str) -> Option<&str> {
    url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path))
}

fn scheme(url: &str) -> std::result::Result<Kind, OpenError> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(Kind::Postgres)
    } else if url.starts_with("sqlite:") {
        Ok(Kind::Sqlite)
    } else {
        Err(OpenError::Scheme(super::config::redact_url(url)))
    }
}

/// Runs a transaction's closure; a panic becomes a problem, so that its writes can be rolled back.
fn guarded<T>(effect: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(effect)).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Problem::broken(format!("panic in a transaction: {}", words.unwrap_or_default())))
    })
}

/// Whether the same transaction may succeed when it runs again.
fn is_retryable(problem: &Problem) -> bool {
    match problem.cause() {
        Some(Internal::Database(DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _))) => true,
        Some(Internal::Database(DieselError::DatabaseError(_, info))) => info.message().contains("deadlock detected"),
        _ => false,
    }
}

/// A database failure that is not the caller's fault, as the caller should hear of it.
fn unavailable(problem: Problem) -> Problem {
    let Some(Internal::Database(cause)) = problem.cause() else { return problem };
    match cause {
        DieselError::DatabaseError(_, info) if info.message().contains("disk is full") || info.message().contains("No space left") => {
            Problem::disk_full()
        }
        DieselError::DatabaseError(_, info) if info.message().contains("invalid byte sequence") => nul::refused("body"),
        DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) => busy(),
        DieselError::DatabaseError(_, info) if connection_lost(info.message()) => busy(),
        _ => problem,
    }
}

fn connection_lost(message: &str) -> bool {
    [
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "the database system is",
        "database is locked",
    ]
    .iter()
    .any(|words| message.contains(words))
}

fn busy() -> Problem {
    Problem::unavailable(
        "database_unavailable",
        "数据库暂时不可用，未保存任何内容。",
        "The database is not available; nothing was stored.",
        1,
    )
}

/// Maps a unique violation at the call site that can cause it; everything else stays what it is.
pub fn on_unique<T>(result: std::result::Result<T, DieselError>, problem: impl FnOnce() -> Problem) -> Result<T> {
    match result {
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Err(problem()),
        other => Ok(other?),
    }
}

/// Optimistic save: exactly one row of the expected version must have changed.
pub fn saved(rows: usize, current: impl FnOnce() -> Problem) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(current()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_url_is_refused_and_never_becomes_an_empty_file() {
        for url in ["postgre://localhost/x", "mysql://h/x", "data/shuniu.db", ""] {
            assert!(matches!(scheme(url), Err(OpenError::Scheme(_))), "{url}");
        }
        assert_eq!(scheme("postgresql://h/x").ok(), Some(Kind::Postgres));
        assert_eq!(scheme("sqlite:data/shuniu.db").ok(), Some(Kind::Sqlite));
    }

    #[test]
    fn both_ways_to_write_a_file_name_the_same_one() {
        assert_eq!(sqlite_file("sqlite:data/shuniu.db"), Some("data/shuniu.db"));
        assert_eq!(sqlite_file("sqlite://data/shuniu.db"), Some("data/shuniu.db"));
        assert_eq!(sqlite_file("sqlite:///srv/shuniu.db"), Some("/srv/shuniu.db"));
        assert_eq!(sqlite_file("postgres://h/x"), None);
    }
}
