//! Accounts of people: one per e-mail address, however many organisations the person belongs to.

mod add;
pub mod email;
pub(super) mod list;
pub mod password;
pub(super) mod store;
mod view;

pub use add::{NewUser, add_user};
pub use store::by_email as user_by_email;
pub use store::find as user;
pub use store::{User, UserStatus};
pub use view::UserView;
