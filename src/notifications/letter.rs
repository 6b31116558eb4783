//! A rendered letter, and how it is kept in the ledger: encrypted, for it may carry a one-time link.

use serde::{Deserialize, Serialize};

use crate::platform::crypto::{Purpose, ServiceKeys, sha256};
use crate::platform::http::{Problem, Result};

/// Subject and both bodies of one letter to one reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where its reader stops letters of its kind (RFC 2369); none for those that belong to what they do.
    #[serde(default)]
    pub stop: Option<String>,
}

impl Letter {
    /// Encrypted for the ledger row `delivery_id` and no other.
    pub fn seal(&self, keys: &ServiceKeys, delivery_id: &str) -> Result<Vec<u8>> {
        let plain = serde_json::to_vec(self).map_err(Problem::internal)?;
        keys.cipher(Purpose::Mails).encrypt(&bound_to(delivery_id), &plain).map_err(Problem::internal)
    }

    /// What `seal` stored.
    pub fn open(keys: &ServiceKeys, delivery_id: &str, stored: &[u8]) -> Result<Self> {
        let plain = keys.cipher(Purpose::Mails).decrypt(&bound_to(delivery_id), stored).map_err(Problem::internal)?;
        serde_json::from_slice(&plain).map_err(Problem::internal)
    }
}

fn bound_to(delivery_id: &str) -> Vec<u8> {
    format!("deliveries/{delivery_id}").into_bytes()
}

/// The Message-ID of a letter, without the angle brackets. It follows from event, recipient and template alone: whatever
/// is sent again carries the same one, and mail programs show it once.
pub fn message_id(event_id: &str, recipient: &str, template: &str, public_url: &str) -> String {
    let digest = sha256(format!("{event_id}\n{}\n{template}", recipient.to_lowercase()).as_bytes()).to_string();
    let hash = digest.rsplit(':').next().unwrap_or_default();
    format!("{}@{}", &hash[..hash.len().min(32)], host_of(public_url))
}

/// The host of `http://host:port/path`; characters that no Message-ID may hold become dots.
fn host_of(public_url: &str) -> String {
    let authority = public_url.split("://").last().unwrap_or_default().split('/').next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    let host: String = host.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '.' }).collect();
    let host = host.split('.').filter(|label| !label.is_empty()).collect::<Vec<_>>().join(".");
    if host.is_empty() { "shuniu.invalid".to_owned() } else { host }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::crypto::KeyMaterial;

    #[test]
    fn the_message_id_follows_from_event_recipient_and_template() {
        let id = message_id("e1", "A@x.cn", "t", "https://hub.example.cn:8443/base");
        assert_eq!(id, message_id("e1", "a@x.cn", "t", "https://hub.example.cn"));
        assert!(id.ends_with("@hub.example.cn"), "{id}");
        for other in [
            message_id("e2", "a@x.cn", "t", "https://hub.example.cn"),
            message_id("e1", "b@x.cn", "t", "https://hub.example.cn"),
            message_id("e1", "a@x.cn", "u", "https://hub.example.cn"),
        ] {
            assert_ne!(id, other);
        }
    }

    #[test]
    fn every_public_address_makes_a_host_that_a_message_id_may_hold() {
        for (url, host) in
            [("http://127.0.0.1:8080", "127.0.0.1"), ("http://[::1]:80", "1"), ("", "shuniu.invalid"), ("https://a.cn/x:1", "a.cn")]
        {
            assert_eq!(host_of(url), host, "{url}");
        }
    }

    #[test]
    fn a_letter_opens_for_its_own_row_only_and_its_words_cannot_be_read_from_it() {
        let keys = KeyMaterial::generate().and_then(|m| ServiceKeys::from_material(&m)).expect("keys");
        let letter = Letter { subject: "s".into(), text: "one-time-link".into(), html: String::new(), stop: None };
        let stored = letter.seal(&keys, "1").expect("sealed");
        assert!(!stored.windows(13).any(|w| w == b"one-time-link"));
        assert_eq!(Letter::open(&keys, "1", &stored).ok(), Some(letter));
        assert!(Letter::open(&keys, "2", &stored).is_err());
    }
}
