//! Pages for people: server-rendered, without scripts and without anything from elsewhere.
//!
//! A slice names its templates in a [`Pages`]; they may extend `base.html`. Undefined facts are errors, everything is escaped, and the
//! filters say moments in Beijing time and money in yuan.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_FRAME_OPTIONS};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};
use serde::Serialize;

use super::http::{Problem, Result};
use super::money::Money;
use super::time::Timestamp;

/// Only our own style sheet, written into the page, and forms that go to ourselves.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Compiled templates, by name. What is wrong with one is told when a page is asked for; the tests ask for all.
pub struct Pages(std::result::Result<Environment<'static>, Error>);

impl Pages {
    /// Name and source of each template.
    pub fn new(templates: &[(&'static str, &'static str)]) -> Self {
        Self(environment(templates))
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
    environment.add_filter("beijing", |moment: String| Timestamp::parse(&moment).map_or(moment, Timestamp::shanghai));
    environment.add_filter("yuan", |fen: i64| Money::from_fen(fen).to_string());
    environment.add_template("base.html", include_str!("html/base.html"))?;
    for (name, source) in templates {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// A page as an answer.
pub fn page(status: StatusCode, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((X_FRAME_OPTIONS, "DENY"))
        .insert_header((REFERRER_POLICY, "same-origin"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .content_type("text/html; charset=utf-8")
        .body(html)
}
