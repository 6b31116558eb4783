//! `shuniu audit verify`: recomputes the journal's chain.

use clap::Subcommand;

use super::{block_on, settings};
use crate::journal::{self, Verdict};
use crate::platform::config::Overrides;
use crate::platform::db::Db;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Recompute every digest from the first entry and compare.
    Verify {
        /// A head that you kept (sha-256:…): the chain must still contain it. A chain alone cannot show that its end was cut off.
        #[arg(long, value_name = "DIGEST")]
        head: Option<String>,
    },
}

impl Audit {
    pub(super) fn run(self, overrides: &Overrides) -> anyhow::Result<()> {
        let Audit::Verify { head: kept } = self;
        let config = settings(overrides)?;
        block_on(async move {
            let (db, _) = Db::open(&config.database_url(), config.database.connections, journal::before_commit)?;
            let (verdict, found) = db
                .read(move |conn| {
                    let verdict = journal::verify(conn, |seq| eprintln!("{seq} entries verified …"))?;
                    let found = kept.map(|digest| journal::contains(conn, &digest)).transpose()?;
                    Ok((verdict, found))
                })
                .await?;
            db.close().await;
            match (verdict, found) {
                (Verdict::Broken { seq, reason }, _) => anyhow::bail!("the chain is broken at entry {seq}: {reason}"),
                (_, Some(false)) => {
                    anyhow::bail!("the chain is whole but does not contain the head that you kept: entries were cut off or replaced")
                }
                (Verdict::Whole { entries, head }, _) => println!("The chain is whole: {entries} entries, head {head}"),
            }
            Ok(())
        })
    }
}
