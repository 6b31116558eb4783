//! The commitment to a bid's content: published before the opening without saying anything, checkable afterwards by anyone.
//!
//! `commitment = SHA-256(32 random bytes ‖ canonical JSON of the content, including the digests of its files)`. Without the
//! nonce a price could be found by trying every amount. The nonce lies inside the sealed bid, is given to the bidder at
//! submission and published at the opening.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use thiserror::Error;

use super::{
    canonical_json::{CanonicalJsonError, canonical_json},
    digest::{Digest, MalformedDigest, constant_time_equals, from_hex, sha256_of, to_hex},
    random::{RandomnessUnavailable, random_bytes},
};

/// A commitment. Text form, also in JSON: that of a [`Digest`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(Digest);

/// The secret part of a commitment. Text form, also in JSON: 64 lower-case hexadecimal digits. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Nonce([u8; 32]);

/// A text that is not 64 lower-case hexadecimal digits. The text is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a commitment's nonce is written as 64 lower-case hexadecimal digits")]
pub struct MalformedNonce;

impl Commitment {
    /// The commitment to `content` under `nonce`.
    ///
    /// # Errors
    /// [`CanonicalJsonError`] if the content holds a fraction or an integer that not every reader holds exactly.
    pub fn new(nonce: &Nonce, content: &Value) -> Result<Self, CanonicalJsonError> {
        Ok(Self(sha256_of(&[&nonce.0, &canonical_json(content)?])))
    }

    /// Whether this is the commitment to `content` under `nonce`.
    pub fn verify(&self, nonce: &Nonce, content: &Value) -> bool {
        Self::new(nonce, content).is_ok_and(|made| constant_time_equals(made.0.as_bytes(), self.0.as_bytes()))
    }
}

impl Nonce {
    /// A fresh nonce.
    ///
    /// # Errors
    /// [`RandomnessUnavailable`].
    pub fn random() -> Result<Self, RandomnessUnavailable> {
        random_bytes().map(Self)
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Commitment {
    type Err = MalformedDigest;

    fn from_str(text: &str) -> Result<Self, MalformedDigest> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce(secret until the opening)")
    }
}

impl FromStr for Nonce {
    type Err = MalformedNonce;

    fn from_str(text: &str) -> Result<Self, MalformedNonce> {
        from_hex(text).map(Self).ok_or(MalformedNonce)
    }
}

impl Serialize for Nonce {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Nonce {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const SEAL_PAGE: &str = include_str!("../../../docs/SEAL.md");
    const PAGE_NONCE: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    #[test]
    fn the_worked_example_of_the_seal_page_is_right() {
        let content = json!({"total_fen": 18_888_800, "files": [{"name": "方案.pdf", "digest": "sha-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}]});
        let canonical = String::from_utf8(canonical_json(&content).unwrap()).unwrap();
        let commitment = Commitment::new(&PAGE_NONCE.parse().unwrap(), &content).unwrap();
        assert!(SEAL_PAGE.contains(PAGE_NONCE));
        assert!(SEAL_PAGE.contains(&canonical), "{canonical}");
        assert!(SEAL_PAGE.contains(&commitment.to_string()), "{commitment}");
    }

    #[test]
    fn another_nonce_another_price_or_another_file_does_not_verify() {
        let (nonce, other) = (Nonce::random().unwrap(), Nonce::random().unwrap());
        let content = json!({"total_fen": 100, "files": ["sha-256:aa"]});
        let commitment = Commitment::new(&nonce, &content).unwrap();
        assert!(commitment.verify(&nonce, &json!({"files": ["sha-256:aa"], "total_fen": 100})));
        assert!(!commitment.verify(&other, &content));
        assert!(!commitment.verify(&nonce, &json!({"total_fen": 101, "files": ["sha-256:aa"]})));
        assert!(!commitment.verify(&nonce, &json!({"total_fen": 100, "files": ["sha-256:ab"]})));
        assert!(!commitment.verify(&nonce, &json!({"total_fen": 100.0, "files": ["sha-256:aa"]})));
    }

    #[test]
    fn debug_does_not_show_the_nonce() {
        let nonce: Nonce = PAGE_NONCE.parse().unwrap();
        assert_eq!(nonce.to_string(), PAGE_NONCE);
        assert_eq!(format!("{nonce:?}"), "Nonce(secret until the opening)");
    }

    proptest! {
        #[test]
        fn text_and_json_forms_come_back(total in 0_i64..1 << 53) {
            let nonce = Nonce::random().unwrap();
            let commitment = Commitment::new(&nonce, &json!({"total_fen": total})).unwrap();
            prop_assert_eq!(commitment.to_string().parse::<Commitment>(), Ok(commitment));
            prop_assert_eq!(serde_json::from_value::<Commitment>(json!(commitment)).unwrap(), commitment);
            prop_assert_eq!(&nonce.to_string().parse::<Nonce>().unwrap(), &nonce);
            prop_assert_eq!(&serde_json::from_value::<Nonce>(json!(nonce)).unwrap(), &nonce);
        }
    }
}
