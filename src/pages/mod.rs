//! The whole story of one purchase, as JSON and as a page that prints well.

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(_config: &mut ServiceConfig) {}
