//! `shuniu keys generate`: a pair of keys for the settings, where several instances share one PostgreSQL.

use clap::Subcommand;

use crate::cli::say::say;
use crate::platform::crypto::KeyMaterial;

#[derive(Subcommand)]
pub(super) enum Keys {
    /// Print a new pair for keys.master and keys.signing. Keep it secret, and apart from the database's backups.
    Generate,
}

impl Keys {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let Keys::Generate = self;
        let keys = KeyMaterial::generate()?;
        say!("SHUNIU__KEYS__MASTER={}", keys.master_base64().as_str());
        say!("SHUNIU__KEYS__SIGNING={}", keys.signing_pkcs8_base64().as_str());
        Ok(())
    }
}
