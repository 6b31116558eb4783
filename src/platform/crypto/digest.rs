//! SHA-256 digests in a text form that names the algorithm, and HMAC-SHA-256.

use std::{fmt, str::FromStr};

use aws_lc_rs::{constant_time, digest, hmac};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

const PREFIX: &str = "sha-256:";

/// A SHA-256 digest. Text form, also in JSON: `sha-256:` and 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

/// A text that is not `sha-256:` and 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a digest is written sha-256: and 64 lower-case hexadecimal digits")]
pub struct MalformedDigest;

impl Digest {
    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 raw bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The SHA-256 digest of `bytes`.
pub fn sha256(bytes: &[u8]) -> Digest {
    sha256_of(&[bytes])
}

/// The SHA-256 digest of `parts` written one after the other, with nothing between them.
pub fn sha256_of(parts: &[&[u8]]) -> Digest {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    Digest(bytes)
}

/// A SHA-256 digest of what comes piece by piece.
pub struct Hasher(digest::Context);

impl Hasher {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }

    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The digest of everything so far.
    pub fn finish(self) -> Digest {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.finish().as_ref());
        Digest(bytes)
    }
}

/// HMAC-SHA-256 (RFC 2104) of `message` under `key`.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message);
    let mut bytes = [0; 32];
    bytes.copy_from_slice(tag.as_ref());
    bytes
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
pub fn constant_time_equals(left: &[u8], right: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(left, right).is_ok()
}

/// Lower-case hexadecimal digits of `bytes`.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes behind `2 * N` lower-case hexadecimal digits; `None` for anything else.
pub(super) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = hex_digit(pair[0])? << 4 | hex_digit(pair[1])?;
    }
    Some(bytes)
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", to_hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = MalformedDigest;

    fn from_str(text: &str) -> Result<Self, MalformedDigest> {
        text.strip_prefix(PREFIX).and_then(from_hex).map(Digest).ok_or(MalformedDigest)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sha256_of_abc_is_the_vector_of_fips_180_4() {
        let expected = "sha-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc").to_string(), expected);
        assert_eq!(sha256_of(&[b"a", b"", b"bc"]).to_string(), expected);
    }

    #[test]
    fn hmac_is_the_second_vector_of_rfc_4231() {
        assert_eq!(
            to_hex(&hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn only_the_exact_text_form_is_read() {
        let text = sha256(b"abc").to_string();
        for wrong in [
            text.to_uppercase(),
            text.replace("sha-256", "sha256"),
            text.replace("sha-256", "sm3"),
            text.trim_start_matches(PREFIX).to_owned(),
            format!("{text}0"),
            format!("{text} "),
            text[..text.len() - 1].to_owned(),
            text.replace("ba78", "BA78"),
            text.replace("ba78", "+a78"),
            String::new(),
        ] {
            assert_eq!(wrong.parse::<Digest>(), Err(MalformedDigest), "{wrong:?}");
        }
    }

    #[test]
    fn constant_time_comparison_compares() {
        assert!(constant_time_equals(b"same", b"same"));
        assert!(!constant_time_equals(b"same", b"sane"));
        assert!(!constant_time_equals(b"same", b"same "));
    }

    proptest! {
        #[test]
        fn text_and_json_forms_come_back(bytes: Vec<u8>) {
            let digest = sha256(&bytes);
            prop_assert_eq!(digest.to_string().parse::<Digest>(), Ok(digest));
            let json = serde_json::to_string(&digest).unwrap();
            prop_assert_eq!(serde_json::from_str::<Digest>(&json).unwrap(), digest);
        }
    }
}
