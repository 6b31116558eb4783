//! Amendments (更正) of a published call: what is said to everybody while bids are taken. Criteria, budget and rules stand still; what can
//! change is the deadline, and only to a later moment.

mod amend;
mod list;
mod store;
mod term;
mod view;

pub use amend::{Correction, amend};
pub use store::{Amendment, find};
pub use term::as_long_after;
pub use view::AmendmentView;

use crate::platform::http::Routes;

pub(super) fn routes(config: &mut Routes) {
    config.service(list::handle).service(amend::handle);
}
