//! Access tokens: JWTs (RFC 9068 type `at+jwt`) that this service signs and verifies itself, with HS256 and a `kid`.
//!
//! Verification believes nothing before the signature fits: algorithm, type and key are ours or the token is refused. Times
//! are seconds since 1970-01-01T00:00:00Z and come from the caller.

use std::fmt;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode, errors::ErrorKind};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::keys::{Purpose, ServiceKeys};

/// The `typ` header of an access token.
pub const TYPE: &str = "at+jwt";

/// How far the clocks of two instances may differ, in seconds. An expiry has no such leeway.
pub const LEEWAY: i64 = 30;

/// Longer than any access token; more is not even parsed.
const MAX_LENGTH: usize = 4 << 10;

/// What a verified access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// The user's id.
    pub sub: String,
    /// The session's id.
    pub sid: String,
    /// Issued at, in seconds.
    pub iat: i64,
    /// Expires at, in seconds; no longer valid in that second.
    pub exp: i64,
    pub aud: String,
    pub iss: String,
    /// Not valid before, in seconds. Never issued; obeyed if present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
}

/// Why an access token is refused. Never repeats the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AccessTokenError {
    #[error("the access token could not be signed")]
    NotSigned,
    #[error("this is not an access token")]
    Malformed,
    #[error("the access token is not signed with HS256")]
    OtherAlgorithm,
    #[error("the access token is signed by an unknown key")]
    UnknownKey,
    #[error("the access token's signature does not fit")]
    BadSignature,
    #[error("the access token was issued by another service")]
    OtherIssuer,
    #[error("the access token is meant for another service")]
    OtherAudience,
    #[error("the access token has expired")]
    Expired,
    #[error("the access token is not valid yet")]
    NotYetValid,
}

/// Issues and verifies access tokens. `Debug` shows no key.
pub struct AccessTokens {
    issuer: String,
    audience: String,
    signing: EncodingKey,
    kid: String,
    accepted: Vec<(String, DecodingKey)>,
    validation: Validation,
}

impl AccessTokens {
    /// Tokens under the key that `keys` give for this purpose.
    pub fn new(keys: &ServiceKeys, issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // Every claim is checked below, against the caller's time and by exact comparison.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        Self {
            issuer: issuer.into(),
            audience: audience.into(),
            signing: EncodingKey::from_secret(&*keys.derive(Purpose::AccessTokens)),
            kid: keys.name_of(Purpose::AccessTokens),
            accepted: vec![accepted(keys)],
            validation,
        }
    }

    /// Also accepts what was issued under `previous` keys, while those tokens live.
    #[must_use]
    pub fn and_accept(mut self, previous: &ServiceKeys) -> Self {
        self.accepted.push(accepted(previous));
        self
    }

    /// A token for the user `sub` in the session `sid`, valid from `now` for `lifetime` seconds.
    ///
    /// # Errors
    /// [`AccessTokenError::NotSigned`].
    pub fn issue(&self, sub: impl Into<String>, sid: impl Into<String>, now: i64, lifetime: i64) -> Result<String, AccessTokenError> {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.kid.clone());
        let token = AccessToken {
            sub: sub.into(),
            sid: sid.into(),
            iat: now,
            exp: now.saturating_add(lifetime),
            aud: self.audience.clone(),
            iss: self.issuer.clone(),
            nbf: None,
        };
        encode(&header, &token, &self.signing).map_err(|_| AccessTokenError::NotSigned)
    }

    /// What `token` says, if this service issued it for itself and it is valid at `now`.
    ///
    /// # Errors
    /// An [`AccessTokenError`] that names the first thing wrong.
    pub fn verify(&self, token: &str, now: i64) -> Result<AccessToken, AccessTokenError> {
        let key = self.key_of(token)?;
        let token: AccessToken =
            decode(token, key, &self.validation).map(|verified| verified.claims).map_err(|error| match error.kind() {
                ErrorKind::InvalidSignature => AccessTokenError::BadSignature,
                _ => AccessTokenError::Malformed,
            })?;
        if token.iss != self.issuer {
            return Err(AccessTokenError::OtherIssuer);
        }
        if token.aud != self.audience {
            return Err(AccessTokenError::OtherAudience);
        }
        if now >= token.exp {
            return Err(AccessTokenError::Expired);
        }
        let latest_start = now.saturating_add(LEEWAY);
        if token.iat > latest_start || token.nbf.is_some_and(|nbf| nbf > latest_start) {
            return Err(AccessTokenError::NotYetValid);
        }
        Ok(token)
    }

    /// The key that the header asks for, if the header is one that we write.
    fn key_of(&self, token: &str) -> Result<&DecodingKey, AccessTokenError> {
        if token.len() > MAX_LENGTH {
            return Err(AccessTokenError::Malformed);
        }
        let header = decode_header(token).map_err(|_| AccessTokenError::Malformed)?;
        if header.alg != Algorithm::HS256 {
            return Err(AccessTokenError::OtherAlgorithm);
        }
        if header.typ.as_deref() != Some(TYPE) || header.crit.is_some() {
            return Err(AccessTokenError::Malformed);
        }
        let kid = header.kid.ok_or(AccessTokenError::UnknownKey)?;
        self.accepted.iter().find(|(name, _)| *name == kid).map(|(_, key)| key).ok_or(AccessTokenError::UnknownKey)
    }
}

