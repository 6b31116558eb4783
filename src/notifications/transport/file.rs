//! One `.eml` per mail, named by its Message-ID: what is sent again takes the place of what was there.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Refusal;

pub async fn deliver(outbox: PathBuf, message_id: &str, mail: Vec<u8>) -> Result<(), Refusal> {
    let name = format!("{message_id}.eml");
    let written = tokio::task::spawn_blocking(move || write(&outbox, &name, &mail)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(cause)) => Err(Refusal::Later(format!("the outbox folder cannot be written: {}", cause.kind()))),
        Err(_) => Err(Refusal::Later("writing the mail was interrupted".to_owned())),
    }
}

/// Under another name first, so that a crash leaves no half mail.
fn write(outbox: &Path, name: &str, mail: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(outbox)?;
    let half = outbox.join(format!(".{name}.half"));
    let mut file = std::fs::File::create(&half)?;
    file.write_all(mail)?;
    file.sync_all()?;
    std::fs::rename(&half, outbox.join(name))
}
