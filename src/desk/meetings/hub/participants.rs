//! `/desk/meetings/{id}/hub/participants`: the organisations that come, and those that the hub can register for themselves.

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::{Asked, ROWS, Rows, page_of, render, store};
use crate::desk::choice::Choice;
use crate::desk::meetings::steps::{self, RegistrationForm};
use crate::desk::session::Desk;
use crate::meetings::{self, HubMeeting, ParticipantView};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};

#[derive(Serialize)]
struct Facts {
    participants: Rows<ParticipantView>,
    choices: Vec<Choice>,
    q: String,
    typed: RegistrationForm,
}

#[get("/desk/meetings/{id}/hub/participants")]
pub async fn show(desk: Desk, id: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    page(&desk, &id, asked.into_inner(), RegistrationForm::default(), None).await
}

/// As an organisation registers and withdraws itself.
#[post("/desk/meetings/{id}/hub/participants")]
pub async fn put(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let page_before = Asked::of_form(&pairs).page();
    let next = steps::put(&desk, &id, &RegistrationForm::read(&pairs)).await;
    let next = next.map(|_| format!("{}?page={page_before}", page_of(&id, "participants")));
    desk.after(next, pairs.into_inner(), async |pairs, problem| {
        page(&desk, &id, Asked::of_form(&pairs), RegistrationForm::read(&pairs), Some(problem)).await
    })
    .await
}

async fn page(desk: &Desk, id: &str, asked: Asked, typed: RegistrationForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let (hub, facts) = desk
        .look("meetings_update", move |conn, call| {
            let hub = meetings::of_hub(conn, call, &wanted)?;
            let participants = Rows::of(hub.participants(conn, asked.skip(), ROWS + 1)?, &asked);
            let choices = choices(conn, &hub, &asked.words()?)?;
            Ok((hub, Facts { participants, choices, q: asked.q, typed }))
        })
        .await?;
    render(desk, "participants", hub, facts, problem)
}

/// Who could still come; nobody once the run is confirmed.
fn choices(conn: &mut Conn, hub: &HubMeeting, q: &str) -> Result<Vec<Choice>> {
    if !hub.meeting.allowed_actions.contains(&"enter") {
        return Ok(Vec::new());
    }
    let known = store::organizations(conn, &hub.meeting.id, q)?;
    Ok(known.into_iter().map(|(id, name)| Choice::new(id, name)).collect())
}
