//! Mails of what people saved and follow. The follower of the journal notes who is to be told of an entry (`hear`); the notes become mails
//! at once (`at_once`) or with the digest of the day (`digest`), and each note is gone with its mail in one transaction.
//!
//! Nothing is said but what the public notices say, or the list of needs to who may see them; who may is looked at when it is noted and
//! again when it is told. Whoever is told of the same event by a letter of their own, or is invited to the call by one, is told nothing here.

mod at_once;
mod digest;
mod hear;
mod items;
mod letters;
mod store;
mod subject;

pub use digest::ask as ask_for_digest;
pub use hear::hear;
pub use store::Alert;
pub(super) use store::note;
pub(super) use subject::{is_listened_to, is_new_call};

use crate::platform::jobs::Registry;

pub(super) fn jobs(registry: Registry) -> Registry {
    registry.on(at_once::JOB, at_once::handle).on(digest::JOB, digest::handle)
}
