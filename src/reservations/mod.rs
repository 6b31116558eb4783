//! Reservations of resources (资源对接, S31): teams, and whoever works for a need, ask for what is offered; both sides say afterwards how it
//! went.
//!
//! ```text
//! proposed → accepted → delivered | missed → rated        proposed → declined | lapsed        proposed | accepted → withdrawn
//!                                                                                              accepted → cancelled
//! ```
//! A reservation holds what it asks for from the moment it is made, and nothing is given away twice. Who comes too late is told why and
//! what comes next best.

mod advance;
mod ask;
mod get;
mod lapse;
pub mod letters;
mod list;
mod model;
mod next_best;
mod policy;
mod rate;
mod record;
mod store;
mod view;

pub use advance::advance;
pub use get::view;
pub use list::{has_own, own};
pub use model::{Move, Side, Status};
pub use policy::Relation;
pub use rate::{RateReservation, rate};
pub use view::ReservationView;

use crate::platform::http::Routes;
use crate::platform::jobs::Registry;

pub fn routes(config: &mut Routes) {
    config
        .service(ask::handle)
        .service(list::handle)
        .service(get::handle)
        .service(advance::accept)
        .service(advance::decline)
        .service(advance::withdraw)
        .service(advance::cancel)
        .service(advance::deliver)
        .service(advance::miss)
        .service(rate::handle);
}

/// Background work of this slice.
pub fn jobs(registry: Registry) -> Registry {
    registry.on(lapse::JOB, lapse::run)
}
