//! Evaluation of opened bids: the panel, its blind scores, the ranking, the award and its publicity.
//!
//! ```text
//! evaluating → award_proposed → publicity → awarded        award_proposed → returned_to_panel → evaluating
//! ```

mod case;
mod panel;
pub mod panel_rules;
pub mod ranking;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::http::{Problem, Result};
use crate::platform::ids::ProjectId;

pub fn routes(config: &mut ServiceConfig) {
    config.service(panel::form::handle).service(panel::get::handle).service(panel::declare::handle);
}

/// Background work of this slice.
pub fn jobs(registry: crate::platform::jobs::Registry) -> crate::platform::jobs::Registry {
    registry
}

/// A path's project id; what is no id names nothing.
fn project_id(text: &str) -> Result<ProjectId> {
    ProjectId::parse(text).ok_or_else(|| Problem::not_found("项目", "project"))
}
