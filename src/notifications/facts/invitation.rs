//! The facts of an invitation to an account: a one-time link, and how to use it from a terminal.

use super::InvitationFacts;
use super::people::Person;
use crate::identity;
use crate::organizations;
use crate::platform::Platform;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::LinkId;

/// None when the invitation was accepted or has expired meanwhile: then nobody is told.
pub fn load(conn: &mut Conn, platform: &Platform, id: &str) -> Result<Option<InvitationFacts>> {
    let Some(id) = LinkId::parse(id) else { return Ok(None) };
    let Some(mail) = identity::invitation_for_mail(conn, &platform.keys, &id)? else { return Ok(None) };
    let organization = match &mail.organization_id {
        Some(id) => organizations::name_of(conn, id.as_str())?,
        None => None,
    };
    let has_account = identity::user_by_email(conn, &mail.email)?.is_some();
    let url = platform.config.public_url();
    let body = serde_json::json!({ "token": mail.token, "password": "…" });
    Ok(Some(InvitationFacts {
        name: mail.name.unwrap_or_else(|| mail.email.clone()),
        email: mail.email,
        language: mail.language,
        role: mail.role.words(),
        organization,
        has_account,
        link: super::link::link(platform, &mail.token),
        curl: format!("curl -X POST {url}/api/v1/auth/invitations/accept -H 'Content-Type: application/json' -d '{body}'"),
        expires_at: mail.expires_at.shanghai(),
    }))
}

impl InvitationFacts {
    pub fn reader(&self) -> Person {
        Person { user_id: None, email: self.email.clone(), name: self.name.clone(), language: self.language }
    }
}
