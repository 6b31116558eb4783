//! Saves a search, changes when it tells, and forgets it.

use actix_web::{HttpResponse, post, web};

use super::page::AlertForm;
use super::{notify, shown};
use crate::desk::session::Desk;
use crate::platform::http::{Body, Empty, Patch, Problem, Result};
use crate::saved_searches::{self, Draft, LooksIn};

#[post("/desk/alerts")]
pub async fn save(desk: Desk, form: web::Form<AlertForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let saved = put(&desk, &form).await;
    shown(&desk, saved.map(|_| "/desk/alerts".to_owned()), form).await
}

#[post("/desk/alerts/searches/{id}")]
pub async fn tell(desk: Desk, id: web::Path<String>, form: web::Form<AlertForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let told = change(&desk, &id, &form).await;
    shown(&desk, told.map(|_| format!("/desk/alerts#search-{id}")), form).await
}

#[post("/desk/alerts/searches/{id}/stop")]
pub async fn stop(desk: Desk, id: web::Path<String>, form: web::Form<AlertForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let stopped = async {
        let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
        saved_searches::delete_search(cx, &id, Body::of_form(Empty {}, &format!("{form:?}"))).await
    };
    shown(&desk, stopped.await.map(|_| "/desk/alerts".to_owned()), form).await
}

/// The same use cases as the API's: permission, version and idempotency are judged there.
async fn put(desk: &Desk, form: &AlertForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let looks_in = LooksIn::parse(&form.looks_in);
    let looks_in = looks_in.ok_or_else(|| Problem::field("/looks_in", "required", "请选择公告或需求。", "choose calls or needs."))?;
    let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty()).map_or(Patch::Keep, Patch::Set);
    let draft = Draft {
        name: Some(form.name.clone()),
        looks_in: Some(looks_in),
        q: typed(&form.q),
        field: typed(&form.field),
        area_code: typed(&form.area_code),
        notify: Some(notify(form)?),
        ..Draft::default()
    };
    saved_searches::save_search(cx, Body::of_form(draft, &format!("{form:?}"))).await
}

async fn change(desk: &Desk, id: &str, form: &AlertForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let draft = Draft { notify: Some(notify(form)?), ..Draft::default() };
    saved_searches::change_search(cx, id, Body::of_form(draft, &format!("{form:?}"))).await
}
