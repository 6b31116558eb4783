//! The platform's first administrator: by a link that `serve` prints while nobody has an account, or by the command line.

mod create;
pub(super) mod first;
mod link;

pub use create::{create_administrator, has_administrator};
pub use first::{FirstAdministrator, become_first_administrator};
pub use link::first_administrator_link;
