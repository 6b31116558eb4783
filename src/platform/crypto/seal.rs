//! The seal on bids: each project has an HPKE key pair (RFC 9180, base mode), and a submitted bid is sealed to it.
//!
//! Sealing needs the public key only. The private key is stored wrapped by the service's master key and is unwrapped at the
//! opening. What is sealed is bound to project, bid and version: moved elsewhere it does not open. Before sealing, the
//! content is padded to a size class, so that its length says little.

use std::{fmt, str::FromStr};

use rustls::crypto::{
    aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_AES_256,
    hpke::{EncapsulatedSecret, Hpke, HpkePrivateKey, HpkePublicKey},
};
use secrecy::zeroize::Zeroizing;
use thiserror::Error;

use super::{
    cipher::CipherError,
    digest::{from_hex, to_hex},
    envelope,
    keys::{Purpose, ServiceKeys},
    random::RandomnessUnavailable,
};

/// The name stored before every sealed bid.
pub const ALGORITHM: &str = "hpke-x25519-hkdf-sha256-aes-256-gcm";
/// The smallest size class: 4 KiB. Each following class is twice as large.
pub const SMALLEST_CLASS: usize = 4 << 10;
/// The largest size class: 16 MiB.
pub const LARGEST_CLASS: usize = 16 << 20;
/// The longest content that can be sealed, in bytes: the largest class less the length that is written before it.
pub const MAX_CONTENT: usize = LARGEST_CLASS - LENGTH_BYTES;

const INFO: &[u8] = b"shuniu bid seal";
const WRAPPED: &[u8] = b"shuniu project key";
const PUBLIC_KEY_PREFIX: &str = "x25519:";
const KEY_LEN: usize = 32;
const LENGTH_BYTES: usize = 4;

fn suite() -> &'static dyn Hpke {
    DH_KEM_X25519_HKDF_SHA256_AES_256
}

/// A project's key pair, as it is made at publication.
#[derive(Debug)]
pub struct ProjectKeyPair {
    pub public_key: ProjectPublicKey,
    pub private_key: ProjectPrivateKey,
}

/// The key that bids are sealed to. Text form: `x25519:` and 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ProjectPublicKey([u8; KEY_LEN]);

/// The key that opens a project's bids. Zeroed when dropped; `Debug` does not show it.
pub struct ProjectPrivateKey(HpkePrivateKey);

/// A private key encrypted by the service's master key: what the database may hold.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey(Vec<u8>);

/// Which bid is sealed. None of it is secret; all of it must be the same at opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealContext<'a> {
    pub project: &'a str,
    pub bid: &'a str,
    pub version: i64,
}

/// A sealed bid. Stored form: header naming [`ALGORITHM`] ‖ 32 bytes encapsulated key ‖ ciphertext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBid {
    encapsulated_key: [u8; KEY_LEN],
    ciphertext: Vec<u8>,
}

/// Why a bid was not sealed or does not open. Never says what was inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SealError {
    #[error(transparent)]
    Randomness(#[from] RandomnessUnavailable),
    #[error("the content is {size} bytes long; at most {MAX_CONTENT} bytes can be sealed")]
    TooLarge { size: usize },
    #[error("the project's public key is no usable X25519 key")]
    BadPublicKey,
    /// The stored private key belongs to another project or another master key, or was changed.
    #[error("the project's private key does not unwrap with this service key")]
    KeyDoesNotUnwrap,
    #[error("the stored bytes are not a bid sealed by hpke-x25519-hkdf-sha256-aes-256-gcm")]
    NotASealedBid,
    /// Another project, bid, version or key, or changed bytes: the seal does not tell which.
    #[error("the seal is broken: the bid does not open for this project, bid and version")]
    Broken,
}

