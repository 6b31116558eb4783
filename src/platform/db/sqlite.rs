//! SQLite: WAL, `synchronous=FULL`, one writer thread with group commit, a few read connections.
//!
//! The writer takes what waits, runs each write in its own savepoint inside one `BEGIN IMMEDIATE`, chains the journal,
//! commits once (one fsync for the group) and only then answers. A COMMIT that fails answers 503 to the whole group.

use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{CustomizeConnection, ManageConnection, Pool};
use diesel::{Connection, SqliteConnection};
use tokio::sync::{Semaphore, oneshot, watch};

use super::migrate::{self, Outcome};
use super::{BeforeCommit, Conn, Effect, OpenError, Query, Tx, Value, busy, guarded, unavailable};
use crate::platform::http::{Problem, Result};

const READERS: u32 = 4;
/// Writes that share one fsync at most.
const GROUP: usize = 256;

pub(super) struct Sqlite {
    readers: Pool<Reader>,
    /// As many reads run as there are connections; the others wait without a thread of their own.
    turns: Semaphore,
    queue: Mutex<Option<Sender<Job>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Sqlite {
    pub(super) fn open(
        path: &str,
        before_commit: BeforeCommit,
        commits: watch::Sender<u64>,
    ) -> std::result::Result<(Self, Outcome), OpenError> {
        let unwritable = |cause: String| OpenError::Unwritable { place: path.to_owned(), cause };
        if let Some(folder) = Path::new(path).parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| unwritable(e.to_string()))?;
        }
        let mut writer = connect(path).map_err(|e| unwritable(e.to_string()))?;
        let outcome = migrate::sqlite(&mut writer)?;
        private(path);
        let readers = Pool::builder()
            .max_size(READERS)
            .min_idle(Some(1))
            .connection_customizer(Box::new(ReadOnly))
            .build(Reader { path: path.to_owned() })
            .map_err(|e| unwritable(e.to_string()))?;
        let (queue, jobs) = channel();
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || write_groups(Conn::Sqlite(writer), &jobs, before_commit, &commits))
            .map_err(|e| unwritable(e.to_string()))?;
        Ok((
            Self { readers, turns: Semaphore::new(READERS as usize), queue: Mutex::new(Some(queue)), writer: Mutex::new(Some(thread)) },
            outcome,
        ))
    }

    pub(super) async fn read(&self, query: Query) -> Result<Value> {
        let _turn = self.turns.acquire().await.map_err(|_| busy())?;
        let readers = self.readers.clone();
        tokio::task::spawn_blocking(move || {
            let mut conn = readers.get().map_err(|_| busy())?;
            guarded(|| query(&mut conn)).map_err(unavailable)
        })
        .await
        .map_err(Problem::internal)?
    }

    /// Reads on the thread that asks, where a connection is free: waking another one would take longer than finding a few rows by their keys.
    pub(super) async fn glance(&self, query: Query) -> Result<Value> {
        match self.readers.try_get() {
            Some(mut conn) => guarded(|| query(&mut conn)).map_err(unavailable),
            None => self.read(query).await,
        }
    }

    pub(super) async fn write(&self, effect: Effect) -> Result<Value> {
        let (reply, answer) = oneshot::channel();
        let queue = self.queue.lock().ok().and_then(|q| q.clone());
        queue.ok_or_else(busy)?.send(Job { effect, result: None, reply }).map_err(|_| busy())?;
        answer.await.map_err(|_| busy())?
    }

    pub(super) async fn close(&self) {
        if let Ok(mut queue) = self.queue.lock() {
            queue.take();
        }
        let writer = self.writer.lock().ok().and_then(|mut w| w.take());
        if let Some(writer) = writer {
            // The thread ends when the queue is empty and every sender is gone.
            let _ = tokio::task::spawn_blocking(move || writer.join()).await;
        }
    }
}

/// A write that waits for its group.
struct Job {
    effect: Effect,
    result: Option<Result<Value>>,
    reply: oneshot::Sender<Result<Value>>,
}

