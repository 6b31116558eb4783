//! `shuniu audit verify`: recomputes the journal's chain, and looks for a head that was mailed.

use std::path::Path;

use anyhow::Context as _;
use clap::Subcommand;

use super::{block_on, settings};
use crate::cli::say::say;
use crate::journal::{self, Verdict};
use crate::platform::config::Overrides;
use crate::platform::crypto::{Checkpoint, Digest, VerifyingKeys};
use crate::platform::db::{self, Conn, Db};
use crate::platform::http::Result;
use crate::platform::key_guard;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Recompute every digest from the first entry and compare.
    Verify {
        /// A head that you kept (sha-256:…): the chain must still contain it. A chain alone cannot show that its end was cut off.
        #[arg(long, value_name = "DIGEST", value_parser = digest)]
        head: Option<String>,
        /// The number of entries that stood beside it: the head must still stand at that place.
        #[arg(long, value_name = "N", requires = "head")]
        entries: Option<i64>,
        /// The signed statement of a daily mail instead of both, or a file that holds nothing else: its signature is verified first.
        #[arg(long, value_name = "STATEMENT", conflicts_with_all = ["head", "entries"])]
        signed: Option<String>,
    },
}

/// A digest as it is written; what is none is a slip of the pen and no alarm.
fn digest(text: &str) -> std::result::Result<String, String> {
    let digest: std::result::Result<Digest, _> = text.trim().parse();
    digest.map(|digest| digest.to_string()).map_err(|_| "a digest is sha-256: and 64 hexadecimal digits".to_owned())
}

/// The statement itself, or what stands in the file of this name.
fn statement(given: String) -> anyhow::Result<String> {
    if Path::new(&given).is_file() {
        return std::fs::read_to_string(&given).with_context(|| format!("--signed: cannot read {given}"));
    }
    Ok(given)
}

/// A head that somebody kept.
#[derive(Clone)]
struct Kept {
    digest: String,
    entries: Option<i64>,
}

impl Kept {
    /// Whether the chain still contains it, at its place where that is known.
    fn is_in(&self, conn: &mut Conn) -> Result<bool> {
        match self.entries {
            Some(place) => Ok(journal::digest_at(conn, place)?.as_ref() == Some(&self.digest)),
            None => Ok(journal::place_of(conn, &self.digest)?.is_some()),
        }
    }
}

impl Audit {
    pub(super) fn run(self, overrides: &Overrides) -> anyhow::Result<()> {
        let Audit::Verify { head, entries, signed } = self;
        let config = settings(overrides)?;
        let kept = match signed {
            Some(signed) => {
                if !config.keys_are_configured() && !config.keys_dir().exists() {
                    anyhow::bail!("--signed: there are no keys in {}; verify on the service's host", config.keys_dir().display());
                }
                let (keys, _) = key_guard::load(&config)?;
                let public: VerifyingKeys = [keys.signing().verifying_key()].into_iter().collect();
                let checkpoint = Checkpoint::verify(statement(signed)?.trim(), &public).context("--signed")?;
                say!("Signed by this service on {}: {} entries, head {}", checkpoint.date, checkpoint.entries, checkpoint.head);
                Some(Kept { digest: checkpoint.head, entries: Some(checkpoint.entries) })
            }
            None => head.map(|digest| Kept { digest, entries }),
        };
        if let Some(file) = db::sqlite_file(&config.database_url()).filter(|file| !Path::new(file).exists()) {
            anyhow::bail!("there is no database {file}: name the service's folder with --data, or its database with DATABASE_URL");
        }
        block_on(async move {
            let (db, _) = Db::open(&config.database_url(), config.database.connections, journal::before_commit)?;
            let (verdict, found) = db
                .read(move |conn| {
                    let verdict = journal::verify(conn, |seq| eprintln!("{seq} entries verified …"))?;
                    let found = kept.map(|kept| kept.is_in(conn)).transpose()?;
                    Ok((verdict, found))
                })
                .await?;
            db.close().await;
            match (verdict, found) {
                (Verdict::Broken { seq, reason }, _) => anyhow::bail!("the chain is broken at entry {seq}: {reason}"),
                (_, Some(false)) => {
                    anyhow::bail!("the chain is whole but does not contain the head that you kept: entries were cut off or replaced")
                }
                (Verdict::Whole { entries, head }, _) => say!("The chain is whole: {entries} entries, head {head}"),
            }
            if found == Some(true) {
                say!("It contains the head that you kept: nothing before it was cut off or replaced.");
            }
            Ok(())
        })
    }
}
