//! What people type, made plain: browsers send line ends as CR LF, and Chinese keyboards write digits at full width.

/// Line ends as everybody else writes them.
pub(super) fn lines(typed: &str) -> String {
    typed.replace("\r\n", "\n")
}

/// A number without spaces, its digits and its point at half width: `３５．５０` is `35.50`.
pub(super) fn number(typed: &str) -> String {
    let half = |c: char| match c {
        '０'..='９' | '．' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '。' => '.',
        other => other,
    };
    typed.chars().filter(|c| !c.is_whitespace()).map(half).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_at_full_width_are_digits() {
        assert_eq!(number(" １２００．５ "), "1200.5");
        assert_eq!(number("35。5"), "35.5");
        assert_eq!(number("七万"), "七万");
    }
}
