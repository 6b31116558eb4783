//! What the fields of the hub's forms are called on its pages.

use crate::matching::engine::Key;
use crate::platform::http::FieldError;
use crate::platform::i18n::Text;

/// The label of the field that an error is about.
pub fn label(error: &FieldError) -> Option<Text> {
    let parts: Vec<&str> = error.pointer.trim_start_matches('/').split('/').collect();
    let (zh, en) = match parts.as_slice() {
        ["times", at] => return Some(numbered(at, "洽谈时段", "Time")),
        ["conditions", at, "demand_id" | "organization_id"] => return Some(numbered(at, "锁定或禁止的配对", "Locked or forbidden pair")),
        ["conditions", _, "reason_zh"] => ("理由", "Reason"),
        ["conditions", ..] => ("配对", "Pair"),
        ["rules" | "what_if", "weights", key] => criterion(key)?,
        ["rules" | "what_if", "weights"] => ("权重", "Weights"),
        [.., "mode"] => ("匹配方式", "How it is solved"),
        [.., "minimum_quality"] => ("最低分", "Minimum quality"),
        [.., "new_share"] => ("留给新孵化机构的份额", "Share for newly incubated organisations"),
        [.., "seed"] => ("随机种子", "Seed"),
        ["area_code"] => ("区域", "Place"),
        ["title_zh"] => ("名称", "Title"),
        ["title_en"] => ("英文名称", "Title in English"),
        ["venue_zh"] => ("地点", "Venue"),
        ["held_on"] => ("日期", "Day"),
        ["times"] => ("洽谈时段", "Times"),
        ["project_id" | "need_id"] => ("项目或需求", "Project or need"),
        ["slots"] => ("想洽谈几场", "Talks wanted"),
        ["time"] => ("时段", "Time"),
        ["demand_id"] => ("需求方", "Asking side"),
        _ => return None,
    };
    Some(Text::new(zh, en))
}

/// As `2` for the second of a list.
fn numbered(at: &str, zh: &str, en: &str) -> Text {
    let number = at.parse::<usize>().map_or(0, |at| at + 1);
    Text::new(format!("{zh}第 {number} 条"), format!("{en} {number}"))
}

/// A criterion of the matching by its word for programs.
pub fn criterion(word: &str) -> Option<(&'static str, &'static str)> {
    let is_it = |key: &Key| serde_json::to_value(key).is_ok_and(|named| named == word);
    Key::ALL.into_iter().find(is_it).map(Key::labels)
}
