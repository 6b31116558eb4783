//! The service's two secrets: a master key, from which a key for each purpose is derived, and an Ed25519 signing key.

use std::{fmt, io, path::PathBuf};

use aws_lc_rs::{
    hkdf::{HKDF_SHA256, Prk, Salt},
    signature::Ed25519KeyPair,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    cipher::Cipher,
    digest::{Digest, hmac_sha256, sha256, to_hex},
    random::{RandomnessUnavailable, random_bytes},
    signing::SigningKey,
};

const SALT: &[u8] = b"shuniu service key, hkdf-sha-256, format 1";

/// What a derived key is for. A key made for one purpose is useless for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Bids that are not submitted yet, and their attachments.
    Drafts,
    /// Stored replies to requests with an Idempotency-Key.
    IdempotentReplies,
    /// Telling the bodies of requests with an Idempotency-Key apart.
    RequestDigests,
    /// Wrapping the private keys of projects.
    ProjectKeys,
    /// Signing access tokens (HS256).
    AccessTokens,
    /// The pepper of stored token hashes.
    TokenHashing,
    /// Mails in the delivery ledger and the secrets of one-time links.
    Mails,
    /// Rows of spreadsheets that are being imported, and what is wrong with them.
    Imports,
    /// Fingerprints; never encrypts or signs anything.
    Fingerprint,
}

impl Purpose {
    /// The HKDF `info`. It is part of the storage format: changing one makes everything under it unreadable.
    fn label(self) -> &'static [u8] {
        match self {
            Self::Drafts => b"drafts",
            Self::IdempotentReplies => b"idempotent-replies",
            Self::RequestDigests => b"request-digests",
            Self::ProjectKeys => b"project-keys",
            Self::AccessTokens => b"access-tokens",
            Self::TokenHashing => b"token-hashing",
            Self::Mails => b"mails",
            Self::Imports => b"imports",
            Self::Fingerprint => b"fingerprint",
        }
    }
}

/// The service's keys, ready for use. The master key itself is forgotten once the purpose keys can be derived.
/// `Debug` shows fingerprints only.
pub struct ServiceKeys {
    derivation: Prk,
    signing: SigningKey,
}

/// What the database remembers about the keys it was written under. Nothing secret follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFingerprints {
    /// SHA-256 of a check value derived from the master key.
    pub service: Digest,
    /// The JWK thumbprint of the public signing key; also the `kid` of receipts.
    pub signing: Digest,
}

/// The secrets themselves, in the moment in which they are made, read or written. Zeroed when dropped.
pub struct KeyMaterial {
    pub(super) master: Zeroizing<[u8; 32]>,
    pub(super) signing_pkcs8: Zeroizing<Vec<u8>>,
}

/// Why there are no usable service keys. Never repeats key material.
#[derive(Debug, Error)]
pub enum KeyError {
    #[error(transparent)]
    Randomness(#[from] RandomnessUnavailable),
    #[error("the service's master key must be 32 random bytes in base64 (make one with `openssl rand -base64 32`)")]
    BadMasterKey,
    #[error(
        "the signing key must be an Ed25519 private key as PKCS#8 DER in base64 (make one with `openssl genpkey -algorithm ed25519 -outform DER | openssl base64 -A`)"
    )]
    BadSigningKey,
    #[error("the key file {} is damaged: {expected}; restore it from your backup, nothing sealed under it opens with another", path.display())]
    Damaged { path: PathBuf, expected: &'static str },
    #[error("the key file {} is missing although its companion exists: restore it from your backup, or name the folder that holds both", path.display())]
    Missing { path: PathBuf },
    #[error("others may read the key file {} (mode {mode:04o}): run `chmod 600 {}`, and replace the key if someone might have read it", path.display(), path.display())]
    OpenToOthers { path: PathBuf, mode: u32 },
    #[error("others may write in the key folder {} (mode {mode:04o}): run `chmod 700 {}`", path.display(), path.display())]
    FolderOpenToOthers { path: PathBuf, mode: u32 },
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl KeyMaterial {
    /// A fresh pair of secrets.
    ///
    /// # Errors
    /// [`KeyError::Randomness`].
    pub fn generate() -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::generate().map_err(|_| RandomnessUnavailable)?;
        let document = pair.to_pkcs8v1().map_err(|_| KeyError::BadSigningKey)?;
        Ok(Self { master: Zeroizing::new(random_bytes()?), signing_pkcs8: Zeroizing::new(document.as_ref().to_vec()) })
    }

    /// The secrets in the two texts that [`ServiceKeys::from_config`] takes, white space around them aside.
    ///
    /// # Errors
    /// [`KeyError::BadMasterKey`] if it is not 32 bytes in base64 or is one byte repeated; [`KeyError::BadSigningKey`].
    pub fn from_base64(master: &str, signing_pkcs8: &str) -> Result<Self, KeyError> {
        let signing_pkcs8 = BASE64_STANDARD.decode(signing_pkcs8.trim()).map_err(|_| KeyError::BadSigningKey)?;
        Ok(Self { master: master_from_base64(master).ok_or(KeyError::BadMasterKey)?, signing_pkcs8: Zeroizing::new(signing_pkcs8) })
    }

    /// The master key as a configuration takes it: secret.
    pub fn master_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64_STANDARD.encode(*self.master))
    }

    /// The signing key as a configuration takes it: secret.
    pub fn signing_pkcs8_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64_STANDARD.encode(&*self.signing_pkcs8))
    }
}

