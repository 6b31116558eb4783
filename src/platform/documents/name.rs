//! The names that people give their files: kept as text, shown as text, never part of a path.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// The longest name, in characters.
const LONGEST: usize = 200;

/// The name in Unicode's composed form (NFC), so that one name is one text; or code and words for why it cannot be a name.
pub fn file_name(given: &str) -> Result<String, (&'static str, &'static str, &'static str)> {
    let name: Cow<'_, str> = ComposingNormalizerBorrowed::new_nfc().normalize(given);
    let length = name.chars().count();
    if name.trim().is_empty() {
        return Err(("required", "缺少文件名。", "has no name."));
    }
    if length > LONGEST {
        return Err(("too_long", "文件名最多 200 个字，请改短。", "the name may have 200 characters at most; shorten it."));
    }
    if name.chars().any(is_invisible) {
        return Err((
            "control_characters",
            "文件名含有不可见字符或改变书写方向的字符，请重新命名。",
            "the name contains invisible characters or such that turn the direction of writing; rename the file.",
        ));
    }
    if name.chars().any(|c| r#"/\:*?"<>|"#.contains(c)) || name.starts_with('.') || name.ends_with(['.', ' ']) || name.starts_with(' ') {
        return Err((
            "not_a_file_name",
            "文件名不能含 / \\ : * ? \" < > |，也不能以点或空格开头、结尾；请重新命名。",
            "the name may not contain / \\ : * ? \" < > | nor begin or end with a dot or a blank; rename the file.",
        ));
    }
    Ok(name.into_owned())
}

/// Control characters, and those that are not seen or that turn the direction of what is: `fdp.exe` reads as `exe.pdf`.
fn is_invisible(c: char) -> bool {
    let marks = ['\u{ad}', '\u{61c}', '\u{180e}', '\u{2028}', '\u{2029}', '\u{feff}'];
    c.is_control()
        || marks.contains(&c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_in_its_composed_form() {
        assert_eq!(file_name("服务方案（终稿）.pdf").as_deref(), Ok("服务方案（终稿）.pdf"));
        assert_eq!(file_name("re\u{301}sume\u{301}.pdf").as_deref(), Ok("r\u{e9}sum\u{e9}.pdf"));
        assert_eq!(file_name(&"字".repeat(200)).map(|name| name.chars().count()), Ok(200));
    }

    #[test]
    fn what_is_no_name_or_hides_something_is_refused() {
        let code = |name: &str| file_name(name).map_err(|(code, ..)| code).err();
        for (name, refused) in [
            ("", "required"),
            ("  ", "required"),
            ("a\0.pdf", "control_characters"),
            ("a\r\nSet-Cookie: b.pdf", "control_characters"),
            ("方案\u{202e}fdp.exe", "control_characters"),
            ("方\u{200b}案.pdf", "control_characters"),
            ("../../etc/passwd.pdf", "not_a_file_name"),
            ("C:\\a.pdf", "not_a_file_name"),
            (".pdf", "not_a_file_name"),
            ("a.pdf.", "not_a_file_name"),
        ] {
            assert_eq!(code(name), Some(refused), "{name:?}");
        }
        assert_eq!(code(&"字".repeat(201)), Some("too_long"));
    }
}
