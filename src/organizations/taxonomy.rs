//! Service fields and target groups, read from `config/taxonomy.toml` (domain §3.1–3.3).

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::text_enum;

/// The taxonomy that this program was built with.
pub fn taxonomy() -> &'static Taxonomy {
    static EMBEDDED: LazyLock<Taxonomy> = LazyLock::new(|| {
        Taxonomy::parse(include_str!("../../config/taxonomy.toml")).expect("the embedded taxonomy is sound; a test reads it")
    });
    &EMBEDDED
}

/// A version of the taxonomy: level 1 is the need category, level 2 the service field.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taxonomy {
    version: String,
    stop_words: Vec<String>,
    #[serde(rename = "field")]
    fields: Vec<ServiceField>,
    #[serde(rename = "target_group")]
    target_groups: Vec<TargetGroup>,
}

/// A kind of service; API values are slugs such as `jobs_startups`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceField {
    pub slug: String,
    /// Two capital letters.
    pub code: String,
    pub label_zh: String,
    pub label_en: String,
    pub category: NeedCategory,
    pub mapping: Mapping,
    /// What residents and organisations write when they mean this field.
    pub synonyms: Vec<String>,
    /// Slugs of the groups usually served.
    pub target_groups: Vec<String>,
    /// Groups 1–12 of the International Classification of Nonprofit Organizations.
    pub icnpo: Vec<u8>,
    /// A topic of the Putuo community-foundation list (S26).
    pub putuo: bool,
}

text_enum! {
    /// The four categories of the Putuo call for proposals (S24).
    pub enum NeedCategory {
        Livelihood = "livelihood",
        Civility = "civility",
        Infrastructure = "infrastructure",
        Safety = "safety",
    }
}

/// Where a field's category comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mapping {
    /// The Putuo crosswalk names the field (domain §3.2).
    Putuo,
    /// The crosswalk is silent; the choice is ours.
    Ours,
}