/// 32 bytes in base64 that are not one byte repeated, as a placeholder would be.
pub(super) fn master_from_base64(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(BASE64_STANDARD.decode(text.trim()).ok()?);
    let master = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).ok()?);
    (!master.iter().all(|byte| *byte == master[0])).then_some(master)
}

impl ServiceKeys {
    /// The keys in two configuration values: 32 bytes and a PKCS#8 document, both in standard base64.
    ///
    /// # Errors
    /// [`KeyError::BadMasterKey`] or [`KeyError::BadSigningKey`].
    pub fn from_config(master_base64: &str, signing_pkcs8_base64: &str) -> Result<Self, KeyError> {
        Self::from_material(&KeyMaterial::from_base64(master_base64, signing_pkcs8_base64)?)
    }

    /// The keys of `material`.
    ///
    /// # Errors
    /// [`KeyError::BadSigningKey`] if the document holds no Ed25519 key.
    pub fn from_material(material: &KeyMaterial) -> Result<Self, KeyError> {
        Ok(Self {
            derivation: Salt::new(HKDF_SHA256, SALT).extract(&*material.master),
            signing: SigningKey::from_pkcs8(&material.signing_pkcs8).ok_or(KeyError::BadSigningKey)?,
        })
    }

    /// What to compare with the database before anything is served.
    pub fn fingerprints(&self) -> KeyFingerprints {
        KeyFingerprints { service: sha256(&*self.derive(Purpose::Fingerprint)), signing: self.signing.verifying_key().fingerprint() }
    }

    /// The key that signs receipts.
    pub fn signing(&self) -> &SigningKey {
        &self.signing
    }

    /// The cipher for one purpose.
    pub fn cipher(&self, purpose: Purpose) -> Cipher {
        Cipher::new(&self.derive(purpose))
    }

    /// A digest that only the holder of the key can compute: HMAC-SHA-256 of `message`.
    pub fn keyed_digest(&self, purpose: Purpose, message: &[u8]) -> Digest {
        Digest::from_bytes(hmac_sha256(&*self.derive(purpose), message))
    }

    /// The 32-byte key for one purpose (HKDF-SHA-256, RFC 5869).
    pub(super) fn derive(&self, purpose: Purpose) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        self.derivation
            .expand(&[purpose.label()], HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut *key))
            .expect("HKDF-SHA-256 gives 32 bytes for every label");
        key
    }

    /// A short name for the key of one purpose, from which the key does not follow.
    pub(super) fn name_of(&self, purpose: Purpose) -> String {
        to_hex(&sha256(&*self.derive(purpose)).as_bytes()[..8])
    }
}

impl fmt::Debug for ServiceKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServiceKeys").field(&self.fingerprints()).finish()
    }
}

