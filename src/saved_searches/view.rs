//! What a person sees of their own saved search, and of what it finds.

use serde::Serialize;

use super::model::{LooksIn, Notify};
use super::store::SavedSearch;
use crate::needs::NeedView;
use crate::notices::NoticeSummary;
use crate::platform::http::{Reply, Result};
use crate::platform::ids::{OrganizationId, SavedSearchId};
use crate::platform::time::Timestamp;

#[derive(Serialize, utoipa::ToSchema)]
pub struct SavedSearchView {
    pub id: SavedSearchId,
    #[schema(example = "大宁助餐")]
    pub name: String,
    pub looks_in: LooksIn,
    #[schema(example = "助餐")]
    pub q: Option<String>,
    /// Slug of a service field, or of a category.
    #[schema(example = "elderly_meals")]
    pub field: Option<String>,
    #[schema(example = "310107015")]
    pub area_code: Option<String>,
    #[schema(example = 10_000_000)]
    pub budget_from_fen: Option<i64>,
    pub budget_to_fen: Option<i64>,
    pub organization_id: Option<OrganizationId>,
    /// 1–10000.
    pub least_score: Option<i32>,
    pub notify: Notify,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl From<SavedSearch> for SavedSearchView {
    fn from(search: SavedSearch) -> Self {
        Self {
            id: search.id,
            name: search.name,
            looks_in: search.looks_in,
            q: search.words,
            field: search.field,
            area_code: search.area_code,
            budget_from_fen: search.budget_from_fen,
            budget_to_fen: search.budget_to_fen,
            organization_id: search.organization_id,
            least_score: search.least_score,
            notify: search.notify,
            created_at: search.created_at,
            updated_at: search.updated_at,
        }
    }
}

/// The search as an answer, with its version.
pub(super) fn reply(search: SavedSearch) -> Result<Reply> {
    let version = search.version;
    Ok(Reply::ok(&SavedSearchView::from(search))?.version(version))
}

/// One thing that a saved search finds: a call or a need.
#[derive(Serialize, utoipa::ToSchema)]
pub struct SavedSearchMatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<NoticeSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedView>,
    /// How well the call suits the organisation, 0–10000; where the search asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u32>,
}
