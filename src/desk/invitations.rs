//! `/desk/projects/{id}/invitations`: who is invited when the call goes out, and why; what a person changes in it, with the reason. Once the
//! call is out: who was invited.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::session::{Desk, Hidden, PAGES};
use super::typed;
use crate::matching::{self, EditInvitation};
use crate::organizations;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, FieldError, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::platform::jobs;
use crate::projects;

/// Most reasons beside a name: those that earned the most points.
const MOST_REASONS: usize = 3;

/// What either form sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct InvitationForm {
    csrf: String,
    version: String,
    key: String,
    /// `invite` or `leave_out`: the button that was pressed.
    decision: String,
    /// Who is left out.
    organization: String,
    /// Name or credit code of who is invited beside those that were matched.
    named: String,
    reason: String,
}

#[derive(Serialize)]
struct Facts {
    id: ProjectId,
    title_zh: String,
    number: String,
    is_out: bool,
    is_open: bool,
    /// The call is out, and the invitations are being written.
    is_under_way: bool,
    invited: Vec<Line>,
    left_out: Vec<Edited>,
    /// Added by a person, and not invited all the same: what the call asks for is missing.
    barred: Vec<Edited>,
}

#[derive(Serialize)]
struct Line {
    id: String,
    name_zh: String,
    /// Of 10,000.
    score: i64,
    reasons: Vec<Text>,
    /// Why a person added it.
    added: Option<String>,
}

#[derive(Serialize)]
struct Edited {
    name_zh: String,
    reason_zh: String,
    fails: Vec<Text>,
}

#[derive(Serialize)]
struct InvitationsPage {
    #[serde(flatten)]
    facts: Facts,
    hidden: Hidden,
    typed: InvitationForm,
    problems: Vec<Text>,
}

#[get("/desk/projects/{id}/invitations")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, InvitationForm::default(), None).await
}

#[post("/desk/projects/{id}/invitations")]
pub async fn change(desk: Desk, id: web::Path<String>, form: web::Form<InvitationForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/projects/{id}/invitations"));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
}

/// The same use case as the API's: permission and idempotency are judged there.
async fn take(desk: &Desk, id: &str, form: &InvitationForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let (invited, organization) = match form.decision.as_str() {
        "invite" => (true, named(desk, id, form.named.trim().to_owned()).await?.to_string()),
        "leave_out" if OrganizationId::parse(&form.organization).is_some() => (false, form.organization.clone()),
        "leave_out" => {
            return Err(Problem::field("/organization_id", "required", "请从本页面选择。", "choose one that the page offers."));
        }
        _ => return Err(Problem::field("/decision", "unknown_value", "请选择邀请或不邀请。", "choose to invite or to leave out.")),
    };
    let command = EditInvitation { invited, reason_zh: typed::lines(&form.reason) };
    matching::edit_invitation(cx, id, &organization, Body::of_form(command, &format!("{form:?}"))).await
}

/// Whom a name or a credit code means; asked by nobody who may not see the list.
async fn named(desk: &Desk, project: &str, named: String) -> Result<OrganizationId> {
    let project = project.to_owned();
    let mut found = desk
        .look("matching_edit_invitation", move |conn, call| {
            matching::invitation_list(conn, call, &project)?;
            organizations::called(conn, &named)
        })
        .await?;
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only.id),
        (None, _) => Err(Problem::field(
            "/named",
            "unknown_value",
            "没有登记这个名称或信用代码的机构，请填写全称或 18 位代码。",
            "no organisation on file has this name or credit code: give the whole name, or the 18 characters of the code.",
        )),
        (Some(_), false) => Err(Problem::field(
            "/named",
            "ambiguous",
            "有几家机构同名，请填写统一社会信用代码。",
            "several organisations have this name: give the credit code.",
        )),
    }
}

