//! What an organisation says of itself, checked: the same for a new one and a changed one.

use std::collections::BTreeSet;

use super::credit_code::{CreditCode, CreditCodeError};
use super::model::Kind;
use super::taxonomy::taxonomy;
use crate::areas;
use crate::platform::db::Conn;
use crate::platform::http::{Check, FieldError, Result};
use crate::platform::mail_address;

/// Sorted and without repetitions.
pub fn distinct(values: &[String]) -> Vec<String> {
    values.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

/// R77–R79: the code's form, and that its class fits the kind. R80: nothing about the body's existence.
pub fn check_credit_code(check: &mut Check, kind: Kind, code: Option<&str>) {
    let code = match (kind.has_credit_code(), code) {
        (true, Some(code)) => code,
        (true, None) => {
            check.push(FieldError::new(
                "/credit_code",
                "required",
                "此类机构须填写统一社会信用代码。",
                "organisations of this kind have one.",
            ));
            return;
        }
        (false, Some(_)) => {
            check.push(FieldError::new(
                "/credit_code",
                "not_applicable",
                "备案团队没有统一社会信用代码。",
                "a team on file has no credit code.",
            ));
            return;
        }
        (false, None) => return,
    };
    match CreditCode::parse(code) {
        Err(error) => {
            check.push(FieldError::new("/credit_code", "malformed", in_chinese(&error), format!("{error}.")));
        }
        Ok(code) => {
            check.that(
                kind.fits(&code),
                "/credit_code",
                "wrong_class",
                "代码的机构类别与所选类型不符。",
                "the class in the code does not fit the kind.",
            );
        }
    }
}

fn in_chinese(error: &CreditCodeError) -> String {
    match error {
        CreditCodeError::Length { found } => format!("须为 18 位，现为 {found} 位。"),
        CreditCodeError::Alphabet { position, found } => {
            format!("第 {position} 位是“{found}”；只用数字和大写字母，且不用 I、O、S、V、Z。")
        }
        CreditCodeError::CheckDigit { expected, found } => format!("第 18 位校验码是 {found}，应为 {expected}。"),
        CreditCodeError::BodyCheckDigit { expected, found } => format!("第 17 位（主体标识码的校验码）是 {found}，应为 {expected}。"),
    }
}

pub fn check_fields(check: &mut Check, fields: &[String]) {
    for (index, slug) in fields.iter().enumerate() {
        let known = taxonomy().field(slug).is_some();
        check.that(
            known,
            &format!("/fields/{index}"),
            "unknown_field",
            "没有这个服务领域，见 /service-fields。",
            "is no service field; see /service-fields.",
        );
    }
}

pub fn check_target_groups(check: &mut Check, groups: &[String]) {
    for (index, slug) in groups.iter().enumerate() {
        let known = taxonomy().is_target_group(slug);
        check.that(known, &format!("/target_groups/{index}"), "unknown_target_group", "没有这个服务对象。", "is no target group.");
    }
}

pub fn check_areas(conn: &mut Conn, check: &mut Check, codes: &[String]) -> Result<()> {
    if codes.len() > 500 {
        check.push(FieldError::new(
            "/areas_served",
            "too_many",
            "最多 500 个区域；可填写上级区域。",
            "at most 500; name the place above them.",
        ));
        return Ok(());
    }
    let known = areas::paths_of(conn, codes)?;
    for (index, code) in codes.iter().enumerate() {
        check.that(known.contains_key(code), &format!("/areas_served/{index}"), "unknown_area", "没有这个区域。", "is no area.");
    }
    Ok(())
}

pub fn check_email(check: &mut Check, email: &str) {
    check.that(mail_address::is_one(email), "/contact_email", "malformed", "不是有效的邮箱地址。", "is not an e-mail address.");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes_of(kind: Kind, code: Option<&str>) -> Vec<&'static str> {
        let mut check = Check::new();
        check_credit_code(&mut check, kind, code);
        check.into_errors().into_iter().map(|error| error.code).collect()
    }

    #[test]
    fn r77_every_registered_body_has_a_sound_code_of_its_class() {
        assert_eq!(codes_of(Kind::SocialServiceAgency, Some("52310107MJ0000026F")), [""; 0]);
        assert_eq!(codes_of(Kind::SocialServiceAgency, None), ["required"]);
        assert_eq!(codes_of(Kind::SocialServiceAgency, Some("51310107MJ0000018P")), ["wrong_class"]);
        assert_eq!(codes_of(Kind::Society, Some("51310107MJ0000018X")), ["malformed"]);
        assert_eq!(codes_of(Kind::CommunityTeam, None), [""; 0]);
        assert_eq!(codes_of(Kind::CommunityTeam, Some("51310107MJ0000018P")), ["not_applicable"]);
    }
}
