//! Whom the other slices write to and ask about: people by organisation, by role and by reach.

mod drafts;
mod store;

pub use drafts::could_read_drafts;
pub use store::{Contact, contacts_by_ids, contacts_of, holders, holders_reaching, members_since, reached_paths};
