//! Evaluation of opened bids: who may sit on the panel, and how scores become a ranking.

pub mod panel_rules;
pub mod ranking;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(_config: &mut ServiceConfig) {}

/// Background work of this slice.
pub fn jobs(registry: crate::platform::jobs::Registry) -> crate::platform::jobs::Registry {
    registry
}
