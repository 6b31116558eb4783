//! The append-only record of everything that happened: audit chain and change feed.
//!
//! `record()` is the only way in, from inside the transaction of the fact. Rows get `ord` then; one chainer gives the
//! rows that are visible to it their dense `seq` and their digest over the entry before. Only chained rows are shown, so
//! the feed has no gaps under concurrent writers. Payloads hold ids, amounts and digests, never personal data.

mod chain;
mod cursor;
mod entry;
mod event;
mod feed;
mod get;
mod head;
mod keys;
mod mail_head;
mod proof;
mod store;
mod verify;
mod verify_chain;
pub mod view;

pub use chain::{before_commit, catch_up, follow};
pub use cursor::Cursor;
pub use event::{Event, record};
pub use mail_head::ask as ask_for_head_mail;
pub use store::{
    Change, Entry, changes_from, digest_at, entries_after, entries_by_ids, entries_of_project, entries_of_record, events_after,
    events_of_projects, head_place, hide_longer, place_of,
};
pub use verify::{Verdict, verify};

use crate::platform::http::Routes;

use crate::platform::jobs::Registry;

pub fn routes(config: &mut Routes) {
    config
        .service(feed::handle)
        .service(head::handle)
        .service(keys::handle)
        .service(verify_chain::handle)
        .service(proof::handle)
        .service(get::handle);
}

/// Background work of this slice.
pub fn jobs(registry: Registry) -> Registry {
    registry.on(mail_head::JOB, mail_head::run)
}
