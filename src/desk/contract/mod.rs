//! The contract on the desk: written down by the buyer's officer, then signed by both sides.

mod draft;
mod page;

use actix_web::web;

pub fn pages(config: &mut web::ServiceConfig) {
    config.service(draft::show).service(draft::save).service(page::show).service(page::sign);
}
