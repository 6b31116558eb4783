//! The whole story of one purchase, as JSON and as a page that prints well.

mod fact_words;
mod file;
mod file_page;
mod policy;
mod store;
mod story;
mod titles;
mod view;

use crate::platform::http::Routes;
use actix_web::web;

pub fn routes(config: &mut Routes) {
    config.service(file_page::handle).service(file::handle);
}

/// The page, beside the API.
pub fn pages(config: &mut web::ServiceConfig) {
    config.service(file_page::show);
}
