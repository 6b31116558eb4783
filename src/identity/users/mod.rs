//! Accounts of people: one per e-mail address, however many organisations the person belongs to.

mod add;
pub(super) mod email;
pub(super) mod list;
pub(super) mod password;
pub(super) mod store;
mod view;

pub use add::{NewUser, add_user};
pub use store::find as user;
pub use store::{User, UserStatus};
pub use view::UserView;
