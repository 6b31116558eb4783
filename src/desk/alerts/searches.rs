//! Saves a search, changes when it tells, and forgets it.

use actix_web::{HttpResponse, post, web};

use super::page::AlertForm;
use super::{notify, shown};
use crate::desk::session::Desk;
use crate::desk::typed;
use crate::platform::http::{Body, Empty, Patch, Problem, Result};
use crate::platform::ids::OrganizationId;
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
        budget_from_fen: fen("/budget_from_fen", &form.budget_from)?,
        budget_to_fen: fen("/budget_to_fen", &form.budget_to)?,
        least_score: least_score(&form.least_score)?,
        organization_id: organization(form)?,
        notify: Some(notify(form)?),
    };
    saved_searches::save_search(cx, Body::of_form(draft, &format!("{form:?}"))).await
}

/// None where nothing was typed.
fn fen(pointer: &str, typed: &str) -> Result<Patch<i64>> {
    if typed.trim().is_empty() {
        return Ok(Patch::Keep);
    }
    Ok(Patch::Set(typed::yuan(pointer, typed)?.fen()))
}

/// People say it of a hundred, the matching counts ten thousand.
fn least_score(typed: &str) -> Result<Patch<i32>> {
    let typed = typed::number(typed);
    if typed.is_empty() {
        return Ok(Patch::Keep);
    }
    let known = typed.parse::<i32>().ok().filter(|score| (1..=100).contains(score));
    let wrong = || Problem::field("/least_score", "out_of_range", "请填写 1 到 100 的整数。", "write a whole number from 1 to 100.");
    known.map(|score| Patch::Set(score * 100)).ok_or_else(wrong)
}

/// Whose matching a least score means, where the caller has several organisations.
fn organization(form: &AlertForm) -> Result<Patch<OrganizationId>> {
    if form.least_score.trim().is_empty() || form.organization.is_empty() {
        return Ok(Patch::Keep);
    }
    let unknown = || Problem::field("/organization_id", "unknown_value", "请从本页面选择。", "choose one that the page offers.");
    OrganizationId::parse(&form.organization).map(Patch::Set).ok_or_else(unknown)
}

async fn change(desk: &Desk, id: &str, form: &AlertForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let draft = Draft { notify: Some(notify(form)?), ..Draft::default() };
    saved_searches::change_search(cx, id, Body::of_form(draft, &format!("{form:?}"))).await
}
