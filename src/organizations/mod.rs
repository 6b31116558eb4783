//! The registry of organisations: who they are, what they do, where and for whom.
//!
//! ```text
//! draft → submitted → verified → suspended → verified        verified → deregistered
//!         submitted → returned → submitted                   verified → submitted   (its name, code or kind was changed)
//! ```
//! An organisation is entered by a hub or registers itself; a team on file is registered under the id that it has.
//! Only a verified organisation bids. A well-formed credit code proves its form, not that the body exists (R80): the hub's
//! verification does, and `verified_at` and `source` tell when and from what.

mod advance;
mod create;
pub mod credit_code;
mod export;
mod get;
mod list;
mod model;
mod policy;
mod profile;
mod register;
mod register_team;
mod registrations;
mod reinstate;
mod return_;
mod service_fields;
pub mod sheet;
mod store;
mod submit;
mod supply;
mod suspend;
pub mod taxonomy;
mod update;
mod verify;
mod view;

pub use advance::{advance, decide};
pub use create::{enter, vet};
pub use export::{ExportQuery, download as export_organizations};
pub use get::view;
pub use model::{ContractBar, Kind, Move, Status, may_contract};
pub use register::{Registration, register};
pub use register_team::{TeamRegistration, register_team};
pub use registrations::{
    ConfirmRegistration, RegisterOrganization, RegistrationMail, confirm_registration, registers_itself, registration_for_mail,
    request_registration, sweep,
};
pub use store::{Organization, Profile, ServedArea, called, every_profile, find, name_of, names_of, profile, profiles_of, status_on_file};
pub use submit::correct;
pub use supply::{Inspection, OfferedService, Standing, Supply, grades_ended, standings_of, supplies_of};
pub use update::UpdateOrganization;
pub use view::OrganizationView;

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(service_fields::handle)
        .service(registrations::create::handle)
        .service(registrations::confirm::handle)
        .service(list::handle)
        .service(export::handle)
        .service(create::handle)
        .service(get::handle)
        .service(update::handle)
        .service(submit::handle)
        .service(supply::get::handle)
        .service(supply::state::handle)
        .service(supply::get_standing::handle)
        .service(supply::record_standing::handle)
        .service(verify::handle)
        .service(return_::handle)
        .service(suspend::handle)
        .service(reinstate::handle);
}
