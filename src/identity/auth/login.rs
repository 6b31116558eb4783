//! `POST /auth/login`: who proves to be the owner of an account begins a session.

use actix_web::post;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::signed_in::{FreshToken, PageSession, SignedIn, begin_session, page_session, signed_in};
use super::store::Session;
use super::throttle::Attempt;
use crate::identity::users::{self, User, UserStatus, email, password};
use crate::platform::http::{Answer, Body, Problem, ProblemDocument, Reply, Result, Visitor};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    #[schema(example = "zhang.lei@street.example")]
    pub email: String,
    #[schema(value_type = String, format = Password)]
    pub password: SecretString,
}

/// Sign in
///
/// The answer is the same for an unknown address, a wrong password and a disabled account. Ten failures for an address in fifteen
/// minutes, or a hundred from one place, are answered 429.
#[utoipa::path(operation_id = "auth_login", tag = "identity", request_body = Login, responses(
    (status = 200, description = "Signed in", body = SignedIn),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/auth/login")]
pub async fn handle(visitor: Visitor, body: Body<Login>) -> Answer {
    let answer = login(&visitor, body.into_value()?).await?;
    visitor.answer(Reply::ok(&answer)?.secret())
}

/// A sign-in at a page: the token goes into a cookie that programs of the page cannot read.
pub async fn sign_in_at_page(visitor: &Visitor, email: String, password: SecretString) -> Result<PageSession> {
    let (session, user, _) = prove(visitor, Login { email, password }).await?;
    page_session(visitor.platform(), &session, &user)
}

async fn login(visitor: &Visitor, command: Login) -> Result<SignedIn> {
    let (session, user, refresh) = prove(visitor, command).await?;
    signed_in(visitor.platform(), &session, user, &refresh)
}

async fn prove(visitor: &Visitor, command: Login) -> Result<(Session, User, FreshToken)> {
    let platform = visitor.platform();
    let address = email::normalized(&command.email);
    let attempt = Attempt::new(&platform.keys, &address, visitor.peer());
    let user = look_and_count(visitor, &attempt, address).await?.filter(|user| user.status == UserStatus::Active);
    let stored = user.as_ref().and_then(|user| user.password_hash.clone());
    let right = password::matches(command.password.expose_secret().to_owned(), stored).await?;
    let user = user.filter(|_| right).ok_or_else(wrong)?;

    let refresh = FreshToken::generate(platform)?;
    let hash = refresh.hash.clone();
    let (session, user) = visitor
        .write(move |tx, call| {
            // Between the two transactions the account may have been disabled or its password changed.
            let user = users::user(tx, &user.id)?
                .filter(|now| now.status == UserStatus::Active && now.password_hash == user.password_hash)
                .ok_or_else(wrong)?;
            attempt.succeeded(tx)?;
            Ok((begin_session(tx, &call.platform, &user.id, &hash)?, user))
        })
        .await?;
    Ok((session, user, refresh))
}

async fn look_and_count(visitor: &Visitor, attempt: &Attempt, address: String) -> Result<Option<User>> {
    let attempt = attempt.clone();
    visitor
        .write(move |tx, _| {
            attempt.count(tx)?;
            users::store::by_email(tx, &address)
        })
        .await
}

fn wrong() -> Problem {
    Problem::unauthenticated("auth/wrong_credentials", "邮箱或密码不对。", "E-mail address or password is wrong.")
}
