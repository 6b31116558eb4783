//! PostgreSQL: a pool; every write in a SERIALIZABLE transaction that is run again on a serialization failure.

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, Pool, R2D2Connection as _};
use diesel::{Connection, PgConnection, RunQueryDsl as _};
use tokio::sync::watch;

use super::migrate::{self, Outcome};
use super::{Conn, Effect, OpenError, Query, Tx, Value, busy, guarded, is_retryable, unavailable};
use crate::platform::http::{Problem, Result};
use crate::platform::time::Timestamp;

/// Runs of one transaction before the caller is asked to come back.
const TRIES: u32 = 40;

pub(super) struct Postgres {
    pool: Pool<Server>,
    commits: watch::Sender<u64>,
}

impl Postgres {
    pub(super) fn open(url: &str, connections: u32, commits: watch::Sender<u64>) -> std::result::Result<(Self, Outcome), OpenError> {
        let unreachable = |cause: String| OpenError::Unreachable { place: crate::platform::config::redact_url(url), cause };
        let mut first = connect(url).map_err(|e| unreachable(first_line(&e)))?;
        let outcome = migrate::postgres(&mut first)?;
        drop(first);
        let pool = Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .connection_timeout(std::time::Duration::from_secs(10))
            .test_on_check_out(false)
            .build(Server { url: url.to_owned() })
            .map_err(|e| unreachable(e.to_string()))?;
        Ok((Self { pool, commits }, outcome))
    }

    pub(super) async fn read(&self, query: Query) -> Result<Value> {
        let pool = self.pool.clone();
        tokio::task::spawn_blocking(move || {
            let mut conn = pool.get().map_err(|_| busy())?;
            guarded(|| query(&mut conn)).map_err(unavailable)
        })
        .await
        .map_err(Problem::internal)?
    }

    pub(super) async fn write(&self, effect: Effect) -> Result<Value> {
        let (pool, commits) = (self.pool.clone(), self.commits.clone());
        tokio::task::spawn_blocking(move || {
            let mut conn = pool.get().map_err(|_| busy())?;
            for attempt in 1..=TRIES {
                match transaction(&mut conn, &effect) {
                    Err(problem) if is_retryable(&problem) => pause(attempt),
                    result => {
                        // A failed one counts too: a COMMIT whose answer was lost may have happened.
                        commits.send_modify(|count| *count += 1);
                        return result.map_err(unavailable);
                    }
                }
            }
            Err(Problem::unavailable(
                "contention",
                "同时修改的人太多，未保存任何内容。",
                "Too many changes at once; nothing was stored.",
                1,
            ))
        })
        .await
        .map_err(Problem::internal)?
    }
}

/// The server's clock, in UTC.
pub(super) fn clock(conn: &mut Conn) -> Result<Timestamp> {
    let moment = diesel::dsl::sql::<diesel::sql_types::Timestamp>("clock_timestamp() AT TIME ZONE 'UTC'");
    Ok(diesel::select(moment).get_result(conn)?)
}

fn transaction(conn: &mut Conn, effect: &Effect) -> Result<Value> {
    conn.batch_execute("BEGIN ISOLATION LEVEL SERIALIZABLE")?;
    match guarded(|| effect(&mut Tx::new(conn))) {
        Ok(value) => {
            conn.batch_execute("COMMIT").inspect_err(|_| {
                let _ = conn.batch_execute("ROLLBACK");
            })?;
            Ok(value)
        }
        Err(problem) => {
            let _ = conn.batch_execute("ROLLBACK");
            Err(problem)
        }
    }
}

/// Waits a little longer each time, and not in step with the others.
fn pause(attempt: u32) {
    let mut spread = [0_u8; 1];
    let _ = aws_lc_rs::rand::fill(&mut spread);
    std::thread::sleep(std::time::Duration::from_millis(u64::from(spread[0] % 8 + 1) * u64::from(attempt.min(10))));
}

fn connect(url: &str) -> std::result::Result<PgConnection, diesel::result::ConnectionError> {
    let mut conn = PgConnection::establish(url)?;
    conn.batch_execute("SET timezone = 'UTC'; SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'")
        .map_err(diesel::result::ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

fn first_line(error: &diesel::result::ConnectionError) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

/// Makes connections for the pool.
struct Server {
    url: String,
}

impl ManageConnection for Server {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> std::result::Result<Conn, Self::Error> {
        connect(&self.url).map(Conn::Postgres).map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, conn: &mut Conn) -> std::result::Result<(), Self::Error> {
        conn.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        match conn {
            Conn::Postgres(pg) => std::thread::panicking() || pg.is_broken(),
            Conn::Sqlite(_) => true,
        }
    }
}
