//! Keys for the programs of an organisation: shown once, stored as a hash, limited to scopes and to a term.

pub(super) mod create;
pub(super) mod list;
pub(super) mod revoke;
mod store;
mod view;
