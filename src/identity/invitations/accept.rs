//! `POST /auth/invitations/accept`: the invited person takes the role, with a new account or with the one that the address has.

use actix_web::post;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::identity::auth::throttle::Attempt;
use crate::identity::links::{self, Link, LinkKind};
use crate::identity::memberships::{Membership, MembershipView, NewMembership, add_membership, describe};
use crate::identity::users::{self, NewUser, User, UserStatus, UserView, add_user, password};
use crate::journal::{self, Event};
use crate::platform::clock::system_now;
use crate::platform::crypto::password::PasswordOwner;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Problem, ProblemDocument, Reply, Result, Visitor};
use crate::platform::i18n::Language;
use crate::platform::ids::UserId;

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    #[schema(value_type = String, example = "shn_link_…")]
    pub token: SecretString,
    /// For a new account; the name in the invitation unless told.
    pub name: Option<String>,
    /// The password of the account that the address has, or one of 15 to 128 characters for a new account.
    #[schema(value_type = String, format = Password)]
    pub password: SecretString,
    /// For a new account; the invitation's unless told.
    pub language: Option<Language>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct AcceptedInvitation {
    pub user: UserView,
    pub membership: MembershipView,
}

/// Who accepts.
enum Person {
    /// Has an account and has just proved it.
    Known(UserId, Attempt),
    New(NewUser),
}

/// Accept an invitation
///
/// The link is good once. A person who has an account already gives its password and holds the new role beside the others.
#[utoipa::path(operation_id = "auth_accept_invitation", tag = "identity", request_body = AcceptInvitation, responses(
    (status = 201, description = "The account and its new role", body = AcceptedInvitation),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/auth/invitations/accept")]
pub async fn handle(visitor: Visitor, body: Body<AcceptInvitation>) -> Answer {
    let accepted = accept_invitation(&visitor, &body.into_value()?).await?;
    visitor.answer(Reply::made(&accepted)?)
}

/// For the pages too.
pub async fn accept_invitation(visitor: &Visitor, command: &AcceptInvitation) -> Result<AcceptedInvitation> {
    let hash = links::token_hash(visitor.platform(), command.token.expose_secret())?;
    let (link, user) = look(visitor, hash).await?;
    let person = match user {
        Some(user) => prove(visitor, user, command).await?,
        None => introduce(&link, command).await?,
    };
    visitor
        .write(move |tx, call| {
            let (user, membership) = accept(tx, call, &link, &person)?;
            let view = describe(tx, vec![membership], |_| false)?.pop().ok_or_else(|| Problem::broken("a membership without a view"))?;
            Ok(AcceptedInvitation { user: UserView::from(user), membership: view })
        })
        .await
}

async fn look(visitor: &Visitor, hash: String) -> Result<(Link, Option<User>)> {
    visitor
        .read(move |conn| {
            let link = links::usable(links::store::by_hash(conn, &hash)?, LinkKind::Invitation)?;
            let user = users::store::by_email(conn, address(&link)?)?;
            Ok((link, user))
        })
        .await
}

/// The link proves the address and not the account: whoever reads the mail must know the password too.
async fn prove(visitor: &Visitor, user: User, command: &AcceptInvitation) -> Result<Person> {
    let attempt = Attempt::new(&visitor.platform().keys, &user.email, visitor.peer());
    let counted = attempt.clone();
    visitor.write(move |tx, _| counted.count(tx)).await?;
    let right = password::matches(command.password.expose_secret().to_owned(), user.password_hash).await?;
    if right && user.status == UserStatus::Active {
        return Ok(Person::Known(user.id, attempt));
    }
    Err(Problem::unauthenticated(
        "auth/wrong_credentials",
        "此邮箱已有账号，请填写该账号的密码。",
        "There is an account with this address: give its password.",
    ))
}

async fn introduce(link: &Link, command: &AcceptInvitation) -> Result<Person> {
    let email = address(link)?.to_owned();
    let name = command.name.clone().or_else(|| link.name.clone()).unwrap_or_default();
    let mut check = Check::new();
    check.text("/name", &name, 100);
    password::check(&mut check, "/password", command.password.expose_secret(), &PasswordOwner { email: &email, name: &name });
    check.finish()?;
    let hash = password::hash(command.password.expose_secret().to_owned()).await?;
    let language = command.language.unwrap_or(link.language);
    Ok(Person::New(NewUser { email, name, password_hash: Some(hash), language }))
}

fn accept(tx: &mut Tx, call: &Call, link: &Link, person: &Person) -> Result<(User, Membership)> {
    links::use_up(tx, &link.id, LinkKind::Invitation, system_now())?;
    let user_id = match person {
        Person::Known(id, attempt) => {
            attempt.succeeded(tx)?;
            id.clone()
        }
        Person::New(new) => {
            if users::store::by_email(tx, &new.email)?.is_some() {
                return Err(has_an_account_by_now());
            }
            add_user(tx, call, new)?
        }
    };
    let user = users::user(tx, &user_id)?.ok_or_else(|| Problem::broken("an account vanished"))?;
    let role = link.role.ok_or_else(|| Problem::broken(format!("invitation {} without a role", link.id)))?;
    let membership = add_membership(
        tx,
        call,
        &NewMembership { user_id, role, organization_id: link.organization_id.clone(), area_code: link.area_code.clone() },
    )?;
    let mut event = Event::new("invitation.accepted", &link.id).with(json!({ "user_id": user.id, "membership_id": membership.id }));
    if let Some(organization) = &link.organization_id {
        event = event.for_organization(organization);
    }
    journal::record(tx, call, event)?;
    Ok((user, membership))
}

fn address(link: &Link) -> Result<&str> {
    link.email.as_deref().ok_or_else(|| Problem::broken(format!("invitation {} without an address", link.id)))
}

fn has_an_account_by_now() -> Problem {
    Problem::conflict(
        "auth/account_exists",
        "此邮箱刚刚有了账号，请用该账号的密码再接受一次。",
        "The address has got an account meanwhile: accept again with its password.",
    )
}
