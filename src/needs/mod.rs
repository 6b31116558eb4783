//! What people need, whoever said it.

mod cite;
mod model;
mod store;

pub use cite::{cite, release};
pub use model::Status;
pub use store::{Need, find, find_many};

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(_config: &mut ServiceConfig) {}
