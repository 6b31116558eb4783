//! The words residents and organisations write for a service field (domain §3.1).

use std::collections::{BTreeMap, BTreeSet};

use super::text::normalize;

/// Words of the trade and the fields they mean. A word may mean several fields (讲座: health education, learning).
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    fields: BTreeMap<String, BTreeSet<String>>,
    longest: usize,
}

/// A word of the lexicon found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit<'a> {
    pub word: &'a str,
    pub fields: &'a BTreeSet<String>,
}

impl Lexicon {
    /// Takes pairs of a field's slug and its words, and the words that mean nothing although they contain one (养老金 is a
    /// pension, not 养老).
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>, meaningless: impl IntoIterator<Item = &'a str>) -> Self {
        let mut lexicon = Self::default();
        for (field, word) in words {
            lexicon.entry(word).insert(field.to_owned());
        }
        for word in meaningless {
            lexicon.entry(word).clear();
        }
        lexicon.fields.remove("");
        lexicon
    }

    fn entry(&mut self, word: &str) -> &mut BTreeSet<String> {
        let word = normalize(word);
        self.longest = self.longest.max(word.chars().count());
        self.fields.entry(word).or_default()
    }

    /// The words found in an already normalised text, leftmost and longest first, without overlaps.
    pub(super) fn find<'a>(&'a self, normal: &'a str) -> Vec<Hit<'a>> {
        let mut ends: Vec<usize> = normal.char_indices().map(|(at, _)| at).collect();
        ends.push(normal.len());
        let mut hits = Vec::new();
        let mut first = 0;
        while first + 1 < ends.len() {
            let found = (1..=self.longest.min(ends.len() - 1 - first)).rev().find_map(|length| {
                let (from, to) = (ends[first], ends[first + length]);
                let (word, fields) = self.fields.get_key_value(&normal[from..to])?;
                stands_alone(normal, from, to).then_some((length, Hit { word, fields }))
            });
            match found {
                Some((length, hit)) => {
                    first += length;
                    if !hit.fields.is_empty() {
                        hits.push(hit);
                    }
                }
                None => first += 1,
            }
        }
        hits
    }
}

/// Latin words need a boundary on both sides ("art" is not in "party"); Chinese has none.
fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (before, word, after) = (&text[..from], &text[from..to], &text[to..]);
    !(latin(before.chars().next_back()) && latin(word.chars().next()) || latin(word.chars().next_back()) && latin(after.chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lexicon: &Lexicon, text: &str) -> Vec<String> {
        lexicon.find(&normalize(text)).iter().map(|hit| hit.word.to_owned()).collect()
    }

    #[test]
    fn the_longest_word_wins_and_a_meaningless_one_blocks() {
        let lexicon = Lexicon::new(
            [("elderly_care", "养老"), ("elderly_meals", "社区食堂"), ("culture_art", "Art"), ("elderly_meals", "食堂")],
            ["养老金"],
        );
        assert_eq!(found(&lexicon, "领养老金的人去社区食堂"), ["社区食堂"]);
        assert_eq!(found(&lexicon, "养老与食堂"), ["养老", "食堂"]);
        assert_eq!(found(&lexicon, "ＡＲＴ party, art课"), ["art", "art"]);
        assert!(found(&Lexicon::default(), "养老").is_empty());
    }

    #[test]
    fn a_word_may_mean_two_fields() {
        let lexicon = Lexicon::new([("health_education", "讲座"), ("community_learning", "讲座")], []);
        let hits = lexicon.find("讲座");
        assert_eq!(hits[0].fields.iter().collect::<Vec<_>>(), ["community_learning", "health_education"]);
    }
}
