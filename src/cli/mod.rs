//! The command line: one file per command.

mod audit;
mod check_config;
mod demo;
mod keys;
mod matching;
mod migrate;
mod receipt;
mod routes;
mod say;
pub mod serve;
pub mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::platform::config::{Config, Overrides, prepare_data_dir};

/// Shuniu 枢纽: the hub on which a neighbourhood's needs meet the organisations that can serve them.
#[derive(Parser)]
#[command(version, about, disable_help_subcommand = true)]
struct Cli {
    /// Settings file (TOML); variables like SHUNIU__SERVER__BIND win over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Data folder: database, keys, outbox.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API.
    Serve(serve::Serve),
    /// Play the main job on real data in a sandbox, then serve it.
    Demo(demo::Demo),
    /// Create or upgrade the database and stop.
    Migrate,
    /// Check the settings and print them without secrets.
    CheckConfig,
    /// Print every operation of the API with who may call it.
    Routes,
    /// The service's keys.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Accounts, for whoever has a shell on the host.
    #[command(subcommand)]
    User(user::User),
    /// Receipts of bids, verified offline.
    #[command(subcommand)]
    Receipt(receipt::ReceiptCommand),
    /// The journal's chain.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// The matching engine on files: how good it is, and its best pairing.
    #[command(subcommand, name = "match")]
    Match(matching::Matching),
}

/// Runs the command; an error is one clear line on standard error.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let overrides = Overrides { file: cli.config, data_dir: cli.data, ..Overrides::default() };
    let done = |()| ExitCode::SUCCESS;
    let outcome = match cli.command {
        Command::Serve(command) => command.run(overrides).map(done),
        Command::Demo(command) => command.run(overrides).map(done),
        Command::Migrate => migrate::run(&overrides).map(done),
        Command::CheckConfig => check_config::run(&overrides).map(done),
        Command::Routes => routes::run().map(done),
        Command::Keys(command) => command.run().map(done),
        Command::User(command) => command.run(&overrides).map(done),
        Command::Receipt(command) => command.run().map(done),
        Command::Audit(command) => command.run(&overrides).map(done),
        Command::Match(command) => command.run(),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("shuniu: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The settings, with a data folder that can be written to.
fn settings(overrides: &Overrides) -> anyhow::Result<Config> {
    let config = Config::load(overrides)?;
    prepare_data_dir(&config.data.dir)?;
    Ok(config)
}

/// A runtime for commands that are not servers.
fn block_on<T>(future: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(future)
}
