//! Secret texts that are shown once and stored as a hash: API keys, refresh tokens and one-time links.
//!
//! Form: prefix ‖ 43 random letters and digits (256 bits) ‖ 6 characters of checksum. The checksum is no secret and protects
//! nothing; it tells a mistyped token from an unknown one without asking the database.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use super::{
    digest::{constant_time_equals, hmac_sha256, sha256, to_hex},
    keys::{Purpose, ServiceKeys},
    random::{RandomnessUnavailable, random_bytes},
};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LEN: usize = 43;
const CHECKSUM_LEN: usize = 6;
const SHOWN_LEN: usize = 8;

/// What a token is good for; its prefix tells people and secret scanners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A program's key.
    ApiKey,
    /// What a signed-in person's client exchanges for a new access token, once.
    RefreshToken,
    /// The secret in an invitation, a first-administrator or a reset link.
    OneTimeLink,
    /// The secret in the address of a survey's answer page.
    SurveyLink,
}

impl TokenKind {
    const ALL: [Self; 4] = [Self::ApiKey, Self::RefreshToken, Self::OneTimeLink, Self::SurveyLink];

    /// What every token of this kind begins with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::ApiKey => "shn_live_",
            Self::RefreshToken => "shn_refresh_",
            Self::OneTimeLink => "shn_link_",
            Self::SurveyLink => "shn_survey_",
        }
    }
}

/// A token in plain: shown to its owner once, never stored, zeroed when dropped. `Debug` shows its kind only.
#[derive(Clone)]
pub struct SecretToken {
    kind: TokenKind,
    text: SecretString,
}

/// A text that is no token of ours. The text is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TokenFormatError {
    #[error("this is not a token of this service")]
    NotAToken,
    #[error("the token's checksum does not fit: a character was lost or mistyped")]
    Mistyped,
}

impl SecretToken {
    /// A fresh token.
    ///
    /// # Errors
    /// [`RandomnessUnavailable`].
    pub fn generate(kind: TokenKind) -> Result<Self, RandomnessUnavailable> {
        let mut text = String::with_capacity(kind.prefix().len() + RANDOM_LEN + CHECKSUM_LEN);
        text.push_str(kind.prefix());
        push_random(&mut text)?;
        let checksum = checksum(&text);
        text.push_str(&checksum);
        Ok(Self { kind, text: text.into() })
    }

    /// Reads what a caller sent.
    ///
    /// # Errors
    /// [`TokenFormatError`].
    pub fn parse(text: &str) -> Result<Self, TokenFormatError> {
        let kind = TokenKind::ALL.into_iter().find(|kind| text.starts_with(kind.prefix())).ok_or(TokenFormatError::NotAToken)?;
        if !text[kind.prefix().len()..].bytes().all(|character| ALPHABET.contains(&character)) {
            return Err(TokenFormatError::NotAToken);
        }
        if text.len() != kind.prefix().len() + RANDOM_LEN + CHECKSUM_LEN {
            return Err(TokenFormatError::Mistyped);
        }
        let (signed, found) = text.split_at(text.len() - CHECKSUM_LEN);
        if checksum(signed) != found {
            return Err(TokenFormatError::Mistyped);
        }
        Ok(Self { kind, text: text.into() })
    }

    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The token itself, for the one reply that shows it.
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    /// The last eight characters, by which its owner recognises it in a list.
    pub fn last_eight(&self) -> &str {
        let text = self.text.expose_secret();
        &text[text.len() - SHOWN_LEN..]
    }
}

/// What the database stores of a token: `hmac-sha-256:` and 64 hexadecimal digits, under a key derived from the master key.
/// Whoever has only the database can neither use nor check a guessed token.
pub fn hash_token(keys: &ServiceKeys, token: &SecretToken) -> String {
    format!("hmac-sha-256:{}", to_hex(&hmac_sha256(&*keys.derive(Purpose::TokenHashing), token.expose().as_bytes())))
}

/// A name for something personal that is counted and never read back (an e-mail address, a peer address), under a key derived
/// from the master key. `what` keeps the names of different things apart.
pub fn pseudonym(keys: &ServiceKeys, what: &str, text: &str) -> String {
    format!("{what}:{}", to_hex(&hmac_sha256(&*keys.derive(Purpose::TokenHashing), format!("pseudonym|{what}|{text}").as_bytes())))
}

/// Whether `token` is the one of which `stored` is the hash, in a time that does not depend on where they differ.
pub fn token_matches(keys: &ServiceKeys, token: &SecretToken, stored: &str) -> bool {
    constant_time_equals(hash_token(keys, token).as_bytes(), stored.as_bytes())
}

