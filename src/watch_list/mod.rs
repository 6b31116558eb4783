//! What somebody follows: single projects and needs. What becomes of them is told by mail, at once or with the digest of the day
//! (`notifications`), as long as the person may see them.
//!
//! A watch list is its person's own: whoever follows a call may be about to bid, and nobody else learns of it, from the journal neither.

mod list;
mod model;
mod put;
mod remove;
mod sight;
mod store;
mod view;

pub use list::{is_followed, own};
pub use model::WatchKind;
pub use put::{Follow, follow};
pub use remove::unfollow;
pub use sight::{sees_need, sees_project};
pub use store::{Record, Watch, still_told, watching};
pub use view::WatchView;

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config.service(list::handle).service(put::handle).service(remove::handle);
}
