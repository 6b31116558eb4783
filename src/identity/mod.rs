//! Who people and programs are: users, memberships, sign-in, API keys, and the one permission table.

pub mod gate;
pub mod permissions;
mod store;

pub use store::grants_of;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(_config: &mut ServiceConfig) {}
