//! What the service states and signs: a compact JWS (RFC 7515, EdDSA) of a named type that anyone can verify offline.

use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use super::signing::{SigningKey, VerifyingKeys};

/// Longer than any statement; more is not even parsed.
pub(super) const MAX_LENGTH: usize = 8 << 10;

/// Why a statement was not signed or is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum JwsError {
    #[error("the statement could not be signed")]
    NotSigned,
    #[error("this is not the statement that is asked for: a compact JWS of its type and with its fields is expected")]
    Malformed,
    #[error("the statement is not signed with EdDSA")]
    OtherAlgorithm,
    #[error("the statement is signed by a key that is not among the service's public keys")]
    UnknownKey,
    #[error("the signature does not fit the statement: it was changed, or the service never signed it")]
    BadSignature,
}

/// `claims` as a compact JWS of this `typ` (RFC 8725 §3.11) whose `kid` is the fingerprint of `key`.
pub(super) fn sign<T: Serialize>(typ: &str, claims: &T, key: &SigningKey) -> Result<String, JwsError> {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(typ.to_owned());
    header.kid = Some(key.verifying_key().fingerprint().to_string());
    encode(&header, claims, &key.encoding).map_err(|_| JwsError::NotSigned)
}

/// What the service stated in `jws`, if one of `keys` signed it as a `typ`.
pub(super) fn verify<T: DeserializeOwned + Clone>(typ: &str, jws: &str, keys: &VerifyingKeys) -> Result<T, JwsError> {
    if jws.len() > MAX_LENGTH {
        return Err(JwsError::Malformed);
    }
    let header = decode_header(jws).map_err(|_| JwsError::Malformed)?;
    if header.alg != Algorithm::EdDSA {
        return Err(JwsError::OtherAlgorithm);
    }
    if header.typ.as_deref() != Some(typ) || header.crit.is_some() {
        return Err(JwsError::Malformed);
    }
    let kid = header.kid.ok_or(JwsError::UnknownKey)?;
    let key = keys.find(&kid).ok_or(JwsError::UnknownKey)?;

    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    decode::<T>(jws, &key.decoding(), &validation).map(|verified| verified.claims).map_err(|error| {
        use jsonwebtoken::errors::ErrorKind;
        match error.kind() {
            ErrorKind::Json(_) => JwsError::Malformed,
            _ => JwsError::BadSignature,
        }
    })
}
