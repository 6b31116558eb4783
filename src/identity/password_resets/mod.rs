//! A forgotten password: a link by mail, good for 30 minutes and once, sets a new one and ends every sign-in.

pub(super) mod confirm;
mod mail;
pub(super) mod request;

pub use confirm::{ConfirmPasswordReset, confirm_password_reset};
pub use mail::{PasswordResetMail, password_reset_for_mail};
pub use request::request_password_reset;
