//! What the mail about an invitation needs.

use crate::identity::links::{self, LinkKind};
use crate::platform::actor::Role;
use crate::platform::crypto::ServiceKeys;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Language;
use crate::platform::ids::{LinkId, OrganizationId};
use crate::platform::time::Timestamp;

/// An invitation that can still be accepted. No `Debug`: it would show address and secret.
#[derive(Clone)]
pub struct InvitationMail {
    pub email: String,
    pub name: Option<String>,
    /// The secret of the link.
    pub token: String,
    pub role: Role,
    pub organization_id: Option<OrganizationId>,
    pub language: Language,
    /// System time.
    pub expires_at: Timestamp,
}

/// The invitation of an `invitation.created` event, by the link's id; none when it was accepted or has expired.
pub fn invitation_for_mail(conn: &mut Conn, keys: &ServiceKeys, id: &LinkId) -> Result<Option<InvitationMail>> {
    let Some((link, token)) = links::for_mail(conn, keys, LinkKind::Invitation, id)? else { return Ok(None) };
    let (Some(email), Some(role)) = (link.email, link.role) else {
        return Err(Problem::broken(format!("invitation {id} lacks address or role")));
    };
    Ok(Some(InvitationMail {
        email,
        name: link.name,
        token,
        role,
        organization_id: link.organization_id,
        language: link.language,
        expires_at: link.expires_at,
    }))
}
