//! What a command prints. Whoever reads may stop reading (`shuniu routes | head`): then the command ends too, without a word.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write, stdout};
use std::process::exit;

/// As `println!`, but a reader who went away is no panic.
macro_rules! say {
    ($($text:tt)*) => { $crate::cli::say::line(format_args!($($text)*)) };
}
pub(in crate::cli) use say;

/// Prints a line; ends the command where nobody reads it, and with an error where it cannot be written.
pub(in crate::cli) fn line(text: Arguments<'_>) {
    match writeln!(stdout(), "{text}") {
        Ok(()) => (),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => exit(0),
        Err(error) => {
            eprintln!("shuniu: nothing can be printed: {error}");
            exit(1)
        }
    }
}
