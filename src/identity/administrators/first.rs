//! `POST /auth/first-administrator`: whoever reads the log of an empty installation becomes its administrator.

use actix_web::post;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::create::{add, prepared};
use crate::identity::links::{self, LinkKind};
use crate::identity::users::{self, User, UserView};
use crate::platform::clock::system_now;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Problem, ProblemDocument, Reply, Result, Visitor};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstAdministrator {
    /// From the link that `shuniu serve` prints.
    #[schema(value_type = String, example = "shn_link_…")]
    pub token: SecretString,
    pub email: String,
    pub name: String,
    /// 15 to 128 characters.
    #[schema(value_type = String, format = Password)]
    pub password: SecretString,
}

/// Create the first administrator
///
/// Possible once, while nobody has an account.
#[utoipa::path(operation_id = "auth_create_first_administrator", tag = "identity", request_body = FirstAdministrator, responses(
    (status = 201, description = "The administrator's account", body = UserView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/auth/first-administrator")]
pub async fn handle(visitor: Visitor, body: Body<FirstAdministrator>) -> Answer {
    let user = become_first_administrator(&visitor, &body.into_value()?).await?;
    visitor.answer(Reply::made(&UserView::from(user))?)
}

/// For the pages too.
pub async fn become_first_administrator(visitor: &Visitor, command: &FirstAdministrator) -> Result<User> {
    let hash = links::token_hash(visitor.platform(), command.token.expose_secret())?;
    let looked_up = hash.clone();
    // Nobody makes the service hash passwords without a link.
    visitor.read(move |conn| still_possible(conn, &looked_up)).await?;
    let new = prepared(&command.email, &command.name, &command.password, visitor.language()).await?;
    visitor
        .write(move |tx, call| {
            take_link(tx, &hash)?;
            let id = add(tx, call, &new)?;
            users::user(tx, &id)?.ok_or_else(|| Problem::broken("an account vanished"))
        })
        .await
}

fn still_possible(conn: &mut Conn, hash: &str) -> Result<links::Link> {
    if users::store::any(conn)? {
        return Err(Problem::conflict(
            "auth/administrator_exists",
            "已有账号，请登录，或请管理员邀请您。",
            "There are accounts already: sign in, or ask an administrator to invite you.",
        ));
    }
    links::usable(links::store::by_hash(conn, hash)?, LinkKind::FirstAdministrator)
}

fn take_link(tx: &mut Tx, hash: &str) -> Result<()> {
    let link = still_possible(tx, hash)?;
    if links::store::use_up(tx, &link.id, system_now())? {
        return Ok(());
    }
    Err(Problem::conflict("auth/link_used", "此链接已使用过，请直接登录。", "This link was used before: sign in."))
}
