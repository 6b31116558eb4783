//! What somebody is told of by mail, by pages: their saved searches and what they follow. The links of those mails lead here.

mod page;
mod searches;
mod watches;

use actix_web::{HttpResponse, web};

use super::session::Desk;
use crate::platform::html;
use crate::platform::http::{Problem, Result};
use page::AlertForm;

pub(super) fn pages(config: &mut web::ServiceConfig) {
    config
        .service(page::show)
        .service(searches::save)
        .service(searches::tell)
        .service(searches::stop)
        .service(watches::tell)
        .service(watches::stop)
        .service(watches::follow);
}

/// The page after a form, at the entry that it was about; or the form again with what was typed.
async fn shown(desk: &Desk, entry: &str, form: AlertForm, done: Result<HttpResponse>) -> Result<HttpResponse> {
    match done {
        Ok(_) => Ok(html::see_other(&format!("/desk/alerts{entry}"))),
        Err(problem) if html::shows_the_form_again(&problem) => page::page(desk, form, Some(&problem)).await,
        Err(problem) => desk.refused_form(problem, &form),
    }
}

/// When somebody wants to be told.
fn notify(form: &AlertForm) -> Result<crate::saved_searches::Notify> {
    let unknown = || Problem::field("/notify", "required", "请选择何时提醒。", "choose when to be told.");
    crate::saved_searches::Notify::parse(&form.notify).ok_or_else(unknown)
}
