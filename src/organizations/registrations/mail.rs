//! What the letter with the confirmation link needs.

use super::pending::Pending;
use super::store;
use crate::identity::{self, links};
use crate::platform::crypto::ServiceKeys;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Language;
use crate::platform::ids::LinkId;
use crate::platform::time::Timestamp;

/// A registration that can still be confirmed. No `Debug`: it would show address and secret.
#[derive(Clone)]
pub struct RegistrationMail {
    pub email: String,
    pub contact_name: String,
    pub organization_zh: String,
    pub organization_en: Option<String>,
    /// Whether the address has an account: its owner confirms with that account's password.
    pub has_account: bool,
    /// The secret of the link.
    pub token: String,
    pub language: Language,
    /// System time.
    pub expires_at: Timestamp,
}

/// The registration of a `registration.requested` event; none when it was confirmed or has expired.
pub fn registration_for_mail(conn: &mut Conn, keys: &ServiceKeys, id: &LinkId) -> Result<Option<RegistrationMail>> {
    let Some((link, token)) = links::for_mail(conn, keys, links::LinkKind::Registration, id)? else { return Ok(None) };
    let (Some(email), Some(sealed)) = (link.email, store::find(conn, id)?) else { return Ok(None) };
    let pending = Pending::open(keys, id, &sealed)?;
    let account = identity::user_by_email(conn, &email)?;
    Ok(Some(RegistrationMail {
        has_account: account.is_some(),
        contact_name: account.map_or(pending.contact_name, |user| user.name),
        email,
        organization_zh: pending.registration.name_zh,
        organization_en: pending.registration.name_en,
        token,
        language: link.language,
        expires_at: link.expires_at,
    }))
}
