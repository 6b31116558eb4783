//! `POST /auth/password-resets`: asks for a link by mail.

use actix_web::post;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::identity::auth::throttle::LetterRequest;
use crate::identity::links::{self, FreshLink, LinkKind};
use crate::identity::users::{self, UserStatus, email};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, ProblemDocument, Reply, Result, Visitor};

/// How long the link can be used.
const OPEN_FOR: TimeDelta = TimeDelta::minutes(30);

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestPasswordReset {
    #[schema(example = "zhang.lei@street.example")]
    pub email: String,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct PasswordResetRequested {
    /// For so long the link can be used, where there is an account to which one was sent.
    #[schema(example = 30)]
    pub valid_minutes: i64,
}

/// Ask for a link that sets a new password
///
/// The answer is the same whether or not the address has an account. Three requests for an address in fifteen minutes, or thirty
/// from one place, are enough: 429.
#[utoipa::path(operation_id = "auth_request_password_reset", tag = "identity", request_body = RequestPasswordReset, responses(
    (status = 202, description = "If there is such an account, a letter is on its way", body = PasswordResetRequested),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/auth/password-resets")]
pub async fn handle(visitor: Visitor, body: Body<RequestPasswordReset>) -> Answer {
    let valid_minutes = request_password_reset(&visitor, &body.into_value()?.email).await?;
    visitor.answer(Reply::accepted(&PasswordResetRequested { valid_minutes })?)
}

/// For the pages too; answers for how many minutes the link can be used.
pub async fn request_password_reset(visitor: &Visitor, to: &str) -> Result<i64> {
    let mut check = Check::new();
    email::check(&mut check, "/email", to);
    check.finish()?;
    let address = email::normalized(to);
    let letter = LetterRequest::new(&visitor.platform().keys, "password-reset", &address, visitor.peer());
    let fresh = FreshLink::generate(visitor.platform())?;
    visitor
        .write(move |tx, call| {
            letter.count(tx)?;
            request(tx, call, &fresh, &address)
        })
        .await?;
    Ok(OPEN_FOR.num_minutes())
}

/// The same is written for an address without an account, only that nobody gets a letter: the time taken tells nothing either.
fn request(tx: &mut Tx, call: &Call, fresh: &FreshLink, address: &str) -> Result<()> {
    let user = users::store::by_email(tx, address)?.filter(|user| user.status == UserStatus::Active);
    let language = user.as_ref().map_or(call.language, |user| user.language);
    let link = fresh.link(LinkKind::PasswordReset, user.map(|user| user.email), language, OPEN_FOR);
    links::store::insert(tx, &link)?;
    journal::record(tx, call, Event::new("password_reset.requested", &link.id))
}
