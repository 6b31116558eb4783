//! The service's own words for the [`engine`](super::engine): service fields, target groups, and the lexicon of their synonyms.

use std::sync::{Arc, LazyLock};

use super::engine::text::Lexicon;
use super::engine::{Reason, SharedTaxonomy, Taxonomy};
use super::words;
use crate::organizations::taxonomy as known;

/// Every field's label and synonyms; common words mean nothing.
pub fn lexicon() -> Arc<Lexicon> {
    static LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| {
        let fields = known::taxonomy().fields();
        let words = fields.iter().flat_map(|field| {
            let labels = [field.label_zh.as_str(), field.label_en.as_str()];
            labels.into_iter().chain(field.synonyms.iter().map(String::as_str)).map(move |word| (field.slug.as_str(), word))
        });
        Arc::new(Lexicon::new(words, known::taxonomy().stop_words().iter().map(String::as_str)))
    });
    LEXICON.clone()
}

/// Fields, groups and how they are called.
pub fn taxonomy() -> SharedTaxonomy {
    Arc::new(Known)
}

struct Known;

impl Taxonomy for Known {
    fn category_of(&self, field: &str) -> Option<String> {
        known::taxonomy().field(field).map(|field| words::slug_of(field.category).to_owned())
    }

    fn wider_group(&self, group: &str) -> Option<String> {
        matches!(group, "elderly_living_alone" | "elderly_disabled").then(|| "elderly".to_owned())
    }

    fn category_name(&self, category: &str) -> Reason {
        let (zh, en) = words::category_name(category);
        Reason { zh: zh.to_owned(), en: en.to_owned() }
    }

    fn field_name(&self, field: &str) -> Reason {
        let known = known::taxonomy().field(field);
        known.map_or_else(|| Reason::same(field), |field| Reason { zh: field.label_zh.clone(), en: field.label_en.clone() })
    }

    fn group_name(&self, group: &str) -> Reason {
        let known = known::taxonomy().target_groups().iter().find(|known| known.slug == group);
        known.map_or_else(|| Reason::same(group), |group| Reason { zh: group.label_zh.clone(), en: group.label_en.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_named_and_every_wider_group_is_a_group() {
        for field in known::taxonomy().fields() {
            let category = Known.category_of(&field.slug).expect("every field has a category");
            assert_ne!(Known.category_name(&category).zh, category);
        }
        for group in known::taxonomy().target_groups() {
            let wider = Known.wider_group(&group.slug).unwrap_or_else(|| group.slug.clone());
            assert!(known::taxonomy().is_target_group(&wider), "{wider}");
        }
    }
}
