//! `/desk/meetings`: the matching meetings that somebody may know of, and the beginning of another one.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::hub;
use crate::bids;
use crate::desk::choice::{Choice, places};
use crate::desk::session::{Desk, Hidden, PAGES, id_of_made};
use crate::identity::permissions;
use crate::meetings::{self, MeetingView};
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Problem, Result};
use crate::platform::i18n::Text;

/// Most meetings on the page.
const MOST: i64 = 100;

/// What a meeting begins with.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct BeginForm {
    csrf: String,
    version: String,
    key: String,
    #[serde(flatten)]
    meeting: hub::MeetingForm,
}

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    facts: Facts,
    most: i64,
    hidden: Hidden,
    typed: BeginForm,
    problems: Vec<Text>,
}

#[derive(Serialize)]
struct Facts {
    bidder: bool,
    meetings: Vec<MeetingView>,
    /// Where the caller may hold one.
    areas: Vec<Choice>,
}

#[get("/desk/meetings")]
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    page(&desk, BeginForm::default(), None).await
}

#[post("/desk/meetings")]
pub async fn begin(desk: Desk, form: web::Form<BeginForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = create(&desk, &form).await.and_then(|begun| Ok(hub::page_of(id_of_made(&begun)?, "")));
    desk.after(next, form, async |form, problem| page(&desk, form, Some(problem)).await).await
}

/// The same use case as the API's: permission and idempotency are judged there.
async fn create(desk: &Desk, form: &BeginForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    meetings::create_meeting(cx, Body::of_form(form.meeting.begun()?, &format!("{form:?}"))).await
}

async fn page(desk: &Desk, typed: BeginForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let facts = desk.look("meetings_list", facts).await?;
    let problems = problem.map(|problem| problem.words_with(hub::label)).unwrap_or_default();
    // What is begun has no version yet.
    let page = ListPage { facts, most: MOST, hidden: desk.hidden(0), typed, problems };
    Ok(html::private_page(html::status_of(problem), PAGES.render("meetings.html", &page)?))
}

fn facts(conn: &mut Conn, call: &Call) -> Result<Facts> {
    let begins = permissions::authorize("meetings_create", &call.actor).is_ok();
    Ok(Facts {
        bidder: !bids::organizations(&call.actor).is_empty(),
        meetings: meetings::last(conn, call, MOST)?,
        areas: if begins { places(conn, call.actor.area_paths(&[Role::HubOperator]), None)? } else { Vec::new() },
    })
}
