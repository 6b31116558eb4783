//! Text made comparable: normal form, terms, and how rare a term is among the candidates.

use std::collections::{BTreeMap, BTreeSet};

use super::criteria::FULL;
use super::lexicon::Lexicon;

/// Words that stand in every text of this trade and separate nobody (domain §3.1, with their English twins).
const STOP_WORDS: [&str; 6] = ["社区", "服务", "项目", "活动", "居民", "志愿"];
const STOP_WORDS_EN: [&str; 25] = [
    "a",
    "an",
    "and",
    "at",
    "by",
    "for",
    "from",
    "in",
    "is",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
    "activities",
    "activity",
    "community",
    "project",
    "projects",
    "resident",
    "residents",
    "service",
    "services",
    "volunteer",
];

/// One thing two texts can have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Term {
    /// Two neighbouring Chinese characters, or a single one that stands alone.
    Gram(String),
    /// A word in another script, or a number.
    Word(String),
    /// A word of the lexicon, whatever it was: synonyms meet here.
    Meaning(String),
}

/// A text in the form in which it is compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    pub normal: String,
    pub terms: BTreeSet<Term>,
    /// The first word of the text for each field the lexicon finds in it.
    pub meanings: BTreeMap<String, String>,
}

impl Document {
    pub fn read(lexicon: &Lexicon, parts: [&str; 2]) -> Self {
        let normal = normalize(&parts.join("\n"));
        let mut meanings = BTreeMap::new();
        for hit in lexicon.find(&normal) {
            for field in hit.fields {
                meanings.entry(field.clone()).or_insert_with(|| hit.word.to_owned());
            }
        }
        let mut terms: BTreeSet<Term> = meanings.keys().cloned().map(Term::Meaning).collect();
        for run in runs(&normal) {
            run.collect_terms(&mut terms);
        }
        Self { normal, terms, meanings }
    }
}

/// Full-width to half-width and lower case, so that "ＡＢＣ　１２" and "abc 12" are one.
pub(super) fn normalize(text: &str) -> String {
    text.chars().map(half_width).flat_map(char::to_lowercase).collect()
}

fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// A stretch of one script, cut at stop words and punctuation.
#[derive(Debug, PartialEq, Eq)]
enum Run<'a> {
    Chinese(&'a str),
    Word(&'a str),
}

impl Run<'_> {
    fn collect_terms(&self, terms: &mut BTreeSet<Term>) {
        match self {
            Run::Word(word) => {
                terms.insert(Term::Word((*word).to_owned()));
            }
            Run::Chinese(run) => {
                let chars: Vec<char> = run.chars().collect();
                terms.extend(chars.windows(chars.len().min(2)).map(|pair| Term::Gram(pair.iter().collect())));
            }
        }
    }
}

fn runs(normal: &str) -> Vec<Run<'_>> {
    let mut found = Vec::new();
    let mut rest = normal;
    while let Some(first) = rest.chars().next() {
        if is_chinese(first) {
            let (run, after) = split_while(rest, is_chinese);
            found.extend(without_stop_words(run).into_iter().map(Run::Chinese));
            rest = after;
        } else if first.is_alphanumeric() {
            let (run, after) = split_while(rest, |c| c.is_alphanumeric() && !is_chinese(c));
            if !STOP_WORDS_EN.contains(&run) {
                found.push(Run::Word(run));
            }
            rest = after;
        } else {
            rest = &rest[first.len_utf8()..];
        }
    }
    found
}

fn split_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// Cuts a Chinese run at the stop words, so that no bigram bridges one ("区服" of 社区服务).
fn without_stop_words(run: &str) -> Vec<&str> {
    STOP_WORDS
        .iter()
        .fold(vec![run], |pieces, stop| pieces.into_iter().flat_map(|piece| piece.split(stop)).collect())
        .into_iter()
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// How rare each term is among the candidates: log2((2n + 2) / (2df + 1)) with 16 binary places, never negative.
#[derive(Debug)]
pub(super) struct Rarity {
    candidates: u64,
    holders: BTreeMap<Term, u64>,
}

impl Rarity {
    pub fn among<'a>(documents: impl IntoIterator<Item = &'a Document>) -> Self {
        let mut rarity = Self { candidates: 0, holders: BTreeMap::new() };
        for document in documents {
            rarity.candidates += 1;
            for term in &document.terms {
                *rarity.holders.entry(term.clone()).or_default() += 1;
            }
        }
        rarity
    }

    fn of(&self, term: &Term) -> u64 {
        let holders = self.holders.get(term).copied().unwrap_or(0);
        log2(2 * self.candidates + 2) - log2(2 * holders + 1)
    }

    /// How much of what is asked for the offer speaks of: the square root of the rarity it shares, 0–10000. The root
    /// spreads the low shares that long texts have.
    pub fn coverage(&self, asked: &Document, offered: &Document) -> u32 {
        let sum = |terms: &mut dyn Iterator<Item = &Term>| terms.map(|term| self.of(term)).sum::<u64>();
        let total = sum(&mut asked.terms.iter());
        let shared = sum(&mut asked.terms.intersection(&offered.terms));
        let full = u128::from(FULL);
        let share = u128::from(shared) * full * full / u128::from(total.max(1));
        u32::try_from(share.isqrt()).unwrap_or(FULL).min(FULL)
    }

    /// The longest phrases that stand literally in both texts, most telling first.
    pub fn shared_phrases(&self, asked: &Document, offered: &Document, most: usize) -> Vec<String> {
        let mut phrases = BTreeSet::new();
        for run in runs(&offered.normal) {
            match run {
                Run::Word(word) if asked.terms.contains(&Term::Word(word.to_owned())) => {
                    phrases.insert(word.to_owned());
                }
                Run::Word(_) => {}
                Run::Chinese(run) => phrases.extend(common_pieces(run, &asked.normal).map(str::to_owned)),
            }
        }
        let mut phrases: Vec<(u64, String)> = phrases.into_iter().map(|phrase| (self.of_phrase(&phrase), phrase)).collect();
        phrases.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.cmp(y)));
        phrases.into_iter().take(most).map(|(_, phrase)| phrase).collect()
    }

    fn of_phrase(&self, phrase: &str) -> u64 {
        let mut terms = BTreeSet::new();
        runs(phrase).iter().for_each(|run| run.collect_terms(&mut terms));
        terms.iter().map(|term| self.of(term)).sum()
    }
}

