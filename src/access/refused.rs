//! Puts refused attempts that wait into the log: those on records that there are.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::store;
use crate::platform::Platform;
use crate::platform::http::{Attempt, Result, Tally};

/// Attempts that are stored in one transaction.
const PIECE: usize = 200;
/// How long an attempt waits at most.
const EVERY: Duration = Duration::from_secs(1);

/// Records what waits. What cannot be stored now waits on.
pub async fn keep(platform: &Arc<Platform>) -> Result<()> {
    let mut waiting = platform.refusals.take();
    while !waiting.is_empty() {
        let rest = waiting.split_off(waiting.len().min(PIECE));
        if let Err(problem) = record(platform, waiting.clone()).await {
            platform.refusals.put_back(waiting);
            platform.refusals.put_back(rest);
            return Err(problem);
        }
        waiting = rest;
    }
    Ok(())
}

/// Records once a second until `stop` resolves, and what is left then.
pub async fn follow(platform: Arc<Platform>, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        let is_over = tokio::select! { () = &mut stop => true, () = tokio::time::sleep(EVERY) => false };
        if let Err(problem) = keep(&platform).await {
            tracing::error!(error = ?problem, "refused attempts could not be recorded");
        }
        if is_over {
            return;
        }
    }
}

async fn record(platform: &Platform, piece: Vec<(String, Attempt, Tally)>) -> Result<()> {
    let ids: Vec<String> = piece.iter().map(|(_, attempt, _)| attempt.record.clone()).collect();
    let asked = ids.clone();
    if platform.db.read(move |conn| store::known(conn, &asked)).await?.is_empty() {
        return Ok(());
    }
    platform
        .db
        .write(move |tx| {
            // Again, with the deadlines as they stand in this transaction: one may have moved.
            let known = store::known(tx, &ids)?;
            for (caller, attempt, tally) in &piece {
                if let Some(record) = known.get(&attempt.record) {
                    store::count(tx, caller, attempt, tally, record)?;
                }
            }
            Ok(())
        })
        .await
}
