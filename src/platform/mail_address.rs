//! What an e-mail address looks like.

/// The longest that SMTP carries (RFC 5321 §4.5.3.1.3, without the angle brackets).
const MOST: usize = 254;

/// Whether mail can be sent there: `li@x.cn`, and not `li@x`, which no public mail server takes and which is mostly a slip of the pen.
pub fn is_one(address: &str) -> bool {
    let has_dotted_domain = || {
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        domain.split('.').count() > 1 && domain.split('.').all(|label| !label.is_empty())
    };
    address.len() <= MOST && address.parse::<lettre::Address>().is_ok() && has_dotted_domain()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_are_accepted() {
        assert!(is_one("zhang.lei@street.example"));
        assert!(is_one("张磊@街道.example"));
        let long = format!("{}@street.example", "x".repeat(250));
        for wrong in
            ["", "zhang", "@street.example", "tree@x", "tree@x.", "a b@street.example", "a@street.example\r\nBcc: b@x.example", &long]
        {
            assert!(!is_one(wrong), "{wrong}");
        }
    }
}
