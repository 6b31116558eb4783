//! The one chainer. On SQLite the writer chains before each COMMIT; on PostgreSQL one instance at a time chains what
//! has been committed, and the unique `seq` makes a second one impossible.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::store;
use crate::platform::Platform;
use crate::platform::db::{Conn, Kind};
use crate::platform::http::Result;

/// How long committed facts wait for the chainer of another instance at most.
const TAIL: Duration = Duration::from_millis(250);

/// SQLite's writer calls this before COMMIT.
pub fn before_commit(conn: &mut Conn) -> Result<()> {
    store::chain(conn).map(|_| ())
}

/// Chains everything that is committed; nothing to do on SQLite.
pub async fn catch_up(platform: &Arc<Platform>) -> Result<()> {
    if platform.db.kind() == Kind::Sqlite {
        return Ok(());
    }
    while platform.db.read(store::has_unchained).await? {
        platform.db.write(|tx| store::chain(tx)).await?;
    }
    Ok(())
}

/// Keeps chaining until `stop` resolves (PostgreSQL), calling `then` whenever something may be new.
pub async fn follow<F, Fut>(platform: Arc<Platform>, stop: impl Future<Output = ()>, then: F)
where
    F: Fn(Arc<Platform>) -> Fut,
    Fut: Future<Output = ()>,
{
    tokio::pin!(stop);
    loop {
        match catch_up(&platform).await {
            Ok(()) => then(platform.clone()).await,
            Err(problem) => tracing::error!(error = ?problem, "the journal could not be chained"),
        }
        tokio::select! { () = &mut stop => return, () = tokio::time::sleep(TAIL) => {} }
    }
}
