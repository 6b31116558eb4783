//! The whole story of one purchase, as JSON and as a page that prints well.

mod file;
mod file_page;
mod policy;
mod store;
mod story;
mod titles;
mod view;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig) {
    config.service(file_page::handle).service(file::handle);
}
