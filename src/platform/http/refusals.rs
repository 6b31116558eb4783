//! Refused attempts that wait to be recorded. Bounded: whoever floods the service with attempts fills their own share and nobody
//! else's, and every repetition only counts up.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::platform::time::Timestamp;

/// Callers, and different attempts of one caller, that are kept between two recordings.
const CALLERS: usize = 1024;
const ATTEMPTS: usize = 256;

/// What somebody was refused: which operation on which record, with 403 or 404.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attempt {
    pub operation: &'static str,
    /// The id in the path; whether it names a record is seen when it is recorded.
    pub record: String,
    pub status: u16,
}

/// How often, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    pub times: i64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
}

/// Attempts by caller, as the journal calls them.
#[derive(Default)]
pub struct Refusals(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by_caller: HashMap<String, HashMap<Attempt, Tally>>,
    lost: u64,
}

impl Refusals {
    /// Notes an attempt, or counts it up.
    pub fn note(&self, caller: String, attempt: Attempt, at: Timestamp) {
        self.add(caller, attempt, Tally { times: 1, first_at: at, last_at: at });
    }

    /// Everything that waits; nothing waits after it. What could not be kept is told to the log.
    pub fn take(&self) -> Vec<(String, Attempt, Tally)> {
        let kept = std::mem::take(&mut *self.kept());
        if kept.lost > 0 {
            tracing::warn!(lost = kept.lost, "refused attempts were more than are kept between two recordings");
        }
        let flat = |(caller, attempts): (String, HashMap<Attempt, Tally>)| {
            attempts.into_iter().map(move |(attempt, tally)| (caller.clone(), attempt, tally))
        };
        kept.by_caller.into_iter().flat_map(flat).collect()
    }

    /// Puts back what could not be recorded now.
    pub fn put_back(&self, waiting: Vec<(String, Attempt, Tally)>) {
        for (caller, attempt, tally) in waiting {
            self.add(caller, attempt, tally);
        }
    }

    fn add(&self, caller: String, attempt: Attempt, tally: Tally) {
        let mut kept = self.kept();
        let has_room = kept.by_caller.contains_key(&caller) || kept.by_caller.len() < CALLERS;
        if has_room {
            let own = kept.by_caller.entry(caller).or_default();
            if let Some(known) = own.get_mut(&attempt) {
                *known = known.and(tally);
                return;
            }
            if own.len() < ATTEMPTS {
                own.insert(attempt, tally);
                return;
            }
        }
        kept.lost += 1;
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tally {
    fn and(self, other: Tally) -> Tally {
        Tally {
            times: self.times.saturating_add(other.times),
            first_at: self.first_at.min(other.first_at),
            last_at: self.last_at.max(other.last_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(record: usize) -> Attempt {
        Attempt { operation: "bids_get", record: record.to_string(), status: 404 }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000).unwrap()
    }

    #[test]
    fn repetitions_count_up_and_nothing_is_told_twice() {
        let refusals = Refusals::default();
        for second in [5, 3, 9] {
            refusals.note("user:1".into(), attempt(1), at(second));
        }
        let tally = Tally { times: 3, first_at: at(3), last_at: at(9) };
        assert_eq!(refusals.take(), [("user:1".to_owned(), attempt(1), tally)]);
        assert_eq!(refusals.take(), []);
    }

    #[test]
    fn a_flood_fills_the_flooders_share_and_nobody_elses() {
        let refusals = Refusals::default();
        for record in 0..10_000 {
            refusals.note("user:flood".into(), attempt(record), at(1));
        }
        refusals.note("user:other".into(), attempt(1), at(2));
        let taken = refusals.take();
        assert_eq!(taken.len(), ATTEMPTS + 1);
        assert!(taken.iter().any(|(caller, ..)| caller == "user:other"));
    }

    #[test]
    fn what_could_not_be_recorded_waits_on() {
        let refusals = Refusals::default();
        refusals.note("user:1".into(), attempt(1), at(1));
        let taken = refusals.take();
        refusals.note("user:1".into(), attempt(1), at(2));
        refusals.put_back(taken);
        assert_eq!(refusals.take(), [("user:1".to_owned(), attempt(1), Tally { times: 2, first_at: at(1), last_at: at(2) })]);
    }
}
