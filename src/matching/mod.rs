//! Matching: which organisations suit a project, which projects suit an organisation, and why.

pub mod engine;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(_config: &mut ServiceConfig) {}

/// Background work of this slice.
pub fn jobs(registry: crate::platform::jobs::Registry) -> crate::platform::jobs::Registry {
    registry
}
