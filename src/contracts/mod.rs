//! Contract and signatures: the street buys, never the hub; the winner supplies, at the price of the award.
//!
//! ```text
//! drafted → signed → active → completed        active → terminated
//! ```
//! A signature is recorded evidence (signer, authority, day, digest of the stamped scan), not an electronic signature.

mod draft;
mod get;
mod list;
mod model;
mod policy;
mod sign;
mod store;
mod view;

pub use draft::{DraftContract, Draftable, draft_contract, draftable};
pub use get::sheet;
pub use model::{Instalment, Side, Status, Terms};
pub use sign::{SignContract, sign_contract};
pub use store::{Contract, find};
pub use view::ContractView;

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config.service(draft::handle).service(list::handle).service(get::handle).service(sign::handle);
}
