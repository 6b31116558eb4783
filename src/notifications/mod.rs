//! Reads the journal: who is told what, in which words, by e-mail; one row in the ledger per recipient and event.

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(_config: &mut ServiceConfig) {}

/// Background work of this slice.
pub fn jobs(registry: crate::platform::jobs::Registry) -> crate::platform::jobs::Registry {
    registry
}

/// Tells everybody concerned of what is new in the journal; how many entries there were.
pub async fn follow(_platform: &std::sync::Arc<crate::platform::Platform>) -> crate::platform::http::Result<usize> {
    Ok(0)
}
