//! Matching meetings, by pages (S14): the timetable of whoever takes part, the introductions after the talks (S13), and, in `hub`, what the
//! hub that runs one does.

mod hub;
mod list;
mod sheet;
mod steps;
mod tasks;

pub(super) use hub::{criterion, names};
pub(super) use tasks::waiting;

use actix_web::web;

pub(super) fn pages(config: &mut web::ServiceConfig) {
    config
        .service(list::show)
        .service(list::begin)
        .service(sheet::show)
        .service(steps::register)
        .service(steps::take)
        .configure(hub::pages);
}

/// Where a meeting is looked at.
fn page_of(id: &impl std::fmt::Display) -> String {
    format!("/desk/meetings/{id}")
}