impl Job {
    /// Runs the effect; answers whether its savepoint is kept.
    fn run(&mut self, tx: &mut Tx) -> bool {
        let result = guarded(|| (self.effect)(tx));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    /// Tells the waiting caller, now that the group is committed, or is not.
    fn finish(self, committed: std::result::Result<(), diesel::result::Error>) {
        let result = match (self.result, committed) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Ok(_)) | None, Err(cause)) => Err(not_stored(cause)),
            (Some(Err(problem)), _) => Err(unavailable(problem)),
            (None, Ok(())) => Err(Problem::broken("a write was never run")),
        };
        // Whoever waited may have gone away; the effect stays.
        let _ = self.reply.send(result);
    }
}

fn not_stored(cause: diesel::result::Error) -> Problem {
    tracing::error!(error = %cause, "a group of writes could not be committed");
    let problem = unavailable(Problem::from(cause));
    if problem.status() == 500 { busy() } else { problem }
}

fn write_groups(mut conn: Conn, jobs: &Receiver<Job>, before_commit: BeforeCommit, commits: &watch::Sender<u64>) {
    while let Ok(first) = jobs.recv() {
        let mut group = vec![first];
        let outcome = run_group(&mut conn, &mut group, jobs, before_commit);
        if outcome.is_err() {
            let _ = conn.batch_execute("ROLLBACK");
        }
        // A failed one counts too: nobody relies on what was read before it.
        commits.send_modify(|count| *count += 1);
        let mut again = outcome.err();
        for job in group {
            job.finish(match &mut again {
                None => Ok(()),
                Some(cause) => Err(copy_of(cause)),
            });
        }
    }
}

fn run_group(
    conn: &mut Conn,
    group: &mut Vec<Job>,
    jobs: &Receiver<Job>,
    before_commit: BeforeCommit,
) -> std::result::Result<(), diesel::result::Error> {
    conn.batch_execute("BEGIN IMMEDIATE")?;
    let mut done = 0;
    loop {
        while done < group.len() {
            run_one(conn, &mut group[done])?;
            done += 1;
        }
        match jobs.try_recv() {
            Ok(next) if group.len() < GROUP => group.push(next),
            Ok(next) => {
                // One over the limit still belongs to this group: nothing may be lost between two groups.
                group.push(next);
                run_one(conn, &mut group[done])?;
                break;
            }
            Err(_) => break,
        }
    }
    before_commit(conn).map_err(|problem| diesel::result::Error::QueryBuilderError(format!("{problem:?}").into()))?;
    conn.batch_execute("COMMIT")
}

fn run_one(conn: &mut Conn, job: &mut Job) -> std::result::Result<(), diesel::result::Error> {
    conn.batch_execute("SAVEPOINT job")?;
    let keep = job.run(&mut Tx::new(conn));
    conn.batch_execute(if keep { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" })
}

/// The same failure for every write of the group: diesel's error cannot be cloned.
fn copy_of(cause: &diesel::result::Error) -> diesel::result::Error {
    use diesel::result::{DatabaseErrorKind, Error};
    Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(cause.to_string()))
}

fn connect(path: &str) -> std::result::Result<SqliteConnection, diesel::result::ConnectionError> {
    let mut conn = SqliteConnection::establish(path)?;
    conn.batch_execute(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA cache_size = -16384; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;",
    )
    .map_err(diesel::result::ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

/// The database file is for its owner only.
fn private(path: &str) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::set_permissions(format!("{path}{suffix}"), std::fs::Permissions::from_mode(0o600));
        }
    }
}

/// Makes read connections for the pool.
struct Reader {
    path: String,
}

impl ManageConnection for Reader {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> std::result::Result<Conn, Self::Error> {
        connect(&self.path).map(Conn::Sqlite).map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, _: &mut Conn) -> std::result::Result<(), Self::Error> {
        Ok(())
    }

    fn has_broken(&self, _: &mut Conn) -> bool {
        std::thread::panicking()
    }
}

#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<Conn, diesel::r2d2::Error> for ReadOnly {
    fn on_acquire(&self, conn: &mut Conn) -> std::result::Result<(), diesel::r2d2::Error> {
        conn.batch_execute("PRAGMA query_only = ON").map_err(diesel::r2d2::Error::QueryError)
    }
}
