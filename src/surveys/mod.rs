//! Surveys: a place asks its residents. Who answers is nobody: no name, no address, no way from a link to what it brought in.
//!
//! ```text
//! draft → open → closed → published
//! ```
//! A draft is changed freely; what is asked and the consent notice are frozen from the opening on. Answers are taken while `open`:
//! over a link that is good once, over the open link, or at a desk. Results are for the place's officials once closed, and for
//! everybody who is signed in once published; small cells are hidden either way.

mod advance;
mod answer;
mod answers;
mod chart;
mod close;
mod code;
mod create;
mod draft;
mod enter;
mod form;
mod get;
mod invite;
mod link;
mod list;
mod model;
mod open;
mod open_link;
mod page;
mod policy;
mod publish;
mod questions;
mod results;
mod store;
mod suppress;
mod take;
mod texts;
mod update;
mod view;

pub use code::{Coded, code, for_coding};
pub use model::Status;
pub use page::routes as pages;
pub use store::Survey;

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list::handle)
        .service(create::handle)
        .service(get::handle)
        .service(update::handle)
        .service(open::handle)
        .service(close::handle)
        .service(publish::handle)
        .service(invite::handle)
        .service(open_link::handle)
        .service(enter::handle)
        .service(results::handle)
        .service(chart::handle)
        .service(texts::handle)
        .service(form::handle)
        .service(answer::handle);
}
