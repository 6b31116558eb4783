//! The service's own words for the [`engine`](super::engine): service fields, target groups, and the lexicon of their synonyms.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use super::engine::records::AreaRef;
use super::engine::text::Lexicon;
use super::engine::{Reason, SharedTaxonomy, Taxonomy};
use super::lexicon::Words;
use crate::organizations::taxonomy::{self as known, NeedCategory};
use crate::platform::i18n::Text;

/// Every field's label and synonyms, as the taxonomy has them; common words mean nothing.
pub fn lexicon() -> Arc<Lexicon> {
    static LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| Words::of_the_taxonomy().lexicon());
    LEXICON.clone()
}

/// Fields, groups and how they are called; places by their codes.
pub fn taxonomy() -> SharedTaxonomy {
    with_places(Places::default())
}

/// The same, with the names of places.
pub fn with_places(places: Places) -> SharedTaxonomy {
    Arc::new(Known { places })
}

/// What places are called, by code; shared with whoever learns of new ones.
#[derive(Clone, Default)]
pub struct Places(Arc<RwLock<HashMap<String, Text>>>);

impl Places {
    pub fn learn(&self, names: HashMap<String, Text>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = names;
    }

    fn name(&self, code: &str) -> Option<Reason> {
        let names = self.0.read().unwrap_or_else(PoisonError::into_inner);
        names.get(code).map(|name| Reason { zh: name.zh.clone(), en: name.en.clone() })
    }
}

struct Known {
    places: Places,
}

impl Taxonomy for Known {
    fn category_of(&self, field: &str) -> Option<String> {
        known::taxonomy().field(field).map(|field| slug_of(field.category).to_owned())
    }

    fn wider_group(&self, group: &str) -> Option<String> {
        matches!(group, "elderly_living_alone" | "elderly_disabled").then(|| "elderly".to_owned())
    }

    fn category_name(&self, category: &str) -> Reason {
        let (zh, en) = category_name(category);
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

    fn area_name(&self, area: &AreaRef) -> Reason {
        self.places.name(&area.code).unwrap_or_else(|| Reason::same(&area.code))
    }
}

/// How a category is called in Chinese and English.
fn category_name(category: &str) -> (&str, &str) {
    match category {
        "livelihood" => ("社区民生", "livelihood"),
        "civility" => ("社区文明", "civility"),
        "infrastructure" => ("社区基础设施", "infrastructure"),
        "safety" => ("社区平安", "safety"),
        other => (other, other),
    }
}

fn slug_of(category: NeedCategory) -> &'static str {
    match category {
        NeedCategory::Livelihood => "livelihood",
        NeedCategory::Civility => "civility",
        NeedCategory::Infrastructure => "infrastructure",
        NeedCategory::Safety => "safety",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_named_and_every_wider_group_is_a_group() {
        let known_words = taxonomy();
        for field in known::taxonomy().fields() {
            let category = known_words.category_of(&field.slug).expect("every field has a category");
            assert_ne!(known_words.category_name(&category).zh, category);
        }
        for group in known::taxonomy().target_groups() {
            let wider = known_words.wider_group(&group.slug).unwrap_or_else(|| group.slug.clone());
            assert!(known::taxonomy().is_target_group(&wider), "{wider}");
        }
    }
}
