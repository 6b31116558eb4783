//! The pages at the door, for people who are not signed in yet: what a one-time link lets its holder do, a forgotten password, and the
//! registration of an organisation. Plain forms without scripts; each does what the API does, by the same use cases.

mod forgotten_password;
mod link;
mod register;

use std::sync::LazyLock;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::platform::html::{self, Pages};
use crate::platform::http::{Problem, Result};

pub use register::served_areas;

static PAGES: LazyLock<Pages> = LazyLock::new(|| {
    Pages::new(&[
        ("account.html", include_str!("templates/account.html")),
        ("link.html", include_str!("templates/link.html")),
        ("forgotten_password.html", include_str!("templates/forgotten_password.html")),
        ("register.html", include_str!("templates/register.html")),
    ])
});

pub fn pages(config: &mut web::ServiceConfig) {
    config
        .service(link::show)
        .service(link::take)
        .service(forgotten_password::show)
        .service(forgotten_password::ask)
        .service(register::show)
        .service(register::send);
}

/// The page, at the problem's status where there is one.
fn page(template: &str, facts: &impl Serialize, problem: Option<&Problem>) -> Result<HttpResponse> {
    Ok(html::secret_page(html::status_of(problem), PAGES.render(template, facts)?))
}
