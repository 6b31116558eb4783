//! `/desk/projects/{id}/opening`: before the opening what has come, then its record (开标记录), for the file and the notice board.

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use crate::access;
use crate::bids::{self, BidView, OpeningRecord};
use crate::desk::bids::{CallFacts, StepForm};
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::evaluation;
use crate::identity;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Empty, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::platform::time::Timestamp;
use crate::projects::{self, Counts};

/// Where the page is.
pub fn page_of(id: &ProjectId) -> String {
    format!("/desk/projects/{id}/opening")
}

#[derive(Serialize)]
struct Facts {
    call: CallFacts,
    reason: Option<Text>,
    counts: Option<Counts>,
    closed_at: Option<Timestamp>,
    opened_at: Option<Timestamp>,
    /// Who is in charge; empty where every officer of the buyer is.
    officer: String,
    is_in_charge: bool,
    may_open: bool,
    bids: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    name: Text,
    /// Why it was not qualified.
    reason: Option<Text>,
    #[serde(flatten)]
    bid: BidView,
}

#[derive(Serialize)]
struct OpeningPage {
    #[serde(flatten)]
    facts: Facts,
    hidden: Hidden,
    problems: Vec<Text>,
}

#[get("/desk/projects/{id}/opening")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None).await
}

#[post("/desk/projects/{id}/opening")]
pub async fn open(desk: Desk, id: web::Path<String>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let opened = async {
        let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
        bids::open_bids(cx, &id, Body::of_form(Empty {}, &format!("{form:?}"))).await
    };
    let next = opened.await.map(|_| format!("/desk/projects/{id}/opening"));
    desk.after(next, form.into_inner(), async |_, problem| page(&desk, &id, Some(problem)).await).await
}

async fn page(desk: &Desk, id: &str, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let look = move |conn: &mut Conn, call: &Call| {
        // Whoever sits on the panel has a page of their own, and letters about the opening.
        if sits_on_the_panel(conn, call, &wanted)? {
            return Ok((None, None));
        }
        let record = bids::opening_record(conn, call, &wanted)?;
        let (shown, version) = (record.shown(call), record.project.version);
        Ok((Some((facts(conn, call, record)?, version)), shown))
    };
    let (facts, version) = match desk.look_noted("bids_list", look, access::note).await? {
        Some(found) => found,
        None => return Ok(html::see_other(&format!("/desk/projects/{id}/panel"))),
    };
    let page = OpeningPage { facts, hidden: desk.hidden(version), problems: problem.map(Problem::words).unwrap_or_default() };
    Ok(html::private_page(html::status_of(problem), PAGES.render("opening.html", &page)?))
}

fn sits_on_the_panel(conn: &mut Conn, call: &Call, id: &str) -> Result<bool> {
    let (Some(id), Some(user)) = (ProjectId::parse(id), call.actor.user_id()) else { return Ok(false) };
    Ok(evaluation::panel_members_of(conn, &id)?.iter().any(|member| member.user_id == *user))
}

fn facts(conn: &mut Conn, call: &Call, record: OpeningRecord) -> Result<Facts> {
    let OpeningRecord { project, is_in_charge, may_open, bids } = record;
    let officer = match &project.officer_in_charge {
        Some(officer) => identity::user(conn, officer)?.map(|user| user.name).unwrap_or_default(),
        None => String::new(),
    };
    Ok(Facts {
        call: CallFacts::of(conn, call, &project)?,
        reason: projects::reason_in_words(project.status_reason.as_deref()),
        // Nobody knows how many there are before the call has closed.
        counts: if project.closed_at.is_some() { project.counts()? } else { None },
        closed_at: project.closed_at,
        opened_at: project.opened_at,
        officer,
        is_in_charge,
        may_open,
        bids: bids.into_iter().map(|bid| line(conn, bid)).collect::<Result<_>>()?,
    })
}

fn line(conn: &mut Conn, bid: BidView) -> Result<Line> {
    Ok(Line {
        name: organizations::name_of(conn, bid.organization_id.as_str())?.unwrap_or_default(),
        reason: projects::reason_in_words(bid.status_reason.as_deref()),
        bid,
    })
}