async fn page(desk: &Desk, id: &str, typed: InvitationForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let facts = desk.look("matching_invitation_list", move |conn, call| facts(conn, call, &wanted)).await?;
    // An edit replaces an earlier one of the same organisation: there is no version to hold.
    let page = InvitationsPage { facts, hidden: desk.hidden(0), typed, problems: problem.map(said).unwrap_or_default() };
    Ok(html::private_page(html::status_of(problem), PAGES.render("invitations.html", &page)?))
}

fn said(problem: &Problem) -> Vec<Text> {
    problem.words_with(|error: &FieldError| (error.pointer == "/named").then(|| Text::new("机构名称或信用代码", "Name or credit code")))
}

fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<Facts> {
    let (project, list) = matching::invitation_list(conn, call, id)?;
    let (edits, is_out) = (list.edits, project.published_at.is_some());
    let is_under_way = is_out && jobs::is_waiting(conn, matching::INVITATIONS, project.id.as_str())?;
    let added = |id: &str| edits.iter().find(|edit| edit.invited && edit.organization_id.as_str() == id).map(|edit| edit.reason_zh.clone());
    let invited: Vec<Line> = if is_out {
        let went_out = projects::invited(conn, call, &project.id)?;
        let line = |invited: projects::InvitedView| -> Result<Line> {
            Ok(Line {
                added: added(invited.organization_id.as_str()),
                id: invited.organization_id.to_string(),
                name_zh: invited.name_zh,
                score: i64::from(invited.score),
                reasons: told(serde_json::from_value(invited.reasons).map_err(Problem::internal)?),
            })
        };
        // To this round: what an earlier one came to is its own story.
        let of_the_round = went_out.into_iter().filter(|invited| project.published_at.is_some_and(|out| invited.created_at >= out));
        of_the_round.map(line).collect::<Result<_>>()?
    } else {
        let reason = |criterion: matching::engine::Criterion| Earned {
            points: criterion.points,
            no_data: criterion.no_data,
            reason: Text::new(criterion.reason.zh, criterion.reason.en),
        };
        let line = |found: matching::engine::Match| Line {
            added: added(&found.id),
            reasons: told(found.criteria.into_iter().map(reason).collect()),
            id: found.id,
            name_zh: found.name,
            score: i64::from(found.rank_score),
        };
        list.invited.into_iter().map(line).collect()
    };
    let is_on_the_list = |id: &OrganizationId| invited.iter().any(|line| line.id == id.as_str());
    let (added_by_hand, left_out): (Vec<_>, Vec<_>) = edits.into_iter().partition(|edit| edit.invited);
    let barred = added_by_hand.into_iter().filter(|edit| !is_under_way && !is_on_the_list(&edit.organization_id)).map(edited).collect();
    Ok(Facts {
        is_open: matching::invitations_are_open(&project) && !call.actor.has_any(&[Role::Auditor]),
        left_out: left_out.into_iter().map(edited).collect(),
        id: project.id,
        title_zh: project.title_zh,
        number: project.number,
        is_out,
        is_under_way,
        invited,
        barred,
    })
}

fn edited(edit: matching::InvitationEditView) -> Edited {
    let fails = edit.fails.into_iter().map(|failed| Text::new(failed.reason.zh, failed.reason.en));
    Edited { name_zh: edit.name.zh, reason_zh: edit.reason_zh, fails: fails.collect() }
}

/// What a criterion earned, as it is stored with an invitation.
#[derive(Deserialize)]
struct Earned {
    points: u32,
    /// The points are a mean, because one side says nothing.
    #[serde(default)]
    no_data: bool,
    reason: Text,
}

/// The reasons that say the most, by what is known.
fn told(mut earned: Vec<Earned>) -> Vec<Text> {
    earned.retain(|criterion| criterion.points > 0 && !criterion.no_data);
    earned.sort_by_key(|criterion| std::cmp::Reverse(criterion.points));
    earned.into_iter().take(MOST_REASONS).map(|criterion| criterion.reason).collect()
}
