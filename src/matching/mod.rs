//! Matching: which organisations suit a project, which projects suit an organisation, and why.
//!
//! A pure engine ranks; the rooms here feed it what is stored and show what it answers. A match never decides who may bid, and
//! neither panel nor approvers see one.
//!
//! There are two for now: the rooms still ask the [`first`] version; `shuniu match` asks the [`engine`] that takes its place.

pub mod engine;
pub mod first;
mod invitation_list;
mod invite;
mod of_organization;
mod of_project;
mod policy;
mod sides;
mod store;
pub mod taxonomy;
mod view;
mod words;

use crate::platform::http::Routes;

use crate::platform::jobs::Registry;

pub fn routes(config: &mut Routes) {
    config
        .service(of_project::handle)
        .service(of_organization::handle)
        .service(invitation_list::get::handle)
        .service(invitation_list::edit::handle);
}

/// Background work of this slice.
pub fn jobs(registry: Registry) -> Registry {
    registry.on(invite::JOB, invite::handle)
}
