//! Finds what would name a resident: mobile numbers, identity-card numbers and e-mail addresses. Pure.

use super::http::{Check, FieldError};

/// Residents stay anonymous: refuses a text that would name one, and does not repeat what does.
pub fn names_nobody(check: &mut Check, pointer: &str, text: &str) {
    let (zh, en) = match personal_data(text) {
        None => return,
        Some(PersonalData::Mobile) => ("像是手机号码", "what looks like a mobile number"),
        Some(PersonalData::IdentityCard) => ("像是身份证号码", "what looks like an identity-card number"),
        Some(PersonalData::Email) => ("像是电子邮箱", "what looks like an e-mail address"),
    };
    check.push(FieldError::new(
        pointer,
        "personal_data",
        format!("含有{zh}的内容：居民须保持匿名，请删去。"),
        format!("contains {en}: residents stay anonymous, so take it out."),
    ));
}

/// What was found in a text; it is never repeated itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalData {
    /// Eleven digits from 13 to 19, written together, as 3-4-4 or as 3-8, with or without +86 or 0086.
    Mobile,
    /// The eighteen characters of an identity card, the last a digit or X, written together or as 6-8-4.
    IdentityCard,
    /// `name@host.domain`.
    Email,
}

/// The first personal number in a text, or else its first e-mail address.
pub fn personal_data(text: &str) -> Option<PersonalData> {
    personal_number(text).or_else(|| has_email(text).then_some(PersonalData::Email))
}

fn personal_number(text: &str) -> Option<PersonalData> {
    let runs = digit_runs(text);
    let near = |from: usize, lengths: &[usize]| {
        let group = runs.get(from..from + lengths.len())?;
        let fits = group.iter().zip(lengths).all(|(run, length)| run.digits.len() == *length);
        let adjoins = group.iter().skip(1).all(|run| run.adjoins);
        (fits && adjoins).then(|| group.iter().map(|run| run.digits.as_str()).collect::<String>())
    };
    (0..runs.len()).find_map(|from| {
        let together = runs[from].digits.as_str();
        if is_identity_card(together) || near(from, &[6, 8, 4]).is_some_and(|number| is_identity_card(&number)) {
            Some(PersonalData::IdentityCard)
        } else if is_mobile(together)
            || [&[3, 4, 4][..], &[3, 8]].iter().any(|groups| near(from, groups).is_some_and(|number| is_mobile(&number)))
        {
            Some(PersonalData::Mobile)
        } else {
            None
        }
    })
}

fn is_mobile(digits: &str) -> bool {
    let abroad = ["0086", "86"].iter().find_map(|prefix| digits.strip_prefix(prefix));
    let digits = abroad.filter(|rest| rest.len() == 11).unwrap_or(digits);
    digits.len() == 11 && !digits.contains('X') && digits.starts_with('1') && !matches!(digits.as_bytes()[1], b'0' | b'1' | b'2')
}

fn has_email(text: &str) -> bool {
    let text: Vec<char> = text.chars().map(half_width).collect();
    text.iter().enumerate().filter(|(_, c)| **c == '@').any(|(at, _)| {
        let named = text[..at].last().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '.'));
        let host: String = text[at + 1..].iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
        let labels: Vec<_> = host.trim_end_matches('.').split('.').collect();
        named && labels.len() > 1 && labels.iter().all(|label| !label.is_empty())
    })
}

fn is_identity_card(characters: &str) -> bool {
    characters.len() == 18
}

/// Digits that stand together; a closing X belongs to seventeen of them, or to the last three of a group.
struct Run {
    digits: String,
    /// Only one blank or hyphen lies between this run and the one before.
    adjoins: bool,
}

fn digit_runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut in_run, mut gap) = (false, String::new());
    for c in text.chars().map(half_width) {
        if c.is_ascii_digit() {
            match runs.last_mut().filter(|_| in_run) {
                Some(run) => run.digits.push(c),
                None => runs.push(Run { digits: c.to_string(), adjoins: matches!(gap.as_str(), " " | "-") }),
            }
            (in_run, gap) = (true, String::new());
            continue;
        }
        if matches!(c, 'x' | 'X')
            && let Some(run) = runs.last_mut().filter(|run| in_run && matches!(run.digits.len(), 3 | 17))
        {
            run.digits.push('X');
        }
        in_run = false;
        gap.push(c);
    }
    runs
}

/// Full-width digits and letters as Chinese input methods write them.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '　' => ' ',
        '－' | '–' | '—' => '-',
        '＠' => '@',
        '．' => '.',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_numbers_are_found_however_they_are_written() {
        for text in [
            "找张阿姨13812345678",
            "138-1234-5678",
            "138 1234 5678 谢谢",
            "138 12345678",
            "008613812345678",
            "+8613812345678",
            "+86 19912345678",
            "电话：１３８１２３４５６７８。",
        ] {
            assert_eq!(personal_data(text), Some(PersonalData::Mobile), "{text}");
        }
    }

    #[test]
    fn identity_cards_are_found_however_they_are_written() {
        for text in
            ["310107199001011234", "身份证31010719900101123x", "31010719900101123Ｘ。", "310107 19900101 1234", "310107-19900101-123X"]
        {
            assert_eq!(personal_data(text), Some(PersonalData::IdentityCard), "{text}");
        }
    }

    #[test]
    fn e_mail_addresses_are_found_in_running_text() {
        for text in ["写信到li.ming@example.org。", "a_b@mail.example.com.", "ｌｉ＠ｅｘａｍｐｌｅ．ｃｎ"] {
            assert_eq!(personal_data(text), Some(PersonalData::Email), "{text}");
        }
        for text in ["1号楼@物业", "每户 3 人 @ 2.5 平方米", "@居委会 请看", "li@example", "li@.org"] {
            assert_eq!(personal_data(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_dates_codes_and_offices_are_no_personal_data() {
        for text in [
            "预算 10000000000 分",
            "2026-03-02 至 2026-12-31",
            "021-62345678",
            "12345 热线，310107015 街道 300 户",
            "52310107MJ0000026F",
            "1381234567",
            "138123456789",
            "12012345678",
            "",
        ] {
            assert_eq!(personal_data(text), None, "{text}");
        }
    }
}
