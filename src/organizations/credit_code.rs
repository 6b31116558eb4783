//! The unified social credit code (统一社会信用代码) of GB 32100-2015 (R77–R80).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const LENGTH: usize = 18;

/// Values 0 to 30 in order. I, O, S, V and Z are left out.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// 3^(i−1) mod 31 for the first 17 characters (R78).
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Weights of the first 8 characters of the body code, GB 11714 (R79).
const BODY_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A well-formed code: 18 capitals and digits, both check digits right.
///
/// It proves form only, neither that the body exists nor that it is in good standing (R80).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// What kind of body the first two characters speak of (R77; §3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistrationClass {
    /// 11 机关
    StateOrgan,
    /// 12 事业单位, class I or II: the code does not tell.
    PublicInstitution,
    /// 13 centrally staffed 群团组织
    GroupOrganization,
    /// 51 社会团体
    Society,
    /// 52 民办非企业单位 / 社会服务机构
    SocialServiceAgency,
    /// 53 基金会
    Foundation,
    /// 54 村委会
    VillagersCommittee,
    /// 55 居委会
    ResidentsCommittee,
    /// 59 other bodies kept by civil affairs
    OtherCivilAffairs,
    /// 91 企业
    Enterprise,
    /// A prefix that says nothing about the kinds we know.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    #[error("a unified social credit code has 18 characters, this has {found}")]
    Length { found: usize },
    /// `position` counts from 1.
    #[error("character {position} is `{found}`; only digits and capitals without I, O, S, V, Z are used")]
    Alphabet { position: usize, found: char },
    #[error("the check digit (character 18) is `{found}` where `{expected}` is expected")]
    CheckDigit { expected: char, found: char },
    #[error("the body code's check digit (character 17) is `{found}` where `{expected}` is expected")]
    BodyCheckDigit { expected: char, found: char },
}

impl CreditCode {
    /// Reads a code exactly as printed: no blanks, no small letters.
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        has_18_characters(text)?;
        uses_the_alphabet(text)?;
        check_digit_fits(text.as_bytes())?;
        body_check_digit_fits(text.as_bytes())?;
        Ok(Self(text.to_owned()))
    }

    /// A valid code for made-up bodies: `class` is the first two characters, `area` six digits, `n` below a million.
    ///
    /// Mark what carries it as synthetic: it may collide with a real body's code (R79).
    pub fn synthetic(class: &str, area: &str, n: u32) -> Result<Self, CreditCodeError> {
        let mut code = format!("{class}{area}MJ{n:06}");
        if code.chars().count() != LENGTH - 2 {
            return Err(CreditCodeError::Length { found: code.chars().count() + 2 });
        }
        uses_the_alphabet(&code)?;
        code.push(body_check_digit(&code.as_bytes()[8..16]));
        code.push(check_digit(&code.as_bytes()[..17]));
        Self::parse(&code)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A hint to the registration kind; the registry decides.
    pub fn class(&self) -> RegistrationClass {
        match &self.0[..2] {
            "11" => RegistrationClass::StateOrgan,
            "12" => RegistrationClass::PublicInstitution,
            "13" => RegistrationClass::GroupOrganization,
            "51" => RegistrationClass::Society,
            "52" => RegistrationClass::SocialServiceAgency,
            "53" => RegistrationClass::Foundation,
            "54" => RegistrationClass::VillagersCommittee,
            "55" => RegistrationClass::ResidentsCommittee,
            "59" => RegistrationClass::OtherCivilAffairs,
            "91" => RegistrationClass::Enterprise,
            _ => RegistrationClass::Other,
        }
    }

    /// The area where the body was registered, by its national six-character code.
    pub fn area(&self) -> &str {
        &self.0[2..8]
    }
}

fn has_18_characters(text: &str) -> Result<(), CreditCodeError> {
    match text.chars().count() {
        LENGTH => Ok(()),
        found => Err(CreditCodeError::Length { found }),
    }
}

fn uses_the_alphabet(text: &str) -> Result<(), CreditCodeError> {
    let known = |c: char| u8::try_from(c).is_ok_and(|byte| ALPHABET.contains(&byte));
    match text.chars().enumerate().find(|&(_, c)| !known(c)) {
        None => Ok(()),
        Some((index, found)) => Err(CreditCodeError::Alphabet { position: index + 1, found }),
    }
}

