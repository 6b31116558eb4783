//! The service's Ed25519 signing key and its public half, as a JWK (RFC 8037) for `/audit/keys`.

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{
    DecodingKey, EncodingKey,
    jwk::{
        AlgorithmParameters, CommonParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, OctetKeyPairParameters, OctetKeyPairType,
        PublicKeyUse,
    },
};

use super::digest::{Digest, sha256};

/// The signature algorithm of receipts, as JWS names it (RFC 8037): Ed25519.
pub const ALGORITHM: &str = "EdDSA";

/// The private Ed25519 key. Its `Debug` shows the fingerprint only.
pub struct SigningKey {
    pub(super) encoding: EncodingKey,
    verifying: VerifyingKey,
}

/// The public half of a signing key: 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey([u8; 32]);

/// The public keys that receipts may be verified with: today's and those retired before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyingKeys(Vec<VerifyingKey>);

impl SigningKey {
    /// The key in a PKCS#8 document (DER, version 1 or 2); `None` if there is no Ed25519 key in it.
    pub(super) fn from_pkcs8(der: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(der).ok()?;
        let public = pair.public_key().as_ref().try_into().ok()?;
        Some(Self { encoding: EncodingKey::from_ed_der(der), verifying: VerifyingKey(public) })
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.verifying
    }
}

impl VerifyingKey {
    /// The key's name (`kid`) and fingerprint: the SHA-256 of its JWK thumbprint input (RFC 7638).
    pub fn fingerprint(&self) -> Digest {
        sha256(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, self.x()).as_bytes())
    }

    /// The key as a JWK that names its use, algorithm and fingerprint.
    pub fn to_jwk(&self) -> Jwk {
        Jwk {
            common: CommonParameters {
                public_key_use: Some(PublicKeyUse::Signature),
                key_algorithm: Some(KeyAlgorithm::EdDSA),
                key_id: Some(self.fingerprint().to_string()),
                ..CommonParameters::default()
            },
            algorithm: AlgorithmParameters::OctetKeyPair(OctetKeyPairParameters {
                key_type: OctetKeyPairType::OctetKeyPair,
                curve: EllipticCurve::Ed25519,
                x: self.x(),
            }),
        }
    }

    /// The key in a JWK; `None` unless it is an Ed25519 public key. The JWK's own `kid` is not believed.
    pub fn from_jwk(jwk: &Jwk) -> Option<Self> {
        match &jwk.algorithm {
            AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
                let bytes = BASE64_URL_SAFE_NO_PAD.decode(&pair.x).ok()?;
                bytes.try_into().ok().map(Self)
            }
            _ => None,
        }
    }

    pub(super) fn decoding(&self) -> DecodingKey {
        DecodingKey::from_ed_der(&self.0)
    }

    fn x(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl VerifyingKeys {
    /// The key whose fingerprint is `kid`.
    pub fn find(&self, kid: &str) -> Option<&VerifyingKey> {
        self.0.iter().find(|key| key.fingerprint().to_string() == kid)
    }

    /// The JWK set (RFC 7517) served at `/audit/keys`.
    pub fn to_jwk_set(&self) -> JwkSet {
        JwkSet { keys: self.0.iter().map(VerifyingKey::to_jwk).collect() }
    }

    /// The Ed25519 keys of a JWK set; others in it are passed over.
    pub fn from_jwk_set(set: &JwkSet) -> Self {
        set.keys.iter().filter_map(VerifyingKey::from_jwk).collect()
    }
}

impl FromIterator<VerifyingKey> for VerifyingKeys {
    fn from_iter<I: IntoIterator<Item = VerifyingKey>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifying.fingerprint())
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", self.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::jwk::ThumbprintHash;
    use serde_json::json;

    use super::*;

    /// The public key of RFC 8037, appendix A.
    fn rfc_8037_key() -> VerifyingKey {
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "not believed"});
        VerifyingKey::from_jwk(&serde_json::from_value(jwk).unwrap()).unwrap()
    }

    #[test]
    fn the_fingerprint_is_the_thumbprint_of_rfc_8037() {
        let thumbprint = BASE64_URL_SAFE_NO_PAD.encode(rfc_8037_key().fingerprint().as_bytes());
        assert_eq!(thumbprint, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(thumbprint, rfc_8037_key().to_jwk().thumbprint(ThumbprintHash::SHA256).unwrap());
    }

    #[test]
    fn the_jwk_set_is_complete_and_comes_back() {
        let keys: VerifyingKeys = [rfc_8037_key()].into_iter().collect();
        let set = keys.to_jwk_set();
        assert_eq!(
            serde_json::to_value(&set).unwrap(),
            json!({"keys": [{
                "use": "sig", "alg": "EdDSA", "kty": "OKP", "crv": "Ed25519",
                "kid": rfc_8037_key().fingerprint().to_string(),
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            }]})
        );
        assert_eq!(VerifyingKeys::from_jwk_set(&set), keys);
        assert!(keys.find(&rfc_8037_key().fingerprint().to_string()).is_some());
        assert!(keys.find("not believed").is_none());
    }

    #[test]
    fn a_jwk_of_another_kind_is_no_verifying_key() {
        for other in [
            json!({"kty": "oct", "k": "c2VjcmV0"}),
            json!({"kty": "OKP", "crv": "Ed25519", "x": "c2hvcnQ"}),
            json!({"kty": "OKP", "crv": "Ed25519", "x": "***"}),
        ] {
            let jwk = serde_json::from_value(other.clone()).unwrap();
            assert_eq!(VerifyingKey::from_jwk(&jwk), None, "{other}");
        }
    }
}
