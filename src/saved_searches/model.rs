//! Where a saved search looks, when it tells, and which service fields a word of the taxonomy means. Pure.

use crate::organizations::taxonomy::{NeedCategory, taxonomy};
use crate::platform::i18n::Text;
use crate::text_enum;

/// Saved searches of one person.
pub const MOST: i64 = 50;

text_enum! {
    /// What a saved search looks through.
    pub enum LooksIn {
        /// Calls that take bids, as the public notices show them.
        Calls = "calls",
        /// Needs, as far as the person sees them.
        Needs = "needs",
    }
}

text_enum! {
    /// When somebody is told by mail of what is new.
    pub enum Notify {
        AtOnce = "at_once",
        /// With the digest of the day, at eight in Shanghai.
        Daily = "daily",
        Never = "never",
    }
}

impl LooksIn {
    pub fn words(self) -> Text {
        match self {
            Self::Calls => Text::new("采购公告", "calls for bids"),
            Self::Needs => Text::new("居民需求", "needs"),
        }
    }
}

impl Notify {
    pub fn words(self) -> Text {
        match self {
            Self::AtOnce => Text::new("即时", "at once"),
            Self::Daily => Text::new("每日汇总", "daily"),
            Self::Never => Text::new("不提醒", "never"),
        }
    }
}

/// The service fields that a slug means: a field itself, or a category with every field in it; none where it is neither.
pub fn fields_of(slug: &str) -> Option<Vec<String>> {
    if let Some(field) = taxonomy().field(slug) {
        return Some(vec![field.slug.clone()]);
    }
    let category = NeedCategory::parse(slug)?;
    Some(taxonomy().fields().iter().filter(|field| field.category == category).map(|field| field.slug.clone()).collect())
}

/// The slugs under which something of this service field is looked for: its own, and its category's.
pub fn slugs_of(field: Option<&str>) -> Vec<String> {
    let Some(field) = field else { return Vec::new() };
    let category = taxonomy().field(field).map(|known| known.category.as_str().to_owned());
    std::iter::once(field.to_owned()).chain(category).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_means_every_field_in_it_and_a_field_itself() {
        assert_eq!(fields_of("jobs_startups"), Some(vec!["jobs_startups".to_owned()]));
        let livelihood = fields_of("livelihood").unwrap_or_default();
        assert!(livelihood.len() > 2 && livelihood.iter().all(|slug| slugs_of(Some(slug)).contains(&"livelihood".to_owned())));
        assert_eq!(fields_of("astrology"), None);
        assert_eq!(slugs_of(None), [""; 0]);
    }
}
