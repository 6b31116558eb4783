//! What a command prints. Whoever reads may stop reading (`shuniu routes | head`): the command does its work all the same, and
//! its status stays its own.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write, stdout};
use std::process::exit;

/// As `println!`, but a reader who went away is no panic.
macro_rules! say {
    ($($text:tt)*) => { $crate::cli::say::line(format_args!($($text)*)) };
}
pub(in crate::cli) use say;

/// Prints a line if anybody reads it; ends the command with an error where it cannot be written.
pub(in crate::cli) fn line(text: Arguments<'_>) {
    // In one piece: two threads may speak at once.
    if let Err(error) = Listeners.write_all(format!("{text}\n").as_bytes()) {
        eprintln!("shuniu: nothing can be printed: {error}");
        exit(1)
    }
}

/// Standard output, for whoever is left to read it.
pub(in crate::cli) struct Listeners;

impl Write for Listeners {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        unless_gone(stdout().write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_gone(stdout().flush(), ())
    }
}

fn unless_gone<T>(written: io::Result<T>, nobody_reads: T) -> io::Result<T> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(nobody_reads),
        written => written,
    }
}
