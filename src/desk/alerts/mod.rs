//! What somebody is told of by mail, by pages: their saved searches and what they follow. The links of those mails lead here.

mod page;
mod searches;
mod watches;

use actix_web::{HttpResponse, web};

use super::session::Desk;
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

/// The page after a form, or the form again with what was typed.
async fn shown(desk: &Desk, next: Result<String>, form: AlertForm) -> Result<HttpResponse> {
    desk.after(next, form, async |form, problem| page::page(desk, form, Some(problem)).await).await
}

/// When somebody wants to be told.
fn notify(form: &AlertForm) -> Result<crate::saved_searches::Notify> {
    let unknown = || Problem::field("/notify", "required", "请选择何时提醒。", "choose when to be told.");
    crate::saved_searches::Notify::parse(&form.notify).ok_or_else(unknown)
}
