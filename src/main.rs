//! `shuniu`: see `shuniu --help`.

use std::process::ExitCode;

/// A fifth of a request's time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    shuniu::cli::run()
}
