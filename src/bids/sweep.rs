//! Files that no row names: what a crash left between the file and its row, or between a row's end and the file's; and, where the database was
//! restored from an older dump, what came after it. So they are put aside first, and come back with their rows.

use std::io;
use std::time::{Duration, SystemTime};

use super::store;
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::files;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::AttachmentId;

/// No request takes that long; a younger file may be about to get its row.
const AGE: Duration = Duration::from_secs(3600);
/// How long what was put aside can come back.
const KEPT: Duration = Duration::from_secs(30 * 86_400);
/// Ids in one question to the database.
pub(super) const BATCH: usize = 500;

/// Puts such files aside, says how many; removes those that were put aside long ago, and takes back those that have a row.
pub async fn sweep(platform: &Platform) -> Result<usize> {
    let (folder, now) = (platform.files(), SystemTime::UNIX_EPOCH + Duration::from_micros(system_now().micros().unsigned_abs()));
    let (aside, old) = on_disk(move || Ok((folder.aside()?, folder.sweep_parts(now, AGE)?))).await?;
    for (named, orphans) in split(platform, aside).await? {
        let folder = platform.files();
        on_disk(move || {
            named.iter().try_for_each(|id| folder.take_back(id))?;
            orphans.iter().try_for_each(|id| folder.forget(id, now, KEPT))
        })
        .await?;
    }
    let mut swept = 0;
    for (_, orphans) in split(platform, old).await? {
        swept += orphans.len();
        let folder = platform.files();
        on_disk(move || orphans.iter().try_for_each(|id| folder.put_aside(id, now))).await?;
    }
    Ok(swept)
}

/// Names of files, some at a time: those that a row names, and the others. What else lies there is not ours.
async fn split(platform: &Platform, mut names: Vec<String>) -> Result<Vec<(Vec<String>, Vec<String>)>> {
    names.retain(|name| AttachmentId::parse(name).is_some());
    let mut batches = Vec::new();
    for batch in names.chunks(BATCH) {
        let asked = batch.to_vec();
        let known = platform.db.read(move |conn| store::known_attachments(conn, &asked)).await?;
        batches.push(batch.iter().cloned().partition(|id| known.contains(id)));
    }
    Ok(batches)
}

pub(super) async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?.map_err(files::failed)
}
