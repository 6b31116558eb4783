//! `/desk/meetings/{id}/hub`: where the meeting stands, and the moves that its hub decides on.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::{page_of, render};
use crate::desk::session::Desk;
use crate::desk::typed;
use crate::meetings::{self, Counts, Step};
use crate::platform::http::{Body, Problem, Result};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct StepForm {
    csrf: String,
    version: String,
    key: String,
    /// A [`Step`]: the button that was pressed.
    meeting_step: String,
    reason: String,
}

#[derive(Serialize)]
struct Facts {
    counts: Counts,
    /// What the buttons do.
    steps: Vec<Step>,
    typed: StepForm,
}

#[get("/desk/meetings/{id}/hub")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, StepForm::default(), None).await
}

#[post("/desk/meetings/{id}/hub")]
pub async fn take(desk: Desk, id: web::Path<String>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = step(&desk, &id, &form).await.map(|_| page_of(&id, ""));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
}

/// The same use cases as the API's: permission, version and idempotency are judged there.
async fn step(desk: &Desk, id: &str, form: &StepForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let step = Step::parse(&form.meeting_step)
        .ok_or_else(|| Problem::field("/meeting_step", "unknown_value", "请选择本页面的一个步骤。", "choose a step of this page."))?;
    let reason = (step == Step::Cancel).then(|| typed::lines(&form.reason));
    let (id, body) = (id.to_owned(), Body::of_form(reason, &format!("{form:?}")));
    cx.write(step.operation(), body, move |tx, call, reason| meetings::advance(tx, call, &id, step, reason.as_deref())).await
}

async fn page(desk: &Desk, id: &str, typed: StepForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let (hub, counts) = desk
        .look("meetings_update", move |conn, call| {
            let hub = meetings::of_hub(conn, call, &wanted)?;
            let counts = hub.counts(conn)?;
            Ok((hub, counts))
        })
        .await?;
    let steps = Step::ALL.iter().copied().filter(|step| hub.meeting.allowed_actions.contains(&step.as_str())).collect();
    render(desk, "overview", hub, Facts { counts, steps, typed }, problem)
}
