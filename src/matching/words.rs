//! The service's own words for the engine: service fields, target groups and places, and the lexicon of their synonyms.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::first::{AreaRef, Lexicon, Reason, Taxonomy};
use crate::organizations::taxonomy::{NeedCategory, taxonomy};
use crate::platform::i18n::Text;

/// Every field's label and synonyms; common words mean nothing.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        let fields = taxonomy().fields();
        let words = fields.iter().flat_map(|field| {
            let labels = [field.label_zh.as_str(), field.label_en.as_str()];
            labels.into_iter().chain(field.synonyms.iter().map(String::as_str)).map(move |word| (field.slug.as_str(), word))
        });
        Lexicon::new(words, taxonomy().stop_words().iter().map(String::as_str))
    });
    &LEXICON
}

/// How things are called in reasons.
pub(super) struct Names {
    pub areas: HashMap<String, Text>,
}

impl Taxonomy for Names {
    fn category_of(&self, field: &str) -> Option<String> {
        taxonomy().field(field).map(|field| slug_of(field.category).to_owned())
    }

    fn category_name(&self, category: &str) -> Reason {
        let (zh, en) = category_name(category);
        Reason { zh: zh.to_owned(), en: en.to_owned() }
    }

    fn field_name(&self, field: &str) -> Reason {
        taxonomy()
            .field(field)
            .map_or_else(|| Reason::same(field), |field| Reason { zh: field.label_zh.clone(), en: field.label_en.clone() })
    }

    fn group_name(&self, group: &str) -> Reason {
        let found = taxonomy().target_groups().iter().find(|known| known.slug == group);
        found.map_or_else(|| Reason::same(group), |group| Reason { zh: group.label_zh.clone(), en: group.label_en.clone() })
    }

    fn area_name(&self, area: &AreaRef) -> Reason {
        self.areas.get(&area.code).map_or_else(|| Reason::same(&area.code), |name| Reason { zh: name.zh.clone(), en: name.en.clone() })
    }
}

/// How a category is called in Chinese and English.
pub(super) fn category_name(category: &str) -> (&str, &str) {
    match category {
        "livelihood" => ("社区民生", "livelihood"),
        "civility" => ("社区文明", "civility"),
        "infrastructure" => ("社区基础设施", "infrastructure"),
        "safety" => ("社区平安", "safety"),
        other => (other, other),
    }
}

pub(super) fn slug_of(category: NeedCategory) -> &'static str {
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
    fn every_field_and_group_is_named_in_both_languages() {
        let names = Names { areas: HashMap::new() };
        for field in taxonomy().fields() {
            let category = names.category_of(&field.slug).expect("every field has a category");
            assert_ne!(names.category_name(&category).zh, category);
            assert_ne!(names.field_name(&field.slug), Reason::same(&field.slug));
        }
        for group in taxonomy().target_groups() {
            assert_ne!(names.group_name(&group.slug), Reason::same(&group.slug));
        }
    }
}