/// Appends [`RANDOM_LEN`] characters, each equally likely: a byte of 248 or more is thrown away.
fn push_random(text: &mut String) -> Result<(), RandomnessUnavailable> {
    let end = text.len() + RANDOM_LEN;
    while text.len() < end {
        let fair = random_bytes::<64>()?.into_iter().filter(|byte| *byte < 248);
        text.extend(fair.take(end - text.len()).map(|byte| char::from(ALPHABET[usize::from(byte % 62)])));
    }
    Ok(())
}

/// The first 32 bits of the SHA-256 digest, in base 62.
fn checksum(text: &str) -> String {
    let mut number = sha256(text.as_bytes()).as_bytes()[..4].iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
    let mut characters = ['0'; CHECKSUM_LEN];
    for character in characters.iter_mut().rev() {
        *character = char::from(ALPHABET[number % 62]);
        number /= 62;
    }
    characters.into_iter().collect()
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretToken({}…)", self.kind.prefix())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::platform::crypto::KeyMaterial;

    fn service() -> ServiceKeys {
        ServiceKeys::from_material(&KeyMaterial::generate().unwrap()).unwrap()
    }

    #[test]
    fn fresh_tokens_are_different_and_read_back() {
        for kind in TokenKind::ALL {
            let tokens: Vec<_> = (0..50).map(|_| SecretToken::generate(kind).unwrap()).collect();
            let texts: HashSet<_> = tokens.iter().map(|token| token.expose().to_owned()).collect();
            assert_eq!(texts.len(), 50);
            for text in &texts {
                assert!(text.starts_with(kind.prefix()) && text.len() == kind.prefix().len() + 49);
                assert_eq!(SecretToken::parse(text).unwrap().kind(), kind);
            }
        }
    }

    #[test]
    fn every_character_of_the_alphabet_turns_up() {
        let seen: HashSet<char> = (0..60)
            .flat_map(|_| {
                SecretToken::generate(TokenKind::ApiKey).unwrap().expose()["shn_live_".len()..][..RANDOM_LEN].chars().collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(seen.len(), 62);
    }

    #[test]
    fn only_kind_and_last_eight_are_shown() {
        let token = SecretToken::generate(TokenKind::ApiKey).unwrap();
        assert!(token.expose().ends_with(token.last_eight()) && token.last_eight().len() == 8);
        assert_eq!(format!("{token:?}"), "SecretToken(shn_live_…)");
    }

    #[test]
    fn the_hash_needs_the_service_key_and_the_whole_token() {
        let (service_keys, other) = (service(), service());
        let (token, another) = (SecretToken::generate(TokenKind::ApiKey).unwrap(), SecretToken::generate(TokenKind::ApiKey).unwrap());
        let stored = hash_token(&service_keys, &token);
        assert!(stored.starts_with("hmac-sha-256:") && stored.len() == "hmac-sha-256:".len() + 64);
        assert!(token_matches(&service_keys, &token, &stored));
        assert!(!token_matches(&service_keys, &another, &stored));
        assert!(!token_matches(&other, &token, &stored));
        assert!(!token_matches(&service_keys, &token, ""));
    }

    #[test]
    fn foreign_texts_are_refused() {
        let token = SecretToken::generate(TokenKind::ApiKey).unwrap();
        let text = token.expose();
        for (wrong, refusal) in [
            ("", TokenFormatError::NotAToken),
            ("shn_live_", TokenFormatError::Mistyped),
            ("ghp_0123456789", TokenFormatError::NotAToken),
            (&text.replace("live", "test"), TokenFormatError::NotAToken),
            (&text.replace("shn_live_", "shn_link_"), TokenFormatError::Mistyped),
            (&text[..text.len() - 1], TokenFormatError::Mistyped),
            (&format!("{text}0"), TokenFormatError::Mistyped),
            (&format!("{text} "), TokenFormatError::NotAToken),
            (&format!("shn_live_{}", "枢".repeat(16)), TokenFormatError::NotAToken),
        ] {
            assert_eq!(SecretToken::parse(wrong).unwrap_err(), refusal, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_mistyped_character_is_noticed(at: prop::sample::Index, letter in "[A-Za-z0-9]") {
            let token = SecretToken::generate(TokenKind::RefreshToken).unwrap();
            let at = at.index(token.expose().len());
            let changed = format!("{}{letter}{}", &token.expose()[..at], &token.expose()[at + 1..]);
            prop_assume!(changed != token.expose());
            prop_assert!(SecretToken::parse(&changed).is_err());
        }

        #[test]
        fn any_text_is_answered(text: String) {
            prop_assert!(SecretToken::parse(&text).is_err());
        }
    }
}
