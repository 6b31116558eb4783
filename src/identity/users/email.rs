//! E-mail addresses as accounts know them. Pure.

use crate::platform::http::Check;

/// The longest address that SMTP carries (RFC 5321 §4.5.3.1.3, without the angle brackets).
const MOST: usize = 254;

/// The form in which addresses are stored and compared: people do not tell `Li@x.cn` from `li@x.cn`.
pub fn normalized(address: &str) -> String {
    address.trim().to_lowercase()
}

/// The address must be one to which mail can be sent.
pub fn check(check: &mut Check, pointer: &str, address: &str) {
    let normalized = normalized(address);
    let readable = normalized.len() <= MOST && normalized.parse::<lettre::Address>().is_ok();
    check.that(readable, pointer, "malformed", "不是有效的邮箱地址。", "is not an e-mail address.");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(address: &str) -> bool {
        let mut check = Check::new();
        super::check(&mut check, "/email", address);
        check.is_clean()
    }

    #[test]
    fn capitals_and_blanks_make_no_other_person() {
        assert_eq!(normalized(" Zhang.Lei@Street.Example\n"), "zhang.lei@street.example");
    }

    #[test]
    fn only_addresses_are_accepted() {
        assert!(accepted("zhang.lei@street.example"));
        let long = format!("{}@street.example", "x".repeat(250));
        for wrong in ["", "zhang", "@street.example", "a b@street.example", "a@street.example\r\nBcc: b@x.example", &long] {
            assert!(!accepted(wrong), "{wrong}");
        }
    }
}
