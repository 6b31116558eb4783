//! One folder of files for one database. Beside another's all files would be without rows, and the sweep would take them away.

use super::store;
use super::sweep::{BATCH, on_disk};
use crate::platform::Platform;
use crate::platform::config::redact_url;
use crate::platform::db::Db;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{self, AttachmentId};
use crate::platform::settings;

/// The id by which a folder knows its database.
const DATABASE: &str = "files.database";

/// Refuses a folder of another database; one that is nobody's becomes this database's, if it is empty or a row names what lies there.
///
/// # Errors
/// 500 `bids/wrong_folder` with both settings and the way out.
pub async fn claim(platform: &Platform) -> Result<()> {
    let ours = id_of(&platform.db).await?;
    let folder = platform.files();
    let (owner, names) = on_disk(move || Ok((folder.owner()?, folder.names()?))).await?;
    match owner {
        Some(owner) if owner == ours => Ok(()),
        None if is_known(platform, names).await? => {
            let folder = platform.files();
            on_disk(move || folder.set_owner(&ours)).await
        }
        _ => Err(wrong(platform)),
    }
}

async fn id_of(db: &Db) -> Result<String> {
    let fresh = ids::fresh();
    db.write(move |tx| match settings::get(tx, DATABASE)? {
        Some(id) => Ok(id),
        None => settings::set(tx, DATABASE, &fresh).map(|()| fresh.clone()),
    })
    .await
}

/// Whether a row names one of the files, or there are none.
async fn is_known(platform: &Platform, mut names: Vec<String>) -> Result<bool> {
    names.retain(|name| AttachmentId::parse(name).is_some());
    for batch in names.chunks(BATCH) {
        let asked = batch.to_vec();
        if !platform.db.read(move |conn| store::known_attachments(conn, &asked)).await?.is_empty() {
            return Ok(true);
        }
    }
    Ok(names.is_empty())
}

fn wrong(platform: &Platform) -> Problem {
    let (folder, url) = (platform.config.attachments_dir(), redact_url(&platform.config.database_url()));
    let folder = folder.display();
    Problem::new(
        500,
        "bids/wrong_folder",
        ("附件目录不符", "Wrong folder of files"),
        Text::new(
            format!(
                "data.attachments_dir（{folder}）中的文件属于另一个数据库，不属于 database.url（{url}）；未改动任何文件。\
                 请改正这两项之一，使目录与数据库成对；新数据库请另用一个空目录。确属一对时，删除目录中的 database 文件后再启动。"
            ),
            format!(
                "The files in data.attachments_dir ({folder}) belong to another database than database.url ({url}). Nothing was changed. \
                 Correct one of the two settings, so that folder and database are a pair again; give a new database an empty folder of its own. \
                 Where they are a pair, remove the file \"database\" in the folder and start again."
            ),
        ),
    )
}
