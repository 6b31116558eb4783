//! `/receipts`, the page: what a receipt is and how anybody verifies one without asking us.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get};
use serde::Serialize;

use crate::platform::html::{self, Pages};
use crate::platform::http::{Result, Visitor};
use crate::platform::i18n::Language;

static PAGES: LazyLock<Pages> = LazyLock::new(|| Pages::new(&[("receipts.html", include_str!("templates/receipts.html"))]));

#[derive(Serialize)]
struct Facts {
    lang: Language,
}

#[get("/receipts")]
pub async fn handle(visitor: Visitor) -> Result<HttpResponse> {
    Ok(html::page(StatusCode::OK, PAGES.render("receipts.html", &Facts { lang: visitor.language() })?))
}
