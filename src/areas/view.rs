//! What the outside sees of a place.

use serde::Serialize;

use super::model::{Level, Status};
use super::store::Area;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AreaView {
    #[schema(example = "310107015")]
    pub code: String,
    pub parent_code: Option<String>,
    pub level: Level,
    #[schema(example = "/310000/310107/310107015/")]
    pub path: String,
    pub name_zh: String,
    pub name_en: String,
    pub population: Option<i64>,
    pub status: Status,
}

impl From<Area> for AreaView {
    fn from(area: Area) -> Self {
        Self {
            code: area.code,
            parent_code: area.parent_code,
            level: area.level,
            path: area.path,
            name_zh: area.name_zh,
            name_en: area.name_en,
            population: area.population,
            status: area.status,
        }
    }
}
