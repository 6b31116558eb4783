//! What two texts can have in common: characters and pairs of them in Chinese, words and pairs of them in other scripts.
//!
//! Pairs of characters need no dictionary and beat its words on long texts; single characters help the short ones, where a
//! pair is easily missed.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::normalize::Normal;

/// English words that say nothing about what a text is about.
const STOP_WORDS: &str = "a about above after all also am an and any are as at be because been being but by can could did do does \
    for from further had has have having he her here hers him his how i if in into is it its itself me more most my no nor not of \
    off on once only or other our ours out over own s same she should so some such t than that the their theirs them then there \
    these they this those through to too under until up very was we were what when where which while who whom why will with you \
    your yours";

/// What kind of thing a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// One Chinese character.
    Character = 1,
    /// Two neighbouring Chinese characters.
    Pair = 2,
    /// A word of another script, or a number.
    Word = 3,
    /// Two neighbouring words of another script.
    Phrase = 4,
    /// Whatever the lexicon says a word means: synonyms meet here.
    Meaning = 5,
}

/// One thing two texts can have in common: its kind in the upper three bits, below it the characters themselves or, for
/// words, 61 bits of their hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(u64);

const KIND_SHIFT: u32 = 61;
const CHARACTER_BITS: u32 = 21;

impl Term {
    fn character(c: char) -> Self {
        Self::new(Kind::Character, u64::from(c))
    }

    fn pair(a: char, b: char) -> Self {
        Self::new(Kind::Pair, u64::from(a) << CHARACTER_BITS | u64::from(b))
    }

    fn word(word: &[char]) -> Self {
        Self::new(Kind::Word, hash(word.iter().map(|c| u64::from(*c))))
    }

    fn phrase(a: Term, b: Term) -> Self {
        Self::new(Kind::Phrase, hash([a.0, b.0].into_iter()))
    }

    /// What the lexicon calls `name`.
    pub(super) fn meaning(name: &str) -> Self {
        Self::new(Kind::Meaning, hash(name.chars().map(u64::from)))
    }

    fn new(kind: Kind, rest: u64) -> Self {
        Self((kind as u64) << KIND_SHIFT | rest & ((1 << KIND_SHIFT) - 1))
    }

    pub fn kind(self) -> Kind {
        match self.0 >> KIND_SHIFT {
            1 => Kind::Character,
            2 => Kind::Pair,
            3 => Kind::Word,
            4 => Kind::Phrase,
            _ => Kind::Meaning,
        }
    }
}

/// FNV-1a over whole values, then a mixer: no randomness, so that two runs agree.
fn hash(values: impl Iterator<Item = u64>) -> u64 {
    let sum = values.fold(0xcbf2_9ce4_8422_2325, |hash: u64, value| (hash ^ value).wrapping_mul(0x0100_0000_01b3));
    let mixed = (sum ^ sum >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ mixed >> 33
}

/// A term where it stands in a text, in characters of its normal form: from, to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub term: Term,
    pub from: usize,
    pub to: usize,
}

/// Every token of a text, in reading order.
pub(super) fn tokens(text: &Normal, mut found: impl FnMut(Token)) {
    let chars = &text.chars[..];
    let mut word_before = None;
    let mut at = 0;
    while at < chars.len() {
        if is_dense(chars[at]) {
            let end = end_of_run(chars, at, is_dense);
            read_characters(chars, at, end, &mut found);
            word_before = None;
            at = end;
        } else if chars[at].is_alphanumeric() {
            let end = end_of_run(chars, at, is_of_word);
            if let Some(term) = read_word(&chars[at..end]) {
                found(Token { term, from: at, to: end });
                if let Some((before, from)) = word_before.replace((term, at)) {
                    found(Token { term: Term::phrase(before, term), from, to: end });
                }
            }
            at = after_apostrophe(chars, end);
        } else {
            at += 1;
        }
    }
}

fn read_characters(chars: &[char], from: usize, to: usize, found: &mut impl FnMut(Token)) {
    for at in from..to {
        found(Token { term: Term::character(chars[at]), from: at, to: at + 1 });
        if at + 1 < to {
            found(Token { term: Term::pair(chars[at], chars[at + 1]), from: at, to: at + 2 });
        }
    }
}

