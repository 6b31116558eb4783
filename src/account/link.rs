//! `/account/links/{token}`: what a one-time link lets its holder do. Looking uses nothing up: scanners of mail look too.

use actix_web::{HttpResponse, get, post, web};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::page;
use crate::identity::links::{self, Link, LinkKind};
use crate::identity::{self, AcceptInvitation, ConfirmPasswordReset, FirstAdministrator};
use crate::organizations::{self, ConfirmRegistration};
use crate::platform::Platform;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Problem, Result, Visitor};
use crate::platform::i18n::Text;
use crate::platform::time::Timestamp;

#[derive(Deserialize)]
pub struct LinkForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    password: SecretString,
}

/// What the link is for, as its holder may know it.
#[derive(Serialize)]
struct Facts {
    kind: LinkKind,
    /// Of the person that it was sent to; the first administrator gives it.
    email: Option<String>,
    /// Whether that person has an account: then its password is asked for, and not a new one.
    has_account: bool,
    name: String,
    organization: Option<Text>,
    role: Option<Text>,
    /// System time.
    expires_at: Timestamp,
}

#[derive(Serialize)]
struct LinkPage {
    token: String,
    link: Facts,
    problems: Vec<Text>,
}

#[get("/account/links/{token}")]
pub async fn show(visitor: Visitor, token: web::Path<String>) -> Result<HttpResponse> {
    let link = look(&visitor, &token).await?;
    page("link.html", &LinkPage { token: token.into_inner(), link, problems: Vec::new() }, None)
}

#[post("/account/links/{token}")]
pub async fn take(visitor: Visitor, token: web::Path<String>, form: web::Form<LinkForm>) -> Result<HttpResponse> {
    let (token, form) = (token.into_inner(), form.into_inner());
    let mut link = look(&visitor, &token).await?;
    let (kind, email, name) = (link.kind, form.email.clone(), form.name.clone());
    match follow(&visitor, kind, &token, form).await {
        Ok(()) => Ok(html::see_other(&format!("/desk/sign-in?done={kind}"))),
        Err(problem) if matches!(problem.status(), 401 | 422 | 429) => {
            if kind == LinkKind::FirstAdministrator {
                link.email = Some(email);
            }
            link.name = name;
            page("link.html", &LinkPage { token, link, problems: problem.words() }, Some(&problem))
        }
        Err(problem) => Err(problem),
    }
}

async fn follow(visitor: &Visitor, kind: LinkKind, token: &str, form: LinkForm) -> Result<()> {
    let LinkForm { email, name, password } = form;
    let token = SecretString::from(token);
    match kind {
        LinkKind::FirstAdministrator => {
            identity::become_first_administrator(visitor, &FirstAdministrator { token, email, name, password }).await.map(drop)
        }
        LinkKind::Invitation => {
            let name = Some(name).filter(|name| !name.trim().is_empty());
            identity::accept_invitation(visitor, &AcceptInvitation { token, name, password, language: None }).await.map(drop)
        }
        LinkKind::PasswordReset => identity::confirm_password_reset(visitor, &ConfirmPasswordReset { token, password }).await,
        LinkKind::Registration => organizations::confirm_registration(visitor, &ConfirmRegistration { token, password }).await.map(drop),
    }
}

async fn look(visitor: &Visitor, token: &str) -> Result<Facts> {
    let hash = links::token_hash(visitor.platform(), token)?;
    let platform = visitor.platform().clone();
    visitor
        .read(move |conn| {
            let link = links::open(conn, &hash)?;
            facts(conn, &platform, link)
        })
        .await
}

fn facts(conn: &mut Conn, platform: &Platform, link: Link) -> Result<Facts> {
    let account = link.email.as_deref().map(|email| identity::user_by_email(conn, email)).transpose()?.flatten();
    let mut name = link.name.clone();
    let organization = match (&link.organization_id, link.kind) {
        (Some(id), _) => organizations::name_of(conn, id.as_str())?,
        (None, LinkKind::Registration) => {
            let unknown = || Problem::not_found("链接", "link");
            let registration = organizations::registration_for_mail(conn, &platform.keys, &link.id)?.ok_or_else(unknown)?;
            name = Some(registration.contact_name);
            Some(Text::new(&registration.organization_zh, registration.organization_en.as_ref().unwrap_or(&registration.organization_zh)))
        }
        _ => None,
    };
    Ok(Facts {
        kind: link.kind,
        email: link.email,
        has_account: account.is_some(),
        name: name.unwrap_or_default(),
        organization,
        role: link.role.map(|role| role.words()),
        expires_at: link.expires_at,
    })
}
