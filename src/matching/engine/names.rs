//! What the engine must be told of service fields and groups, and how things are called.

use serde::Serialize;

use super::records::AreaRef;

/// One sentence in both languages of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MatchReason)]
pub struct Reason {
    pub zh: String,
    pub en: String,
}

impl Reason {
    pub(super) fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The same word in both languages.
    pub fn same(word: &str) -> Self {
        Self::new(word, word)
    }

    /// Several names as one list.
    pub(super) fn list(names: impl Iterator<Item = Reason>) -> Self {
        let names: Vec<Reason> = names.collect();
        let join = |language: fn(&Reason) -> &str, separator: &str| names.iter().map(language).collect::<Vec<_>>().join(separator);
        Self::new(join(|n| &n.zh, "、"), join(|n| &n.en, ", "))
    }
}

/// The relations between fields and between groups, and the names of things. Names default to the code itself.
///
/// A closure from a field's slug to its category's is a taxonomy without names.
pub trait Taxonomy {
    /// The category (level 1) of a service field; `None` when the field is unknown.
    fn category_of(&self, field: &str) -> Option<String>;

    /// The wider group that a group is a part of, such as `elderly` for `elderly_living_alone`.
    fn wider_group(&self, _group: &str) -> Option<String> {
        None
    }

    fn category_name(&self, category: &str) -> Reason {
        Reason::same(category)
    }

    fn field_name(&self, field: &str) -> Reason {
        Reason::same(field)
    }

    fn group_name(&self, group: &str) -> Reason {
        Reason::same(group)
    }

    fn area_name(&self, area: &AreaRef) -> Reason {
        Reason::same(&area.code)
    }
}

impl<F: Fn(&str) -> Option<String>> Taxonomy for F {
    fn category_of(&self, field: &str) -> Option<String> {
        self(field)
    }
}
