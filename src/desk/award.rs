//! `/desk/projects/{id}/award`: the ranking, and the street's decision on it: follow it, or send it back to the panel; and the end of a
//! publicity that a person must confirm.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::session::{Desk, Hidden, PAGES};
use crate::access;
use crate::evaluation::{self, AwardView, ConfirmPublicity, Correction, DecideAward, ReturnToPanel, SeatView};
use crate::identity;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Problem, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{PanelMemberId, ProjectId};
use crate::projects::{self, ProjectView};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct AwardForm {
    csrf: String,
    version: String,
    key: String,
    reason: String,
}

/// What is to be corrected, and by which seats.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReturnForm {
    csrf: String,
    version: String,
    key: String,
    correction: String,
    members: Vec<String>,
    reason: String,
}

impl ReturnForm {
    /// A form sends a box that is ticked as a pair of its own.
    fn read(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "csrf" => form.csrf = value,
                "version" => form.version = value,
                "key" => form.key = value,
                "correction" => form.correction = value,
                "members" => form.members.push(value),
                "reason" => form.reason = value,
                _ => {}
            }
        }
        form
    }

    fn command(&self) -> Result<ReturnToPanel> {
        let correction = Correction::parse(&self.correction)
            .ok_or_else(|| Problem::field("/correction", "required", "请选择更正的原因。", "choose what is to be corrected."))?;
        let unknown = || Problem::field("/members", "unknown_value", "请从本页面选择席位。", "choose seats of this page.");
        let members = self.members.iter().map(|id| PanelMemberId::parse(id).ok_or_else(unknown)).collect::<Result<_>>()?;
        Ok(ReturnToPanel { correction, members, reason: self.reason.clone() })
    }
}

/// What was typed, when something about it was wrong.
#[derive(Default, Serialize)]
struct Typed {
    decision: AwardForm,
    correction: ReturnForm,
}

#[derive(Serialize)]
struct AwardPage {
    project: ProjectView,
    award: AwardView,
    seats: Vec<SeatView>,
    /// Name of who decided.
    decider: Option<String>,
    corrections: Vec<(Correction, Text)>,
    hidden: Hidden,
    typed: Typed,
    problems: Vec<Text>,
}

#[get("/desk/projects/{id}/award")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, Typed::default(), None).await
}

#[post("/desk/projects/{id}/award")]
pub async fn decide(desk: Desk, id: web::Path<String>, form: web::Form<AwardForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/projects/{id}/award"));
    desk.after(next, form, async |form, problem| page(&desk, &id, Typed { decision: form, ..Typed::default() }, Some(problem)).await).await
}

#[post("/desk/projects/{id}/award/return-to-panel")]
pub async fn return_to_panel(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let form = ReturnForm::read(pairs.into_inner());
    // The ranking is the panel's again: until it reports there is no award to look at.
    let next = send_back(&desk, &id, &form).await.map(|_| format!("/desk/projects/{id}"));
    desk.after(next, form, async |form, problem| page(&desk, &id, Typed { correction: form, ..Typed::default() }, Some(problem)).await)
        .await
}

#[post("/desk/projects/{id}/award/confirm-publicity")]
pub async fn confirm_publicity(desk: Desk, id: web::Path<String>, form: web::Form<AwardForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = confirm(&desk, &id, &form).await.map(|_| format!("/desk/projects/{id}/award"));
    desk.after(next, form, async |form, problem| page(&desk, &id, Typed { decision: form, ..Typed::default() }, Some(problem)).await).await
}

async fn confirm(desk: &Desk, id: &str, form: &AwardForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let body = Body::of_form(ConfirmPublicity { reason: form.reason.clone() }, &format!("{form:?}"));
    evaluation::confirm_publicity(cx, id, body).await
}

async fn take(desk: &Desk, id: &str, form: &AwardForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let project = project_id(id)?;
    let body = Body::of_form(DecideAward { accept: true, reason: form.reason.clone() }, &format!("{form:?}"));
    cx.write("awards_decide", body, move |tx, call, command| {
        evaluation::decide_award(tx, call, &project, command).map(|()| Reply::no_content())
    })
    .await
}

async fn send_back(desk: &Desk, id: &str, form: &ReturnForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let project = project_id(id)?;
    let body = Body::of_form(form.command()?, &format!("{form:?}"));
    cx.write("awards_return_to_panel", body, move |tx, call, command| {
        evaluation::return_to_panel(tx, call, &project, command).map(|()| Reply::no_content())
    })
    .await
}

async fn page(desk: &Desk, id: &str, typed: Typed, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = project_id(id)?;
    let look = move |conn: &mut Conn, call: &Call| {
        let (call_for_bids, _) = projects::sheet(conn, call, wanted.as_str())?;
        let award = match evaluation::award_sheet(conn, call, &wanted) {
            Err(problem) if problem.status() == 404 => return Ok((None, None)),
            award => award?,
        };
        let shown = evaluation::award_shown(call, "awards_get", &award);
        let decider = match &award.decided_by {
            Some(user) => identity::user(conn, user)?.map(|user| user.name),
            None => None,
        };
        Ok((Some((call_for_bids, award, evaluation::seats(conn, call, &wanted)?, decider)), shown))
    };
    let (project, award, seats, decider) = match desk.look_noted("awards_get", look, access::note).await? {
        Some(found) => found,
        // Before the panel has reported, and when it corrects, there is the project only; what was refused is said there.
        None if problem.is_some() => return Err(no_award()),
        None => return Ok(html::see_other(&format!("/desk/projects/{id}"))),
    };
    let facts = AwardPage {
        hidden: desk.hidden(award.version),
        corrections: Correction::ALL.iter().map(|correction| (*correction, correction.words())).collect(),
        problems: problem.map(Problem::words).unwrap_or_default(),
        project,
        award,
        seats,
        decider,
        typed,
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("award.html", &facts)?))
}

fn no_award() -> Problem {
    Problem::conflict(
        "awards/not_proposed",
        "现在没有待决定的评审结果：评审小组尚未提交，或已退回更正。刚才的操作没有生效，请回到项目查看进展。",
        "There is no ranking to decide on: the panel has not reported, or is correcting. What you sent was not taken; see where the project stands.",
    )
}

fn project_id(text: &str) -> Result<ProjectId> {
    ProjectId::parse(text).ok_or_else(|| Problem::not_found("项目", "project"))
}
