//! What waits for its confirmation.

use serde::{Deserialize, Serialize};

use crate::organizations::register::Registration;
use crate::platform::crypto::{Purpose, ServiceKeys};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::LinkId;

/// A registration as it was typed. No `Debug`: it would show an address and a hash.
#[derive(Clone, Serialize, Deserialize)]
pub struct Pending {
    pub registration: Registration,
    /// The name of the contact person, who becomes the manager.
    pub contact_name: String,
    /// PHC string of Argon2id.
    pub password_hash: String,
}

impl Pending {
    /// Encrypted for this link and no other.
    pub fn seal(&self, keys: &ServiceKeys, link: &LinkId) -> Result<Vec<u8>> {
        let plain = serde_json::to_vec(self).map_err(Problem::internal)?;
        keys.cipher(Purpose::Mails).encrypt(&bound_to(link), &plain).map_err(Problem::internal)
    }

    pub fn open(keys: &ServiceKeys, link: &LinkId, sealed: &[u8]) -> Result<Self> {
        let plain = keys.cipher(Purpose::Mails).decrypt(&bound_to(link), sealed).map_err(Problem::internal)?;
        serde_json::from_slice(&plain).map_err(Problem::internal)
    }
}

fn bound_to(link: &LinkId) -> Vec<u8> {
    format!("registrations/{link}").into_bytes()
}
