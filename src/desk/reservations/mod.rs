//! What is lent, by pages (S31): one's reservations, and each with the steps that are open.

mod list;
mod sheet;
mod tasks;

pub(super) use tasks::waiting;

use actix_web::web;

pub(super) fn pages(config: &mut web::ServiceConfig) {
    config.service(list::show).service(sheet::show).service(sheet::take).service(sheet::rate);
}

/// Where a reservation is answered.
fn page_of(id: &impl std::fmt::Display) -> String {
    format!("/desk/reservations/{id}")
}
