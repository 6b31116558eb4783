//! The asking side of a meeting: published projects, and verified needs that are not projects yet. The hub enters them.

pub(super) mod enter;
pub(super) mod list;
pub(super) mod open;
pub(super) mod remove;

use serde::Serialize;

use super::store::demands::{About, Demand};
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::{MeetingDemandId, NeedId, ProjectId};
use crate::projects;
use crate::rules::rule_set::Regime;

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = MeetingDemandView)]
pub struct DemandView {
    pub id: MeetingDemandId,
    /// Either a project or a need.
    pub project_id: Option<ProjectId>,
    pub need_id: Option<NeedId>,
    pub title_zh: String,
    pub title_en: Option<String>,
    #[schema(example = "310107015")]
    pub area_code: String,
    /// How many talks it wants.
    pub slots: i32,
    /// Times at which nobody is there for it.
    pub absent: Vec<String>,
    /// A statutory purchase: its talks inform about an open call (R23).
    pub is_statutory: bool,
}

impl DemandView {
    pub(super) fn of(conn: &mut Conn, demand: Demand, about: Option<About>) -> Result<Self> {
        let about = about.unwrap_or(About { title_zh: String::new(), title_en: None, area_code: String::new() });
        Ok(Self {
            is_statutory: is_statutory(conn, &demand)?,
            absent: demand.absent.parse()?,
            id: demand.id,
            project_id: demand.project_id,
            need_id: demand.need_id,
            title_zh: about.title_zh,
            title_en: about.title_en,
            area_code: about.area_code,
            slots: demand.slots,
        })
    }
}

/// Whether the demand is a project of a statutory regime.
pub(super) fn is_statutory(conn: &mut Conn, demand: &Demand) -> Result<bool> {
    let Some(id) = &demand.project_id else { return Ok(false) };
    match projects::find(conn, id)? {
        Some(project) if project.rule_set.is_some() => Ok(project.frozen_rules()?.regime == Regime::Statutory),
        _ => Ok(false),
    }
}
