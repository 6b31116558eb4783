//! Follows a call or a need, changes when its news is told, and follows it no more.

use actix_web::{HttpResponse, post, web};

use super::page::AlertForm;
use super::{notify, shown};
use crate::desk::session::Desk;
use crate::platform::http::{Body, Empty, Result};
use crate::watch_list::{self, Follow};

#[post("/desk/alerts/{kind}/{id}")]
pub async fn tell(desk: Desk, path: web::Path<(String, String)>, form: web::Form<AlertForm>) -> Result<HttpResponse> {
    let (form, (kind, id)) = (form.into_inner(), path.into_inner());
    let told = put(&desk, &kind, &id, &form).await;
    shown(&desk, told.map(|_| format!("/desk/alerts#{kind}-{id}")), form).await
}

#[post("/desk/alerts/{kind}/{id}/stop")]
pub async fn stop(desk: Desk, path: web::Path<(String, String)>, form: web::Form<AlertForm>) -> Result<HttpResponse> {
    let (form, (kind, id)) = (form.into_inner(), path.into_inner());
    let stopped = async {
        let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
        watch_list::unfollow(cx, &kind, &id, Body::of_form(Empty {}, &format!("{form:?}"))).await
    };
    shown(&desk, stopped.await.map(|_| "/desk/alerts".to_owned()), form).await
}

/// From the page of a call.
#[post("/desk/calls/{id}/follow")]
pub async fn follow(desk: Desk, id: web::Path<String>, form: web::Form<AlertForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = put(&desk, "projects", &id, &form).await.map(|_| format!("/desk/calls/{id}"));
    shown(&desk, next, form).await
}

/// The same use case as the API's: who may see it may follow it.
async fn put(desk: &Desk, kind: &str, id: &str, form: &AlertForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let command = Follow { notify: Some(notify(form)?) };
    watch_list::follow(cx, kind, id, Body::of_form(command, &format!("{form:?}"))).await
}
