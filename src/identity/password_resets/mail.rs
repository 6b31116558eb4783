//! What the letter with the link needs.

use crate::identity::links::{self, LinkKind};
use crate::platform::crypto::ServiceKeys;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Language;
use crate::platform::ids::LinkId;
use crate::platform::time::Timestamp;

/// A link that can still be used. No `Debug`: it would show address and secret.
#[derive(Clone)]
pub struct PasswordResetMail {
    pub email: String,
    /// The secret of the link.
    pub token: String,
    pub language: Language,
    /// System time.
    pub expires_at: Timestamp,
}

/// The link of a `password_reset.requested` event; none when the address has no account, and when the link was used or has expired.
pub fn password_reset_for_mail(conn: &mut Conn, keys: &ServiceKeys, id: &LinkId) -> Result<Option<PasswordResetMail>> {
    let found = links::for_mail(conn, keys, LinkKind::PasswordReset, id)?;
    Ok(found.and_then(|(link, token)| {
        link.email.map(|email| PasswordResetMail { email, token, language: link.language, expires_at: link.expires_at })
    }))
}
