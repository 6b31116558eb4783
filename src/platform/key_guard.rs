//! The service's keys at start: from the settings or from the data folder, and never others than the database knows.

use secrecy::ExposeSecret as _;

use super::config::Config;
use super::crypto::{KeyError, Origin, ServiceKeys};
use super::db::Db;
use super::http::{Problem, Result};
use super::i18n::Text;
use super::settings;
const FINGERPRINTS: &str = "keys.fingerprints";

/// The keys as configured, or from the data folder, where they are made at the very first start.
pub fn load(config: &Config) -> std::result::Result<(ServiceKeys, Origin), KeyError> {
    let (master, signing) = (config.keys.master.expose_secret(), config.keys.signing.expose_secret());
    if master.is_empty() && signing.is_empty() {
        ServiceKeys::load_or_create(&config.keys_dir())
    } else {
        ServiceKeys::from_config(master, signing).map(|keys| (keys, Origin::Loaded))
    }
}

/// Compares the keys with those that this database was written under; stores them at the first start.
pub async fn check(db: &Db, keys: &ServiceKeys, origin: Origin) -> Result<()> {
    let ours = serde_json::to_string(&keys.fingerprints()).map_err(Problem::internal)?;
    db.write(move |tx| {
        let known = settings::get(tx, FINGERPRINTS)?;
        match known {
            Some(known) if known == ours => Ok(()),
            Some(_) => Err(mismatch(origin)),
            None => settings::set(tx, FINGERPRINTS, &ours),
        }
    })
    .await
}

fn mismatch(origin: Origin) -> Problem {
    let (zh, en) = match origin {
        Origin::Created => (
            "密钥目录是空的，而数据库是用另一套密钥写的；请从备份恢复 keys 目录。新密钥打不开任何已封存的内容。",
            "The key folder was empty, and this database was written under other keys: restore the keys folder from the backup. New keys would open nothing.",
        ),
        Origin::Loaded => (
            "密钥与写此数据库时所用的不是同一套；请换回原来的密钥（keys.master、keys.signing 或 data/keys）。",
            "These are not the keys that this database was written under: give it back its own (keys.master and keys.signing, or data/keys).",
        ),
    };
    Problem::new(500, "keys/mismatch", ("密钥不符", "Wrong keys"), Text::new(zh, en))
}
