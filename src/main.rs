//! `shuniu`: see `shuniu --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    shuniu::cli::run()
}
