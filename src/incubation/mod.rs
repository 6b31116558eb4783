//! Incubation: programmes with places, a term and a checklist; cases from the application to graduation or another exit; what
//! was given to each in a ledger; milestones that the mentor notes (domain §2.10, S16).
//!
//! ```text
//! applied → due_diligence → admitted → incubating → graduated        incubating → extended → graduated
//!           due_diligence → declined                                 incubating | extended → expelled | expired
//! any that is not over → withdrawn
//! ```
//! A place is taken from admission to the end of the case, and there are never more than the programme has. Support is entered
//! only while `incubating` or `extended`; a mistake is answered by a counter-entry, nothing is deleted. A team that is only on
//! file may become a registered organisation inside its case: it keeps its id and gets its credit code.

mod cases;
mod milestones;
mod newly;
mod programmes;
mod supports;

pub use cases::{CaseStatus, Move, Placed, placed};
pub use newly::{newly_incubated, times_of};

use crate::platform::http::Routes;

use crate::platform::jobs::Registry;

pub fn routes(config: &mut Routes) {
    config
        .service(programmes::list::handle)
        .service(programmes::create::handle)
        .service(programmes::get::handle)
        .service(programmes::update::handle)
        .service(programmes::close::handle)
        .service(cases::apply::handle)
        .service(cases::list::handle)
        .service(cases::get::handle)
        .service(cases::timeline::handle)
        .service(cases::review::handle)
        .service(cases::admit::handle)
        .service(cases::decline::handle)
        .service(cases::start::handle)
        .service(cases::extend::handle)
        .service(cases::graduate::handle)
        .service(cases::withdraw::handle)
        .service(cases::expel::handle)
        .service(cases::expire::handle)
        .service(cases::assign_mentor::handle)
        .service(cases::register_team::handle)
        .service(supports::list::handle)
        .service(supports::book::handle)
        .service(supports::reverse::handle)
        .service(milestones::list::handle)
        .service(milestones::add::handle)
        .service(milestones::note::handle)
        .service(cases::statistics::handle);
}

/// Background work of this slice.
pub fn jobs(registry: Registry) -> Registry {
    registry.on(cases::term::JOB, cases::term::run)
}
