//! What can be followed. Pure.

use crate::text_enum;

/// What one person follows at most.
pub const MOST: i64 = 500;

text_enum! {
    /// What is followed, by the name of its path.
    pub enum WatchKind {
        Projects = "projects",
        Needs = "needs",
    }
}