fn accepted(keys: &ServiceKeys) -> (String, DecodingKey) {
    (keys.name_of(Purpose::AccessTokens), DecodingKey::from_secret(&*keys.derive(Purpose::AccessTokens)))
}

impl fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessTokens")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::platform::crypto::{KeyMaterial, digest::hmac_sha256};

    const NOW: i64 = 1_772_413_200;

    fn service() -> ServiceKeys {
        ServiceKeys::from_material(&KeyMaterial::generate().unwrap()).unwrap()
    }

    fn tokens(keys: &ServiceKeys) -> AccessTokens {
        AccessTokens::new(keys, "https://hub.example", "shuniu")
    }

    /// A token with any header and payload, signed with the service's real secret: the attacker's dream.
    fn signed(keys: &ServiceKeys, header: &Value, payload: &Value) -> String {
        let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", encode(header), encode(payload));
        let signature = hmac_sha256(&*keys.derive(Purpose::AccessTokens), message.as_bytes());
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    fn with(base: &Value, change: Value) -> Value {
        let mut changed = base.clone();
        for (key, value) in change.as_object().unwrap() {
            changed[key] = value.clone();
        }
        changed
    }

    fn without(base: &Value, key: &str) -> Value {
        let mut changed = base.clone();
        changed.as_object_mut().unwrap().remove(key);
        changed
    }

    #[test]
    fn an_issued_token_says_who_until_it_expires() {
        let tokens = tokens(&service());
        let token = tokens.issue("user-1", "session-1", NOW, 600).unwrap();
        let read = tokens.verify(&token, NOW).unwrap();
        assert_eq!((read.sub.as_str(), read.sid.as_str(), read.iat, read.exp), ("user-1", "session-1", NOW, NOW + 600));
        assert!(tokens.verify(&token, NOW + 599).is_ok());
        assert_eq!(tokens.verify(&token, NOW + 600), Err(AccessTokenError::Expired));
        assert!(tokens.verify(&token, NOW - LEEWAY).is_ok());
        assert_eq!(tokens.verify(&token, NOW - LEEWAY - 1), Err(AccessTokenError::NotYetValid));
    }

    #[test]
    fn after_a_change_of_keys_old_tokens_live_on_only_if_accepted() {
        let (old, new) = (service(), service());
        let token = tokens(&old).issue("user-1", "session-1", NOW, 600).unwrap();
        assert_eq!(tokens(&new).verify(&token, NOW), Err(AccessTokenError::UnknownKey));
        assert!(tokens(&new).and_accept(&old).verify(&token, NOW).is_ok());
        let fresh = tokens(&new).and_accept(&old).issue("user-1", "session-1", NOW, 600).unwrap();
        assert!(tokens(&new).verify(&fresh, NOW).is_ok());
    }

    #[test]
    fn hostile_tokens_are_refused_by_name() {
        use AccessTokenError::*;
        let keys = service();
        let tokens = tokens(&keys);
        let header = json!({"typ": TYPE, "alg": "HS256", "kid": keys.name_of(Purpose::AccessTokens)});
        let payload = json!({"sub": "u", "sid": "s", "iat": NOW, "exp": NOW + 600, "aud": "shuniu", "iss": "https://hub.example"});
        assert!(tokens.verify(&signed(&keys, &header, &payload), NOW).is_ok(), "the untouched token is accepted");
        assert!(tokens.verify(&signed(&keys, &header, &with(&payload, json!({"nbf": NOW}))), NOW).is_ok());

        let headers = [
            (with(&header, json!({"alg": "none"})), Malformed),
            (with(&header, json!({"alg": "None"})), Malformed),
            (with(&header, json!({"alg": ""})), Malformed),
            (without(&header, "alg"), Malformed),
            (with(&header, json!({"alg": "HS384"})), OtherAlgorithm),
            (with(&header, json!({"alg": "HS512"})), OtherAlgorithm),
            (with(&header, json!({"alg": "RS256"})), OtherAlgorithm),
            (with(&header, json!({"alg": "EdDSA"})), OtherAlgorithm),
            (with(&header, json!({"typ": "JWT"})), Malformed),
            (with(&header, json!({"typ": super::super::receipt::TYPE})), Malformed),
            (without(&header, "typ"), Malformed),
            (with(&header, json!({"kid": "0000000000000000"})), UnknownKey),
            (with(&header, json!({"kid": "../../etc/passwd"})), UnknownKey),
            (with(&header, json!({"kid": ""})), UnknownKey),
            (with(&header, json!({"kid": ["x"]})), Malformed),
            (without(&header, "kid"), UnknownKey),
            (with(&header, json!({"crit": ["exp"]})), Malformed),
            (json!([]), Malformed),
        ];
        for (header, refusal) in headers {
            assert_eq!(tokens.verify(&signed(&keys, &header, &payload), NOW), Err(refusal), "{header}");
        }

        let payloads = [
            (with(&payload, json!({"aud": "other"})), OtherAudience),
            (with(&payload, json!({"aud": ["shuniu", "other"]})), Malformed),
            (without(&payload, "aud"), Malformed),
            (with(&payload, json!({"iss": "https://hub.example.evil"})), OtherIssuer),
            (with(&payload, json!({"iss": "https://hub.example/"})), OtherIssuer),
            (without(&payload, "iss"), Malformed),
            (with(&payload, json!({"exp": NOW})), Expired),
            (with(&payload, json!({"exp": NOW - 1})), Expired),
            (with(&payload, json!({"exp": -1})), Expired),
            (with(&payload, json!({"exp": "never"})), Malformed),
            (with(&payload, json!({"exp": 1e300})), Malformed),
            (with(&payload, json!({"exp": null})), Malformed),
            (without(&payload, "exp"), Malformed),
            (with(&payload, json!({"nbf": NOW + LEEWAY + 1})), NotYetValid),
            (with(&payload, json!({"nbf": i64::MAX})), NotYetValid),
            (with(&payload, json!({"nbf": "soon"})), Malformed),
            (with(&payload, json!({"iat": NOW + LEEWAY + 1})), NotYetValid),
            (without(&payload, "iat"), Malformed),
            (without(&payload, "sub"), Malformed),
            (with(&payload, json!({"sub": 7})), Malformed),
            (without(&payload, "sid"), Malformed),
            (json!({}), Malformed),
            (json!("u"), Malformed),
        ];
        for (payload, refusal) in payloads {
            assert_eq!(tokens.verify(&signed(&keys, &header, &payload), NOW), Err(refusal), "{payload}");
        }
    }

    #[test]
    fn forged_signatures_and_broken_texts_are_refused() {
        let (keys, attacker) = (service(), service());
        let tokens = tokens(&keys);
        let token = tokens.issue("user-1", "session-1", NOW, 600).unwrap();
        let (message, _) = token.rsplit_once('.').unwrap();
        let header = json!({"typ": TYPE, "alg": "HS256", "kid": keys.name_of(Purpose::AccessTokens)});
        let payload = json!({"sub": "admin", "sid": "s", "iat": NOW, "exp": NOW + 600, "aud": "shuniu", "iss": "https://hub.example"});
        for (forged, refusal) in [
            (signed(&attacker, &header, &payload), AccessTokenError::BadSignature),
            (format!("{message}."), AccessTokenError::BadSignature),
            (message.to_owned(), AccessTokenError::Malformed),
            (format!("{token}."), AccessTokenError::Malformed),
            (format!("{token}="), AccessTokenError::Malformed),
            (format!(" {token}"), AccessTokenError::Malformed),
            (format!("{token}\n"), AccessTokenError::Malformed),
            (token.replace('.', ""), AccessTokenError::Malformed),
            (String::new(), AccessTokenError::Malformed),
            ("...".to_owned(), AccessTokenError::Malformed),
            ("枢纽".to_owned(), AccessTokenError::Malformed),
            ("e".repeat(MAX_LENGTH + 1), AccessTokenError::Malformed),
        ] {
            assert_eq!(tokens.verify(&forged, NOW), Err(refusal), "{forged}");
        }
    }

    #[test]
    fn debug_shows_no_key() {
        let keys = service();
        let shown = format!("{:?}", tokens(&keys));
        assert!(shown.contains(&keys.name_of(Purpose::AccessTokens)), "{shown}");
        assert!(!shown.contains("signing") && !shown.contains("accepted"), "{shown}");
    }

    proptest! {
        #[test]
        fn any_changed_character_is_noticed(at: prop::sample::Index, letter in "[A-Za-z0-9_.-]") {
            let tokens = tokens(&service());
            let token = tokens.issue("user-1", "session-1", NOW, 600).unwrap();
            let at = at.index(token.len());
            let changed = format!("{}{letter}{}", &token[..at], &token[at + 1..]);
            prop_assume!(changed != token);
            prop_assert!(tokens.verify(&changed, NOW).is_err());
        }
    }
}
