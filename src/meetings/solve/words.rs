//! What a run says in words.

use super::outcome::{PairName, Refusal};
use crate::matching::engine::assign::share::NotPossible;
use crate::platform::decimal::Hundredths;
use crate::platform::i18n::Text;

fn refusal(code: &str, pairs: Vec<PairName>, zh: &str, en: &str) -> Refusal {
    Refusal { code: code.to_owned(), words: Text::new(zh, en), pairs }
}

/// The price of a guaranteed share.
pub(super) fn price(share: &str, cost_percent: Option<Hundredths>) -> Text {
    let asked = in_percent(share);
    match cost_percent {
        Some(Hundredths::ZERO) | None => Text::new(format!("{asked} 的份额不影响总分"), format!("{asked} costs nothing")),
        Some(cost) => Text::new(format!("{asked} 的份额使总分减少 {cost} %"), format!("{asked} costs {cost} % of the total score")),
    }
}

/// `0.12` as `12 %`: the digits move, so nothing is rounded.
fn in_percent(share: &str) -> String {
    let (whole, decimals) = share.split_once('.').unwrap_or((share, ""));
    let padded = format!("{decimals:0<2}");
    let (percent, rest) = padded.split_at(2);
    let (digits, rest) = (format!("{whole}{percent}"), rest.trim_end_matches('0'));
    let units = match digits.trim_start_matches('0') {
        "" => "0",
        units => units,
    };
    if rest.is_empty() { format!("{units} %") } else { format!("{units}.{rest} %") }
}

pub(super) fn share_not_possible(refused: &NotPossible) -> Refusal {
    let NotPossible { required, possible } = refused;
    refusal(
        "share_not_possible",
        Vec::new(),
        &format!(
            "按现有名额无法保证该份额：需有 {required} 场洽谈给新孵化机构，最多只能安排 {possible} 场；请降低份额或最低分，或增加新孵化机构的名额。"
        ),
        &format!(
            "Not possible with these capacities: {required} talks would have to go to newly incubated organisations, at most {possible} can. Lower \
             the share or the minimum quality, or let newly incubated organisations take more talks."
        ),
    )
}

pub(super) fn locked_no_candidate(pairs: Vec<PairName>) -> Refusal {
    refusal(
        "locked_pair_not_possible",
        pairs,
        "有锁定的配对不能成立：机构未参会、未核实，或不符合项目的硬性条件（如利益冲突）。请撤销该锁定。",
        "A locked pair cannot be made: the organisation is not there, not verified, or fails a hard condition such as a conflict of interest. Unlock it.",
    )
}

pub(super) fn locked_beyond_room(pairs: Vec<PairName>) -> Refusal {
    refusal(
        "more_locked_pairs_than_room",
        pairs,
        "锁定的配对超出一方的名额或到场时段。请撤销其中一部分，或增加名额。",
        "There are more locked pairs than slots, capacity or times at which that side is there. Unlock some of them, or give it more room.",
    )
}

pub(super) fn locked_without_time(pairs: Vec<PairName>) -> Refusal {
    refusal(
        "locked_pair_without_time",
        pairs,
        "没有为锁定的配对找到双方都在场、且不与其他锁定配对冲突的时段。请撤销该锁定，或调整双方到场的时段。",
        "No time was found for these locked pairs at which both sides are there and in no other locked talk. Unlock some of them, or change when the \
         two sides are there.",
    )
}

pub(super) fn not_finished() -> Refusal {
    refusal(
        "not_finished",
        Vec::new(),
        "多次运算均未能完成：运算期间数据不断变动，或出现内部错误。请重新运算；如再次发生，请联系平台管理员。",
        "It could not be finished: what is matched kept changing, or something is broken. Solve the meeting again; if that ends so, too, ask the \
         administrator of the platform.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_told_in_percent() {
        assert_eq!(price("0.12", Some(Hundredths::new(110))).en, "12 % costs 1.10 % of the total score");
        assert_eq!(price("0.12", Some(Hundredths::new(110))).zh, "12 % 的份额使总分减少 1.10 %");
        assert_eq!(price("0.5", Some(Hundredths::ZERO)).en, "50 % costs nothing");
        for (share, percent) in [("1", "100 %"), ("0.005", "0.5 %"), ("0.120", "12 %"), ("0", "0 %"), ("0.0525", "5.25 %")] {
            assert_eq!(in_percent(share), percent);
        }
    }
}
