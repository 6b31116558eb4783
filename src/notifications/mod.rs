//! Reads the journal: who is told what, in which words, by e-mail; one row in the ledger per recipient and event.
//!
//! ```text
//! journal ─► follow ─► audience (who) ─► facts (what) ─► templates (words) ─► ledger ─► send ─► outbox folder or mail server
//!               └────► alerts (who saved a search or follows it) ─► at once, or the digest of the day ─► ledger
//! ```
//! Nothing is lost: cursor, ledger rows and jobs commit together. Nothing is promised exactly once: after a crash between
//! the hand-over and its note in the ledger, the same mail goes out again under the same Message-ID.

mod alerts;
mod audience;
mod facts;
mod follow;
mod letter;
mod list;
mod model;
mod plain_text;
mod send;
mod store;
mod template_words;
mod templates;
mod transport;
mod view;

pub use alerts::{Alert, ask_for_digest, hear};
pub use audience::Recipient;
pub use follow::{follow, lag};
pub use list::deliveries_of_project;
pub use model::Status;
pub use store::{sent, sent_by_role};
pub use templates::Template;
pub use view::DeliveryView;

use crate::platform::http::Routes;

use crate::platform::jobs::Registry;

pub fn routes(config: &mut Routes) {
    config.service(list::handle);
}

/// Background work of this slice.
pub fn jobs(registry: Registry) -> Registry {
    alerts::jobs(registry).on_outside(send::JOB, send::handle)
}
