//! A file as a row of chunks, each encrypted by itself, so that no file ever lies whole in memory: AES-256-GCM in the STREAM construction
//! (Hoang, Reyhanitabar, Rogaway, Vizár 2015).
//!
//! Stored form: header naming [`ALGORITHM`] ‖ chunks of 64 KiB, each with its tag of 16 bytes. The nonce of a chunk is its number and whether it
//! is the last, so chunks that are moved, doubled or cut off do not open. Every file has a random key of its own, which encrypts nothing
//! else. The last chunk is filled up with zeros: the length on disk says no more than how many chunks there are.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    cipher::CipherError,
    envelope,
    random::{RandomnessUnavailable, random_bytes},
};

/// The name stored before every file.
pub const ALGORITHM: &str = "aes-256-gcm-stream-64k";
/// Plain bytes of a chunk.
pub const CHUNK: usize = 64 << 10;
/// Stored bytes of a chunk.
pub const SEALED_CHUNK: usize = CHUNK + 16;

/// The key of one file. In JSON: 32 bytes in base64. Zeroed when dropped; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey(Zeroizing<[u8; 32]>);

/// Encrypts and decrypts the chunks of one file.
pub struct ChunkCipher {
    key: LessSafeKey,
    bound: Vec<u8>,
}

impl FileKey {
    /// A fresh key.
    ///
    /// # Errors
    /// [`RandomnessUnavailable`].
    pub fn random() -> Result<Self, RandomnessUnavailable> {
        random_bytes().map(|bytes| Self(Zeroizing::new(bytes)))
    }
}

/// What stands before the chunks.
pub fn header() -> Vec<u8> {
    envelope::header(ALGORITHM)
}

impl ChunkCipher {
    /// The cipher for the file of the record `id`; a file that is put in another's place does not open.
    pub fn new(key: &FileKey, id: &str) -> Self {
        let unbound = UnboundKey::new(&AES_256_GCM, &*key.0).expect("AES-256 takes every key of 32 bytes");
        Self { key: LessSafeKey::new(unbound), bound: envelope::length_prefixed(&[&header(), id.as_bytes()]) }
    }

    /// Encrypts the chunk with this number, at most [`CHUNK`] bytes, in place.
    ///
    /// # Errors
    /// [`CipherError::TooLong`].
    pub fn seal(&self, number: u32, is_last: bool, chunk: &mut Vec<u8>) -> Result<(), CipherError> {
        if chunk.len() > CHUNK {
            return Err(CipherError::TooLong);
        }
        chunk.resize(CHUNK, 0);
        self.key.seal_in_place_append_tag(nonce(number, is_last), Aad::from(&self.bound), chunk).map_err(|_| CipherError::TooLong)
    }

    /// Decrypts the chunk with this number, in place: [`CHUNK`] bytes, with the zeros that the last one was filled up with.
    ///
    /// # Errors
    /// [`CipherError::DoesNotOpen`].
    pub fn open(&self, number: u32, is_last: bool, chunk: &mut Vec<u8>) -> Result<(), CipherError> {
        let opened = self.key.open_in_place(nonce(number, is_last), Aad::from(&self.bound), chunk).map_err(|_| CipherError::DoesNotOpen)?;
        let length = opened.len();
        chunk.truncate(length);
        Ok(())
    }
}

/// Seven zeros ‖ the number ‖ 1 for the last chunk. It never repeats under a key, for each key has one file.
fn nonce(number: u32, is_last: bool) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[7..11].copy_from_slice(&number.to_be_bytes());
    bytes[11] = u8::from(is_last);
    Nonce::assume_unique_for_key(bytes)
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(secret)")
    }
}

impl Serialize for FileKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(*self.0))
    }
}

impl<'de> Deserialize<'de> for FileKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(text.as_str()).map_err(|_| de::Error::custom("a file's key is base64"))?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| de::Error::custom("a file's key has 32 bytes"))?;
        Ok(Self(Zeroizing::new(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_opens_in_its_place_of_its_file_only() {
        let key = FileKey::random().unwrap();
        let cipher = ChunkCipher::new(&key, "one");
        let mut sealed = b"the plan".to_vec();
        cipher.seal(3, false, &mut sealed).unwrap();
        assert_eq!(sealed.len(), SEALED_CHUNK);
        assert!(!sealed.windows(8).any(|window| window == b"the plan"));
        let opens = |cipher: &ChunkCipher, number, is_last| cipher.open(number, is_last, &mut sealed.clone()).is_ok();
        assert!(opens(&cipher, 3, false));
        assert!(!opens(&cipher, 2, false) && !opens(&cipher, 3, true));
        assert!(!opens(&ChunkCipher::new(&key, "two"), 3, false));
        assert!(!opens(&ChunkCipher::new(&FileKey::random().unwrap(), "one"), 3, false));
        let mut opened = sealed.clone();
        cipher.open(3, false, &mut opened).unwrap();
        assert_eq!((&opened[..8], opened.len()), (b"the plan".as_slice(), CHUNK));
    }

    #[test]
    fn a_key_survives_json_and_is_not_shown() {
        let key = FileKey::random().unwrap();
        let text = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<FileKey>(&text).unwrap(), key);
        assert!(serde_json::from_str::<FileKey>("\"AAAA\"").is_err());
        assert_eq!(format!("{key:?}"), "FileKey(secret)");
    }
}
