//! The receipt for a submitted bid: a compact JWS (RFC 7515, EdDSA) that the bidder keeps and anyone can verify offline.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

pub use super::jws::JwsError as ReceiptError;
use super::{
    commitment::Commitment,
    jws,
    signing::{SigningKey, VerifyingKeys},
};

/// The `typ` header: a receipt is nothing else that the service might sign (RFC 8725 §3.11).
pub const TYPE: &str = "shuniu-receipt+jws";

/// What the service states by its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    pub receipt_no: String,
    pub bid: String,
    pub project: String,
    pub organization: String,
    /// When the bid arrived: UTC, microseconds; in JSON RFC 3339 with exactly six decimals and `Z`.
    #[serde(with = "utc_microseconds")]
    pub received_at: NaiveDateTime,
    pub commitment: Commitment,
}

impl Receipt {
    /// The receipt as a compact JWS whose `kid` is the fingerprint of `key`.
    ///
    /// # Errors
    /// [`ReceiptError::NotSigned`].
    pub fn sign(&self, key: &SigningKey) -> Result<String, ReceiptError> {
        jws::sign(TYPE, self, key)
    }

    /// What the service stated in `jws`, if one of `keys` signed it.
    ///
    /// # Errors
    /// A [`ReceiptError`] that names what is wrong.
    pub fn verify(jws: &str, keys: &VerifyingKeys) -> Result<Self, ReceiptError> {
        jws::verify(TYPE, jws, keys)
    }
}

mod utc_microseconds {
    use chrono::NaiveDateTime;
    use serde::{Deserialize, Deserializer, Serializer, de};

    const FORMAT: &str = "%Y-%m-%dT%H:%M:%S%.6fZ";

    pub fn serialize<S: Serializer>(time: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&time.format(FORMAT))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
        NaiveDateTime::parse_from_str(&String::deserialize(deserializer)?, FORMAT).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    use chrono::NaiveDate;
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::platform::crypto::{KeyMaterial, Nonce, ServiceKeys};

    fn service() -> ServiceKeys {
        ServiceKeys::from_material(&KeyMaterial::generate().unwrap()).unwrap()
    }

    fn public(services: &[&ServiceKeys]) -> VerifyingKeys {
        services.iter().map(|service| service.signing().verifying_key()).collect()
    }

    fn receipt() -> Receipt {
        Receipt {
            receipt_no: "R-2026-000001".into(),
            bid: "0199-bid".into(),
            project: "0199-project".into(),
            organization: "上海市普陀区某社会服务中心".into(),
            received_at: NaiveDate::from_ymd_opt(2026, 3, 20).unwrap().and_hms_micro_opt(1, 2, 3, 40_000).unwrap(),
            commitment: Commitment::new(&Nonce::random().unwrap(), &json!({"total_fen": 1})).unwrap(),
        }
    }

