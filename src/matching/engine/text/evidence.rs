//! Which words of a document made it fit a question, and the phrase around them as the document has it.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::index::{Field, Index, Slot, TermHasher};
use super::normalize::Normal;
use super::query::{Query, contribution};
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
    let (saturation, length) = (index.saturation(), index.length_classes()[slot.place()]);
    let weights: HashMap<Term, u32, TermHasher> = query.terms().iter().copied().collect();
    // Postings stand in the order of the slots.
    let frequency = |term| {
        let postings = index.postings(term);
        postings.binary_search_by_key(&slot, |posting| posting.slot()).map_or(0, |at| postings[at].frequency())
    };
    let worth: HashMap<Term, u32, TermHasher> = weights
        .iter()
        .map(|(term, weight)| (*term, contribution(*weight, saturation.of(frequency(*term), length))))
        .filter(|(_, worth)| *worth > 0)
        .collect();
    let mut found: Vec<Evidence> = document.fields.iter().flat_map(|field| stretches(field, index, &worth)).collect();
    found.sort_by(|a, b| (Reverse(a.score), &a.words, &a.phrase).cmp(&(Reverse(b.score), &b.words, &b.phrase)));
    let mut told = HashSet::new();
    found.retain(|evidence| told.insert(evidence.words.clone()));
    found.truncate(most);
    found
}

/// The stretches of a field in which every character belongs to a shared term. A character on its own is no evidence.
fn stretches(field: &Field, index: &Index, worth: &HashMap<Term, u32, TermHasher>) -> Vec<Evidence> {
    let text = Normal::of(&field.text);
    let shared = shared_tokens(&text, index, worth);
    let mut stretches: Vec<(usize, usize, HashSet<Term>)> = Vec::new();
    for token in shared {
        match stretches.last_mut() {
            Some((_, to, terms)) if token.from < *to || token.from == *to && touches(&text, token.from) => {
                *to = token.to.max(*to);
                terms.insert(token.term);
            }
            _ => stretches.push((token.from, token.to, HashSet::from([token.term]))),
        }
    }
    let tell = |(from, to, terms): (usize, usize, HashSet<Term>)| {
        let (first, last) = clause(&text.chars, from, to);
        Evidence {
            words: literal(&field.text, &text, from, to),
            phrase: literal(&field.text, &text, first, last),
            score: terms.iter().map(|term| worth[term]).sum(),
        }
    };
    stretches.into_iter().map(tell).collect()
}

fn shared_tokens(text: &Normal, index: &Index, worth: &HashMap<Term, u32, TermHasher>) -> Vec<Token> {
    let mut shared = Vec::new();
    tokens(text, |token| {
        if token.term.kind() != Kind::Character && worth.contains_key(&token.term) {
            shared.push(token);
        }
    });
    for found in index.lexicon().find(text) {
        let terms = found.meanings.iter().map(|meaning| Term::meaning(meaning)).filter(|term| worth.contains_key(term));
        shared.extend(terms.map(|term| Token { term, from: found.from, to: found.to }));
    }
    shared.sort_by_key(|token| (token.from, token.to, token.term));
    shared
}

/// Whether the character before belongs to the same script without spaces, so that two stretches are one.
fn touches(text: &Normal, at: usize) -> bool {
    at > 0 && is_dense(text.chars[at - 1]) && text.chars.get(at).is_some_and(|c| is_dense(*c))
}

/// The clause around a stretch: to the next punctuation, or as far as a phrase may be long.
fn clause(chars: &[char], from: usize, to: usize) -> (usize, usize) {
    let room = LONGEST_PHRASE.saturating_sub(to - from) / 2;
    let ends = |c: &char| !(c.is_alphanumeric() || matches!(c, ' ' | '\'' | '’' | '-' | '“' | '”' | '"' | '《' | '》' | '/'));
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
    fn a_synonym_is_shown_as_the_document_has_it() {
        let index = index(Lexicon::new([("elderly_meals", "食堂"), ("elderly_meals", "助餐")], []), &["社区食堂每日开放", "法律援助"]);
        assert_eq!(asked(&index, "想要助餐点", "0"), [("食堂".into(), "社区食堂每日开放".into())]);
    }
}
