//! Where a follower of the journal stands. It moves in the transaction of what the follower did, from where it was read: a crash repeats
//! a batch, and of two instances one finds nothing to do.

use super::store;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Problem, Result};
use crate::platform::settings;

/// A follower's place, by the name under which it is kept.
pub struct Cursor(&'static str);

impl Cursor {
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The last entry that the follower has handled; none before the first.
    pub fn read(&self, conn: &mut Conn) -> Result<Option<i64>> {
        let stored = settings::get(conn, self.0)?;
        stored.map(|value| value.parse().map_err(|_| Problem::broken(format!("{} is not a number", self.0)))).transpose()
    }

    /// How many entries of the chain the follower has not handled yet.
    pub fn lag(&self, conn: &mut Conn) -> Result<i64> {
        let (head, _) = store::head(conn)?;
        Ok(head - self.read(conn)?.unwrap_or(0))
    }

    /// Moves from the place that was read; false when another instance was faster.
    pub fn advance(&self, tx: &mut Tx, from: Option<i64>, to: i64) -> Result<bool> {
        match from {
            Some(from) => settings::replace(tx, self.0, &from.to_string(), &to.to_string()),
            None => settings::add(tx, self.0, &to.to_string()),
        }
    }
}
