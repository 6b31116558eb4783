//! The engine of a running instance: loaded after the start, and brought up to date with the journal before each answer.
//!
//! A question first reads what was committed since the last one, in its own view of the database. So what is written is in the
//! next answer of every instance, a write pays nothing for it, and what is rolled back is never seen.

mod changes;
mod follow;
mod teacher;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use changes::{Changes, News};
use chrono::NaiveDate;
pub use follow::{follow, load, reload};
pub use teacher::Suggested;
use teacher::Teacher;

use super::engine::{Digest, Engine};
use super::taxonomy::{self, Places};
use super::{lexicon, records};
use crate::platform::Platform;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::time::Timestamp;

/// The code of a refusal while somebody else reads everything anew.
const BEING_CHANGED: &str = "matching/being_changed";
/// Records that are read and applied at once.
const BATCH: usize = 500;

/// The engine and how far it has read.
#[derive(Default)]
pub struct Index {
    state: RwLock<Option<State>>,
    /// Held by who loads, so that the work is done once.
    loading: Mutex<()>,
    places: Places,
}

struct State {
    engine: Engine,
    teacher: Teacher,
    seen: Seen,
    /// The day in Shanghai that the engine counts from.
    day: NaiveDate,
    /// How often everything was read anew: what was caught up with before is not known to be in what was read since.
    generation: u64,
}

/// Both sides of a check.
pub struct Compared {
    /// How far the engine has read.
    pub as_of: u64,
    pub engine: Digest,
    pub database: Digest,
    pub consistent: bool,
}

/// Which entries of the journal the engine knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    /// Every chained one up to this place.
    seq: i64,
    /// And these, by the order of recording, which were not chained when they were read.
    beyond: BTreeSet<i64>,
}

impl Index {
    /// The one of this instance.
    pub fn of(platform: &Platform) -> Arc<Self> {
        platform.memory.of()
    }

    /// Answers a question with everything that `conn` sees; never inside a write, where that may be rolled back.
    ///
    /// # Errors
    /// 503 while the engine is being loaded.
    pub fn ask<T>(&self, conn: &mut Conn, now: Timestamp, question: impl FnOnce(&Engine) -> T) -> Result<T> {
        let state = self.current(conn, now)?;
        Ok(question(&state.as_ref().ok_or_else(still_loading)?.engine))
    }

    /// The service fields that a text may belong to; never inside a write.
    ///
    /// # Errors
    /// 503 while the engine is being loaded.
    pub fn suggest_field(&self, conn: &mut Conn, now: Timestamp, text: &str) -> Result<Suggested> {
        let state = self.current(conn, now)?;
        Ok(state.as_ref().ok_or_else(still_loading)?.teacher.suggest(text))
    }

    /// Answers with what is known already: for a write, whose own view may be rolled back.
    ///
    /// # Errors
    /// 503 while the engine is being loaded.
    pub fn ask_as_it_is<T>(&self, question: impl FnOnce(&Engine) -> T) -> Result<T> {
        Ok(question(&self.read().as_ref().ok_or_else(still_loading)?.engine))
    }

    /// What the engine holds and what the database holds, while nobody writes.
    ///
    /// # Errors
    /// 503 while the engine is being loaded, and where somebody wrote meanwhile.
    pub fn compare(&self, conn: &mut Conn, now: Timestamp) -> Result<Compared> {
        let (seen, as_of, engine) = {
            let state = self.current(conn, now)?;
            let state = state.as_ref().ok_or_else(still_loading)?;
            (state.seen.clone(), state.engine.as_of(), state.engine.digest())
        };
        let database = changes::digest(conn, now)?;
        let after = Seen::now(conn)?;
        // An engine that has caught up and still knows another journal than this one will not catch up by itself.
        let is_stuck = seen != after && matches!(Changes::since(conn, &seen)?, News::None);
        if seen != after && !is_stuck {
            return Err(being_changed());
        }
        Ok(Compared { consistent: !is_stuck && engine == database, as_of, engine, database })
    }

    pub fn is_loaded(&self) -> bool {
        self.read().is_some()
    }

