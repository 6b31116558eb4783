//! Access tokens that were verified before: a busy caller shows the same one with every request.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::platform::crypto::AccessToken;

/// With so many all are forgotten, and verified again when they are shown.
const MOST: usize = 4096;

#[derive(Default)]
pub struct RecentTokens(Mutex<HashMap<String, AccessToken>>);

impl RecentTokens {
    /// What this token says, if its signature was verified before and it has not expired since. `now` is in seconds.
    pub fn find(&self, token: &str, now: i64) -> Option<AccessToken> {
        self.verified().get(token).filter(|claims| now < claims.exp).cloned()
    }

    /// Keeps what a token says that was verified just now.
    pub fn keep(&self, token: &str, claims: &AccessToken) {
        let mut verified = self.verified();
        if verified.len() >= MOST {
            verified.clear();
        }
        verified.insert(token.to_owned(), claims.clone());
    }

    fn verified(&self) -> MutexGuard<'_, HashMap<String, AccessToken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(exp: i64) -> AccessToken {
        AccessToken { sub: "user".into(), sid: "session".into(), iat: 1_000, exp, aud: "shuniu".into(), iss: "shuniu".into(), nbf: None }
    }

    #[test]
    fn a_verified_token_is_found_until_it_expires_and_no_other_is() {
        let recent = RecentTokens::default();
        recent.keep("a.b.c", &claims(1_900));
        assert_eq!(recent.find("a.b.c", 1_899), Some(claims(1_900)));
        assert_eq!(recent.find("a.b.c", 1_900), None);
        assert_eq!(recent.find("a.b.d", 1_899), None);
    }

    #[test]
    fn there_are_never_more_than_so_many() {
        let recent = RecentTokens::default();
        for number in 0..=MOST {
            recent.keep(&number.to_string(), &claims(1_900));
        }
        assert_eq!(recent.verified().len(), 1);
        assert!(recent.find(&MOST.to_string(), 1_000).is_some());
    }
}