fn read_word(word: &[char]) -> Option<Term> {
    static STOPPED: LazyLock<HashSet<Term>> =
        LazyLock::new(|| STOP_WORDS.split_ascii_whitespace().map(|word| Term::word(&word.chars().collect::<Vec<_>>())).collect());
    (!STOPPED.contains(&Term::word(word))).then(|| with_stem(word, Term::word))
}

fn end_of_run(chars: &[char], from: usize, belongs: impl Fn(char) -> bool) -> usize {
    from + chars[from..].iter().take_while(|c| belongs(**c)).count()
}

/// Skips what follows an apostrophe: the s of "children's" is no word.
fn after_apostrophe(chars: &[char], end: usize) -> usize {
    match chars.get(end) {
        Some('\'' | '’') => end_of_run(chars, end + 1, |c| c.is_alphabetic() && is_of_word(c)),
        _ => end,
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && !is_dense(c)
}

/// Scripts that write without spaces.
pub(super) fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// Calls `then` with a word without its plural ending.
fn with_stem<T>(word: &[char], then: impl FnOnce(&[char]) -> T) -> T {
    let (n, ends) = (word.len(), |ending: &str| ends_with(word, ending));
    if n <= 3 {
        then(word)
    } else if ends("ies") && n > 4 {
        let mut singular = word[..n - 3].to_vec();
        singular.push('y');
        then(&singular)
    } else if ["sses", "xes", "zes", "hes"].into_iter().any(ends) {
        then(&word[..n - 2])
    } else if ends("s") && !["ss", "us", "is"].into_iter().any(ends) {
        then(&word[..n - 1])
    } else {
        then(word)
    }
}

fn ends_with(word: &[char], ending: &str) -> bool {
    word.len() >= ending.len() && word[word.len() - ending.len()..].iter().copied().eq(ending.chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, kind: Kind) -> Vec<String> {
        let normal = Normal::of(text);
        let mut found = Vec::new();
        tokens(&normal, |token| {
            if token.term.kind() == kind {
                found.push(normal.chars[token.from..token.to].iter().collect());
            }
        });
        found
    }

    #[test]
    fn chinese_gives_characters_and_pairs_that_bridge_no_gap() {
        assert_eq!(found("獨居老人，助餐。", Kind::Character), ["独", "居", "老", "人", "助", "餐"]);
        assert_eq!(found("獨居老人，助餐。", Kind::Pair), ["独居", "居老", "老人", "助餐"]);
        assert!(found("独 居", Kind::Pair).is_empty());
    }

    #[test]
    fn other_scripts_give_words_without_endings_and_pairs_over_stop_words() {
        assert_eq!(found("The Children's Libraries of 2024, A3区", Kind::Word), ["children", "libraries", "2024", "a3"]);
        assert_eq!(found("University of the Third Age", Kind::Phrase), ["university of the third", "third age"]);
        assert_eq!(found("5号线 B站", Kind::Word), ["5", "b"]);
    }

    #[test]
    fn plural_and_singular_are_one_term() {
        let term = |word: &str| with_stem(&word.chars().collect::<Vec<_>>(), Term::word);
        for (many, one) in [("libraries", "library"), ("churches", "church"), ("classes", "class"), ("meals", "meal"), ("boxes", "box")] {
            assert_eq!(term(many), term(one), "{many}");
        }
        for (a, b) in [("bus", "bu"), ("crisis", "crisi"), ("gas", "ga"), ("glass", "glas")] {
            assert_ne!(term(a), term(b), "{a}");
        }
    }

    #[test]
    fn a_term_knows_its_kind() {
        let a = Term::word(&['a']);
        assert_eq!(
            [Term::character('养'), Term::pair('养', '老'), a, Term::phrase(a, a), Term::meaning("a")].map(Term::kind),
            [Kind::Character, Kind::Pair, Kind::Word, Kind::Phrase, Kind::Meaning]
        );
        assert_ne!(Term::phrase(a, Term::word(&['b'])), Term::phrase(Term::word(&['b']), a));
    }
}
