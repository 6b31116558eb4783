//! E-mail addresses as accounts know them. Pure.

use crate::platform::http::Check;
use crate::platform::mail_address;

/// The form in which addresses are stored and compared: people do not tell `Li@x.cn` from `li@x.cn`.
pub fn normalized(address: &str) -> String {
    address.trim().to_lowercase()
}

/// The address must be one to which mail can be sent.
pub fn check(check: &mut Check, pointer: &str, address: &str) {
    check.that(mail_address::is_one(&normalized(address)), pointer, "malformed", "不是有效的邮箱地址。", "is not an e-mail address.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_blanks_make_no_other_person() {
        assert_eq!(normalized(" Zhang.Lei@Street.Example\n"), "zhang.lei@street.example");
    }
}
