//! Which words of a document made it fit a question, and the phrase around them as the document has it.

use std::cmp::Reverse;

use super::index::{Index, Slot};
use super::normalize::Normal;
use super::query::{Query, contribution};
use super::saturation::{LengthClass, Saturation};
use super::tokens::{Kind, Term, Token, is_dense, tokens};

/// A phrase longer than this is cut around the words.
const LONGEST_PHRASE: usize = 40;

/// A stretch of a document that it shares with a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The shared words, literally as in the document.
    pub words: String,
    /// The clause of the document around them, literally.
    pub phrase: String,
    /// What the terms in it add to the document's score.
    pub score: u32,
}

/// The `most` stretches of the document that add most to its score, best first; the same words are told once.
pub(super) fn evidence(index: &Index, query: &Query, slot: Slot, most: usize) -> Vec<Evidence> {
    let Some(document) = index.document(slot) else { return Vec::new() };
    let shared = Shared::of(index, query, slot);
    let texts: Vec<Normal> = document.fields.iter().map(|field| Normal::of(&field.text)).collect();
    let mut stretches: Vec<Stretch> = Vec::new();
    for (field, text) in texts.iter().enumerate() {
        find_stretches(field, text, &shared, &mut stretches);
    }
    stretches.sort_unstable_by_key(|stretch| Reverse(stretch.score));
    let tell = |stretch: &Stretch| {
        let (written, text) = (&document.fields[stretch.field].text, &texts[stretch.field]);
        let (first, last) = clause(&text.chars, stretch.from, stretch.to);
        Evidence {
            words: literal(written, text, stretch.from, stretch.to),
            phrase: literal(written, text, first, last),
            score: stretch.score,
        }
    };
    // Most stretches are too weak to be told, and those that are not need not be read.
    let mut best: Vec<Evidence> = Vec::new();
    for equals in stretches.chunk_by(|a, b| a.score == b.score) {
        let mut found: Vec<Evidence> = equals.iter().map(tell).collect();
        found.sort_unstable_by(|a, b| (&a.words, &a.phrase).cmp(&(&b.words, &b.phrase)));
        for evidence in found {
            if best.iter().all(|told| told.words != evidence.words) {
                best.push(evidence);
            }
        }
        if best.len() >= most {
            break;
        }
    }
    best.truncate(most);
    best
}

/// What a document shares with a question.
struct Shared<'a> {
    index: &'a Index,
    query: &'a Query,
    slot: Slot,
    length: LengthClass,
    saturation: Saturation,
}

impl<'a> Shared<'a> {
    fn of(index: &'a Index, query: &'a Query, slot: Slot) -> Self {
        let (length, saturation) = (index.length_classes()[slot.place()], index.saturation());
        Self { index, query, slot, length, saturation }
    }

    /// What a term adds to the document's score; none if it is no term of the question, or adds nothing.
    fn worth(&self, term: Term) -> Option<u32> {
        let weight = self.query.weight_of(term)?;
        let postings = self.index.postings(term);
        // Postings stand in the order of the slots.
        let at = postings.binary_search_by_key(&self.slot, |posting| posting.slot()).ok()?;
        let worth = contribution(weight, self.saturation.of(postings[at].frequency(), self.length));
        (worth > 0).then_some(worth)
    }

    /// The shared tokens of a text with what they are worth, by place. A character on its own is no evidence.
    fn tokens(&self, text: &Normal) -> Vec<(Token, u32)> {
        let mut shared = Vec::new();
        let mut look = |token: Token| shared.extend(self.worth(token.term).map(|worth| (token, worth)));
        tokens(text, |token| {
            if token.term.kind() != Kind::Character {
                look(token);
            }
        });
        for found in self.index.lexicon().find(text) {
            for term in found.meanings {
                look(Token { term: *term, from: found.from, to: found.to });
            }
        }
        shared.sort_unstable_by_key(|(token, _)| (token.from, token.to, token.term));
        shared
    }
}

/// Characters of a field of which every one belongs to a shared term: from, to.
struct Stretch {
    field: usize,
    from: usize,
    to: usize,
    /// What the terms in it are worth, each counted once.
    score: u32,
}

