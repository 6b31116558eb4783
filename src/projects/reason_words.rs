//! Reasons as readers understand them: the service's own codes in words, everything else as a person wrote it.

use crate::platform::i18n::Text;

/// The words for a stored reason; none for an empty one.
pub fn words(reason: Option<&str>) -> Option<Text> {
    let written = reason.map(str::trim).filter(|reason| !reason.is_empty())?;
    let (zh, en) = match written {
        "too_few_received" => ("收到的投标份数不足", "too few bids were received"),
        "too_few_qualified" => ("合格的投标份数不足", "too few bids were qualified"),
        "all_over_budget" => ("所有报价均超过预算", "every price exceeds the budget"),
        "seal_broken" => ("投标内容无法按承诺值解封", "the sealed content does not open to its commitment"),
        other => (other, other),
    };
    Some(Text::new(zh, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_put_in_words_and_what_a_person_wrote_stays() {
        assert_eq!(words(Some("too_few_received")).map(|text| text.en), Some("too few bids were received".to_owned()));
        assert_eq!(words(Some("补充标准")), Some(Text::new("补充标准", "补充标准")));
        assert_eq!(words(Some("  ")), None);
    }
}
