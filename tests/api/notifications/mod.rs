//! Letters: who gets them, what they say, and that none is lost or doubled.

mod follow;
mod invitation;
mod list;
pub mod scene;
mod send;
mod watchers;
