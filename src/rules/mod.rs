//! Rule sets: the values of each purchasing regime, as versioned data.

pub mod rule_set;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(_config: &mut ServiceConfig) {}

/// Loads the rule sets of this version into their table; the same version with another digest refuses to start.
pub async fn load(_platform: &std::sync::Arc<crate::platform::Platform>) -> crate::platform::http::Result<()> {
    Ok(())
}
