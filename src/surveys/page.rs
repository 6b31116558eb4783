//! `/s/{token}`: the answer page. Plain HTML for a phone: no scripts, nothing from elsewhere, nothing that is lost when something
//! must be corrected. It says what the API says, in the same words.

mod render;
mod sent;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, HeaderValue, LOCATION};
use actix_web::{HttpResponse, get, http::StatusCode, post, web};
use serde::Deserialize;

use self::render::Message;
use self::sent::Sent;
use super::form::{Asked, Door, door};
use super::link;
use super::model::Status;
use super::take;
use crate::platform::html;
use crate::platform::http::{Answer, Problem, Result, Visitor};
use crate::platform::i18n::Language;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(thank).service(ask).service(take_in);
}

#[derive(Deserialize)]
struct Wish {
    lang: Option<String>,
}

impl Wish {
    fn language(&self) -> Language {
        language(self.lang.as_deref())
    }
}

/// Chinese unless English is asked for.
fn language(code: Option<&str>) -> Language {
    match code {
        Some("en") => Language::En,
        _ => Language::Zh,
    }
}

/// The page after the answers: reloading it sends nothing again.
#[get("/s/thanks")]
async fn thank(wish: web::Query<Wish>) -> Answer {
    show(&Message::Thanks, wish.language())
}

#[get("/s/{token}")]
async fn ask(visitor: Visitor, token: web::Path<String>, wish: web::Query<Wish>) -> Answer {
    let language = wish.language();
    match behind(&visitor, &token).await? {
        Door::Open(asked) => form(StatusCode::OK, &asked, &Sent::empty(), None, language),
        shut => show(&message(&shut), language),
    }
}

#[post("/s/{token}")]
async fn take_in(visitor: Visitor, token: web::Path<String>, wish: web::Query<Wish>, pairs: web::Form<Vec<(String, String)>>) -> Answer {
    let language = wish.language();
    let asked = match behind(&visitor, &token).await? {
        Door::Open(asked) => asked,
        shut => return show(&message(&shut), language),
    };
    let sent = Sent::of(pairs.into_inner());
    // Read on in another language: nothing is sent yet, and nothing is lost.
    if let Some(wanted) = sent.switch() {
        return form(StatusCode::OK, &asked, &sent, None, self::language(Some(wanted)));
    }
    let (hash, id, submission) = (link::hash(visitor.platform(), &token)?, sent.id(), sent.submission(&asked.questions));
    match visitor.write(move |tx, call| take::over_link(tx, call, &hash, &id, &submission)).await {
        Ok(()) => thanked(language),
        // Two taps on the button are one response.
        Err(problem) if problem.code() == "surveys/already_received" => thanked(language),
        Err(problem) if problem.status() == 422 => form(StatusCode::UNPROCESSABLE_ENTITY, &asked, &sent, Some(&problem), language),
        // Meanwhile somebody closed the survey, or the link has answered.
        Err(problem) if problem.status() == 409 => match behind(&visitor, &token).await? {
            Door::Open(_) => Err(problem),
            shut => show(&message(&shut), language),
        },
        Err(problem) => Err(problem),
    }
}

/// What the token leads to; one that is mistyped leads nowhere.
async fn behind(visitor: &Visitor, token: &str) -> Result<Door> {
    match link::hash(visitor.platform(), token) {
        Ok(hash) => visitor.read(move |conn| door(conn, &hash)).await,
        Err(_) => Ok(Door::Unknown),
    }
}

fn message(door: &Door) -> Message {
    match door {
        Door::Shut(Status::Draft) => Message::NotYet,
        Door::Answered => Message::Answered,
        Door::Unknown => Message::Unknown,
        Door::Shut(_) | Door::Open(_) => Message::Over,
    }
}

fn form(status: StatusCode, asked: &Asked, sent: &Sent, problem: Option<&Problem>, language: Language) -> Answer {
    let errors = problem.map(Problem::errors).unwrap_or_default();
    page(status, render::form(asked, sent, errors, language)?, language)
}

fn show(message: &Message, language: Language) -> Answer {
    page(message.status(), render::message(message, language)?, language)
}

fn thanked(language: Language) -> Answer {
    let place = format!("/s/thanks?lang={}", render::code(language));
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, place)).insert_header((CACHE_CONTROL, "no-store")).finish())
}

fn page(status: StatusCode, html: String, language: Language) -> Answer {
    let mut page = html::secret_page(status, html);
    page.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str()));
    Ok(page)
}
