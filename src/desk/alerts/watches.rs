//! Follows a call or a need, changes when its news is told, and follows it no more.

use actix_web::{HttpResponse, post, web};

use super::page::AlertForm;
use super::{notify, shown};
use crate::desk::session::Desk;
use crate::platform::html;
use crate::platform::http::{Body, Empty, Result};
use crate::watch_list::{self, Follow};

#[post("/desk/alerts/{kind}/{id}")]
pub async fn tell(desk: Desk, path: web::Path<(String, String)>, form: web::Form<AlertForm>) -> Result<HttpResponse> {
    let (form, (kind, id)) = (form.into_inner(), path.into_inner());
    let told = put(&desk, &kind, &id, &form).await;
    shown(&desk, &format!("#{kind}-{id}"), form, told).await
}

#[post("/desk/alerts/{kind}/{id}/stop")]
pub async fn stop(desk: Desk, path: web::Path<(String, String)>, form: web::Form<AlertForm>) -> Result<HttpResponse> {
    let (form, (kind, id)) = (form.into_inner(), path.into_inner());
    let stopped = match desk.cx_of_form(&form.csrf, &form.version, &form.key) {
        Ok(cx) => watch_list::unfollow(cx, &kind, &id, Body::of_form(Empty {}, &format!("{form:?}"))).await,
        Err(problem) => Err(problem),
    };
    shown(&desk, "", form, stopped).await
}

/// From the page of a call.
#[post("/desk/calls/{id}/follow")]
pub async fn follow(desk: Desk, id: web::Path<String>, form: web::Form<AlertForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    match put(&desk, "projects", &id, &form).await {
        Ok(_) => Ok(html::see_other(&format!("/desk/calls/{id}"))),
        Err(problem) => shown(&desk, "", form, Err(problem)).await,
    }
}

/// The same use case as the API's: who may see it may follow it.
async fn put(desk: &Desk, kind: &str, id: &str, form: &AlertForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let command = Follow { notify: Some(notify(form)?) };
    watch_list::follow(cx, kind, id, Body::of_form(command, &format!("{form:?}"))).await
}
