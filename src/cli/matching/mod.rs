//! `shuniu match …`: the matching engine on files, for everyone who doubts it. It reads and writes files and nothing else.

mod assign;
mod eval;
mod rank;
mod suggest;

use std::fmt;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

#[derive(Subcommand)]
pub(super) enum Matching {
    /// Rank documents by their text alone, and measure the ranking where the right answers are known.
    Eval(eval::Eval),
    /// Rank organisations for projects by the full score with the default weights.
    Rank(rank::Rank),
    /// Suggest the service field of each need, and measure the suggestions where the right field is known.
    Suggest(suggest::Suggest),
    /// Pair the projects and organisations of a matching meeting. Status 3: the guaranteed share is not possible.
    Assign(assign::Assign),
}

impl Matching {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Eval(command) => command.run().map(|()| ExitCode::SUCCESS),
            Self::Rank(command) => command.run().map(|()| ExitCode::SUCCESS),
            Self::Suggest(command) => command.run().map(|()| ExitCode::SUCCESS),
            Self::Assign(command) => command.run(),
        }
    }
}

/// Shown on a terminal only, and only for what takes long enough to wonder.
fn progress(steps: usize, what: &'static str) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}")?;
    let bar = ProgressBar::with_draw_target(u64::try_from(steps).ok(), ProgressDrawTarget::stderr_with_hz(5));
    Ok(bar.with_style(style).with_message(what))
}

/// Writes a run: what was asked, what was found, and its value, separated by tabs.
fn write_run<'r>(file: &Path, rows: impl Iterator<Item = (&'r str, &'r str, impl fmt::Display)>) -> anyhow::Result<()> {
    let write = || -> std::io::Result<()> {
        let mut out = BufWriter::new(File::create(file)?);
        for (asked, found, value) in rows {
            writeln!(out, "{asked}\t{found}\t{value}")?;
        }
        out.flush()
    };
    write().with_context(|| format!("cannot write {}", file.display()))
}

/// How long each of many askings took.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn take<T>(&mut self, ask: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let answer = ask();
        self.0.push(began.elapsed());
        answer
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut times = self.0.clone();
        times.sort_unstable();
        let total: Duration = times.iter().sum();
        let at =
            |percent: usize| times.get(times.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default().as_secs_f64() * 1000.0;
        let rate = if total.is_zero() { 0.0 } else { times.len() as f64 / total.as_secs_f64() };
        write!(f, "queries per second {rate:.0} (p50 {:.3} ms, p99 {:.3} ms)", at(50), at(99))
    }
}
