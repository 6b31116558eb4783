//! A row of the delivery ledger. Pure.

use crate::platform::i18n::Language;
use crate::platform::time::Timestamp;
use crate::text_enum;

text_enum! {
    /// What became of a letter.
    pub enum Status {
        Queued = "queued",
        /// Handed over to the mail server (or written to the outbox folder).
        Sent = "sent",
        /// Refused for good, or tried too often: a person must look.
        Dead = "dead",
    }
}

/// One letter to one address about one event.
#[derive(Clone, Debug, diesel::Queryable)]
pub struct Delivery {
    pub id: String,
    pub event_id: String,
    pub template: String,
    /// The address.
    pub recipient: String,
    pub recipient_role: String,
    pub project_id: Option<String>,
    pub language: Language,
    pub message_id: String,
    /// The letter, encrypted.
    pub message: Vec<u8>,
    pub status: Status,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

/// `zhang@host.cn` as `z***@host.cn`.
pub fn masked(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((name, host)) => format!("{}***@{host}", name.chars().next().map(String::from).unwrap_or_default()),
        None => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_its_first_letter_and_host_only() {
        assert_eq!(masked("zhang.wei@street.gov.cn"), "z***@street.gov.cn");
        assert_eq!(masked("@host"), "***@host");
        assert_eq!(masked("nobody"), "***");
    }
}