fn check_digit_fits(code: &[u8]) -> Result<(), CreditCodeError> {
    let (expected, found) = (check_digit(&code[..17]), code[17] as char);
    if expected == found { Ok(()) } else { Err(CreditCodeError::CheckDigit { expected, found }) }
}

fn body_check_digit_fits(code: &[u8]) -> Result<(), CreditCodeError> {
    let (expected, found) = (body_check_digit(&code[8..16]), code[16] as char);
    if expected == found { Ok(()) } else { Err(CreditCodeError::BodyCheckDigit { expected, found }) }
}

/// (31 − Σ mod 31) mod 31, so that remainder 0 is the character 0 (R78).
fn check_digit(first_17: &[u8]) -> char {
    let sum = weighted_sum(first_17, &WEIGHTS, value);
    ALPHABET[((31 - sum % 31) % 31) as usize] as char
}

/// 11 − Σ mod 11, where 10 is written X and 11 is written 0 (R79).
fn body_check_digit(first_8: &[u8]) -> char {
    match 11 - weighted_sum(first_8, &BODY_WEIGHTS, body_value) % 11 {
        10 => 'X',
        11 => '0',
        digit => (b'0' + digit as u8) as char,
    }
}

fn weighted_sum(characters: &[u8], weights: &[u32], value: fn(u8) -> u32) -> u32 {
    characters.iter().zip(weights).map(|(&character, weight)| value(character) * weight).sum()
}

/// The place in the 31-letter alphabet; callers have checked that the character is in it.
fn value(character: u8) -> u32 {
    ALPHABET.iter().take_while(|&&known| known != character).count() as u32
}

