//! Who was shown what others sealed, and who was refused what: reads of opened bids by anybody but their bidder, exports with contacts of
//! organisations, and refused attempts at purchases, bids and contracts. A table of its own beside the journal (`docs/adr/0004-reads-beside-the-chain.md`).
//!
//! - What is shown is stored first and shown then. What is refused is counted, by caller, operation, record and day, soon after.
//! - Ids only: no address of a machine, no name.
//! - Kept as long as the files of purchases (R38): nothing is swept.

mod list;
mod model;
mod refused;
mod store;
mod view;

pub use model::{Entity, Outcome, Shown};
pub use refused::{follow as follow_refusals, keep as keep_refusals};
pub use store::{hide_longer, note};

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config.service(list::handle);
}
