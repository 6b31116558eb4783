//! A link that goes by mail: made before its transaction, its secret kept encrypted until the link is used, because the letter is
//! written later.

use chrono::TimeDelta;

use super::store::{self, Link, LinkKind};
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::crypto::{Purpose, SecretToken, ServiceKeys, TokenKind, hash_token};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Language;
use crate::platform::ids::LinkId;

/// Id and secret of a link that is not stored yet.
pub struct FreshLink {
    pub id: LinkId,
    token_hash: String,
    sealed_token: Vec<u8>,
}

impl FreshLink {
    pub fn generate(platform: &Platform) -> Result<Self> {
        let id = LinkId::new();
        let token = SecretToken::generate(TokenKind::OneTimeLink).map_err(Problem::internal)?;
        let cipher = platform.keys.cipher(Purpose::Mails);
        let sealed_token = cipher.encrypt(&bound_to(&id), token.expose().as_bytes()).map_err(Problem::internal)?;
        Ok(Self { token_hash: hash_token(&platform.keys, &token), id, sealed_token })
    }

    /// The row of a link to this address that names no role yet.
    pub fn link(&self, kind: LinkKind, email: Option<String>, language: Language, open_for: TimeDelta) -> Link {
        let now = system_now();
        Link {
            id: self.id.clone(),
            kind,
            token_hash: self.token_hash.clone(),
            sealed_token: Some(self.sealed_token.clone()),
            email,
            name: None,
            organization_id: None,
            role: None,
            area_code: None,
            language,
            created_by: None,
            created_at: now,
            expires_at: now.plus(open_for),
            used_at: None,
        }
    }
}

/// The link behind an event with its secret, for its letter; none when it was used or has expired.
pub fn for_mail(conn: &mut Conn, keys: &ServiceKeys, kind: LinkKind, id: &LinkId) -> Result<Option<(Link, String)>> {
    let open = |link: &Link| link.kind == kind && link.used_at.is_none() && link.expires_at > system_now();
    let Some(link) = store::find(conn, id)?.filter(open) else { return Ok(None) };
    let sealed = link.sealed_token.as_ref().ok_or_else(|| Problem::broken(format!("link {id} has no secret")))?;
    let token = keys.cipher(Purpose::Mails).decrypt(&bound_to(id), sealed).map_err(Problem::internal)?;
    Ok(Some((link, String::from_utf8(token).map_err(Problem::internal)?)))
}

/// What binds an encrypted secret to its link.
fn bound_to(id: &LinkId) -> Vec<u8> {
    format!("links/{id}").into_bytes()
}
