//! A head of the journal's chain as the service signs it and mails it to auditors: kept elsewhere, it later proves that nothing before
//! it was cut off or replaced.

use serde::{Deserialize, Serialize};

use super::jws::{self, JwsError};
use super::signing::{SigningKey, VerifyingKeys};

/// The `typ` header.
pub const TYPE: &str = "shuniu-checkpoint+jws";

/// What the service states by its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Entries in the chain; the place of its head.
    pub entries: i64,
    /// The digest of the head.
    pub head: String,
    /// The day in Shanghai.
    pub date: chrono::NaiveDate,
}

impl Checkpoint {
    /// As a compact JWS whose `kid` is the fingerprint of `key`.
    ///
    /// # Errors
    /// [`JwsError::NotSigned`].
    pub fn sign(&self, key: &SigningKey) -> Result<String, JwsError> {
        jws::sign(TYPE, self, key)
    }

    /// What the service stated in `jws`, if one of `keys` signed it.
    ///
    /// # Errors
    /// A [`JwsError`] that names what is wrong.
    pub fn verify(jws: &str, keys: &VerifyingKeys) -> Result<Self, JwsError> {
        jws::verify(TYPE, jws, keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::crypto::{KeyMaterial, ServiceKeys};

    #[test]
    fn a_checkpoint_is_believed_from_the_service_only_and_unchanged_only() {
        let keys = || ServiceKeys::from_material(&KeyMaterial::generate().unwrap()).unwrap();
        let (service, other) = (keys(), keys());
        let checkpoint = Checkpoint { entries: 7, head: "sha-256:00".into(), date: "2026-03-03".parse().unwrap() };
        let jws = checkpoint.sign(service.signing()).unwrap();
        let public = |keys: &ServiceKeys| [keys.signing().verifying_key()].into_iter().collect::<VerifyingKeys>();
        assert_eq!(Checkpoint::verify(&jws, &public(&service)), Ok(checkpoint.clone()));
        assert_eq!(Checkpoint::verify(&jws, &public(&other)), Err(JwsError::UnknownKey));
        let longer = Checkpoint { entries: 8, ..checkpoint }.sign(service.signing()).unwrap();
        let parts = |jws: &str| jws.split('.').map(str::to_owned).collect::<Vec<_>>();
        let forged = format!("{}.{}.{}", parts(&jws)[0], parts(&longer)[1], parts(&jws)[2]);
        assert_eq!(Checkpoint::verify(&forged, &public(&service)), Err(JwsError::BadSignature));
    }
}
