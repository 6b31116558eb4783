//! The binary header before everything encrypted: a format number and the algorithm's name.
//!
//! `1 byte format = 1 ‖ 1 byte length of the name ‖ name in ASCII ‖ body`

const FORMAT: u8 = 1;

/// `algorithm`'s header, to be followed by the body.
pub(super) fn header(algorithm: &'static str) -> Vec<u8> {
    let length = u8::try_from(algorithm.len()).expect("algorithm names are short constants");
    let mut bytes = vec![FORMAT, length];
    bytes.extend_from_slice(algorithm.as_bytes());
    bytes
}

/// The body behind `algorithm`'s header; `None` if the bytes begin with anything else.
pub(super) fn body<'a>(algorithm: &'static str, bytes: &'a [u8]) -> Option<&'a [u8]> {
    bytes.strip_prefix(header(algorithm).as_slice())
}

/// `fields` one after the other, each behind its length in 8 bytes: two different lists never give the same bytes.
pub(super) fn length_prefixed(fields: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for field in fields {
        bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
        bytes.extend_from_slice(field);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_algorithm_gives_its_body() {
        let mut bytes = header("aes-256-gcm");
        bytes.extend_from_slice(b"body");
        assert_eq!(body("aes-256-gcm", &bytes), Some(b"body".as_slice()));
        assert_eq!(body("sm4-gcm", &bytes), None);
        assert_eq!(body("aes-256-gcm", &bytes[..5]), None);
        assert_eq!(body("aes-256-gcm", b""), None);
    }

    #[test]
    fn moving_a_boundary_changes_the_bytes() {
        assert_ne!(length_prefixed(&[b"ab", b"c"]), length_prefixed(&[b"a", b"bc"]));
        assert_ne!(length_prefixed(&[b"", b"a"]), length_prefixed(&[b"a", b""]));
    }
}
