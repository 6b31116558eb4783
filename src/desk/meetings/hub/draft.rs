//! `/desk/meetings/{id}/hub/draft`: what the meeting is and how it is solved, until a run is confirmed.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::form::{MeetingForm, RulesForm};
use super::{page_of, render};
use crate::desk::session::Desk;
use crate::meetings;
use crate::platform::http::{Body, Problem, Result};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct DraftForm {
    csrf: String,
    version: String,
    key: String,
    #[serde(flatten)]
    meeting: MeetingForm,
    #[serde(flatten)]
    rules: RulesForm,
}

#[derive(Serialize)]
struct Facts {
    form: MeetingForm,
    rules: RulesForm,
}

#[get("/desk/meetings/{id}/hub/draft")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None, None).await
}

#[post("/desk/meetings/{id}/hub/draft")]
pub async fn save(desk: Desk, id: web::Path<String>, form: web::Form<DraftForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = put(&desk, &id, &form).await.map(|_| page_of(&id, ""));
    desk.after(next, form, async |form, problem| page(&desk, &id, Some(form), Some(problem)).await).await
}

async fn put(desk: &Desk, id: &str, form: &DraftForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let (id, body) = (id.to_owned(), Body::of_form(form.meeting.changed(&form.rules)?, &format!("{form:?}")));
    cx.write("meetings_update", body, move |tx, call, draft| meetings::update(tx, call, &id, draft)).await
}

async fn page(desk: &Desk, id: &str, typed: Option<DraftForm>, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let hub = desk.look("meetings_update", move |conn, call| meetings::of_hub(conn, call, &wanted)).await?;
    let facts = match typed {
        Some(typed) => Facts { form: typed.meeting, rules: typed.rules },
        None => Facts { form: MeetingForm::of(&hub.meeting), rules: RulesForm::of(&hub.meeting.rules) },
    };
    render(desk, "draft", hub, facts, problem)
}
