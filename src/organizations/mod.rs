//! The registry of organisations: who they are, what they do, where and for whom.

pub mod credit_code;
pub mod taxonomy;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(_config: &mut ServiceConfig) {}
