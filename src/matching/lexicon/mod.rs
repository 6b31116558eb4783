//! The lexicon: which words mean a service field, and which mean nothing. Edited by the platform's administrators, edition by edition;
//! before the first edition the words of the taxonomy hold.

pub(super) mod editions;
pub(super) mod get;
pub(super) mod replace;
mod store;
mod words;

pub(super) use store::in_force;
pub use words::Words;
