//! What the public is told (公告): calls, results with their reasons, failures, cancellations, contracts. Without a login, each at an
//! address of its own that stays.
//!
//! A notice is written once, from the journal entry that it tells of, and never changed: its id is the entry's. Notices are written
//! before letters, so that nobody is invited to what is not public yet; notices that are stuck do not hold up the letters.

mod calls;
mod content;
mod feed;
mod follow;
mod get;
mod kind;
mod list;
mod page;
mod show;
mod store;
mod view;

pub use calls::{CallsSought, open_calls};
pub use content::NoticeContent;
pub use follow::{Announced, announced, follow, lag};
pub use kind::NoticeKind;
pub use view::{NoticeDocument, NoticeSummary};

use crate::platform::http::Routes;
use actix_web::web;

pub fn routes(config: &mut Routes) {
    config.service(list::handle).service(get::handle);
}

/// The pages, beside the API.
pub fn pages(config: &mut web::ServiceConfig) {
    config.service(page::handle).service(feed::handle).service(show::handle);
}
