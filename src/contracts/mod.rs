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

pub use model::{Side, Status};
pub use store::{Contract, find};

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config.service(draft::handle).service(list::handle).service(get::handle).service(sign::handle);
}
