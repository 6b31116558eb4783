//! Bids, as an organisation's manager writes, checks, seals and withdraws them on pages.
//!
//! What is typed and what is uploaded lie on pages of their own, so that sending the one never loses the other.

mod call_facts;
mod files;
mod list;
mod offer;
mod overview;
mod result;
mod submit;

pub(super) use call_facts::CallFacts;
pub(super) use overview::{FileLine, StepForm, file_line};

use actix_web::web;

pub fn pages(config: &mut web::ServiceConfig) {
    config
        .service(list::show)
        .service(offer::show)
        .service(offer::save)
        .service(files::show)
        .service(files::attach)
        .service(files::detach)
        .service(files::download)
        .service(submit::show)
        .service(submit::submit)
        .service(overview::withdraw)
        .service(overview::receipt)
        .service(overview::show);
}
