//! One link.

use crate::platform::actor::Role;
use crate::platform::i18n::Language;
use crate::platform::ids::{LinkId, OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::text_enum;

text_enum! {
    /// What the link lets its holder do.
    pub enum LinkKind {
        FirstAdministrator = "first_administrator",
        Invitation = "invitation",
        PasswordReset = "password_reset",
        /// Of an organisation, by itself.
        Registration = "registration",
    }
}

/// A link as stored. No `Debug`: it would show an address. Times are system time.
#[derive(Clone, diesel::Queryable, diesel::Insertable)]
#[diesel(table_name = crate::schema::one_time_links)]
pub struct Link {
    pub id: LinkId,
    pub kind: LinkKind,
    pub token_hash: String,
    /// The secret, encrypted, until the link is used: the mail is written later than the invitation.
    pub sealed_token: Option<Vec<u8>>,
    pub email: Option<String>,
    pub name: Option<String>,
    pub organization_id: Option<OrganizationId>,
    pub role: Option<Role>,
    pub area_code: Option<String>,
    pub language: Language,
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}
