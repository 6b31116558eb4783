//! What people type, made plain: browsers send line ends as CR LF, and Chinese keyboards write digits at full width.

use chrono::NaiveDate;

use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::money::Money;
use crate::platform::time::Timestamp;

/// Line ends as everybody else writes them.
pub(super) fn lines(typed: &str) -> String {
    typed.replace("\r\n", "\n")
}

/// What is said where a form comes again whole, as it was typed, although somebody else has saved another version.
pub(super) fn overtaken() -> Text {
    Text::new(
        "您打开页面之后，已有人另行保存过。下面是您填写的内容，尚未保存；再次保存会覆盖已保存的内容。要看已保存的内容，请重新打开本页。",
        "Somebody else has saved since you opened this page. Below is what you typed, not saved yet; saving again replaces theirs. Open the page anew to see theirs.",
    )
}

/// A number without spaces, its digits and its point at half width: `３５．５０` is `35.50`.
pub(super) fn number(typed: &str) -> String {
    let half = |c: char| match c {
        '０'..='９' | '．' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '。' => '.',
        other => other,
    };
    typed.chars().filter(|c| !c.is_whitespace()).map(half).collect()
}

/// In fen: beyond what anybody buys for.
const MOST: i64 = 1_000_000_000_000_001;

/// Yuan as people type them: `76000`, `76,000.50`, `¥ 76000 元`, `７６０００`. What is wrong is said of `pointer`, as it was typed.
pub(super) fn yuan(pointer: &str, typed: &str) -> Result<Money> {
    let plain: String = number(typed).chars().filter(|c| !matches!(c, ',' | '，' | '¥' | '￥' | '元')).collect();
    let amount = Money::yuan(&plain).map_err(|_| {
        Problem::field(pointer, "unreadable", "请以元填写，如 76000 或 76000.50。", "write it in yuan, like 76000 or 76000.50.")
    })?;
    let wrong = |code, zh: &str, en: &str| Err(Problem::field(pointer, code, zh, en));
    match amount.fen() {
        ..=0 => wrong("too_small", "须大于 0 元。", "must be more than 0 yuan."),
        MOST.. => wrong("too_large", "超出上限 10 万亿元，请核对。", "is beyond 10^13 yuan: check it."),
        _ => Ok(amount),
    }
}

/// A day; none where nothing was typed.
pub(super) fn day(pointer: &str, typed: &str) -> Result<Option<NaiveDate>> {
    match typed.trim() {
        "" => Ok(None),
        typed => {
            let unreadable = |_| Problem::field(pointer, "unreadable", "请写为 年-月-日，如 2026-03-12。", "write it as YYYY-MM-DD.");
            typed.parse().map(Some).map_err(unreadable)
        }
    }
}

/// A moment in Beijing, as a browser's field for one sends it, `2026-03-12T17:00`; none where nothing was typed.
pub(super) fn beijing(pointer: &str, typed: &str) -> Result<Option<Timestamp>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    // Some browsers add the seconds.
    let seconds = if typed.matches(':').count() == 1 { ":00" } else { "" };
    let moment = Timestamp::parse(&format!("{typed}{seconds}+08:00"));
    let unreadable = || Problem::field(pointer, "unreadable", "请写为 年-月-日 时:分。", "write it as YYYY-MM-DD hh:mm.");
    moment.ok_or_else(unreadable).map(Some)
}

/// The moment as a browser's field for one shows it; with its seconds where it has any.
pub(super) fn in_beijing(moment: Timestamp) -> String {
    let seconds = moment.naive().format(":%S").to_string();
    let seconds = if seconds == ":00" { "" } else { seconds.as_str() };
    format!("{}{seconds}", moment.shanghai().replacen(' ', "T", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_read_as_people_type_them() {
        for (typed, read) in [("76000", 7_600_000), ("76,000.5", 7_600_050), (" ¥ 76，000.05 元", 7_600_005), ("１２００", 120_000)]
        {
            assert_eq!(yuan("/price", typed).ok().map(Money::fen), Some(read), "{typed}");
        }
        for typed in ["7.6万", "1.234", "-", "七万", "0", "-5", "10000000000000.01"] {
            assert!(yuan("/price", typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_moment_is_beijing_time_with_or_without_seconds() {
        for typed in ["2026-03-12T17:00", "2026-03-12T17:00:00"] {
            let read = beijing("/deadline", typed).ok().flatten();
            assert_eq!(read.map(|moment| moment.to_string()).as_deref(), Some("2026-03-12T09:00:00Z"), "{typed}");
        }
        let moment = Timestamp::parse("2026-03-12T09:00:00Z").expect("a moment");
        assert_eq!(in_beijing(moment), "2026-03-12T17:00");
        let late = Timestamp::parse("2026-03-12T15:59:59Z").expect("a moment");
        assert_eq!(beijing("/deadline", &in_beijing(late)).ok().flatten(), Some(late), "no second is lost");
        assert!(beijing("/deadline", "").is_ok_and(|moment| moment.is_none()) && beijing("/deadline", "morgen").is_err());
    }

    #[test]
    fn digits_at_full_width_are_digits() {
        assert_eq!(number(" １２００．５ "), "1200.5");
        assert_eq!(number("35。5"), "35.5");
        assert_eq!(number("七万"), "七万");
    }
}
