//! `POST /registrations/confirm`: the contact person proves address and password; account and organisation come to be.

use actix_web::post;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::pending::Pending;
use super::{code_is_free, store};
use crate::identity::links::{self, Link, LinkKind};
use crate::identity::{self, Attempt, NewMembership, NewUser, UserStatus, password};
use crate::journal::{self, Event};
use crate::organizations::advance::advance;
use crate::organizations::model::{Move, Status};
use crate::organizations::register::register;
use crate::platform::actor::Role;
use crate::platform::clock::system_now;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Problem, ProblemDocument, Reply, Result, Visitor};
use crate::platform::ids::{LinkId, OrganizationId, UserId};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmRegistration {
    #[schema(value_type = String, example = "shn_link_…")]
    pub token: SecretString,
    /// The one given with the registration, or, where the address had an account already, that account's.
    #[schema(value_type = String, format = Password)]
    pub password: SecretString,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct ConfirmedRegistration {
    pub organization_id: OrganizationId,
    /// `submitted`: the hub of the place verifies it next.
    pub status: Status,
    /// The account of the manager, to sign in with.
    pub user_id: UserId,
}

/// Who confirms.
enum Person {
    Known(UserId),
    New(NewUser),
}

/// What was registered, and by whom it is confirmed.
struct Found {
    link: Link,
    email: String,
    pending: Pending,
    account: Option<identity::User>,
}

/// Confirm the registration of your organisation
///
/// The link is good once, and only together with the password: who merely reads the mail, or merely typed the address of somebody
/// else, gets nothing. An account that the address has already gets the organisation beside its others.
#[utoipa::path(operation_id = "registrations_confirm", tag = "registry", request_body = ConfirmRegistration, responses(
    (status = 201, description = "The organisation waits for the hub, and you are its manager", body = ConfirmedRegistration),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/registrations/confirm")]
pub async fn handle(visitor: Visitor, body: Body<ConfirmRegistration>) -> Answer {
    let confirmed = confirm_registration(&visitor, &body.into_value()?).await?;
    let place = format!("/api/v1/organizations/{}", confirmed.organization_id);
    visitor.answer(Reply::created(place, &confirmed)?)
}

/// For the pages too.
pub async fn confirm_registration(visitor: &Visitor, command: &ConfirmRegistration) -> Result<ConfirmedRegistration> {
    let hash = links::token_hash(visitor.platform(), command.token.expose_secret())?;
    let found = look(visitor, hash).await?;
    let attempt = Attempt::new(&visitor.platform().keys, &found.email, visitor.peer());
    let person = prove(visitor, &found, &attempt, &command.password).await?;
    let Found { link, pending, .. } = found;
    let id = OrganizationId::new();
    visitor
        .write(move |tx, call| {
            attempt.succeeded(tx)?;
            confirm(tx, call, &link.id, &pending, &person, &id)
        })
        .await
}

async fn look(visitor: &Visitor, hash: String) -> Result<Found> {
    let keys = visitor.platform().keys.clone();
    visitor
        .read(move |conn| {
            let link = links::usable(links::by_hash(conn, &hash)?, LinkKind::Registration)?;
            let broken = || Problem::broken(format!("registration {} lacks address or content", link.id));
            let email = link.email.clone().ok_or_else(broken)?;
            let pending = Pending::open(&keys, &link.id, &store::find(conn, &link.id)?.ok_or_else(broken)?)?;
            Ok(Found { account: identity::user_by_email(conn, &email)?, email, pending, link })
        })
        .await
}

async fn prove(visitor: &Visitor, found: &Found, attempt: &Attempt, given: &SecretString) -> Result<Person> {
    let counted = attempt.clone();
    visitor.write(move |tx, _| counted.count(tx)).await?;
    let stored = match &found.account {
        Some(user) => user.password_hash.clone(),
        None => Some(found.pending.password_hash.clone()),
    };
    let right = password::matches(given.expose_secret().to_owned(), stored).await?;
    match &found.account {
        Some(user) if right && user.status == UserStatus::Active => Ok(Person::Known(user.id.clone())),
        None if right => Ok(Person::New(NewUser {
            email: found.email.clone(),
            name: found.pending.contact_name.clone(),
            password_hash: Some(found.pending.password_hash.clone()),
            language: found.link.language,
        })),
        _ => Err(Problem::unauthenticated(
            "auth/wrong_credentials",
            "密码不对：请填写登记时设置的密码；此邮箱已有账号的，请填写该账号的密码。",
            "The password is wrong: give the one of the registration or, where the address has an account, that account's.",
        )),
    }
}

fn confirm(
    tx: &mut Tx,
    call: &Call,
    link: &LinkId,
    pending: &Pending,
    person: &Person,
    id: &OrganizationId,
) -> Result<ConfirmedRegistration> {
    links::use_up(tx, link, LinkKind::Registration, system_now())?;
    store::delete(tx, link)?;
    code_is_free(tx, pending.registration.credit_code.as_deref().unwrap_or_default())?;
    let user_id = match person {
        Person::Known(id) => id.clone(),
        Person::New(new) => {
            if identity::user_by_email(tx, &new.email)?.is_some() {
                return Err(has_an_account_by_now());
            }
            identity::add_user(tx, call, new)?
        }
    };
    let mut organization = register(tx, call, id.clone(), &pending.registration)?;
    advance(tx, call, &mut organization, Move::Submit, None)?;
    let manager = NewMembership { user_id: user_id.clone(), role: Role::NgoManager, organization_id: Some(id.clone()), area_code: None };
    let membership = identity::add_membership(tx, call, &manager)?;
    let facts = json!({"user_id": user_id, "membership_id": membership.id});
    journal::record(tx, call, Event::new("registration.confirmed", link).for_organization(id).with(facts))?;
    Ok(ConfirmedRegistration { organization_id: id.clone(), status: organization.status, user_id })
}

fn has_an_account_by_now() -> Problem {
    Problem::conflict(
        "auth/account_exists",
        "此邮箱刚刚有了账号，请用该账号的密码再确认一次。",
        "The address has got an account meanwhile: confirm again with its password.",
    )
}
