//! Whether a question says who asks it: by the full name, by the credit code, or by the short name (字号) that everybody in the street knows. Pure.

/// Characters of a short name that give it away.
const GIVES_AWAY: usize = 2;
/// What names of places end with, and what names of organisations leave out of them.
const ENDS: &[&str] = &["新村街道", "街道", "省", "市", "区", "县", "镇", "乡"];

/// What the service knows of the asker, and what says nothing of it.
pub struct Asker<'a> {
    pub name_zh: &'a str,
    pub name_en: Option<&'a str>,
    pub credit_code: Option<&'a str>,
    /// Names of the places in which it lies: its name may begin with them.
    pub places: &'a [String],
    /// The words of the call itself, and those of the trade: whoever uses them names nobody.
    pub common: &'a [String],
}

impl Asker<'_> {
    /// Whether the question says who asks.
    pub fn is_named_in(&self, question: &str) -> bool {
        let told = question.to_lowercase();
        let whole = [Some(self.name_zh), self.name_en, self.credit_code];
        let is_told = |name: &str| !name.is_empty() && told.contains(&name.to_lowercase());
        whole.into_iter().flatten().any(is_told) || self.short_name().is_some_and(|short| is_told(&short))
    }

    /// The beginning of the name after the places; none where the call or the trade says the same.
    fn short_name(&self) -> Option<String> {
        let short: String = without_places(self.name_zh, self.places).chars().take(GIVES_AWAY).collect();
        let is_common = self.common.iter().any(|words| words.contains(&short));
        (short.chars().count() == GIVES_AWAY && !is_common).then_some(short)
    }
}

/// `上海普陀区长寿路鸟巢创业服务社` begins with 鸟巢.
fn without_places<'n>(name: &'n str, places: &[String]) -> &'n str {
    let bare =
        |place: &'_ str| ENDS.iter().find_map(|end| place.strip_suffix(end)).filter(|bare| bare.chars().count() > 1).map(str::to_owned);
    let begins: Vec<String> = places.iter().flat_map(|place| [Some(place.clone()), bare(place)]).flatten().collect();
    let mut rest = name;
    while let Some(left) = begins.iter().filter_map(|begin| rest.strip_prefix(begin.as_str())).min_by_key(|left| left.len()) {
        rest = left;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(name: &str, common: &[&str], question: &str) -> bool {
        let places = ["上海市", "普陀区", "长寿路街道"].map(str::to_owned);
        let common: Vec<String> = common.iter().map(|words| (*words).to_owned()).collect();
        let asker = Asker { name_zh: name, name_en: Some("Bird's Nest"), credit_code: Some("52310107X"), places: &places, common: &common };
        asker.is_named_in(question)
    }

    #[test]
    fn the_short_name_gives_the_asker_away_as_the_full_one_does() {
        for name in ["鸟巢创业服务社", "上海鸟巢创业服务社", "上海市普陀区长寿路街道鸟巢创业服务社", "普陀长寿路鸟巢社工站"]
        {
            assert!(asks(name, &[], "我们鸟巢想知道教室由谁提供？"), "{name}");
            assert!(asks(name, &[], &format!("{name}能否投标？")), "{name}");
            assert!(!asks(name, &[], "创业服务的教室由谁提供？长寿路街道还是普陀区？"), "{name}");
        }
        assert!(asks("鸟巢创业服务社", &[], "bird's nest asks") && asks("鸟巢创业服务社", &[], "代码52310107x"));
    }

    #[test]
    fn what_the_call_or_the_trade_says_names_nobody() {
        assert!(!asks("鸟巢创业服务社", &["“鸟巢”就业服务"], "鸟巢的场地由谁提供？"));
        assert!(!asks("就业促进中心", &["就业创业"], "就业指导几人一组？"));
        assert!(!asks("上海市普陀区", &[], "普陀的教室由谁提供？"), "a name that is nothing but places has no short one");
    }
}