/// Whom a service is for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetGroup {
    pub slug: String,
    pub label_zh: String,
    pub label_en: String,
    /// Data about the group is sensitive personal information (R113).
    #[serde(default)]
    pub sensitive: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum TaxonomyError {
    #[error("not a taxonomy: {0}")]
    Unreadable(#[from] toml::de::Error),
    #[error("`{0}` is listed twice")]
    Duplicate(String),
    #[error("field `{field}` names the unknown target group `{group}`")]
    UnknownTargetGroup { field: String, group: String },
    #[error("field `{field}` names ICNPO group {group}; there are 1 to 12")]
    UnknownIcnpoGroup { field: String, group: u8 },
}

impl Taxonomy {
    /// Reads a taxonomy in the format of `config/taxonomy.toml`.
    pub fn parse(toml: &str) -> Result<Self, TaxonomyError> {
        let taxonomy: Self = toml::from_str(toml)?;
        taxonomy.slugs_and_codes_are_unique()?;
        taxonomy.references_exist()?;
        Ok(taxonomy)
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// Words too common to tell one text from another.
    pub fn stop_words(&self) -> &[String] {
        &self.stop_words
    }

    pub fn fields(&self) -> &[ServiceField] {
        &self.fields
    }

    pub fn field(&self, slug: &str) -> Option<&ServiceField> {
        self.fields.iter().find(|field| field.slug == slug)
    }

    pub fn target_groups(&self) -> &[TargetGroup] {
        &self.target_groups
    }

    pub fn is_target_group(&self, slug: &str) -> bool {
        self.target_groups.iter().any(|group| group.slug == slug)
    }

    fn slugs_and_codes_are_unique(&self) -> Result<(), TaxonomyError> {
        no_duplicate(self.fields.iter().map(|field| &field.slug))?;
        no_duplicate(self.fields.iter().map(|field| &field.code))?;
        no_duplicate(self.target_groups.iter().map(|group| &group.slug))
    }

    fn references_exist(&self) -> Result<(), TaxonomyError> {
        for field in &self.fields {
            if let Some(group) = field.target_groups.iter().find(|slug| !self.is_target_group(slug)) {
                return Err(TaxonomyError::UnknownTargetGroup { field: field.slug.clone(), group: group.clone() });
            }
            if let Some(&group) = field.icnpo.iter().find(|group| !(1..=12).contains(*group)) {
                return Err(TaxonomyError::UnknownIcnpoGroup { field: field.slug.clone(), group });
            }
        }
        Ok(())
    }
}

fn no_duplicate<'a>(names: impl Iterator<Item = &'a String>) -> Result<(), TaxonomyError> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(TaxonomyError::Duplicate(name.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_taxonomy_has_the_36_fields_and_20_target_groups() {
        assert_eq!(taxonomy().fields().len(), 36);
        assert_eq!(taxonomy().target_groups().len(), 20);
    }

    #[test]
    fn a_field_is_found_by_its_slug_and_by_nothing_else() {
        let field = taxonomy().field("jobs_startups").expect("in the list");
        assert_eq!((field.code.as_str(), field.category), ("EE", NeedCategory::Livelihood));
        assert!(field.synonyms.iter().any(|word| word == "鸟巢"));
        assert!(taxonomy().field("EE").is_none());
        assert!(taxonomy().field("就业创业").is_none());
    }

    /// The list has 15 topics; "culture/sport" is two of our fields and the garbled topic may be either of two (S26).
    #[test]
    fn s26_the_15_topics_of_the_putuo_list_are_17_fields() {
        assert_eq!(taxonomy().fields().iter().filter(|field| field.putuo).count(), 17);
    }

    #[test]
    fn the_crosswalk_of_3_2_places_29_fields_and_we_place_7() {
        let placed = |mapping, category| {
            let fields = taxonomy().fields().iter();
            fields.filter(|field| field.mapping == mapping && field.category == category).count()
        };
        assert_eq!(placed(Mapping::Putuo, NeedCategory::Livelihood), 16);
        assert_eq!(placed(Mapping::Putuo, NeedCategory::Civility), 7);
        assert_eq!(placed(Mapping::Putuo, NeedCategory::Infrastructure), 3);
        assert_eq!(placed(Mapping::Putuo, NeedCategory::Safety), 3);
        assert_eq!(taxonomy().fields().iter().filter(|field| field.mapping == Mapping::Ours).count(), 7);
    }

    #[test]
    fn r113_children_are_the_sensitive_target_group() {
        let sensitive = taxonomy().target_groups().iter().filter(|group| group.sensitive);
        assert_eq!(sensitive.map(|group| group.slug.as_str()).collect::<Vec<_>>(), ["children"]);
    }

    #[test]
    fn no_word_both_names_a_field_and_is_a_stop_word() {
        let stop_words = taxonomy().stop_words();
        for field in taxonomy().fields() {
            assert!(!field.synonyms.iter().any(|word| stop_words.contains(word)), "{}", field.slug);
            assert!(!field.synonyms.is_empty(), "{}", field.slug);
        }
    }

    #[test]
    fn a_broken_taxonomy_says_what_is_wrong() {
        let embedded = include_str!("../../config/taxonomy.toml");
        let broken = |from, to| Taxonomy::parse(&embedded.replacen(from, to, 1)).map(|_| ()).expect_err(to);

        assert!(matches!(broken("\"parking\"", "\"youth\""), TaxonomyError::Duplicate(slug) if slug == "youth"));
        assert!(matches!(
            broken("[\"bereaved_families\"]", "[\"parents\"]"),
            TaxonomyError::UnknownTargetGroup { group, .. } if group == "parents"
        ));
        assert!(matches!(broken("icnpo = [5]", "icnpo = [13]"), TaxonomyError::UnknownIcnpoGroup { group: 13, .. }));
        assert!(matches!(broken("putuo = true", "putou = true"), TaxonomyError::Unreadable(_)));
    }
}
