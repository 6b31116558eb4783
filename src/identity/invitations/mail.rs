//! What the mail about an invitation needs.

use super::additional_data;
use crate::identity::links::{LinkKind, store};
use crate::platform::actor::Role;
use crate::platform::clock::system_now;
use crate::platform::crypto::{Purpose, ServiceKeys};
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
    let open =
        |link: &crate::identity::links::Link| link.kind == LinkKind::Invitation && link.used_at.is_none() && link.expires_at > system_now();
    let Some(link) = store::find(conn, id)?.filter(open) else { return Ok(None) };
    let (Some(email), Some(role), Some(sealed)) = (link.email, link.role, link.sealed_token) else {
        return Err(Problem::broken(format!("invitation {id} lacks address, role or secret")));
    };
    let token = keys.cipher(Purpose::Mails).decrypt(&additional_data(id), &sealed).map_err(Problem::internal)?;
    Ok(Some(InvitationMail {
        email,
        name: link.name,
        token: String::from_utf8(token).map_err(Problem::internal)?,
        role,
        organization_id: link.organization_id,
        language: link.language,
        expires_at: link.expires_at,
    }))
}