impl ProjectKeyPair {
    /// A fresh key pair.
    ///
    /// # Errors
    /// [`SealError::Randomness`].
    pub fn generate() -> Result<Self, SealError> {
        let (public, private) = suite().generate_key_pair().map_err(|_| RandomnessUnavailable)?;
        let public = public.0.try_into().map_err(|_| SealError::BadPublicKey)?;
        Ok(Self { public_key: ProjectPublicKey(public), private_key: ProjectPrivateKey(private) })
    }

    /// The private key, encrypted for the database. It unwraps only beside its own public key, for its own project.
    ///
    /// # Errors
    /// [`SealError::Randomness`].
    pub fn wrap_private(&self, keys: &ServiceKeys, project: &str) -> Result<WrappedKey, SealError> {
        keys.cipher(Purpose::ProjectKeys)
            .encrypt(&wrapping(project, &self.public_key), self.private_key.0.secret_bytes())
            .map(WrappedKey)
            .map_err(|_| RandomnessUnavailable.into())
    }
}

impl WrappedKey {
    /// The key as the database gave it back.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// What the database holds.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The private key of `project`.
    ///
    /// # Errors
    /// [`SealError::KeyDoesNotUnwrap`]: the project stays closed and someone must be told.
    pub fn unwrap(&self, keys: &ServiceKeys, project: &str, public_key: &ProjectPublicKey) -> Result<ProjectPrivateKey, SealError> {
        keys.cipher(Purpose::ProjectKeys)
            .decrypt(&wrapping(project, public_key), &self.0)
            .map(|bytes| ProjectPrivateKey(HpkePrivateKey::from(bytes)))
            .map_err(|_: CipherError| SealError::KeyDoesNotUnwrap)
    }
}

fn wrapping(project: &str, public_key: &ProjectPublicKey) -> Vec<u8> {
    envelope::length_prefixed(&[WRAPPED, project.as_bytes(), &public_key.0])
}

impl SealContext<'_> {
    fn info(&self) -> Vec<u8> {
        envelope::length_prefixed(&[INFO, &envelope::header(ALGORITHM), self.project.as_bytes()])
    }

    fn aad(&self) -> Vec<u8> {
        envelope::length_prefixed(&[self.bid.as_bytes(), &self.version.to_be_bytes()])
    }
}

/// Seals `content` to a project. From here on only the project's private key opens it.
///
/// # Errors
/// [`SealError::TooLarge`] or [`SealError::BadPublicKey`].
pub fn seal(public_key: &ProjectPublicKey, context: &SealContext<'_>, content: &[u8]) -> Result<SealedBid, SealError> {
    let padded = pad(content)?;
    let recipient = HpkePublicKey(public_key.0.to_vec());
    let (encapsulated, ciphertext) =
        suite().seal(&context.info(), &context.aad(), &padded, &recipient).map_err(|_| SealError::BadPublicKey)?;
    let encapsulated_key = encapsulated.0.try_into().map_err(|_| SealError::BadPublicKey)?;
    Ok(SealedBid { encapsulated_key, ciphertext })
}

/// The content that was sealed for exactly this project, bid and version.
///
/// # Errors
/// [`SealError::Broken`]: the bid is disqualified as `seal_broken`.
pub fn open(private_key: &ProjectPrivateKey, context: &SealContext<'_>, sealed: &SealedBid) -> Result<Vec<u8>, SealError> {
    let encapsulated = EncapsulatedSecret(sealed.encapsulated_key.to_vec());
    let padded = suite()
        .open(&encapsulated, &context.info(), &context.aad(), &sealed.ciphertext, &private_key.0)
        .map(Zeroizing::new)
        .map_err(|_| SealError::Broken)?;
    unpad(&padded).map(<[u8]>::to_vec).ok_or(SealError::Broken)
}

/// 4 bytes length ‖ content ‖ zeros up to the smallest class that holds both.
fn pad(content: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let too_large = SealError::TooLarge { size: content.len() };
    if content.len() > MAX_CONTENT {
        return Err(too_large);
    }
    let length = u32::try_from(content.len()).map_err(|_| too_large)?;
    let class = (LENGTH_BYTES + content.len()).next_power_of_two().max(SMALLEST_CLASS);
    let mut padded = Zeroizing::new(Vec::with_capacity(class));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(content);
    padded.resize(class, 0);
    Ok(padded)
}

fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<LENGTH_BYTES>()?;
    rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

impl SealedBid {
    /// The algorithm's name, for receipts and exports.
    pub fn algorithm(&self) -> &'static str {
        ALGORITHM
    }

    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = envelope::header(ALGORITHM);
        bytes.extend_from_slice(&self.encapsulated_key);
        bytes.extend_from_slice(&self.ciphertext);
        bytes
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// [`SealError::NotASealedBid`] for another header or fewer bytes than a header and a key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let body = envelope::body(ALGORITHM, bytes).ok_or(SealError::NotASealedBid)?;
        let (key, ciphertext) = body.split_first_chunk::<KEY_LEN>().ok_or(SealError::NotASealedBid)?;
        Ok(Self { encapsulated_key: *key, ciphertext: ciphertext.to_vec() })
    }
}

impl fmt::Display for ProjectPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PUBLIC_KEY_PREFIX}{}", to_hex(&self.0))
    }
}

impl fmt::Debug for ProjectPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ProjectPublicKey {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        text.strip_prefix(PUBLIC_KEY_PREFIX).and_then(from_hex).map(Self).ok_or(SealError::BadPublicKey)
    }
}

impl fmt::Debug for ProjectPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProjectPrivateKey(secret)")
    }
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrappedKey({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::crypto::KeyMaterial;

    const HERE: SealContext<'static> = SealContext { project: "project-1", bid: "bid-1", version: 1 };

    fn service() -> ServiceKeys {
        ServiceKeys::from_material(&KeyMaterial::generate().unwrap()).unwrap()
    }

    #[test]
    fn a_bid_is_sealed_stored_and_opened_with_the_unwrapped_key() {
        let service = service();
        let pair = ProjectKeyPair::generate().unwrap();
        let wrapped = WrappedKey::from_bytes(pair.wrap_private(&service, "project-1").unwrap().as_bytes().to_vec());
        let public: ProjectPublicKey = pair.public_key.to_string().parse().unwrap();
        drop(pair);

        let stored = seal(&public, &HERE, br#"{"total":18888800}"#).unwrap().to_bytes();
        assert!(stored.starts_with(b"\x01\x23hpke-x25519-hkdf-sha256-aes-256-gcm"));
        assert!(!stored.windows(8).any(|window| window == b"18888800"));

        let private = wrapped.unwrap(&service, "project-1", &public).unwrap();
        let sealed = SealedBid::from_bytes(&stored).unwrap();
        assert_eq!(open(&private, &HERE, &sealed).unwrap(), br#"{"total":18888800}"#);
    }

    #[test]
    fn moved_to_another_project_bid_version_or_key_it_does_not_open() {
        let (pair, other) = (ProjectKeyPair::generate().unwrap(), ProjectKeyPair::generate().unwrap());
        let sealed = seal(&pair.public_key, &HERE, b"content").unwrap();
        for elsewhere in [
            SealContext { project: "project-2", ..HERE },
            SealContext { bid: "bid-2", ..HERE },
            SealContext { version: 2, ..HERE },
            SealContext { project: "project-1b", bid: "id-1", ..HERE },
        ] {
            assert_eq!(open(&pair.private_key, &elsewhere, &sealed), Err(SealError::Broken), "{elsewhere:?}");
        }
        assert_eq!(open(&other.private_key, &HERE, &sealed), Err(SealError::Broken));
        assert!(open(&pair.private_key, &HERE, &sealed).is_ok());
    }

    #[test]
    fn a_wrapped_key_opens_only_for_its_project_its_public_key_and_its_service() {
        let (service_keys, other_service) = (service(), service());
        let (pair, other) = (ProjectKeyPair::generate().unwrap(), ProjectKeyPair::generate().unwrap());
        let wrapped = pair.wrap_private(&service_keys, "project-1").unwrap();
        assert!(!wrapped.as_bytes().windows(32).any(|window| window == pair.private_key.0.secret_bytes()));
        assert!(wrapped.unwrap(&service_keys, "project-1", &pair.public_key).is_ok());
        for refused in [
            wrapped.unwrap(&service_keys, "project-2", &pair.public_key),
            wrapped.unwrap(&service_keys, "project-1", &other.public_key),
            wrapped.unwrap(&other_service, "project-1", &pair.public_key),
            WrappedKey::from_bytes(Vec::new()).unwrap(&service_keys, "project-1", &pair.public_key),
        ] {
            assert_eq!(refused.unwrap_err(), SealError::KeyDoesNotUnwrap);
        }
    }

    #[test]
    fn lengths_within_a_size_class_look_the_same() {
        let pair = ProjectKeyPair::generate().unwrap();
        let size = |length: usize| seal(&pair.public_key, &HERE, &vec![b'x'; length]).unwrap().to_bytes().len();
        let first = SMALLEST_CLASS - LENGTH_BYTES;
        assert_eq!(size(0), size(first));
        assert_eq!(size(first + 1), size(first) + SMALLEST_CLASS);
        assert_eq!(size(first + 1), size(2 * SMALLEST_CLASS - LENGTH_BYTES));
        assert!(size(2 * SMALLEST_CLASS) > size(first + 1));
    }

    #[test]
    fn the_longest_content_fits_and_one_byte_more_is_refused() {
        assert_eq!(pad(&vec![1; MAX_CONTENT]).unwrap().len(), LARGEST_CLASS);
        assert_eq!(pad(&vec![1; MAX_CONTENT + 1]).unwrap_err(), SealError::TooLarge { size: MAX_CONTENT + 1 });
    }

    #[test]
    fn unusable_public_keys_are_refused() {
        for text in ["", "x25519:", "x25519:00", &"0".repeat(64)] {
            assert_eq!(text.parse::<ProjectPublicKey>(), Err(SealError::BadPublicKey), "{text}");
        }
        let low_order: ProjectPublicKey = format!("x25519:{}", "0".repeat(64)).parse().unwrap();
        assert_eq!(seal(&low_order, &HERE, b"content"), Err(SealError::BadPublicKey));
    }

    #[test]
    fn debug_shows_no_private_key() {
        let pair = ProjectKeyPair::generate().unwrap();
        let shown = format!("{pair:?}");
        assert!(shown.contains("ProjectPrivateKey(secret)"), "{shown}");
        assert!(!shown.contains(&to_hex(pair.private_key.0.secret_bytes())), "{shown}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_sealed_comes_out_whole(content in prop::collection::vec(any::<u8>(), 0..9000), project: String, bid: String, version: i64) {
            let pair = ProjectKeyPair::generate().unwrap();
            let context = SealContext { project: &project, bid: &bid, version };
            let sealed = SealedBid::from_bytes(&seal(&pair.public_key, &context, &content).unwrap().to_bytes()).unwrap();
            prop_assert_eq!(open(&pair.private_key, &context, &sealed), Ok(content));
        }

        #[test]
        fn any_changed_or_missing_byte_is_noticed(at: prop::sample::Index, flip in 1_u8..) {
            let pair = ProjectKeyPair::generate().unwrap();
            let stored = seal(&pair.public_key, &HERE, b"content").unwrap().to_bytes();
            let reads = |bytes: &[u8]| SealedBid::from_bytes(bytes).and_then(|sealed| open(&pair.private_key, &HERE, &sealed)).is_ok();
            let mut changed = stored.clone();
            *at.get_mut(&mut changed) ^= flip;
            prop_assert!(reads(&stored) && !reads(&changed));
            prop_assert!(!reads(&stored[..at.index(stored.len())]));
        }
    }
}
