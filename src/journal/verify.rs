//! Recomputes the chain from the first entry: `shuniu audit verify`.

use super::entry::GENESIS;
use super::store::{self, Entry};
use crate::platform::db::Conn;
use crate::platform::http::Result;

const PIECE: i64 = 1000;

/// What the recomputation found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every entry carries the digest that its content and its predecessor give.
    Whole { entries: i64, head: String },
    /// The first entry that does not.
    Broken { seq: i64, reason: &'static str },
}

/// Walks the whole chain. A chain alone cannot show that its end was cut off: compare the head with a copy kept elsewhere.
pub fn verify(conn: &mut Conn, mut progress: impl FnMut(i64)) -> Result<Verdict> {
    let (mut seq, mut previous) = (0, GENESIS.to_owned());
    loop {
        let entries = store::entries_after(conn, seq, PIECE)?;
        if entries.is_empty() {
            return Ok(Verdict::Whole { entries: seq, head: previous });
        }
        for entry in entries {
            if let Some(reason) = fault(&entry, seq + 1, &previous)? {
                return Ok(Verdict::Broken { seq: seq + 1, reason });
            }
            seq += 1;
            previous = entry.digest.unwrap_or_default();
        }
        progress(seq);
    }
}

fn fault(entry: &Entry, seq: i64, previous: &str) -> Result<Option<&'static str>> {
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
