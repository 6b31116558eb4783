//! `shuniu match assign`: the best pairing of a matching meeting, with its proof.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::say::say;
use crate::matching::engine::assign::report::{self, Failure, Mode};
use crate::matching::engine::assign::share::Share;

#[derive(Args)]
pub(in crate::cli) struct Assign {
    /// The meeting: `P O E`, then P lines `slots`, O lines `capacity new(0/1)`, E lines `project organisation score`.
    #[arg(long, value_name = "FILE")]
    instance: PathBuf,
    /// `optimal`: the largest total score; `stable`: no two that would both rather be paired.
    #[arg(long, default_value = "optimal", value_name = "MODE")]
    mode: Mode,
    /// The part of the filled slots that goes to newly incubated organisations at least, such as 0.12.
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true)]
    new_share: Option<Share>,
    /// One JSON object instead of lines.
    #[arg(long)]
    json: bool,
}

impl Assign {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let asked = report::Args { instance: self.instance, mode: self.mode, new_share: self.new_share };
        match report::run(&asked) {
            Ok(report) if self.json => say!("{}", serde_json::to_string(&report)?),
            Ok(report) => say!("{}", report.to_string().trim_end()),
            Err(failure) => {
                if let (true, Failure::NotPossible(_, report)) = (self.json, &failure) {
                    say!("{}", serde_json::to_string(report)?);
                }
                eprintln!("shuniu: {failure}");
                return Ok(ExitCode::from(failure.exit_code()));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
