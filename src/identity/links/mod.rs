//! One-time links: their secret is shown or mailed once, good once, and only its hash stays.

mod fresh;
pub(super) mod store;

pub use fresh::{FreshLink, for_mail};
pub use store::{Link, LinkKind, by_hash, insert};

use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::crypto::{SecretToken, TokenKind, hash_token};
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::LinkId;
use crate::platform::time::Timestamp;

/// The stored form of the link's secret; 404 for what is none.
pub fn token_hash(platform: &Platform, token: &str) -> Result<String> {
    let token = SecretToken::parse(token.trim()).ok().filter(|token| token.kind() == TokenKind::OneTimeLink).ok_or_else(unknown)?;
    Ok(hash_token(&platform.keys, &token))
}

/// The link with this secret, if it can still be used for what it is.
pub fn open(conn: &mut Conn, hash: &str) -> Result<Link> {
    let link = store::by_hash(conn, hash)?.ok_or_else(unknown)?;
    link.check(system_now())?;
    Ok(link)
}

/// The link, if it can still be used.
pub fn usable(link: Option<Link>, kind: LinkKind) -> Result<Link> {
    let link = link.filter(|link| link.kind == kind).ok_or_else(unknown)?;
    link.check(system_now())?;
    Ok(link)
}

/// Uses the link up, in the transaction of what it lets its holder do; refused where somebody was faster.
pub fn use_up(tx: &mut Tx, id: &LinkId, kind: LinkKind, now: Timestamp) -> Result<()> {
    if store::use_up(tx, id, now)? {
        return Ok(());
    }
    usable(store::find(tx, id)?, kind)?;
    Err(Problem::broken(format!("link {id} is usable and cannot be used")))
}

fn unknown() -> Problem {
    Problem::not_found("链接", "link")
}

impl Link {
    /// 409 with the way out for a link that was used or has expired.
    fn check(&self, now: Timestamp) -> Result<()> {
        if self.used_at.is_some() {
            return Err(Problem::conflict("auth/link_used", "此链接已使用过，请直接登录。", "This link was used before: sign in."));
        }
        if self.expires_at <= now {
            return Err(Problem::conflict(
                "auth/link_expired",
                "此链接已过期，请索取新的链接。",
                "This link has expired: ask for a new one.",
            ));
        }
        Ok(())
    }
}
