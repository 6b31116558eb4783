//! What the outside sees of a catalogue item.

use chrono::NaiveDate;
use serde::Serialize;

use super::store::CatalogueItem;
use crate::platform::ids::CatalogueItemId;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CatalogueItemView {
    pub id: CatalogueItemId,
    #[schema(example = "B0701")]
    pub code: String,
    pub title_zh: String,
    pub title_en: String,
    /// Slug of the service field.
    #[schema(example = "jobs_startups")]
    pub field: String,
    pub valid_from: NaiveDate,
    /// The last day of validity; null while it is open.
    pub valid_to: Option<NaiveDate>,
    pub source: Option<String>,
}

impl From<CatalogueItem> for CatalogueItemView {
    fn from(item: CatalogueItem) -> Self {
        Self {
            id: item.id,
            code: item.code,
            title_zh: item.title_zh,
            title_en: item.title_en,
            field: item.field,
            valid_from: item.valid_from.date(),
            valid_to: item.valid_to.map(|date| date.date()),
            source: item.source,
        }
    }
}
