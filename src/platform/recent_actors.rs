//! Who asked just now: actors that were read, kept for the reads that follow.
//!
//! What makes an actor (session, memberships, key) changes by commits only. What is kept was read after the last commit of this instance,
//! and is forgotten a second later, because another process may commit too. Writes never ask here: they read inside their transaction.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::actor::{Actor, Credential};

/// How long a commit of another process may go unnoticed.
const KEPT: Duration = Duration::from_secs(1);

#[derive(Default)]
pub struct RecentActors(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// How many commits there were when the first of them was read.
    commits: u64,
    since: Option<Instant>,
    actors: HashMap<Credential, Actor>,
}

impl RecentActors {
    /// The credential's actor, if it was read after so many commits and not long ago.
    pub fn find(&self, credential: &Credential, commits: u64) -> Option<Actor> {
        let kept = self.kept();
        let is_fresh = kept.commits == commits && kept.since.is_some_and(|since| since.elapsed() < KEPT);
        is_fresh.then(|| kept.actors.get(credential).cloned()).flatten()
    }

    /// Keeps what was read; `commits` were counted before the reading.
    pub fn keep(&self, credential: &Credential, actor: &Actor, commits: u64) {
        let mut kept = self.kept();
        let is_stale = kept.since.is_none_or(|since| since.elapsed() >= KEPT);
        if commits > kept.commits || is_stale {
            *kept = Kept { commits, since: Some(Instant::now()), actors: HashMap::new() };
        }
        if commits == kept.commits {
            kept.actors.insert(credential.clone(), actor.clone());
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(hash: &str) -> Credential {
        Credential::ApiKey { hash: hash.to_owned() }
    }

    #[test]
    fn what_was_read_is_found_until_the_next_commit() {
        let recent = RecentActors::default();
        recent.keep(&key("a"), &Actor::system(), 7);
        recent.keep(&key("b"), &Actor::anonymous(), 7);
        assert_eq!(recent.find(&key("a"), 7), Some(Actor::system()));
        assert_eq!(recent.find(&key("b"), 7), Some(Actor::anonymous()));
        assert_eq!(recent.find(&key("c"), 7), None);
        assert_eq!(recent.find(&key("a"), 8), None);
        recent.keep(&key("b"), &Actor::anonymous(), 8);
        assert_eq!(recent.find(&key("a"), 8), None);
    }

    #[test]
    fn what_was_read_before_a_commit_is_not_kept_after_it() {
        let recent = RecentActors::default();
        recent.keep(&key("new"), &Actor::system(), 8);
        recent.keep(&key("old"), &Actor::system(), 7);
        assert_eq!(recent.find(&key("old"), 8), None);
        assert_eq!(recent.find(&key("old"), 7), None);
        assert_eq!(recent.find(&key("new"), 8), Some(Actor::system()));
    }
}
