//! Pages for people: server-rendered, without scripts and without anything from elsewhere.
//!
//! A slice names its templates in a [`Pages`]; they may extend `base.html`. Undefined facts are errors, everything is escaped, and the
//! filters say moments in Beijing time and money in yuan. Pages are in Chinese, with English beside it, unless a fact `lang` says otherwise.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY, X_FRAME_OPTIONS,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, State, UndefinedBehavior, Value};
use serde::Serialize;

use super::crypto::sha256;
use super::http::{Problem, Result};
use super::i18n::{Language, Text};
use super::money::Money;
use super::time::Timestamp;

const STYLE: &str = include_str!("html/page.css");

/// Only our own style sheet, written into the page, and forms that go to ourselves.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = STANDARD.encode(sha256(STYLE.as_bytes()).as_bytes());
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
});

static PROBLEM: LazyLock<Pages> = LazyLock::new(|| {
    Pages::new(&[("problem.html", include_str!("html/problem.html")), ("problems.html", include_str!("html/problems.html"))])
});

/// Compiled templates, by name. What is wrong with one is told when a page is asked for; the tests ask for all.
pub struct Pages(std::result::Result<Environment<'static>, Error>);

impl Pages {
    /// Name and source of each template.
    pub fn new(templates: &[(&'static str, &'static str)]) -> Self {
        Self(environment(templates))
    }

    /// A filter from one of a program's words to those of people, `{{ (status|project_status).zh }}`; a word that it does not know stays.
    #[must_use]
    pub fn with_words(mut self, filter: &'static str, words: fn(&str) -> Option<Text>) -> Self {
        if let Ok(environment) = &mut self.0 {
            environment.add_filter(filter, move |word: String| {
                let Text { zh, en } = words(&word).unwrap_or_else(|| Text::new(word.as_str(), word.as_str()));
                Value::from_pairs([("zh", zh), ("en", en)])
            });
        }
        self
    }

    /// Renders a template with the fields of `facts`.
    pub fn render(&self, name: &str, facts: &impl Serialize) -> Result<String> {
        let broken = |error: &Error| Problem::broken(format!("{error:#}"));
        let environment = self.0.as_ref().map_err(broken)?;
        environment.get_template(name).and_then(|template| template.render(Serde(facts))).map_err(|error| broken(&error))
    }
}

fn environment(templates: &[(&'static str, &'static str)]) -> std::result::Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_global("style", Value::from_safe_string(STYLE.to_owned()));
    environment.add_filter("beijing", |moment: String| Timestamp::parse(&moment).map_or(moment, Timestamp::shanghai));
    environment.add_filter("yuan", |fen: i64| Money::from_fen(fen).to_string());
    environment.add_function("t", in_page_language);
    environment.add_template("base.html", include_str!("html/base.html"))?;
    for (name, source) in templates {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// `t("中文", "English")`: both wordings side by side, that of the page's `lang` is shown.
fn in_page_language(state: &State, zh: String, en: String) -> String {
    let language = state.lookup("lang").and_then(|value| value.as_str().and_then(Language::parse)).unwrap_or_default();
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// A page as an answer.
pub fn page(status: StatusCode, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .insert_header((X_FRAME_OPTIONS, "DENY"))
        .insert_header((REFERRER_POLICY, "same-origin"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .content_type("text/html; charset=utf-8")
        .body(html)
}

/// A page for who signed in: kept nowhere, so that nobody finds it behind the Back button once they have signed out.
pub fn private_page(status: StatusCode, html: String) -> HttpResponse {
    let mut page = page(status, html);
    page.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    page
}

/// The status of a page that tells of this problem, or of none.
pub fn status_of(problem: Option<&Problem>) -> StatusCode {
    problem.and_then(|problem| StatusCode::from_u16(problem.status()).ok()).unwrap_or(StatusCode::OK)
}

/// Whether whoever sent a form can do something about it: then the form comes again, with what was typed.
pub fn shows_the_form_again(problem: &Problem) -> bool {
    matches!(problem.status(), 403 | 409 | 412 | 413 | 415 | 422 | 428)
}

/// A page whose address holds a secret: kept nowhere, told to nobody.
pub fn secret_page(status: StatusCode, html: String) -> HttpResponse {
    let mut page = page(status, html);
    let own = [(CACHE_CONTROL, "no-store"), (REFERRER_POLICY, "no-referrer"), (HeaderName::from_static("x-robots-tag"), "noindex")];
    for (name, value) in own {
        page.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    page
}

/// After a form: the page to look at next.
pub fn see_other(place: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, place)).finish()
}

/// Where whoever asked for a page of the desk without being signed in goes first, and comes back from.
pub fn sign_in_before(problem: &Problem, path: &str) -> Option<String> {
    let is_at_the_desk = path == "/desk" || path.starts_with("/desk/");
    // Slashes mean nothing in a query, and are good to read.
    let next = serde_urlencoded::to_string([("next", path)]).unwrap_or_default().replace("%2F", "/");
    (problem.status() == 401 && is_at_the_desk).then(|| format!("/desk/sign-in?{next}"))
}

/// What problem documents say, for who follows their `type`.
pub fn about_problems() -> Result<HttpResponse> {
    Ok(page(StatusCode::OK, PROBLEM.render("problems.html", &())?))
}

/// What a browser shows instead of a problem document.
pub fn of_problem(problem: &Problem, path: &str, request_id: &str) -> Result<HttpResponse> {
    #[derive(Serialize)]
    struct Facts<'p> {
        title: &'p Text,
        detail: &'p Text,
        errors: Vec<&'p Text>,
        /// Whether the way back leads to the desk, and not to the public pages.
        desk: bool,
        request_id: &'p str,
    }
    let facts = Facts {
        title: problem.title(),
        detail: problem.detail(),
        errors: problem.errors().iter().map(|error| &error.detail).collect(),
        desk: path.starts_with("/desk") || path.starts_with("/account"),
        request_id,
    };
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Ok(page(status, PROBLEM.render("problem.html", &facts)?))
}
