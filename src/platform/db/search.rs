//! Searching text as people type it, alike on both databases.

use diesel::sql_types::Text;

use crate::platform::http::{Problem, Result};

diesel::define_sql_function! {
    /// Small letters: all of them on PostgreSQL, the Latin ones on SQLite.
    fn lower(text: Text) -> Text;
}

diesel::define_sql_function! {
    /// As `lower`, of a column that may be empty.
    #[sql_name = "lower"]
    fn lower_nullable(text: diesel::sql_types::Nullable<Text>) -> diesel::sql_types::Nullable<Text>;
}

/// Most characters of what is searched for: longer ones are no words of a person, and each word costs a condition.
const LONGEST: usize = 100;

/// What a caller searches for, trimmed; none where nothing was typed, 422 where it is too long.
pub fn asked(q: Option<&str>) -> Result<Option<String>> {
    let words = q.map(str::trim).filter(|words| !words.is_empty());
    match words {
        Some(words) if words.chars().count() > LONGEST => {
            Err(Problem::field("q", "too_long", format!("最多 {LONGEST} 个字符。"), format!("at most {LONGEST} characters.")))
        }
        words => Ok(words.map(str::to_owned)),
    }
}

/// The character that takes `%` and `_` their meaning in a pattern.
pub const ESCAPE: char = '\\';

/// The `LIKE` pattern of "contains these words": `lower(column).like(containing(words)).escape(ESCAPE)`.
pub fn containing(words: &str) -> String {
    let mut pattern = String::from("%");
    for c in words.trim().to_lowercase().chars() {
        if matches!(c, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_of_the_searcher_are_plain_characters() {
        assert_eq!(containing(" 养老_50% Off\\ "), r"%养老\_50\% off\\%");
    }
}
