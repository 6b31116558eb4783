//! Guesses are counted before they are checked, so that parallel ones cannot slip through, and in the database, so that all
//! instances count together. Whom they concern is stored as a pseudonym.

use std::net::IpAddr;

use chrono::TimeDelta;

use super::store;
use crate::platform::clock::system_now;
use crate::platform::crypto::{ServiceKeys, pseudonym};
use crate::platform::db::Tx;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::time::Timestamp;

/// Failures that one e-mail address may have in a window.
pub const PER_EMAIL: i32 = 10;
/// Failures that one peer address may have in a window; many people share one.
pub const PER_PEER: i32 = 100;
/// How long failures are remembered, from the first one on.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// One try to prove to be the owner of an account, from somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    email: String,
    peer: Option<String>,
}

impl Attempt {
    pub fn new(keys: &ServiceKeys, normalized_email: &str, peer: Option<IpAddr>) -> Self {
        Self { email: pseudonym(keys, "email", normalized_email), peer: peer.map(|peer| pseudonym(keys, "peer", &network(peer))) }
    }

    /// Counts the attempt as a failure until it has succeeded; 429 when there were too many.
    pub fn count(&self, tx: &mut Tx) -> Result<()> {
        let now = system_now();
        count(tx, &self.email, PER_EMAIL, now)?;
        self.peer.as_deref().map_or(Ok(()), |peer| count(tx, peer, PER_PEER, now))
    }

    /// The account's failures are forgiven; of the peer's only this attempt, or one's own account would excuse guessing at others.
    pub fn succeeded(&self, tx: &mut Tx) -> Result<()> {
        store::forget_failures(tx, &self.email)?;
        self.peer.as_deref().map_or(Ok(()), |peer| store::take_one_back(tx, peer))
    }
}

/// Letters with a link that may be asked for to one address in a window.
pub const LETTERS_PER_ADDRESS: i32 = 3;
/// Such letters that one peer address may ask for in a window.
pub const LETTERS_PER_PEER: i32 = 30;

/// Somebody who is not signed in asks for a letter to an address, from somewhere. Counted apart from failed sign-ins: nobody is
/// locked out by the letters that others ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRequest {
    address: String,
    peer: Option<String>,
}

impl LetterRequest {
    pub fn new(keys: &ServiceKeys, what: &str, normalized_email: &str, peer: Option<IpAddr>) -> Self {
        let peer = peer.map(|peer| pseudonym(keys, &format!("{what}-peer"), &network(peer)));
        Self { address: pseudonym(keys, what, normalized_email), peer }
    }

    /// Counts the request; 429 when there were too many.
    pub fn count(&self, tx: &mut Tx) -> Result<()> {
        let now = system_now();
        count(tx, &self.address, LETTERS_PER_ADDRESS, now)?;
        self.peer.as_deref().map_or(Ok(()), |peer| count(tx, peer, LETTERS_PER_PEER, now))
    }
}

/// Forgets the failures of an address: its owner has proved to be it in another way.
pub fn forgive(tx: &mut Tx, keys: &ServiceKeys, normalized_email: &str) -> Result<()> {
    store::forget_failures(tx, &pseudonym(keys, "email", normalized_email))
}

fn count(tx: &mut Tx, subject: &str, most: i32, now: Timestamp) -> Result<()> {
    match store::count_failure(tx, subject, most, now, now.plus(-WINDOW))? {
        None => Ok(()),
        Some(window_start) => Err(too_many(window_start.plus(WINDOW), now)),
    }
}

/// Never says which of the two was over its limit: the answer is the same for an account that does not exist.
fn too_many(until: Timestamp, now: Timestamp) -> Problem {
    let seconds = u32::try_from(until.unix() - now.unix() + 1).unwrap_or(1);
    Problem::new(
        429,
        "auth/too_many_attempts",
        ("尝试次数过多", "Too many attempts"),
        Text::new(
            format!("尝试次数过多，请在 {} 分钟后重试。", seconds.div_ceil(60)),
            format!("Too many attempts: retry in {} minute(s).", seconds.div_ceil(60)),
        ),
    )
    .retry_after(seconds)
}

/// One IPv4 address, or the /64 that an IPv6 host can choose its addresses from.
fn network(peer: IpAddr) -> String {
    match peer.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_cannot_escape_by_changing_its_ipv6_address() {
        let of = |address: &str| network(address.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
    }

    #[test]
    fn the_wait_is_told_in_seconds_and_whole_minutes() {
        let now = Timestamp::parse("2026-03-02T01:00:00Z").unwrap();
        let problem = too_many(now.plus(TimeDelta::seconds(61)), now);
        assert_eq!(problem.status(), 429);
        assert_eq!(problem.detail().en, "Too many attempts: retry in 2 minute(s).");
    }
}