/// The body code counts letters by the whole Latin alphabet: A is 10 and Z is 35.
fn body_value(character: u8) -> u32 {
    match character {
        b'0'..=b'9' => u32::from(character - b'0'),
        _ => u32::from(character - b'A') + 10,
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = CreditCodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn error(text: &str) -> CreditCodeError {
        CreditCode::parse(text).expect_err(text)
    }

    #[test]
    fn r78_worked_example_has_sum_1640_remainder_28_and_check_digit_3() {
        let first_17 = b"91350100M000100Y4";
        assert_eq!(weighted_sum(first_17, &WEIGHTS, value), 1640);
        assert_eq!(1640 % 31, 28);
        assert_eq!(check_digit(first_17), '3');
        assert!(CreditCode::parse("91350100M000100Y43").is_ok());
    }

    /// The example circulates with Z, which is not even in the alphabet; with a letter that is, the check digit tells.
    #[test]
    fn r78_z_is_invalid_in_the_worked_example() {
        assert_eq!(error("91350100M000100Y4Z"), CreditCodeError::Alphabet { position: 18, found: 'Z' });
        assert_eq!(error("91350100M000100Y4Y"), CreditCodeError::CheckDigit { expected: '3', found: 'Y' });
    }

    #[test]
    fn r78_weights_are_the_powers_of_three_modulo_31() {
        let powers = std::iter::successors(Some(1), |power| Some(power * 3 % 31));
        assert!(powers.take(17).eq(WEIGHTS));
    }

    #[test]
    fn r78_check_digit_remainder_zero_maps_to_character_zero() {
        assert_eq!(weighted_sum(b"52310107MJ0000050", &WEIGHTS, value) % 31, 0);
        assert!(CreditCode::parse("52310107MJ00000500").is_ok());
    }

    #[test]
    fn r79_synthetic_vectors_are_valid() {
        for code in ["51310107MJ0000018P", "52310107MJ0000026F", "53310107MJ00000347"] {
            assert_eq!(CreditCode::parse(code).map(String::from).as_deref(), Ok(code));
        }
    }

    #[test]
    fn r79_body_check_digit_ten_is_written_x() {
        assert!(CreditCode::parse("52310107MJ000000XL").is_ok());
    }

    #[test]
    fn r79_the_body_code_has_its_own_check_digit() {
        let mut code = *b"52310107MJ00000300";
        code[17] = check_digit(&code[..17]) as u8;
        let code = std::str::from_utf8(&code).expect("ascii");
        assert!(matches!(error(code), CreditCodeError::BodyCheckDigit { found: '0', .. }), "{code}");
    }

    #[test]
    fn r77_length_and_alphabet_are_reported_with_place() {
        assert_eq!(error(""), CreditCodeError::Length { found: 0 });
        assert_eq!(error("51310107MJ0000018"), CreditCodeError::Length { found: 17 });
        assert_eq!(error("51310107MJ0000018P "), CreditCodeError::Length { found: 19 });
        for (position, letter) in [(1, 'I'), (5, 'O'), (9, 'S'), (12, 'V'), (18, 'Z'), (18, 'p'), (3, '上')] {
            let mut code: Vec<char> = "51310107MJ0000018P".chars().collect();
            code[position - 1] = letter;
            let code: String = code.into_iter().collect();
            assert_eq!(error(&code), CreditCodeError::Alphabet { position, found: letter });
        }
    }

    #[test]
    fn r77_the_first_two_characters_hint_at_the_registration_kind() {
        let class = |prefix| CreditCode::synthetic(prefix, "310107", 7).expect("valid").class();
        assert_eq!(class("51"), RegistrationClass::Society);
        assert_eq!(class("52"), RegistrationClass::SocialServiceAgency);
        assert_eq!(class("53"), RegistrationClass::Foundation);
        assert_eq!(class("59"), RegistrationClass::OtherCivilAffairs);
        assert_eq!(class("12"), RegistrationClass::PublicInstitution);
        assert_eq!(class("91"), RegistrationClass::Enterprise);
        assert_eq!(class("92"), RegistrationClass::Other);
    }

    #[test]
    fn synthetic_codes_reproduce_the_vectors() {
        let code = |prefix, n| CreditCode::synthetic(prefix, "310107", n).map(String::from);
        assert_eq!(code("51", 1).as_deref(), Ok("51310107MJ0000018P"));
        assert_eq!(code("52", 5).as_deref(), Ok("52310107MJ00000500"));
        assert_eq!(code("52", 0).as_deref(), Ok("52310107MJ000000XL"));
        assert_eq!(code("52", 1_000_000), Err(CreditCodeError::Length { found: 19 }));
        assert_eq!(code("I2", 1), Err(CreditCodeError::Alphabet { position: 1, found: 'I' }));
    }

    #[test]
    fn json_carries_the_code_as_a_string_and_refuses_a_wrong_one() {
        let code = CreditCode::parse("51310107MJ0000018P").expect("valid");
        let json = serde_json::to_string(&code).expect("a string");
        assert_eq!(json, "\"51310107MJ0000018P\"");
        assert_eq!(serde_json::from_str::<CreditCode>(&json).expect("the same"), code);
        assert!(serde_json::from_str::<CreditCode>("\"51310107MJ0000018X\"").is_err());
    }

    proptest! {
        /// 31 is prime and no weight is a multiple of it, so every single change moves the sum.
        #[test]
        fn r78_any_single_changed_character_is_noticed(n in 0u32..1_000_000, place in 0usize..18, other in 0usize..31) {
            let code = CreditCode::synthetic("52", "310107", n).expect("valid");
            let mut changed = code.as_str().as_bytes().to_vec();
            prop_assume!(changed[place] != ALPHABET[other]);
            changed[place] = ALPHABET[other];
            let changed = String::from_utf8(changed).expect("ascii");
            let noticed = matches!(CreditCode::parse(&changed), Err(CreditCodeError::CheckDigit { .. }));
            prop_assert!(noticed, "{}", changed);
        }

        /// Neighbouring weights differ modulo 31, so swapping two unlike neighbours moves the sum too.
        #[test]
        fn r78_any_two_swapped_neighbours_are_noticed(n in 0u32..1_000_000, place in 0usize..17) {
            let code = CreditCode::synthetic("53", "310107", n).expect("valid");
            let mut swapped = code.as_str().as_bytes().to_vec();
            prop_assume!(swapped[place] != swapped[place + 1]);
            swapped.swap(place, place + 1);
            let swapped = String::from_utf8(swapped).expect("ascii");
            let noticed = matches!(CreditCode::parse(&swapped), Err(CreditCodeError::CheckDigit { .. }));
            prop_assert!(noticed, "{}", swapped);
        }

        #[test]
        fn any_text_is_parsed_or_refused_and_never_panics(text in "\\PC{0,20}") {
            if let Ok(code) = CreditCode::parse(&text) {
                prop_assert_eq!(code.as_str(), text);
            }
        }
    }
}
