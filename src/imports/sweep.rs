//! Ends what cannot be worked off and forgets what is past its time; run by the scheduler.

use std::sync::Arc;

use super::{job, store};
use crate::platform::Platform;
use crate::platform::db::Tx;
use crate::platform::http::Result;
use crate::platform::jobs;
use crate::platform::time::Timestamp;

/// Ends imports whose job has died and deletes those that are past their time; how many were deleted.
pub fn sweep(tx: &mut Tx, platform: &Arc<Platform>, now: Timestamp) -> Result<usize> {
    let dead = jobs::dead(tx, job::JOB)?;
    for import in store::unfinished(tx, &dead)? {
        job::give_up(tx, platform, import)?;
    }
    store::delete_expired(tx, now)
}
