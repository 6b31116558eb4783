//! The facts of a link that somebody asked for: to confirm a registration, or to set a password.

use super::LinkFacts;
use super::people::Person;
use crate::identity;
use crate::organizations;
use crate::platform::Platform;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::LinkId;

/// None when the registration was confirmed or has expired meanwhile: then nobody is told.
pub fn registration(conn: &mut Conn, platform: &Platform, id: &str) -> Result<Option<LinkFacts>> {
    let Some(id) = LinkId::parse(id) else { return Ok(None) };
    let mail = organizations::registration_for_mail(conn, &platform.keys, &id)?;
    Ok(mail.map(|mail| LinkFacts {
        organization: Some(Text::new(&mail.organization_zh, mail.organization_en.as_ref().unwrap_or(&mail.organization_zh))),
        has_account: mail.has_account,
        link: link(platform, &mail.token),
        curl: curl(platform, "registrations/confirm", &mail.token),
        expires_at: mail.expires_at.shanghai(),
        email: mail.email,
        name: mail.contact_name,
        language: mail.language,
    }))
}

/// None when the address has no account, and when the link was used or has expired meanwhile.
pub fn password_reset(conn: &mut Conn, platform: &Platform, id: &str) -> Result<Option<LinkFacts>> {
    let Some(id) = LinkId::parse(id) else { return Ok(None) };
    let Some(mail) = identity::password_reset_for_mail(conn, &platform.keys, &id)? else { return Ok(None) };
    let name = identity::user_by_email(conn, &mail.email)?.map(|user| user.name);
    Ok(Some(LinkFacts {
        organization: None,
        has_account: true,
        link: link(platform, &mail.token),
        curl: curl(platform, "auth/password-resets/confirm", &mail.token),
        expires_at: mail.expires_at.shanghai(),
        name: name.unwrap_or_else(|| mail.email.clone()),
        email: mail.email,
        language: mail.language,
    }))
}

/// The page on which a one-time link is used.
pub(super) fn link(platform: &Platform, token: &str) -> String {
    format!("{}/account/links/{token}", platform.config.public_url())
}

fn curl(platform: &Platform, path: &str, token: &str) -> String {
    let body = serde_json::json!({ "token": token, "password": "…" });
    format!("curl -X POST {}/api/v1/{path} -H 'Content-Type: application/json' -d '{body}'", platform.config.public_url())
}

impl LinkFacts {
    pub fn reader(&self) -> Person {
        Person { user_id: None, email: self.email.clone(), name: self.name.clone(), language: self.language }
    }
}
