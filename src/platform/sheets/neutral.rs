//! Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP: CSV injection), and loses it when it is read again.

const LEADS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// What is written into a CSV cell. An apostrophe of the text's own is doubled, so that reading gives every text back.
pub(super) fn neutralised(text: &str) -> String {
    let harmless = !text.starts_with(LEADS) && !text.starts_with('\'');
    if harmless { text.to_owned() } else { format!("'{text}") }
}

/// A code in a CSV cell: with a tab behind it, which nobody sees, Excel and WPS keep it as text, also when they save the file again.
/// Without it `0080799` loses its zeros and `2-3` becomes a date; `="0080799"` would be a formula, and an apostrophe would be seen.
/// Reading takes blanks around a text off.
pub(super) fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { neutralised(text) + "\t" }
}

/// The text that was written.
pub(super) fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.starts_with(LEADS) || text.starts_with('\'') => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_cell_begins_like_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(neutralised(text), format!("'{text}"));
        }
        assert_eq!(neutralised("长寿路=1"), "长寿路=1");
        assert_eq!(restored("'90s Club"), "'90s Club", "an apostrophe that people wrote stays");
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@\\-\t\r]{0,3}.{0,5}") {
            let cell = neutralised(&text);
            prop_assert!(!cell.starts_with(LEADS));
            prop_assert_eq!(restored(&cell), text);
        }
    }
}
