//! Collects every field that must change, so that the caller hears of all of them at once.

use chrono::{Datelike as _, NaiveDate};

use super::problem::{FieldError, Problem, Result};

/// Field checks; each adds at most one error. `finish()` answers 422 with all of them.
#[derive(Default)]
pub struct Check {
    errors: Vec<FieldError>,
}

impl Check {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn that(&mut self, holds: bool, pointer: &str, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> &mut Self {
        if !holds {
            self.errors.push(FieldError::new(pointer, code, zh, en));
        }
        self
    }

    /// A text of `1..=most` characters that is not only blanks.
    pub fn text(&mut self, pointer: &str, text: &str, most: usize) -> &mut Self {
        self.that(!text.trim().is_empty(), pointer, "required", "不能为空。", "must not be empty.");
        self.at_most(pointer, text, most)
    }

    /// A text of `0..=most` characters without control characters other than line breaks and tabs.
    pub fn at_most(&mut self, pointer: &str, text: &str, most: usize) -> &mut Self {
        let length = text.chars().count();
        self.that(
            length <= most,
            pointer,
            "too_long",
            format!("最多 {most} 个字，现有 {length} 个。"),
            format!("at most {most} characters, it has {length}."),
        );
        self.that(!has_controls(text), pointer, "control_characters", "含有不可见的控制字符。", "contains control characters.")
    }

    /// An amount of at least one fen and at most `10^15` fen (ten trillion yuan), what a budget can be.
    pub fn amount(&mut self, pointer: &str, fen: i64) -> &mut Self {
        self.that(fen > 0, pointer, "too_small", "金额须大于 0 分。", "must be more than 0 fen.");
        self.that(fen <= 1_000_000_000_000_000, pointer, "too_large", "金额超出上限 10^15 分。", "must be at most 10^15 fen.")
    }

    /// A date of the years 1900 to 2199: what people mean, and what sorts as text.
    pub fn date(&mut self, pointer: &str, date: NaiveDate) -> &mut Self {
        let plausible = (1900..2200).contains(&date.year());
        self.that(plausible, pointer, "out_of_range", "年份须在 1900 到 2199 之间。", "must lie in the years 1900 to 2199.")
    }

    pub fn push(&mut self, error: FieldError) -> &mut Self {
        self.errors.push(error);
        self
    }

    pub fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    pub fn into_errors(self) -> Vec<FieldError> {
        self.errors
    }

    pub fn finish(self) -> Result<()> {
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::invalid(self.errors)) }
    }
}

/// Whether it has control characters other than line breaks and tabs.
pub fn has_controls(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_errors_are_listed_at_once() {
        let mut check = Check::new();
        check.text("/title_zh", " ", 5).text("/name", "长长长长长长", 5).amount("/budget_fen", -1);
        let codes: Vec<_> = check.into_errors().into_iter().map(|e| (e.pointer, e.code)).collect();
        assert_eq!(codes, [("/title_zh".into(), "required"), ("/name".into(), "too_long"), ("/budget_fen".into(), "too_small")]);
    }
}
