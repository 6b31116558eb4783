//! A purchase (or subsidy, award, grant, hosting) from its draft to its end.
//!
//! ```text
//! draft → submitted → approved → published → closed → opening → evaluating → award_proposed → publicity → awarded → contracted → completed
//! ```
//! `model::Status::after` is the whole state machine. What happens to bids, panel, award and contract lies in their own
//! slices; they move the project through `advance`.

mod advance;
mod model;
mod store;

pub use advance::{advance, locked};
pub use model::{Content, Counts, Criterion, Instrument, Move, Requirements, Status};
pub use store::{Project, find};

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(_config: &mut ServiceConfig) {}
