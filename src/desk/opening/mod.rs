//! After the deadline, on the officer's side: what came, the opening with its record, and the decision about each bid that is not clear.

mod qualification;
mod record;

pub(super) use record::page_of as record_page;

use actix_web::web;

pub fn pages(config: &mut web::ServiceConfig) {
    config.service(record::show).service(record::open).service(qualification::show).service(qualification::decide);
}
