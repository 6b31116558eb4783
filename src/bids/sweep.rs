//! Files that no row names: what a crash left between the file and its row, or between a row's end and the file's.

use std::time::{Duration, SystemTime};

use super::store;
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::files;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::AttachmentId;

/// No request takes that long; a younger file may be about to get its row.
const AGE: Duration = Duration::from_secs(3600);
/// Ids in one question to the database.
const BATCH: usize = 500;

/// Removes such files; says how many.
pub async fn sweep(platform: &Platform) -> Result<usize> {
    let (folder, now) = (platform.files(), SystemTime::UNIX_EPOCH + Duration::from_micros(system_now().micros().unsigned_abs()));
    let blocking = tokio::task::spawn_blocking(move || folder.sweep_parts(now, AGE));
    let mut old = blocking.await.map_err(Problem::internal)?.map_err(files::failed)?;
    // What else lies there is not ours.
    old.retain(|name| AttachmentId::parse(name).is_some());
    let mut swept = 0;
    for batch in old.chunks(BATCH) {
        let asked = batch.to_vec();
        let known = platform.db.read(move |conn| store::known_attachments(conn, &asked)).await?;
        let folder = platform.files();
        let orphans: Vec<_> = batch.iter().filter(|id| !known.contains(id)).cloned().collect();
        swept += orphans.len();
        let blocking = tokio::task::spawn_blocking(move || orphans.iter().try_for_each(|id| folder.remove(id)));
        blocking.await.map_err(Problem::internal)?.map_err(files::failed)?;
    }
    Ok(swept)
}
