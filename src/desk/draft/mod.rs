//! The draft of a purchase on the desk: begun or copied, filled in, checked and handed to the approvers.

mod choices;
mod form;
mod labels;
mod list;
mod page;
mod store;

use actix_web::web;

use crate::platform::actor::Role;
use crate::platform::http::Call;

pub fn pages(config: &mut web::ServiceConfig) {
    config.service(list::show).service(list::begin).service(list::copy).service(page::show).service(page::save);
}

/// Where the caller may draft.
pub(super) fn reach(call: &Call) -> Vec<String> {
    call.actor.area_paths(&[Role::HubOperator, Role::StreetOfficer])
}
