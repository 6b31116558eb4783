//! `/desk/sign-in` and `/desk/sign-out`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::session::{Desk, PAGES, with_cookie};
use crate::identity;
use crate::identity::links::LinkKind;
use crate::platform::html;
use crate::platform::http::{Result, Visitor};
use crate::platform::i18n::Text;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
    /// What was done with a link just before, as its kind.
    done: String,
}

#[derive(Deserialize)]
pub struct SignIn {
    email: String,
    password: SecretString,
    #[serde(default)]
    next: String,
}

#[derive(Serialize)]
struct SignInPage {
    next: String,
    email: String,
    done: Option<Text>,
    problem: Option<Text>,
}

#[get("/desk/sign-in")]
pub async fn show(next: web::Query<Next>) -> Result<HttpResponse> {
    let done = LinkKind::parse(&next.done).map(what_was_done);
    page(StatusCode::OK, &next.next, String::new(), done, None)
}

#[post("/desk/sign-in")]
pub async fn sign_in(visitor: Visitor, form: web::Form<SignIn>) -> Result<HttpResponse> {
    let SignIn { email, password, next } = form.into_inner();
    match identity::sign_in_at_page(&visitor, email.clone(), password).await {
        Ok(session) => {
            let config = &visitor.platform().config;
            Ok(with_cookie(html::see_other(inside(&next)), config, session.token.expose_secret(), session.lifetime))
        }
        Err(problem) if problem.status() < 500 => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNAUTHORIZED);
            page(status, &next, email, None, Some(problem.detail().clone()))
        }
        Err(problem) => Err(problem),
    }
}

/// Ends the session, not only the cookie. A form of another site cannot do it: the cookie does not come with it.
#[post("/desk/sign-out")]
pub async fn sign_out(desk: Desk, visitor: Visitor) -> Result<HttpResponse> {
    if let Some(token) = desk.token() {
        identity::end_session_of(&visitor, token.expose_secret()).await?;
    }
    Ok(with_cookie(html::see_other("/desk/sign-in"), &visitor.platform().config, "", 0))
}

/// A place of the desk; never another site.
fn inside(next: &str) -> &str {
    let is_ours = next.starts_with("/desk/") && !next.contains(['\\', '\r', '\n']);
    if is_ours { next } else { "/desk" }
}

fn what_was_done(kind: LinkKind) -> Text {
    match kind {
        LinkKind::FirstAdministrator | LinkKind::Invitation => {
            Text::new("账号和身份已开通，请登录。", "The account has its role: sign in.")
        }
        LinkKind::PasswordReset => Text::new("新密码已生效，请登录。", "The new password is set: sign in."),
        LinkKind::Registration => Text::new(
            "登记已确认，街道枢纽将核验；现在可以登录。",
            "The registration is confirmed, the hub of the street verifies it next: sign in.",
        ),
    }
}

fn page(status: StatusCode, next: &str, email: String, done: Option<Text>, problem: Option<Text>) -> Result<HttpResponse> {
    let facts = SignInPage { next: inside(next).to_owned(), email, done, problem };
    Ok(html::page(status, PAGES.render("sign_in.html", &facts)?))
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn after_the_sign_in_nobody_is_sent_elsewhere() {
        for next in ["https://evil.example", "//evil.example", "/desk\\evil", "/notices", "", "/deskevil"] {
            assert_eq!(inside(next), "/desk", "{next}");
        }
        assert_eq!(inside("/desk/projects/1"), "/desk/projects/1");
    }
}
