//! `shuniu user create-admin`: an administrator without the one-time link.

use std::io::{BufRead, IsTerminal};
use std::sync::Arc;

use clap::Subcommand;
use secrecy::SecretString;

use super::{block_on, settings};
use crate::app;
use crate::cli::say::say;
use crate::identity;
use crate::platform::Platform;
use crate::platform::config::Overrides;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::UserId;
use crate::platform::sandbox::Mode;
use crate::platform::telemetry;

#[derive(Subcommand)]
pub(super) enum User {
    /// Add an administrator. The password is asked for, or read as one line from standard input.
    CreateAdmin {
        /// Address to sign in with.
        #[arg(long)]
        email: String,
        /// The person's name.
        #[arg(long)]
        name: String,
    },
}

impl User {
    pub(super) fn run(self, overrides: &Overrides) -> anyhow::Result<()> {
        let User::CreateAdmin { email, name } = self;
        let config = settings(overrides)?;
        telemetry::start(&config.log).map_err(anyhow::Error::msg)?;
        let password = ask_password()?;
        block_on(async move {
            let started = app::start(config, Mode::Plain).await?;
            let made = create_admin(&started.platform, &email, &name, &password).await;
            started.platform.db.close().await;
            made.map_err(|problem| anyhow::anyhow!(words(&problem)))?;
            say!("{email} administers the platform now.");
            Ok(())
        })
    }
}

/// Adds an administrator, also when the last one was lost: whoever has a shell on the host may. A refusal lists what is wrong with
/// `/email`, `/name` and `/password`.
pub async fn create_admin(platform: &Arc<Platform>, email: &str, name: &str, password: &SecretString) -> Result<UserId> {
    identity::create_administrator(platform, email, name, password).await
}

fn ask_password() -> anyhow::Result<SecretString> {
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password("Password (15 to 128 characters): ")?.into());
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned().into())
}

/// The refusal on one line, field by field, with the option's name where the field is one.
fn words(problem: &Problem) -> String {
    if problem.errors().is_empty() {
        return problem.to_string();
    }
    let fields = problem.errors().iter().map(|error| format!("{}: {}", error.pointer.trim_start_matches('/'), error.detail.en));
    fields.collect::<Vec<_>>().join(" ")
}
