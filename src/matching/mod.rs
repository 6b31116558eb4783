//! Matching: which organisations suit a project, which projects suit an organisation, and why.
//!
//! The pure [`engine`] ranks; the rooms here feed it what is stored and show what it answers. A match never decides who may
//! bid, and neither panel nor approvers see one.

pub mod engine;
mod invitation_list;
mod invite;
mod of_organization;
mod of_project;
mod policy;
mod sides;
mod store;
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
