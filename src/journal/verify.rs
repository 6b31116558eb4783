//! Recomputes the chain entry by entry: `shuniu audit verify` and `GET /audit/verify`.

use super::entry::GENESIS;
use super::store::{self, Entry};
use crate::platform::db::Conn;
use crate::platform::http::Result;

/// Entries that are read, and held in memory, at once.
pub(super) const PIECE: i64 = 1000;

/// What the recomputation found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every entry carries the digest that its content and its predecessor give.
    Whole { entries: i64, head: String },
    /// The first entry that does not.
    Broken { seq: i64, reason: &'static str },
}

/// How far the recomputation has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Walk {
    /// The last place that was found whole.
    pub seq: i64,
    /// Its digest.
    pub digest: String,
}

impl Walk {
    pub fn from_the_beginning() -> Self {
        Self { seq: 0, digest: GENESIS.to_owned() }
    }

    /// The entries that come next.
    pub fn next(&self, conn: &mut Conn, limit: i64) -> Result<Vec<Entry>> {
        store::entries_after(conn, self.seq, limit)
    }

    /// Goes over the entries that come next; the verdict where one of them is broken.
    pub fn over(&mut self, entries: Vec<Entry>) -> Result<Option<Verdict>> {
        for entry in entries {
            let seq = self.seq + 1;
            if let Some(reason) = fault(&entry, seq, &self.digest)? {
                return Ok(Some(Verdict::Broken { seq, reason }));
            }
            self.seq = seq;
            self.digest = entry.digest.unwrap_or_default();
        }
        Ok(None)
    }

    pub fn whole(self) -> Verdict {
        Verdict::Whole { entries: self.seq, head: self.digest }
    }
}

/// Walks the whole chain. A chain alone cannot show that its end was cut off: compare the head with a copy kept elsewhere.
pub fn verify(conn: &mut Conn, mut progress: impl FnMut(i64)) -> Result<Verdict> {
    let mut walk = Walk::from_the_beginning();
    loop {
        let entries = walk.next(conn, PIECE)?;
        if entries.is_empty() {
            return Ok(walk.whole());
        }
        if let Some(broken) = walk.over(entries)? {
            return Ok(broken);
        }
        progress(walk.seq);
    }
}

/// What is wrong with the entry that should stand at this place after this digest.
pub(super) fn fault(entry: &Entry, seq: i64, previous: &str) -> Result<Option<&'static str>> {
    if entry.seq != Some(seq) {
        return Ok(Some("an entry is missing before this place"));
    }
    if entry.previous_digest.as_deref() != Some(previous) {
        return Ok(Some("it does not carry the digest of the entry before"));
    }
    if entry.digest.as_deref() != Some(entry.digest_after(seq, previous)?.as_str()) {
        return Ok(Some("its content does not give its digest"));
    }
    Ok(None)
}