fn find_stretches(field: usize, text: &Normal, shared: &Shared, stretches: &mut Vec<Stretch>) {
    let before = stretches.len();
    let mut terms: Vec<Term> = Vec::new();
    for (token, worth) in shared.tokens(text) {
        match stretches[before..].last_mut() {
            Some(last) if token.from < last.to || token.from == last.to && touches(text, token.from) => {
                last.to = token.to.max(last.to);
                if !terms.contains(&token.term) {
                    last.score += worth;
                    terms.push(token.term);
                }
            }
            _ => {
                stretches.push(Stretch { field, from: token.from, to: token.to, score: worth });
                terms.clear();
                terms.push(token.term);
            }
        }
    }
}

/// Whether the character before belongs to the same script without spaces, so that two stretches are one.
fn touches(text: &Normal, at: usize) -> bool {
    at > 0 && is_dense(text.chars[at - 1]) && text.chars.get(at).is_some_and(|c| is_dense(*c))
}

/// The clause around a stretch: to the next punctuation, or as far as a phrase may be long.
fn clause(chars: &[char], from: usize, to: usize) -> (usize, usize) {
    let room = LONGEST_PHRASE.saturating_sub(to - from) / 2;
    // The common Chinese characters are letters; the standard library takes a while to say so.
    let is_letter = |c: &char| matches!(c, '\u{4E00}'..='\u{9FFF}') || c.is_alphanumeric();
    let ends = |c: &char| !(is_letter(c) || matches!(c, ' ' | '\'' | '’' | '-' | '“' | '”' | '"' | '《' | '》' | '/'));
    let before = chars[..from].iter().rev().take(room).take_while(|c| !ends(c)).count();
    let after = chars[to..].iter().take(room).take_while(|c| !ends(c)).count();
    let cut = |at: usize| chars.get(at).is_some_and(|c| c.is_alphanumeric() && !is_dense(*c));
    // A Latin word is kept whole or left out.
    let (mut first, mut last) = (from - before, to + after);
    while first < from && first > 0 && cut(first) && cut(first - 1) {
        first += 1;
    }
    while last > to && cut(last) && cut(last - 1) {
        last -= 1;
    }
    (first, last)
}

fn literal(text: &str, normal: &Normal, from: usize, to: usize) -> String {
    let start = normal.origins.get(from).map_or(text.len(), |(start, _)| *start as usize);
    let end = to.checked_sub(1).and_then(|last| normal.origins.get(last)).map_or(start, |(_, end)| *end as usize);
    text.get(start..end).unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use super::super::index::Field;
    use super::super::lexicon::Lexicon;

    fn asked(index: &Index, question: &str, id: &str) -> Vec<(String, String)> {
        let query = Query::of(&[Field::new(question, 1)], index);
        let slot = index.slot_of(id).expect("put");
        evidence(index, &query, slot, 3).into_iter().map(|evidence| (evidence.words, evidence.phrase)).collect()
    }

    fn index(lexicon: Lexicon, texts: &[&str]) -> Index {
        let mut index = Index::new(Arc::new(lexicon));
        for (i, text) in texts.iter().enumerate() {
            index.put(&i.to_string(), vec![Field::new(*text, 1)]);
        }
        index
    }

    #[test]
    fn the_words_and_their_clause_stand_as_in_the_document() {
        let index = index(
            Lexicon::default(),
            &["本中心成立於2010年，為獨居老人提供上門探訪；另設食堂。", "停车服务", "Debt ADVICE centre, open daily"],
        );
        let clause = "為獨居老人提供上門探訪";
        assert_eq!(
            asked(&index, "有没有人上门探访独居老人", "0"),
            [("上門探訪".into(), clause.into()), ("獨居老人".into(), clause.into())]
        );
        assert_eq!(
            asked(&index, "advice on debts", "2"),
            [("ADVICE".into(), "Debt ADVICE centre".into()), ("Debt".into(), "Debt ADVICE centre".into())]
        );
        assert!(asked(&index, "停车", "0").is_empty());
    }

    #[test]
    fn every_common_chinese_character_is_a_letter() {
        assert!(('\u{4E00}'..='\u{9FFF}').all(char::is_alphanumeric));
    }

    #[test]
    fn a_synonym_is_shown_as_the_document_has_it() {
        let index = index(Lexicon::new([("elderly_meals", "食堂"), ("elderly_meals", "助餐")], []), &["社区食堂每日开放", "法律援助"]);
        assert_eq!(asked(&index, "想要助餐点", "0"), [("食堂".into(), "社区食堂每日开放".into())]);
    }
}