    /// The engine with everything that `conn` sees.
    fn current(&self, conn: &mut Conn, now: Timestamp) -> Result<RwLockReadGuard<'_, Option<State>>> {
        loop {
            let generation = self.catch_up(conn, now)?;
            let state = self.read();
            if state.as_ref().is_some_and(|state| state.generation == generation) {
                return Ok(state);
            }
        }
    }

    /// Applies what `conn` sees and the engine does not know; of two at once the one that sees more has the last word. Answers with the
    /// generation of the engine that knows it now.
    fn catch_up(&self, conn: &mut Conn, now: Timestamp) -> Result<u64> {
        loop {
            let (seen, generation) = {
                let state = self.read();
                let state = state.as_ref().ok_or_else(still_loading)?;
                (state.seen.clone(), state.generation)
            };
            let News::Some(changes, after) = Changes::since(conn, &seen)? else { return Ok(generation) };
            if changes.words {
                self.learn_words(conn, now, generation)?;
                continue;
            }
            let read = changes.read(conn, now)?;
            let mut state = self.write();
            let state = state.as_mut().ok_or_else(still_loading)?;
            if state.seen == seen && state.generation == generation {
                read.apply(&mut state.engine, &mut state.teacher, &self.places);
                state.put(after);
                return Ok(generation);
            }
        }
    }

    /// Reads everything there is; nothing to do where that was done.
    fn load(&self, conn: &mut Conn, now: Timestamp) -> Result<()> {
        let _alone = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_loaded() {
            return Ok(());
        }
        let state = self.read_everything(conn, now)?;
        *self.write() = Some(state);
        Ok(())
    }

    /// Reads everything anew, while questions are answered with what was known before.
    fn reload(&self, conn: &mut Conn, now: Timestamp) -> Result<()> {
        let _alone = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        self.replace(self.read_everything(conn, now)?);
        Ok(())
    }

    /// Every text is read anew with other words: by one, while the others are told to wait.
    fn learn_words(&self, conn: &mut Conn, now: Timestamp, generation: u64) -> Result<()> {
        let Ok(_alone) = self.loading.try_lock() else { return Err(being_changed()) };
        if self.read().as_ref().is_some_and(|state| state.generation == generation) {
            self.replace(self.read_everything(conn, now)?);
        }
        Ok(())
    }

    fn replace(&self, mut new: State) {
        let mut state = self.write();
        new.generation = state.as_ref().map_or(0, |old| old.generation + 1);
        *state = Some(new);
    }

    fn read_everything(&self, conn: &mut Conn, now: Timestamp) -> Result<State> {
        // What is committed while the records are read is applied once more by the first question.
        let seen = Seen::now(conn)?;
        self.places.learn(records::area_names(conn)?);
        let day = now.shanghai_date();
        let words = lexicon::in_force(conn)?;
        let mut engine = Engine::new(taxonomy::with_places(self.places.clone()), words.lexicon(), records::day(day));
        let mut teacher = Teacher::new(&words);
        for changes in Changes::everything(conn)? {
            changes.read(conn, now)?.apply(&mut engine, &mut teacher, &self.places);
        }
        engine.calibrate();
        let mut state = State { engine, teacher, seen: Seen::default(), day, generation: 0 };
        state.put(seen);
        Ok(state)
    }

    fn read(&self) -> RwLockReadGuard<'_, Option<State>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Option<State>> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn put(&mut self, seen: Seen) {
        self.engine.set_as_of(u64::try_from(seen.seq).unwrap_or_default());
        self.seen = seen;
    }
}

fn still_loading() -> Problem {
    Problem::unavailable(
        "matching/loading",
        "匹配数据正在载入，请稍后重试。",
        "The matching engine is still loading; try again in a moment.",
        2,
    )
}

/// That somebody else checks, or writes at this moment.
pub(super) fn being_changed() -> Problem {
    Problem::unavailable(
        BEING_CHANGED,
        "匹配数据正在变动或正在核对，请稍后重试。",
        "The matching engine is being changed or checked; try again in a moment.",
        2,
    )
}
