//! What a programme says, checked. Pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::platform::http::Check;
use crate::text_enum;

text_enum! {
    /// Whether a programme takes applications.
    pub enum ProgrammeStatus {
        Open = "open",
        /// No new applications; what has been applied for goes on.
        Closed = "closed",
    }
}

/// One thing that a case must have reached before it graduates, such as “accounts are kept”.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IncubationChecklistItem)]
pub struct ChecklistItem {
    /// Small letters, digits and `_`; unique in the programme.
    #[schema(example = "accounts_kept")]
    pub key: String,
    #[schema(example = "账目清楚")]
    pub title_zh: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
}

pub const MOST_PLACES: i32 = 10_000;
const MOST_MONTHS: i32 = 60;
const MOST_ITEMS: usize = 30;

/// A number of places that is one at least and no more than the table's width.
pub fn check_places(check: &mut Check, places: i32) {
    check.that(
        (1..=MOST_PLACES).contains(&places),
        "/places",
        "out_of_range",
        format!("须在 1 到 {MOST_PLACES} 之间。"),
        format!("must be between 1 and {MOST_PLACES}."),
    );
}

/// Months of the term, and of the one extension (0: none).
pub fn check_months(check: &mut Check, term: i32, extension: i32) {
    for (pointer, months, least) in [("/term_months", term, 1), ("/extension_months", extension, 0)] {
        check.that(
            (least..=MOST_MONTHS).contains(&months),
            pointer,
            "out_of_range",
            format!("须在 {least} 到 {MOST_MONTHS} 个月之间。"),
            format!("must be between {least} and {MOST_MONTHS} months."),
        );
    }
}

pub fn check_checklist(check: &mut Check, checklist: &[ChecklistItem]) {
    check.that(
        (1..=MOST_ITEMS).contains(&checklist.len()),
        "/checklist",
        "out_of_range",
        format!("出壳条件须有 1 到 {MOST_ITEMS} 项。"),
        format!("must have 1 to {MOST_ITEMS} items."),
    );
    let mut seen = BTreeSet::new();
    for (index, item) in checklist.iter().enumerate() {
        let pointer = |field: &str| format!("/checklist/{index}/{field}");
        check
            .that(is_key(&item.key), &pointer("key"), "malformed", "只用小写字母、数字和下划线，1 到 40 位。", "1 to 40 of a–z, 0–9 and _.")
            .that(seen.insert(&item.key), &pointer("key"), "duplicate", "与前面一项重复。", "stands twice.")
            .text(&pointer("title_zh"), &item.title_zh, 200)
            .at_most(&pointer("title_en"), item.title_en.as_deref().unwrap_or_default(), 200);
    }
}

fn is_key(key: &str) -> bool {
    (1..=40).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checklist_has_items_with_keys_of_their_own() {
        let item = |key: &str| ChecklistItem { key: key.into(), title_zh: "账目清楚".into(), title_en: None };
        let wrong = |checklist: &[ChecklistItem]| {
            let mut check = Check::new();
            check_checklist(&mut check, checklist);
            check.into_errors().into_iter().map(|error| (error.pointer, error.code)).collect::<Vec<_>>()
        };
        assert_eq!(wrong(&[item("a"), item("b_2")]), []);
        assert_eq!(wrong(&[]), [("/checklist".to_owned(), "out_of_range")]);
        assert_eq!(wrong(&[item("a"), item("a")]), [("/checklist/1/key".to_owned(), "duplicate")]);
        assert_eq!(wrong(&[item("Größe")]), [("/checklist/0/key".to_owned(), "malformed")]);
    }
}
