//! `/desk/meetings/{id}/hub/timetable`: every talk of the meeting by its time; one is moved or called off.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::{Asked, ROWS, Rows, page_of, render};
use crate::desk::session::{Desk, Hidden};
use crate::desk::typed;
use crate::meetings::{self, TalkStatus, TalkView};
use crate::platform::http::{Body, Problem, Result};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct TalkForm {
    csrf: String,
    version: String,
    key: String,
    /// `move` or `cancel`: the button that was pressed.
    talk_step: String,
    time: String,
    reason: String,
    /// The talk that it is about, for the page.
    talk: String,
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    talk: TalkView,
    /// Whether it can still be moved or called off.
    is_open: bool,
    /// Of the form about this talk.
    marks: Hidden,
}

#[derive(Serialize)]
struct Facts {
    talks: Rows<Line>,
    typed: TalkForm,
}

#[get("/desk/meetings/{id}/hub/timetable")]
pub async fn show(desk: Desk, id: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    page(&desk, &id, asked.into_inner(), TalkForm::default(), None).await
}

#[post("/desk/meetings/{id}/hub/timetable/{talk}")]
pub async fn take(
    desk: Desk,
    path: web::Path<(String, String)>,
    asked: web::Query<Asked>,
    form: web::Form<TalkForm>,
) -> Result<HttpResponse> {
    let (form, asked, (id, talk)) = (form.into_inner(), asked.into_inner(), path.into_inner());
    let next = step(&desk, &id, &talk, &form).await.map(|_| format!("{}?page={}#talk-{talk}", page_of(&id, "timetable"), asked.page()));
    desk.after(next, form, async |form, problem| page(&desk, &id, asked, TalkForm { talk, ..form }, Some(problem)).await).await
}

/// The same use cases as the API's: permission, version and idempotency are judged there.
async fn step(desk: &Desk, id: &str, talk: &str, form: &TalkForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let (id, talk, said) = (id.to_owned(), talk.to_owned(), format!("{form:?}"));
    match form.talk_step.as_str() {
        "move" => {
            let body = Body::of_form(form.time.clone(), &said);
            cx.write("meetings_move_talk", body, move |tx, call, time| meetings::move_talk(tx, call, &id, &talk, time)).await
        }
        "cancel" => {
            let body = Body::of_form(typed::lines(&form.reason), &said);
            cx.write("meetings_cancel_talk", body, move |tx, call, reason| meetings::cancel_talk(tx, call, &id, &talk, reason)).await
        }
        _ => Err(Problem::field("/talk_step", "unknown_value", "请选择本页面的一个步骤。", "choose a step of this page.")),
    }
}

async fn page(desk: &Desk, id: &str, asked: Asked, typed: TalkForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let (wanted, skip) = (id.to_owned(), asked.skip());
    let (hub, talks) = desk
        .look("meetings_move_talk", move |conn, call| {
            let hub = meetings::of_hub(conn, call, &wanted)?;
            let talks = hub.talks(conn, call, skip, ROWS + 1)?;
            Ok((hub, talks))
        })
        .await?;
    let rearranges = hub.meeting.allowed_actions.contains(&"rearrange");
    let line = |talk: TalkView| Line { is_open: rearranges && talk.status == TalkStatus::Planned, marks: desk.hidden(talk.version), talk };
    let talks = Rows::of(talks.into_iter().map(line).collect(), &asked);
    render(desk, "timetable", hub, Facts { talks, typed }, problem)
}
