//! AES-256-GCM for what the service must read back itself: drafts, attachments, idempotent replies, wrapped keys.
//!
//! Stored form: header naming `aes-256-gcm` ‖ 12 bytes random nonce ‖ ciphertext ‖ 16 bytes tag. The header is authenticated
//! together with the caller's additional data. With random nonces one key must not encrypt more than 2^32 messages
//! (NIST SP 800-38D §8.3); each [`Purpose`](super::Purpose) has its own key.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use thiserror::Error;

use super::{
    envelope,
    random::{RandomnessUnavailable, random_bytes},
};

/// The name stored before every ciphertext.
pub const ALGORITHM: &str = "aes-256-gcm";

/// One AES-256-GCM key. Its `Debug` shows the algorithm only.
pub struct Cipher(LessSafeKey);

/// Why something was not encrypted or decrypted. Never says what was inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CipherError {
    #[error(transparent)]
    Randomness(#[from] RandomnessUnavailable),
    /// The bytes do not begin with the header of `aes-256-gcm`, or end within the nonce.
    #[error("the stored bytes are not an aes-256-gcm ciphertext")]
    NotACiphertext,
    /// Longer than AES-GCM can encrypt at once (about 64 GiB).
    #[error("the content is too long to encrypt at once")]
    TooLong,
    /// Another key, other additional data, or changed bytes: AES-GCM does not tell which.
    #[error("the ciphertext does not open with this key for this record")]
    DoesNotOpen,
}

impl Cipher {
    /// A cipher under `key`.
    pub fn new(key: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes every key of 32 bytes");
        Self(LessSafeKey::new(key))
    }

    /// Encrypts `plaintext`. `aad` says what it is and whose (for instance `drafts` and the bid's id); it is not stored, and
    /// only the same `aad` decrypts.
    ///
    /// # Errors
    /// [`CipherError::Randomness`], or [`CipherError::TooLong`].
    pub fn encrypt(&self, aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, CipherError> {
        let nonce: [u8; NONCE_LEN] = random_bytes()?;
        let mut body = plaintext.to_vec();
        self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound(aad), &mut body).map_err(|_| CipherError::TooLong)?;
        let mut stored = envelope::header(ALGORITHM);
        stored.extend_from_slice(&nonce);
        stored.append(&mut body);
        Ok(stored)
    }

    /// The plaintext of what [`Cipher::encrypt`] stored under the same key and `aad`.
    ///
    /// # Errors
    /// [`CipherError::NotACiphertext`] or [`CipherError::DoesNotOpen`].
    pub fn decrypt(&self, aad: &[u8], stored: &[u8]) -> Result<Vec<u8>, CipherError> {
        let body = envelope::body(ALGORITHM, stored).ok_or(CipherError::NotACiphertext)?;
        let (nonce, ciphertext) = body.split_first_chunk::<NONCE_LEN>().ok_or(CipherError::NotACiphertext)?;
        let mut buffer = ciphertext.to_vec();
        let length = self
            .0
            .open_in_place(Nonce::assume_unique_for_key(*nonce), bound(aad), &mut buffer)
            .map_err(|_| CipherError::DoesNotOpen)?
            .len();
        buffer.truncate(length);
        Ok(buffer)
    }
}

fn bound(aad: &[u8]) -> Aad<Vec<u8>> {
    Aad::from(envelope::length_prefixed(&[&envelope::header(ALGORITHM), aad]))
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cipher({ALGORITHM})")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_text_twice_gives_different_ciphertexts_without_the_text() {
        let cipher = Cipher::new(&[7; 32]);
        let (first, second) = (cipher.encrypt(b"a", b"price 120000").unwrap(), cipher.encrypt(b"a", b"price 120000").unwrap());
        assert_ne!(first, second);
        assert!(!first.windows(6).any(|window| window == b"120000"));
        assert!(first.starts_with(b"\x01\x0baes-256-gcm"));
    }

    #[test]
    fn another_key_or_another_record_does_not_open() {
        let stored = Cipher::new(&[7; 32]).encrypt(b"drafts/1", b"content").unwrap();
        assert_eq!(Cipher::new(&[8; 32]).decrypt(b"drafts/1", &stored), Err(CipherError::DoesNotOpen));
        assert_eq!(Cipher::new(&[7; 32]).decrypt(b"drafts/2", &stored), Err(CipherError::DoesNotOpen));
    }

    #[test]
    fn every_cut_is_refused() {
        let cipher = Cipher::new(&[7; 32]);
        let stored = cipher.encrypt(b"a", b"content").unwrap();
        for length in 0..stored.len() {
            assert!(cipher.decrypt(b"a", &stored[..length]).is_err(), "cut to {length} bytes");
        }
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(key: [u8; 32], aad: Vec<u8>, plaintext: Vec<u8>) {
            let cipher = Cipher::new(&key);
            prop_assert_eq!(cipher.decrypt(&aad, &cipher.encrypt(&aad, &plaintext).unwrap()), Ok(plaintext));
        }

        #[test]
        fn any_changed_byte_is_noticed(plaintext: Vec<u8>, at: prop::sample::Index, flip in 1_u8..) {
            let cipher = Cipher::new(&[7; 32]);
            let mut stored = cipher.encrypt(b"a", &plaintext).unwrap();
            *at.get_mut(&mut stored) ^= flip;
            prop_assert!(cipher.decrypt(b"a", &stored).is_err());
        }
    }
}
