//! The words of an edition, and what is wrong with them. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::matching::engine::text::Lexicon;
use crate::organizations::taxonomy::taxonomy;
use crate::platform::http::Check;
use crate::platform::privacy::names_nobody;

const MOST_OF_A_FIELD: usize = 500;
const MOST_STOP_WORDS: usize = 500;
const LONGEST: usize = 40;

/// The words of the matching beside the labels of the fields, which always count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LexiconWords)]
pub struct Words {
    /// By slug of the service field: words that residents and organisations write for it.
    #[schema(example = json!({"elderly_meals": ["助餐", "送餐", "长者食堂"]}))]
    pub synonyms: BTreeMap<String, Vec<String>>,
    /// Words too common to say anything.
    #[schema(example = json!(["社区", "服务"]))]
    pub stop_words: Vec<String>,
}

impl Words {
    /// Those of the taxonomy.
    pub fn of_the_taxonomy() -> Self {
        let fields = taxonomy().fields().iter();
        Self {
            synonyms: fields.map(|field| (field.slug.clone(), field.synonyms.clone())).collect(),
            stop_words: taxonomy().stop_words().to_vec(),
        }
    }

    /// What the engine reads.
    pub fn lexicon(&self) -> Arc<Lexicon> {
        let labels = taxonomy()
            .fields()
            .iter()
            .flat_map(|field| [field.label_zh.as_str(), field.label_en.as_str()].map(|label| (field.slug.as_str(), label)));
        let synonyms = self.synonyms.iter().flat_map(|(slug, words)| words.iter().map(move |word| (slug.as_str(), word.as_str())));
        Arc::new(Lexicon::new(labels.chain(synonyms), self.stop_words.iter().map(String::as_str)))
    }

    pub fn of_field(&self, slug: &str) -> &[String] {
        self.synonyms.get(slug).map_or(&[], Vec::as_slice)
    }

    pub fn check(&self, check: &mut Check) {
        check_list(check, "/stop_words", &self.stop_words, MOST_STOP_WORDS);
        let meaningless: BTreeSet<&str> = self.stop_words.iter().map(String::as_str).collect();
        for (slug, words) in &self.synonyms {
            let pointer = format!("/synonyms/{slug}");
            check.that(
                taxonomy().field(slug).is_some(),
                &pointer,
                "unknown_field",
                "没有这个服务领域，见 /service-fields。",
                "is no service field; see /service-fields.",
            );
            check_list(check, &pointer, words, MOST_OF_A_FIELD);
            for (place, word) in words.iter().take(MOST_OF_A_FIELD).enumerate() {
                check.that(
                    !meaningless.contains(word.as_str()),
                    &format!("{pointer}/{place}"),
                    "means_nothing",
                    "同时列为无意义的常用词，二者只能取一。",
                    "is a stop word, too: it cannot be both.",
                );
            }
        }
    }
}

/// Words of two characters at least, each once.
fn check_list(check: &mut Check, pointer: &str, words: &[String], most: usize) {
    if words.len() > most {
        check.that(false, pointer, "too_many", format!("最多 {most} 个词。"), format!("must be {most} words at most."));
        return;
    }
    let mut seen = BTreeSet::new();
    for (place, word) in words.iter().enumerate() {
        let pointer = format!("{pointer}/{place}");
        check.at_most(&pointer, word, LONGEST);
        names_nobody(check, &pointer, word);
        check
            .that(!word.contains(['\n', '\r', '\t']), &pointer, "line_break", "一个词不能换行。", "a word has no line break.")
            .that(
                word.trim() == word && word.chars().count() >= 2,
                &pointer,
                "too_short",
                "至少两个字，首尾不留空格：单字过于宽泛。",
                "must have two characters at least and no blanks around it: a single one says too little.",
            )
            .that(seen.insert(word), &pointer, "twice", "重复。", "stands here twice.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(words: &Words) -> Vec<String> {
        let mut check = Check::new();
        words.check(&mut check);
        check.into_errors().into_iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
    }

    #[test]
    fn the_words_of_the_taxonomy_are_sound() {
        assert_eq!(wrong(&Words::of_the_taxonomy()), [""; 0]);
    }

    #[test]
    fn what_is_wrong_is_named_word_by_word() {
        let mut words = Words::of_the_taxonomy();
        words.synonyms = BTreeMap::from([
            ("elderly_meals".to_owned(), ["助餐", "餐", "助餐", "社区"].map(str::to_owned).to_vec()),
            ("meals".to_owned(), Vec::new()),
        ]);
        assert_eq!(
            wrong(&words),
            [
                "/synonyms/elderly_meals/1 too_short",
                "/synonyms/elderly_meals/2 twice",
                "/synonyms/elderly_meals/3 means_nothing",
                "/synonyms/meals unknown_field"
            ]
        );
    }
}
