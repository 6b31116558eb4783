//! `/account/forgotten-password`: asks for the letter with the link.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::page;
use crate::identity;
use crate::platform::http::{Result, Visitor};
use crate::platform::i18n::Text;

#[derive(Deserialize)]
pub struct Asked {
    email: String,
}

#[derive(Default, Serialize)]
struct ForgottenPage {
    email: String,
    /// For how many minutes the link can be used, once it was asked for; the same whether or not there is such an account.
    valid_minutes: Option<i64>,
    problems: Vec<Text>,
}

#[get("/account/forgotten-password")]
pub async fn show() -> Result<HttpResponse> {
    page("forgotten_password.html", &ForgottenPage::default(), None)
}

#[post("/account/forgotten-password")]
pub async fn ask(visitor: Visitor, asked: web::Form<Asked>) -> Result<HttpResponse> {
    let email = asked.into_inner().email;
    match identity::request_password_reset(&visitor, &email).await {
        Ok(minutes) => page("forgotten_password.html", &ForgottenPage { email, valid_minutes: Some(minutes), problems: Vec::new() }, None),
        Err(problem) if matches!(problem.status(), 422 | 429) => {
            page("forgotten_password.html", &ForgottenPage { email, valid_minutes: None, problems: problem.words() }, Some(&problem))
        }
        Err(problem) => Err(problem),
    }
}
