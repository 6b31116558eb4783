//! `POST /auth/password-resets/confirm`: who has the link sets the password.

use actix_web::post;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::identity::auth;
use crate::identity::links::{self, Link, LinkKind};
use crate::identity::users::{self, User, UserStatus, password};
use crate::journal::{self, Event};
use crate::platform::clock::system_now;
use crate::platform::crypto::password::PasswordOwner;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Check, Problem, ProblemDocument, Reply, Result, Visitor};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPasswordReset {
    #[schema(value_type = String, example = "shn_link_…")]
    pub token: SecretString,
    /// The new one: 15 to 128 characters.
    #[schema(value_type = String, format = Password)]
    pub password: SecretString,
}

/// Set a new password with the link
///
/// Every sign-in of the account ends, and every other such link; sign in with the new password.
#[utoipa::path(operation_id = "auth_confirm_password_reset", tag = "identity", request_body = ConfirmPasswordReset, responses(
    (status = 204, description = "The password is set"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/auth/password-resets/confirm")]
pub async fn handle(visitor: Visitor, body: Body<ConfirmPasswordReset>) -> Answer {
    confirm_password_reset(&visitor, &body.into_value()?).await?;
    visitor.answer(Reply::no_content())
}

/// For the pages too.
pub async fn confirm_password_reset(visitor: &Visitor, command: &ConfirmPasswordReset) -> Result<()> {
    let hash = links::token_hash(visitor.platform(), command.token.expose_secret())?;
    let (link, user) = visitor.read(move |conn| look(conn, &hash)).await?;
    let mut check = Check::new();
    let owner = PasswordOwner { email: &user.email, name: &user.name };
    password::check(&mut check, "/password", command.password.expose_secret(), &owner);
    check.finish()?;
    let hash = password::hash(command.password.expose_secret().to_owned()).await?;
    visitor.write(move |tx, call| reset(tx, call, &link, &user, &hash)).await
}

fn look(conn: &mut Conn, hash: &str) -> Result<(Link, User)> {
    let unknown = || Problem::not_found("链接", "link");
    let link = links::usable(links::store::by_hash(conn, hash)?, LinkKind::PasswordReset)?;
    let user = users::store::by_email(conn, link.email.as_deref().ok_or_else(unknown)?)?;
    Ok((link, user.filter(|user| user.status == UserStatus::Active).ok_or_else(unknown)?))
}

fn reset(tx: &mut Tx, call: &Call, link: &Link, user: &User, hash: &str) -> Result<()> {
    let now = system_now();
    links::use_up(tx, &link.id, LinkKind::PasswordReset, now)?;
    users::store::set_password(tx, &user.id, hash)?;
    auth::end_sessions(tx, &user.id, "password_reset", now)?;
    auth::forgive(tx, &call.platform.keys, &user.email)?;
    links::store::delete_others(tx, LinkKind::PasswordReset, &user.email, &link.id)?;
    journal::record(tx, call, Event::new("user.password_reset", &user.id))
}
