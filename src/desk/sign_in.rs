//! `/desk/sign-in` and `/desk/sign-out`.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::again::{self, Said};
use super::session::{Desk, PAGES, is_ours, mark_of, with_cookie};
use crate::identity;
use crate::identity::links::LinkKind;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Call, Cx, Problem, Result, Visitor};
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
    /// The fields of a form that waits, as JSON.
    #[serde(default)]
    kept: String,
}

#[derive(Default, Serialize)]
struct SignInPage {
    next: String,
    kept: String,
    email: String,
    done: Option<Text>,
    problem: Option<Text>,
}

/// Name and value of each field of a form.
type Fields = Vec<(String, String)>;

#[derive(Serialize)]
struct FormAgain<'f> {
    next: &'f str,
    step: Text,
    /// What it is about, where the reader may know of it.
    about: Option<String>,
    said_again: Vec<Said>,
    csrf: String,
    kept: Fields,
}

#[get("/desk/sign-in")]
pub async fn show(next: web::Query<Next>) -> Result<HttpResponse> {
    let done = LinkKind::parse(&next.done).map(what_was_done);
    page(StatusCode::OK, SignInPage { next: next.next.clone(), done, ..SignInPage::default() })
}

#[post("/desk/sign-in")]
pub async fn sign_in(visitor: Visitor, request: HttpRequest, form: web::Form<SignIn>) -> Result<HttpResponse> {
    let SignIn { email, password, next, kept } = form.into_inner();
    // What another site put there is nobody's wish.
    let kept = if is_ours(&request) { kept } else { String::new() };
    match identity::sign_in_at_page(&visitor, email.clone(), password).await {
        Ok(session) => {
            let next = inside(&next);
            let answer = match serde_json::from_str(&kept) {
                Ok(kept) => {
                    let kept: Fields = kept;
                    let cx = Cx::of_page(&request, session.token.expose_secret())?;
                    let (place, fields) = (next.to_owned(), kept.clone());
                    let look = move |conn: &mut Conn, call: &Call| {
                        Ok((again::about(conn, call, &place)?, again::names(conn, call, &place, &fields)?))
                    };
                    let (about, names) = cx.look("me_get", cx.now(), look).await?;
                    let (step, said_again) = (again::step(next), again::said(next, &kept, &names));
                    let facts = FormAgain { next, step, about, said_again, csrf: mark_of(&session.token), kept };
                    unstored(html::page(StatusCode::OK, PAGES.render("form_again.html", &facts)?))
                }
                Err(_) => html::see_other(next),
            };
            Ok(with_cookie(answer, &visitor.platform().config, session.token.expose_secret(), session.lifetime))
        }
        Err(problem) if problem.status() < 500 => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNAUTHORIZED);
            page(status, SignInPage { next, kept, email, problem: Some(problem.detail().clone()), done: None })
        }
        Err(problem) => Err(problem),
    }
}

/// The sign-in before a form that somebody sent after theirs had ended: what it says waits in the page, and is sent when they say so again.
pub(super) fn before(place: &str, form: &impl Serialize) -> Result<HttpResponse> {
    let problem =
        Text::new("登录已失效，请重新登录；刚才填写的内容会保留。", "The sign-in has ended. Sign in again: what you filled in is kept.");
    let kept = serde_json::to_string(&fields_of(form)?).map_err(Problem::internal)?;
    page(StatusCode::UNAUTHORIZED, SignInPage { next: place.to_owned(), kept, problem: Some(problem), ..SignInPage::default() })
}

/// The sign-in after a file that came without one: nothing was kept of it.
pub(super) fn without_the_file(place: &str) -> Result<HttpResponse> {
    let problem = Text::new(
        "登录已失效，刚才的文件没有上传；请重新登录，再选择一次文件。",
        "The sign-in has ended, and the file was not taken. Sign in again, then choose the file once more.",
    );
    page(StatusCode::UNAUTHORIZED, SignInPage { next: place.to_owned(), problem: Some(problem), ..SignInPage::default() })
}

/// All fields but the mark, which belongs to the sign-in that has ended. A form is a record, whose field with several values comes several
/// times, or the pairs as they were sent.
fn fields_of(form: &impl Serialize) -> Result<Fields> {
    use serde_json::Value;
    let form = serde_json::to_value(form).map_err(Problem::internal)?;
    let values = |value: Value| match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.into_iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    let fields: Fields = match form {
        Value::Object(form) => {
            form.into_iter().flat_map(|(name, value)| values(value).into_iter().map(move |value| (name.clone(), value))).collect()
        }
        pairs => serde_json::from_value(pairs).map_err(Problem::internal)?,
    };
    Ok(fields.into_iter().filter(|(name, _)| name != "csrf").collect())
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

fn page(status: StatusCode, facts: SignInPage) -> Result<HttpResponse> {
    let facts = SignInPage { next: inside(&facts.next).to_owned(), ..facts };
    Ok(unstored(html::page(status, PAGES.render("sign_in.html", &facts)?)))
}

/// What somebody filled in may be the price of a bid: the browser keeps no copy of a page that carries it.
fn unstored(mut page: HttpResponse) -> HttpResponse {
    page.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    page
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
