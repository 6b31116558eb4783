//! Signing in and staying so. One sign-in is one session and one family of refresh tokens: each is good once, and whoever shows
//! a used one again ends the session, because two hold what only one should. Tokens live by system time.

pub(super) mod login;
pub(super) mod logout;
pub(super) mod refresh;
mod signed_in;
mod store;
pub(super) mod throttle;

pub use login::sign_in_at_page;
pub use logout::end_session_of;
pub use signed_in::PageSession;
pub use store::{end_sessions, sweep};
pub use throttle::{Attempt, LetterRequest, forgive};
