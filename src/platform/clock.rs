//! The two clocks. `Clock` is business time (deadlines, publicity, terms): the sandbox can move it. System time serves
//! tokens, leases, rate limits, back-off and logs, and nobody can move it.

use std::sync::atomic::{AtomicI64, Ordering};

use super::time::Timestamp;

/// Business time: system time plus an offset that only a sandbox may set.
#[derive(Debug)]
pub struct Clock {
    offset_micros: AtomicI64,
    sandbox: bool,
}

impl Clock {
    pub fn system() -> Self {
        Self { offset_micros: AtomicI64::new(0), sandbox: false }
    }

    /// A clock that can be moved: the demo and the tests only.
    pub fn sandbox(offset_micros: i64) -> Self {
        Self { offset_micros: AtomicI64::new(offset_micros), sandbox: true }
    }

    pub fn is_sandbox(&self) -> bool {
        self.sandbox
    }

    pub fn now(&self) -> Timestamp {
        self.from_system(system_now())
    }

    /// Business time at the given system moment (PostgreSQL's own clock, where instances share one).
    pub fn from_system(&self, moment: Timestamp) -> Timestamp {
        Timestamp::from_micros(moment.micros() + self.offset_micros.load(Ordering::Acquire)).unwrap_or(moment)
    }

    pub fn offset_micros(&self) -> i64 {
        self.offset_micros.load(Ordering::Acquire)
    }

    /// Moves business time; answers whether this clock may be moved.
    pub fn set_offset(&self, offset_micros: i64) -> bool {
        if self.sandbox {
            self.offset_micros.store(offset_micros, Ordering::Release);
        }
        self.sandbox
    }

    /// The offset that makes business time read `moment` now.
    pub fn offset_for(&self, moment: Timestamp) -> i64 {
        moment.micros() - system_now().micros()
    }
}

/// System time, UTC, in microseconds.
#[expect(clippy::disallowed_methods, reason = "the one place where the wall clock is read")]
pub fn system_now() -> Timestamp {
    Timestamp::from_naive(chrono::Utc::now().naive_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn only_a_sandbox_clock_moves() {
        let clock = Clock::system();
        assert!(!clock.set_offset(1_000_000));
        assert_eq!(clock.offset_micros(), 0);

        let sandbox = Clock::sandbox(0);
        let target = system_now().plus(TimeDelta::days(30));
        assert!(sandbox.set_offset(sandbox.offset_for(target)));
        assert!(sandbox.now() >= target);
    }
}
