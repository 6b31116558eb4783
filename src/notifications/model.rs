//! What becomes of a letter, and how its address is shown. Pure.

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
