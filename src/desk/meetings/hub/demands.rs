//! `/desk/meetings/{id}/hub/demands`: the projects and needs that ask for talks, and what could be entered.

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::{Asked, Marks, ROWS, Rows, page_of, render, store};
use crate::desk::choice::Choice;
use crate::desk::session::Desk;
use crate::desk::typed;
use crate::meetings::{self, DemandView, EnterDemand, HubMeeting};
use crate::platform::db::Conn;
use crate::platform::http::{Body, Call, Empty, Problem, Result};
use crate::platform::ids::{NeedId, ProjectId};

/// What is entered; a time is there once for every box that is ticked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DemandForm {
    csrf: String,
    version: String,
    key: String,
    /// `project:` or `need:` with an id.
    record: String,
    slots: String,
    absent: Vec<String>,
}

impl DemandForm {
    fn read(pairs: &[(String, String)]) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            let value = value.clone();
            match name.as_str() {
                "csrf" => form.csrf = value,
                "version" => form.version = value,
                "key" => form.key = value,
                "record" => form.record = value,
                "slots" => form.slots = value,
                "absent" => form.absent.push(value),
                _ => {}
            }
        }
        form
    }

    fn command(&self) -> Result<EnterDemand> {
        let (project_id, need_id) = match self.record.split_once(':') {
            Some(("project", id)) => (ProjectId::parse(id), None),
            Some(("need", id)) => (None, NeedId::parse(id)),
            _ => (None, None),
        };
        if project_id.is_none() && need_id.is_none() {
            return Err(Problem::field("/project_id", "required", "请选择一个项目或需求。", "choose a project or a need."));
        }
        let missing = |_| Problem::field("/slots", "required", "请填写整数。", "must be a whole number.");
        let slots = typed::number(&self.slots).parse().map_err(missing)?;
        Ok(EnterDemand { project_id, need_id, slots, absent: self.absent.clone() })
    }
}

#[derive(Serialize)]
struct Facts {
    demands: Rows<DemandView>,
    choices: Choices,
    q: String,
    typed: DemandForm,
}

/// What could be entered.
#[derive(Default, Serialize)]
struct Choices {
    calls: Vec<Choice>,
    needs: Vec<Choice>,
}

#[get("/desk/meetings/{id}/hub/demands")]
pub async fn show(desk: Desk, id: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    page(&desk, &id, asked.into_inner(), DemandForm::default(), None).await
}

#[post("/desk/meetings/{id}/hub/demands")]
pub async fn enter(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let next = put(&desk, &id, &DemandForm::read(&pairs)).await.map(|_| page_of(&id, "demands"));
    desk.after(next, pairs.into_inner(), async |pairs, problem| {
        page(&desk, &id, Asked::of_form(&pairs), DemandForm::read(&pairs), Some(problem)).await
    })
    .await
}

#[post("/desk/meetings/{id}/hub/demands/{demand}/remove")]
pub async fn remove(desk: Desk, path: web::Path<(String, String)>, form: web::Form<Marks>) -> Result<HttpResponse> {
    let (form, (id, demand)) = (form.into_inner(), path.into_inner());
    let next = take_out(&desk, &id, &demand, &form).await.map(|_| page_of(&id, "demands"));
    desk.after(next, form, async |_, problem| page(&desk, &id, Asked::default(), DemandForm::default(), Some(problem)).await).await
}

async fn put(desk: &Desk, id: &str, form: &DemandForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    meetings::enter_demand(cx, id.to_owned(), Body::of_form(form.command()?, &format!("{form:?}"))).await
}

async fn take_out(desk: &Desk, id: &str, demand: &str, form: &Marks) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let (id, demand, body) = (id.to_owned(), demand.to_owned(), Body::of_form(Empty {}, &format!("{form:?}")));
    cx.write("meetings_remove_demand", body, move |tx, call, _| meetings::remove_demand(tx, call, &id, &demand)).await
}

async fn page(desk: &Desk, id: &str, asked: Asked, typed: DemandForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let (hub, facts) = desk
        .look("meetings_enter_demand", move |conn, call| {
            let hub = meetings::of_hub(conn, call, &wanted)?;
            let demands = Rows::of(hub.demands(conn, asked.skip(), ROWS + 1)?, &asked);
            let choices = choices(conn, call, &hub, &asked.words()?)?;
            Ok((hub, Facts { demands, choices, q: asked.q, typed }))
        })
        .await?;
    render(desk, "demands", hub, facts, problem)
}

/// What the meeting could still take; nothing once its run is confirmed.
fn choices(conn: &mut Conn, call: &Call, hub: &HubMeeting, q: &str) -> Result<Choices> {
    if !hub.meeting.allowed_actions.contains(&"enter") {
        return Ok(Choices::default());
    }
    let day = hub.meeting.held_on;
    let calls = store::calls(conn, &hub.meeting.id, &hub.path, q, call.now)?;
    let outlasting = calls.into_iter().filter(|call| call.deadline.is_some_and(|deadline| day < deadline.shanghai_date()));
    Ok(Choices {
        calls: outlasting.map(|call| Choice::new(format!("project:{}", call.id), format!("{} {}", call.title_zh, call.number))).collect(),
        needs: store::needs(conn, &hub.meeting.id, &hub.path, q)?
            .into_iter()
            .map(|(id, title)| Choice::new(format!("need:{id}"), title))
            .collect(),
    })
}
