//! Passwords: what is accepted (NIST SP 800-63B-4 §3.1.1) and how it is stored (Argon2id, RFC 9106, OWASP's parameters).

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{Error as HashError, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use thiserror::Error;

use super::random::{RandomnessUnavailable, random_bytes};

/// The fewest characters, because the password is the only factor.
pub const MIN_CHARACTERS: usize = 15;
/// The most characters; 800-63B-4 asks for at least 64.
pub const MAX_CHARACTERS: usize = 128;

/// 19 MiB, two passes, one lane.
const PARAMS: Params = match Params::new(19 * 1024, 2, 1, None) {
    Ok(params) => params,
    Err(_) => panic!("the Argon2 parameters are valid"),
};

/// The hash of nobody's password under [`PARAMS`]: the salt and the output are arbitrary bytes.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdC4uLg$bm9ib2R5J3Mgb3V0cHV0LCB3aGljaCBub25lIGhhcy4";

/// Long passwords that everybody tries. Shorter ones are refused for their length, repeated ones by [`repeats`].
const COMMON: &[&str] = &[
    "012345678901234",
    "0123456789abcdef",
    "1234567890abcdef",
    "1234567890qwertyuiop",
    "12345678901234567890",
    "123456789abcdefghi",
    "123456789987654321",
    "1q2w3e4r5t6y7u8i",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv",
    "1qaz2wsx3edc4rfv5tgb",
    "5201314woaini1314",
    "abcdefghijklmno",
    "abcdefghijklmnop",
    "abcdefghijklmnopqrstuvwxyz",
    "administrator123",
    "changemechangeme",
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "correct-horse-battery-staple",
    "iloveyou123456789",
    "letmeinletmeinletmein",
    "mypasswordispassword",
    "password123456789",
    "password1234567890",
    "passwordpassword",
    "qazwsxedcrfvtgb",
    "qazwsxedcrfvtgbyhn",
    "qwerty1234567890",
    "qwertyuiop12345",
    "qwertyuiop123456",
    "qwertyuiopasdfgh",
    "qwertyuiopasdfghjkl",
    "qwertyuiopasdfghjklzxcvbnm",
    "thisisapassword",
    "thisismypassword",
    "woaini1314520520",
    "zaq12wsxcde34rfv",
    "zxcvbnmasdfghjkl",
];

const PRODUCT_NAMES: &[&str] = &["shuniu", "枢纽"];

/// How many letters a password must have besides a word that everybody can guess.
const MIN_LETTERS_BESIDES: usize = 6;

/// Whose password it is to be: none of this may be most of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordOwner<'a> {
    pub email: &'a str,
    pub name: &'a str,
}

/// Why a password is not accepted. Never repeats the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordRefusal {
    #[error("the password needs at least {MIN_CHARACTERS} characters")]
    TooShort,
    #[error("the password may have at most {MAX_CHARACTERS} characters")]
    TooLong,
    #[error("this password is among the first that everybody tries")]
    Common,
    #[error("the password is little more than the e-mail address")]
    LikeEmail,
    #[error("the password is little more than the owner's name")]
    LikeName,
    #[error("the password is little more than the name of this service")]
    LikeProductName,
}

/// Why a password could not be hashed or checked. A wrong password is no error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordHashError {
    #[error(transparent)]
    Randomness(#[from] RandomnessUnavailable),
    #[error("the password could not be hashed: {0}")]
    Hashing(HashError),
    #[error("the stored password hash is no readable argon2id hash")]
    MalformedHash,
}

/// Whether `owner` may take `password`. Characters are Unicode scalar values as typed; nothing is composed, trimmed or
/// folded before hashing. There are no rules about kinds of characters.
///
/// # Errors
/// The first [`PasswordRefusal`] that applies.
pub fn check(password: &str, owner: &PasswordOwner<'_>) -> Result<(), PasswordRefusal> {
    match password.chars().count() {
        ..MIN_CHARACTERS => return Err(PasswordRefusal::TooShort),
        MIN_CHARACTERS..=MAX_CHARACTERS => {}
        _ => return Err(PasswordRefusal::TooLong),
    }
    let folded = password.to_lowercase();
    if COMMON.contains(&folded.as_str()) || repeats(&folded) {
        return Err(PasswordRefusal::Common);
    }
    let local_part = owner.email.split('@').next().unwrap_or_default();
    if is_little_more_than(&folded, owner.email) || is_little_more_than(&folded, local_part) {
        return Err(PasswordRefusal::LikeEmail);
    }
    if is_little_more_than(&folded, owner.name) {
        return Err(PasswordRefusal::LikeName);
    }
    if PRODUCT_NAMES.iter().any(|name| is_little_more_than(&folded, name)) {
        return Err(PasswordRefusal::LikeProductName);
    }
    Ok(())
}

/// Whether a piece of at most five characters, written again and again, gives the whole text.
fn repeats(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    (1..=5).any(|period| characters.iter().skip(period).eq(characters.iter().take(characters.len().saturating_sub(period))))
}

/// Whether `word` occurs in the text and hardly any letters are left when it is taken away.
fn is_little_more_than(text: &str, word: &str) -> bool {
    let word = word.trim().to_lowercase();
    let letters_besides = || text.replace(&word, "").chars().filter(|character| character.is_alphabetic()).count();
    word.chars().count() > 1 && text.contains(&word) && letters_besides() < MIN_LETTERS_BESIDES
}

