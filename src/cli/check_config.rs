//! `shuniu check-config`: reads the settings as `serve` would and prints them without secrets.

use crate::cli::say::say;
use crate::platform::config::{Config, Overrides};

pub(super) fn run(overrides: &Overrides) -> anyhow::Result<()> {
    let config = Config::load(overrides)?;
    say!("{}", config.redacted().trim_end());
    Ok(())
}
