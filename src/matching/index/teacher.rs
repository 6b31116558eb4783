//! Which service field a need belongs to, learned from the needs that clerks have entered and corrected.

use std::collections::BTreeSet;

use super::super::engine::records::{CatalogueItem, Need};
use super::super::engine::text::suggest::{Scratch, Suggester};
use super::super::lexicon::Words;
use crate::organizations::taxonomy::taxonomy;

/// So many of the newest needs teach: more would cost memory and say the same.
const MOST_TAUGHT: usize = 10_000;

pub(super) struct Teacher {
    suggester: Suggester,
    /// By id, which is in the order of time.
    taught: BTreeSet<String>,
}

/// The fields that something speaks for, best first, each with its part of all votes, 0–10000.
pub struct Suggested {
    pub fields: Vec<(String, u32)>,
    /// How many needs were learned from.
    pub taught_by: usize,
}

impl Teacher {
    /// One that knows the labels of the taxonomy and these words.
    pub(super) fn new(words: &Words) -> Self {
        let mut suggester = Suggester::default();
        for field in taxonomy().fields() {
            let text = format!("{} {} {}", field.label_zh, field.label_en, words.of_field(&field.slug).join(" "));
            suggester.add_entry(&format!("fields/{}", field.slug), &text, &field.slug);
        }
        Self { suggester, taught: BTreeSet::new() }
    }

    pub(super) fn learn_item(&mut self, item: &CatalogueItem) {
        if let Some(field) = &item.field {
            self.suggester.add_entry(&item.id, &format!("{} {}", item.name, item.text), field);
        }
    }

    /// An entry of the catalogue that is not valid any more teaches nothing.
    pub(super) fn forget_item(&mut self, item: &str) {
        self.suggester.drop_entry(item);
    }

    pub(super) fn learn(&mut self, need: &Need) {
        let Some(field) = &need.field else { return };
        self.suggester.teach(&need.id, &format!("{} {}", need.title, need.text), field);
        self.taught.insert(need.id.clone());
        if self.taught.len() > MOST_TAUGHT
            && let Some(oldest) = self.taught.pop_first()
        {
            self.suggester.forget(&oldest);
        }
    }

    pub(super) fn forget(&mut self, need: &str) {
        if self.taught.remove(need) {
            self.suggester.forget(need);
        }
    }

    pub(super) fn suggest(&self, text: &str) -> Suggested {
        let found = self.suggester.suggest(text, None, &mut Scratch::default());
        let fields = found.into_iter().map(|suggestion| (suggestion.field.to_owned(), suggestion.share)).collect();
        Suggested { fields, taught_by: self.taught.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(number: usize, text: &str, field: &str) -> Need {
        Need { text: text.to_owned(), field: Some(field.to_owned()), ..Need::new(format!("n{number:06}")) }
    }

    #[test]
    fn a_correction_teaches_at_once() {
        let mut teacher = Teacher::new(&Words::of_the_taxonomy());
        assert_eq!(teacher.suggest("老人送餐上门").fields[0].0, "elderly_meals", "the taxonomy knows it from the first day");
        let strange = "弄堂里的水斗堵了好久";
        teacher.learn(&need(1, strange, "elderly_meals"));
        teacher.learn(&need(1, strange, "facilities_renewal"));
        let suggested = teacher.suggest("水斗又堵了");
        assert_eq!((suggested.fields[0].0.as_str(), suggested.taught_by), ("facilities_renewal", 1));
        teacher.forget("n000001");
        assert_eq!(teacher.suggest("水斗又堵了").taught_by, 0);
    }

    #[test]
    fn only_the_newest_needs_teach() {
        let mut teacher = Teacher::new(&Words::of_the_taxonomy());
        for number in 0..=MOST_TAUGHT {
            teacher.learn(&need(number, "送餐", "elderly_meals"));
        }
        assert_eq!(teacher.suggest("送餐").taught_by, MOST_TAUGHT);
        assert!(!teacher.taught.contains("n000000"));
    }
}