/// The PHC string to store for `password`. Takes some 20 ms and 19 MiB: call it off the async threads, few at a time.
///
/// # Errors
/// [`PasswordHashError::Randomness`] or [`PasswordHashError::Hashing`].
pub fn hash(password: &str) -> Result<String, PasswordHashError> {
    let salt: [u8; 16] = random_bytes()?;
    argon2id().hash_password_with_salt(password.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(PasswordHashError::Hashing)
}

/// Whether `password` is the one of which `stored` is the hash. Costs as much as [`hash()`].
///
/// # Errors
/// [`PasswordHashError::MalformedHash`] if `stored` cannot be read.
pub fn verify(password: &str, stored: &str) -> Result<bool, PasswordHashError> {
    let stored = PasswordHash::new(stored).map_err(|_| PasswordHashError::MalformedHash)?;
    match argon2id().verify_password(password.as_bytes(), &stored) {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(_) => Err(PasswordHashError::MalformedHash),
    }
}

/// Does the work of [`verify`] for a user who does not exist, so that the time taken does not tell.
pub fn dummy_verify(password: &str) {
    std::hint::black_box(verify(password, NOBODY)).ok();
}

fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: PasswordOwner<'static> = PasswordOwner { email: "Zhang.Lei.Changshou@street.example", name: "张磊" };

    #[test]
    fn a_stored_password_is_recognised_and_another_is_not() {
        let stored = hash("三棵银杏 stand in front of it").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_eq!(verify("三棵银杏 stand in front of it", &stored), Ok(true));
        assert_eq!(verify("三棵银杏 stand in front of it ", &stored), Ok(false));
        assert_eq!(verify("", &stored), Ok(false));
        assert_ne!(hash("same password, twice").unwrap(), hash("same password, twice").unwrap());
    }

    #[test]
    fn unreadable_hashes_are_an_error_and_not_a_wrong_password() {
        for stored in [
            "",
            "plain text",
            "$argon2id$v=19$m=19456,t=2,p=1$",
            "$2b$12$abcdefghijklmnopqrstuv",
            "$scrypt$ln=16,r=8,p=1$YWJjZGVmZ2g$YWJjZGVmZ2g",
        ] {
            assert_eq!(verify("whatever it may be", stored), Err(PasswordHashError::MalformedHash), "{stored}");
        }
    }

    #[test]
    fn nobody_costs_as_much_as_somebody_and_matches_nothing() {
        let cost = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        let somebody = hash("somebody's password").unwrap();
        assert_eq!(cost(NOBODY), cost(&somebody));
        assert_eq!(NOBODY.len(), somebody.len());
        assert_eq!(verify("whatever it may be", NOBODY), Ok(false));
        dummy_verify("whatever it may be");
    }

    #[test]
    fn good_passwords_are_accepted() {
        for password in [
            "three ginkgos in front of it",
            "枢纽小区的三棵银杏树在秋天落叶",
            "shuniu is where my needs are heard",
            "shuniu-2026-shuniu-abcdef",
            "tr0ub4dor&3-and-some-more",
            "               x y z w     ",
            &"ab1".repeat(5).replacen("ab1", "zq9", 1),
            &"x7 q".repeat(32).replacen('x', "y", 1),
        ] {
            assert_eq!(check(password, &OWNER), Ok(()), "{password}");
        }
    }

    #[test]
    fn each_refusal_is_named() {
        use PasswordRefusal::*;
        for (password, refusal) in [
            ("", TooShort),
            ("fourteen chars", TooShort),
            ("一二三四五六七八九十甲乙丙丁", TooShort),
            (&format!("{}x", "long password no".repeat(8)), TooLong),
            ("passwordpassword", Common),
            ("PasswordPassword", Common),
            ("correct horse battery staple", Common),
            ("aaaaaaaaaaaaaaa", Common),
            ("               ", Common),
            ("abcabcabcabcabcab", Common),
            ("1234512345123451", Common),
            ("zhang.lei.changshou@street.example", LikeEmail),
            ("Zhang.Lei.Changshou2026", LikeEmail),
            ("张磊-1987-张磊-2026!", LikeName),
            ("shuniu-2026-shuniu!", LikeProductName),
            ("shuniu-2026-shuniu-abcde", LikeProductName),
            ("枢纽枢纽2026枢纽枢纽2027!", LikeProductName),
        ] {
            assert_eq!(check(password, &OWNER), Err(refusal), "{password}");
        }
    }

    #[test]
    fn the_limits_are_exact() {
        let letters: String = ('a'..='z').chain('A'..='Z').cycle().take(MAX_CHARACTERS + 1).collect();
        let nobody = PasswordOwner { email: "", name: "" };
        let of_length = |length: usize| format!("!{}", &letters[letters.len() - length + 1..]);
        assert_eq!(check(&of_length(14), &nobody), Err(PasswordRefusal::TooShort));
        assert_eq!(check(&of_length(15), &nobody), Ok(()));
        assert_eq!(check(&of_length(128), &nobody), Ok(()));
        assert_eq!(check(&of_length(129), &nobody), Err(PasswordRefusal::TooLong));
    }

    #[test]
    fn the_block_list_holds_only_what_the_length_lets_through() {
        for password in COMMON {
            assert!(password.chars().count() >= MIN_CHARACTERS && *password == password.to_lowercase(), "{password}");
        }
    }
}