    fn part(jws: &str, index: usize) -> Value {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(jws.split('.').nth(index).unwrap()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn with_header(jws: &str, header: &Value) -> String {
        let (_, rest) = jws.split_once('.').unwrap();
        format!("{}.{rest}", BASE64_URL_SAFE_NO_PAD.encode(header.to_string()))
    }

    #[test]
    fn a_signed_receipt_reads_back_and_says_who_signed_how() {
        let service = service();
        let receipt = receipt();
        let jws = receipt.sign(service.signing()).unwrap();
        assert_eq!(part(&jws, 0), json!({"typ": TYPE, "alg": "EdDSA", "kid": service.fingerprints().signing.to_string()}));
        assert_eq!(part(&jws, 1)["received_at"], "2026-03-20T01:02:03.040000Z");
        assert_eq!(part(&jws, 1)["commitment"], receipt.commitment.to_string());
        assert_eq!(Receipt::verify(&jws, &public(&[&service])), Ok(receipt));
    }

    /// Ed25519 signs the same words the same way, so the page can show a receipt: that of the key of RFC 8032 §7.1 test 1.
    #[test]
    fn the_receipt_on_the_seal_page_is_right() {
        const SEAL_PAGE: &str = include_str!("../../../docs/SEAL.md");
        let master = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let example = ServiceKeys::from_config(master, "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g").unwrap();
        let receipt = Receipt {
            commitment: "sha-256:77d0d333f9d89a541a299133fca0e6afcfc94b1a9c08a14659dca7ce1a547b8d".parse().unwrap(),
            ..receipt()
        };
        let jws = receipt.sign(example.signing()).unwrap();
        let keys = serde_json::to_string(&public(&[&example]).to_jwk_set()).unwrap();
        assert!(SEAL_PAGE.contains(&jws), "{jws} {keys}");
        assert!(SEAL_PAGE.contains(&keys), "{keys}");
    }

    #[test]
    fn a_retired_key_still_verifies_and_a_foreign_one_does_not() {
        let (old, new, foreign) = (service(), service(), service());
        let jws = receipt().sign(old.signing()).unwrap();
        assert!(Receipt::verify(&jws, &public(&[&new, &old])).is_ok());
        assert_eq!(Receipt::verify(&jws, &public(&[&new, &foreign])), Err(ReceiptError::UnknownKey));
        assert_eq!(Receipt::verify(&jws, &VerifyingKeys::default()), Err(ReceiptError::UnknownKey));
    }

    #[test]
    fn hostile_headers_are_refused() {
        let service = service();
        let keys = public(&[&service]);
        let jws = receipt().sign(service.signing()).unwrap();
        let kid = service.fingerprints().signing.to_string();
        for (header, refusal) in [
            (json!({"typ": TYPE, "alg": "none", "kid": kid}), ReceiptError::Malformed),
            (json!({"typ": TYPE, "alg": "HS256", "kid": kid}), ReceiptError::OtherAlgorithm),
            (json!({"typ": TYPE, "alg": "ES256", "kid": kid}), ReceiptError::OtherAlgorithm),
            (json!({"typ": "JWT", "alg": "EdDSA", "kid": kid}), ReceiptError::Malformed),
            (json!({"alg": "EdDSA", "kid": kid}), ReceiptError::Malformed),
            (json!({"typ": TYPE, "alg": "EdDSA"}), ReceiptError::UnknownKey),
            (json!({"typ": TYPE, "alg": "EdDSA", "kid": "other"}), ReceiptError::UnknownKey),
            (json!({"typ": TYPE, "alg": "EdDSA", "kid": kid, "crit": ["b64"], "b64": false}), ReceiptError::Malformed),
            (json!({"typ": TYPE, "alg": "EdDSA", "kid": kid, "more": 1}), ReceiptError::BadSignature),
        ] {
            assert_eq!(Receipt::verify(&with_header(&jws, &header), &keys), Err(refusal), "{header}");
        }
        for text in ["", ".", "..", "a.b.c", "not a receipt", &format!("{jws}.{jws}"), &"x".repeat(jws::MAX_LENGTH + 1)] {
            assert!(Receipt::verify(text, &keys).is_err(), "{text}");
        }
    }

    #[test]
    fn the_public_key_used_as_a_shared_secret_signs_nothing() {
        let service = service();
        let keys = public(&[&service]);
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(service.fingerprints().signing.to_string());
        let public_bytes = keys.find(header.kid.as_ref().unwrap()).unwrap().decoding();
        let forged = encode(&header, &receipt(), &EncodingKey::from_secret(public_bytes.try_get_as_bytes().unwrap())).unwrap();
        assert_eq!(Receipt::verify(&forged, &keys), Err(ReceiptError::OtherAlgorithm));
    }

    #[test]
    fn signed_words_that_are_no_receipt_are_refused() {
        let service = service();
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(service.fingerprints().signing.to_string());
        let mut extra = serde_json::to_value(receipt()).unwrap();
        extra["amount"] = json!(1);
        for payload in [json!({}), json!([]), extra] {
            let jws = encode(&header, &payload, &service.signing().encoding).unwrap();
            assert_eq!(Receipt::verify(&jws, &public(&[&service])), Err(ReceiptError::Malformed), "{payload}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_changed_character_is_noticed(at: prop::sample::Index, letter in "[A-Za-z0-9_.-]") {
            let service = service();
            let jws = receipt().sign(service.signing()).unwrap();
            let at = at.index(jws.len());
            let changed = format!("{}{letter}{}", &jws[..at], &jws[at + 1..]);
            prop_assume!(changed != jws);
            prop_assert!(Receipt::verify(&changed, &public(&[&service])).is_err());
        }
    }
}