/// The stretches of at least two characters of `run` that also stand in `other`, each as long as it gets, left to right.
fn common_pieces<'a>(run: &'a str, other: &str) -> impl Iterator<Item = &'a str> {
    let mut ends: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
    ends.push(run.len());
    let mut pieces = Vec::new();
    let mut first = 0;
    while first + 2 < ends.len() {
        let longest = (first + 2..ends.len()).take_while(|last| other.contains(&run[ends[first]..ends[*last]])).last();
        match longest {
            Some(last) => {
                pieces.push(&run[ends[first]..ends[last]]);
                first = last;
            }
            None => first += 1,
        }
    }
    pieces.into_iter()
}

/// Binary logarithm with 16 binary places, by repeated squaring: the same bits on every machine. `x` is at least 1.
fn log2(x: u64) -> u64 {
    let whole = x.ilog2();
    let mut mantissa = if whole <= 31 { x << (31 - whole) } else { x >> (whole - 31) };
    let mut result = u64::from(whole) << 16;
    for place in (0..16).rev() {
        mantissa = (mantissa * mantissa) >> 31;
        if mantissa >> 32 == 1 {
            result |= 1 << place;
            mantissa >>= 1;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Document {
        Document::read(&Lexicon::new([("elderly_care", "独居"), ("elderly_care", "空巢")], []), [text, ""])
    }

    #[test]
    fn full_width_and_capitals_are_levelled() {
        assert_eq!(normalize("ＡＢｃ　１２（Ｘ）"), "abc 12(x)");
    }

    #[test]
    fn stop_words_cut_a_run_and_leave_no_trace() {
        let terms: Vec<Term> = read("社区服务项目：助餐志愿").terms.into_iter().collect();
        assert_eq!(terms, [Term::Gram("助餐".into())]);
        assert_eq!(read("社区B社区").terms.into_iter().collect::<Vec<_>>(), [Term::Word("b".into())]);
        assert_eq!(read("居民老").terms.into_iter().collect::<Vec<_>>(), [Term::Gram("老".into())]);
    }

    #[test]
    fn bigrams_words_and_numbers() {
        let terms = read("共享160个车位 Wi-Fi").terms;
        for term in ["共享", "个车", "车位"] {
            assert!(terms.contains(&Term::Gram(term.into())), "{term}");
        }
        for word in ["160", "wi", "fi"] {
            assert!(terms.contains(&Term::Word(word.into())), "{word}");
        }
        assert_eq!(terms.len(), 6);
    }

    #[test]
    fn synonyms_meet_in_their_meaning() {
        let (asked, offered) = (read("独居"), read("空巢"));
        let rarity = Rarity::among([&offered]);
        assert!(rarity.coverage(&asked, &offered) > 0);
        assert!(rarity.shared_phrases(&asked, &offered, 3).is_empty());
    }

    #[test]
    fn coverage_runs_from_nothing_to_everything() {
        let (asked, other) = (read("上门探访老人"), read("合唱舞蹈"));
        let rarity = Rarity::among([&asked, &other]);
        assert_eq!(rarity.coverage(&asked, &asked), FULL);
        assert_eq!(rarity.coverage(&asked, &other), 0);
        assert_eq!(rarity.coverage(&read(""), &asked), 0);
    }

    #[test]
    fn a_rare_word_tells_more_than_a_common_one() {
        let candidates = [read("老人 手语"), read("老人 合唱"), read("老人 舞蹈")];
        let rarity = Rarity::among(&candidates);
        let asked = read("老人 手语 其他");
        assert!(rarity.coverage(&asked, &read("手语")) > rarity.coverage(&asked, &read("老人")));
        assert_eq!(rarity.shared_phrases(&asked, &candidates[0], 9), ["手语", "老人"]);
        assert_eq!(rarity.shared_phrases(&asked, &candidates[0], 1), ["手语"]);
    }

    #[test]
    fn phrases_stand_literally_in_both_texts() {
        let (asked, offered) = (read("为独居老人上门探访；老人上网"), read("上门探访独居老人上网"));
        let rarity = Rarity::among([&offered]);
        let phrases = rarity.shared_phrases(&asked, &offered, 9);
        assert_eq!(phrases, ["独居老人上", "上门探访"]);
        assert!(phrases.iter().all(|p| asked.normal.contains(p) && offered.normal.contains(p)));
    }

    #[test]
    fn the_logarithm_is_exact_on_powers_and_close_elsewhere() {
        assert_eq!(log2(1), 0);
        assert_eq!(log2(8), 3 << 16);
        assert_eq!(log2(1 << 40), 40 << 16);
        for x in [3_u64, 10, 999, 123_456_789, 1 << 33 | 12345] {
            let exact = ((x as f64).log2() * 65_536.0) as u64;
            assert!(log2(x).abs_diff(exact) <= 2, "log2({x})");
        }
    }
}
