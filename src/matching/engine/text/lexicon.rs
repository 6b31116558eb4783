//! The words residents and organisations write for one thing: service fields, groups, places.

use std::collections::HashMap;

use super::index::TermHasher;
use super::normalize::{Normal, normalize};
use super::tokens::Term;

/// Words of the trade and what they mean. A word may mean several things (讲座: health education, learning).
///
/// Every character of every text is looked up here, so that the way to a word is one table and not a tree of small ones.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// From a node one character further on the way to a word, by [`step`].
    ways: HashMap<u64, u32, TermHasher>,
    /// Whether a word begins with a character, by the lower bits of that: most of a text's characters begin none.
    begins: Vec<bool>,
    /// By node what the word means that ends there. Every way begins at the first one.
    ends: Vec<Option<Meanings>>,
}

/// So many characters are told apart at the beginning of words.
const BEGINNINGS: usize = 1 << 12;

/// The key of the way from a node by a character.
fn step(node: u32, c: char) -> u64 {
    const CHARACTER_BITS: u32 = 21;
    u64::from(node) << CHARACTER_BITS | u64::from(c)
}

/// What a word means; nothing for a word that only contains another one (养老金 is a pension, not 养老).
type Meanings = Vec<Term>;

/// A word of the lexicon found in a text, in characters of its normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub from: usize,
    pub to: usize,
    pub meanings: &'a [Term],
}

impl Lexicon {
    /// Takes pairs of a meaning (such as a field's slug) and a word, and the words that mean nothing although they contain one.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>, meaningless: impl IntoIterator<Item = &'a str>) -> Self {
        let mut lexicon = Self { ways: HashMap::default(), begins: vec![false; BEGINNINGS], ends: vec![None] };
        for (meaning, word) in words {
            if let Some(meanings) = lexicon.entry(word) {
                meanings.push(Term::meaning(meaning));
                meanings.sort_unstable();
                meanings.dedup();
            }
        }
        for word in meaningless {
            if let Some(meanings) = lexicon.entry(word) {
                meanings.clear();
            }
        }
        lexicon
    }

    /// The place of a word; none for an empty one.
    fn entry(&mut self, word: &str) -> Option<&mut Meanings> {
        let mut node = 0;
        let word = normalize(word);
        if let Some(first) = word.trim().chars().next() {
            self.begins[first as usize % BEGINNINGS] = true;
        }
        for c in word.trim().chars() {
            let fresh = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
            node = *self.ways.entry(step(node, c)).or_insert(fresh);
            if node == fresh {
                self.ends.push(None);
            }
        }
        (node > 0).then(|| self.ends[node as usize].get_or_insert_default())
    }

    /// The words of the lexicon in a text, leftmost and longest first, without overlaps; those without meaning are left out.
    pub(super) fn find<'a>(&'a self, text: &'a Normal) -> impl Iterator<Item = Found<'a>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while let Some(first) = text.chars.get(at) {
                let may_begin = self.begins.get(*first as usize % BEGINNINGS) == Some(&true);
                match may_begin.then(|| self.longest_at(&text.chars, at)).flatten() {
                    Some((to, meanings)) => {
                        let from = std::mem::replace(&mut at, to);
                        if !meanings.is_empty() {
                            return Some(Found { from, to, meanings });
                        }
                    }
                    None => at += 1,
                }
            }
            None
        })
    }

    fn longest_at(&self, chars: &[char], from: usize) -> Option<(usize, &[Term])> {
        let mut node = 0;
        let mut longest = None;
        for (to, c) in (from + 1..).zip(&chars[from..]) {
            let Some(next) = self.ways.get(&step(node, *c)) else { break };
            node = *next;
            if let Some(meanings) = self.ends[node as usize].as_deref().filter(|_| stands_alone(chars, from, to)) {
                longest = Some((to, meanings));
            }
        }
        longest
    }

    /// The meanings of the words in a text, as terms.
    pub(super) fn meanings<'a>(&'a self, text: &'a Normal) -> impl Iterator<Item = Term> + 'a {
        self.find(text).flat_map(|found| found.meanings.iter().copied())
    }
}

/// Latin words need a boundary on both sides ("art" is not in "party"); Chinese has none.
fn stands_alone(chars: &[char], from: usize, to: usize) -> bool {
    let latin = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_alphanumeric);
    let cut = |before: Option<usize>, after: Option<usize>| !(latin(before) && latin(after));
    cut(from.checked_sub(1), Some(from)) && cut(to.checked_sub(1), Some(to))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn found(lexicon: &Lexicon, text: &str) -> Vec<String> {
        let text = Normal::of(text);
        lexicon.find(&text).map(|found| text.chars[found.from..found.to].iter().collect()).collect()
    }

    #[test]
    fn the_longest_word_wins_and_a_meaningless_one_blocks() {
        let lexicon = Lexicon::new(
            [("elderly_care", "养老"), ("elderly_meals", "社区食堂"), ("culture_art", "Art"), ("elderly_meals", "食堂"), ("none", "")],
            ["养老金"],
        );
        assert_eq!(found(&lexicon, "领養老金的人去社区食堂"), ["社区食堂"]);
        assert_eq!(found(&lexicon, "养老与食堂"), ["养老", "食堂"]);
        assert_eq!(found(&lexicon, "ＡＲＴ party, art课"), ["art", "art"]);
        assert!(found(&Lexicon::default(), "养老").is_empty());
    }

    #[test]
    fn a_word_may_mean_two_things() {
        let lexicon = Lexicon::new([("health_education", "讲座"), ("community_learning", "讲座")], []);
        let text = Normal::of("讲座");
        let terms: BTreeSet<Term> = lexicon.meanings(&text).collect();
        assert_eq!(terms, [Term::meaning("health_education"), Term::meaning("community_learning")].into());
    }
}