impl fmt::Debug for KeyMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyMaterial(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MASTER: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    /// The private key of RFC 8032 §7.1 test 1 in the PKCS#8 form that `openssl genpkey` writes.
    const SIGNING: &str = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";

    fn refusal(master: &str, signing: &str) -> String {
        ServiceKeys::from_config(master, signing).unwrap_err().to_string()
    }

    #[test]
    fn configured_keys_keep_their_fingerprints_for_ever() {
        let fingerprints = ServiceKeys::from_config(&format!(" {MASTER}\n"), SIGNING).unwrap().fingerprints();
        // The master key's digests below were computed with another implementation of HKDF (Python's hmac module).
        assert_eq!(fingerprints.service.to_string(), "sha-256:0ad04bec74f1122c243d31dd490f02bd2dfa737b4dc8bb1d529315f7c5bdc11a");
        // RFC 8032 test 1 has the public key of RFC 8037 appendix A, whose thumbprint that RFC gives.
        assert_eq!(to_hex(fingerprints.signing.as_bytes()), "90facafea9b1556698540f70c0117a22ea37bd5cf3ed3c47093c1707282b4b89");
    }

    #[test]
    fn every_purpose_has_its_own_key() {
        let keys = ServiceKeys::from_config(MASTER, SIGNING).unwrap();
        let purposes = [
            Purpose::Drafts,
            Purpose::IdempotentReplies,
            Purpose::RequestDigests,
            Purpose::ProjectKeys,
            Purpose::AccessTokens,
            Purpose::TokenHashing,
            Purpose::Fingerprint,
        ];
        let distinct: std::collections::HashSet<_> = purposes.iter().map(|purpose| *keys.derive(*purpose)).collect();
        assert_eq!(distinct.len(), purposes.len());
        let stored = keys.cipher(Purpose::Drafts).encrypt(b"", b"content").unwrap();
        assert!(keys.cipher(Purpose::IdempotentReplies).decrypt(b"", &stored).is_err());
        assert_eq!(keys.cipher(Purpose::Drafts).decrypt(b"", &stored).unwrap(), b"content");
    }

    #[test]
    fn fresh_keys_differ_and_survive_the_way_through_a_configuration() {
        let (one, other) = (KeyMaterial::generate().unwrap(), KeyMaterial::generate().unwrap());
        let keys = ServiceKeys::from_material(&one).unwrap();
        let configured = ServiceKeys::from_config(&one.master_base64(), &one.signing_pkcs8_base64()).unwrap();
        assert_eq!(keys.fingerprints(), configured.fingerprints());
        let others = ServiceKeys::from_material(&other).unwrap().fingerprints();
        assert_ne!(keys.fingerprints().service, others.service);
        assert_ne!(keys.fingerprints().signing, others.signing);
    }

    #[test]
    fn unusable_configured_keys_are_named_and_not_repeated() {
        let zeros = BASE64_STANDARD.encode([0; 32]);
        for master in ["", "c2hvcnQ=", "not base64 at all", zeros.as_str()] {
            let message = refusal(master, SIGNING);
            assert!(message.contains("master key"), "{message}");
            assert!(master.is_empty() || !message.contains(master), "{message}");
        }
        let ec_key = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg";
        for signing in ["", "not base64 at all", "c2hvcnQ=", ec_key, &SIGNING[..40]] {
            let message = refusal(MASTER, signing);
            assert!(message.contains("Ed25519"), "{message}");
            assert!(signing.is_empty() || !message.contains(signing), "{message}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let material = KeyMaterial::from_base64(MASTER, SIGNING).unwrap();
        let keys = ServiceKeys::from_material(&material).unwrap();
        let shown = format!("{material:?} {keys:?} {:?} {:?}", keys.signing(), keys.cipher(Purpose::Drafts));
        assert!(shown.contains("sha-256:"), "{shown}");
        for secret in [&keys.derive(Purpose::Fingerprint)[..4], &material.master[..4], &material.signing_pkcs8[16..20]] {
            assert!(!shown.contains(&to_hex(secret)) && !shown.contains(&format!("{secret:?}")), "{shown}");
        }
    }
}
