//! Matching: which organisations suit a project, which projects suit an organisation, and why.
//!
//! A pure engine ranks; the rooms here feed it what is stored and show what it answers. A match never decides who may bid, and
//! neither panel nor approvers see one.

mod catalogue_of_need;
mod check;
pub mod engine;
mod exposure;
pub mod index;
mod invitation_list;
mod invite;
pub mod lexicon;
mod of_need;
mod of_organization;
mod of_project;
mod policy;
mod query;
pub mod records;
mod resources_of_need;
mod similar_organizations;
mod similar_projects;
mod store;
mod suggest_field;
pub mod taxonomy;
mod weights;
mod why_not;

pub use invitation_list::edit::{EditInvitation, is_open as invitations_are_open, put as edit_invitation};
pub use invitation_list::get::list as invitation_list;
pub use invitation_list::view::InvitationEditView;
pub use invite::JOB as INVITATIONS;
pub use policy::may_see_project;

use crate::platform::http::Routes;

use crate::platform::jobs::Registry;

pub fn routes(config: &mut Routes) {
    config
        .service(of_project::handle)
        .service(why_not::handle)
        .service(of_need::handle)
        .service(catalogue_of_need::handle)
        .service(resources_of_need::handle)
        .service(similar_projects::handle)
        .service(similar_organizations::handle)
        .service(suggest_field::handle)
        .service(lexicon::get::handle)
        .service(lexicon::replace::handle)
        .service(lexicon::editions::handle)
        .service(exposure::handle)
        .service(check::handle)
        .service(of_organization::handle)
        .service(invitation_list::get::handle)
        .service(invitation_list::edit::handle);
}

/// Background work of this slice.
pub fn jobs(registry: Registry) -> Registry {
    registry.on(invite::JOB, invite::handle)
}
