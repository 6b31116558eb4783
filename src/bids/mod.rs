//! Bids: drafted in secret, sealed at submission, opened together after the deadline.
//!
//! ```text
//! draft → submitted → opened → qualified → scored → winner | reserve | not_selected
//!         submitted → withdrawn → submitted        submitted → unopened        opened → disqualified
//! ```
//! Before the opening nobody but the bidder learns that a bid exists, and nobody can read what it offers.

mod model;
mod store;

pub use model::{Move, Offer, Status};
pub use store::{Bid, Opening, advance, find, of_project, opened_of};

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(_config: &mut ServiceConfig) {}

/// Background work of this slice.
pub fn jobs(registry: crate::platform::jobs::Registry) -> crate::platform::jobs::Registry {
    registry
}
