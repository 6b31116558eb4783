//! `POST /projects/{id}/amendments`: the buyer tells everybody something while bids are taken, and gives them time for it.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::store::{self, Amendment};
use super::term::as_long_after;
use super::view::AmendmentView;
use crate::access;
use crate::journal;
use crate::platform::actor::Role;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{AmendmentId, ClarificationId, ProjectId, UserId};
use crate::platform::privacy::names_nobody;
use crate::platform::time::Timestamp;
use crate::projects::advance::save_changes;
use crate::projects::completeness;
use crate::projects::model::Status;
use crate::projects::policy;
use crate::projects::store::Project;

/// Longest text, in characters.
const MOST: usize = 2_000;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmendProject {
    /// What everybody is told.
    #[schema(example = "服务地点增加两个居委会。")]
    pub text_zh: String,
    pub text_en: Option<String>,
    /// Whether it may change what is offered. Then bidders get the days that the rule set gives them: a deadline that is too near
    /// moves by itself (R29).
    pub affects_bids: bool,
    /// A later deadline; where none is given it stays, unless it must move.
    pub deadline: Option<Timestamp>,
}

/// What is to be said, and by whom.
pub struct Correction<'a> {
    pub text_zh: &'a str,
    pub text_en: Option<&'a str>,
    pub affects_bids: bool,
    pub deadline: Option<Timestamp>,
    pub by: UserId,
    /// The question whose answer it is; its letter and notice tell of both.
    pub clarification: Option<&'a ClarificationId>,
}

/// Amend a published call
///
/// Bids that are submitted stay valid and can be withdrawn and submitted anew until the deadline. Criteria, budget and rules cannot change:
/// cancel the call and publish another one for that.
#[utoipa::path(operation_id = "projects_amend", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = AmendProject, responses(
    (status = 201, description = "The amendment; the ETag is the project's", body = AmendmentView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/amendments")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<AmendProject>) -> Answer {
    let id = policy::id_of(&id)?;
    cx.write("projects_amend", body, move |tx, call, command| {
        let mut found = policy::held(tx, call, &id)?;
        let by = policy::buyers_own(&call.actor, Role::StreetOfficer, &found)?;
        call.expect_version(found.project.version)?;
        let mut check = Check::new();
        check.text("/text_zh", &command.text_zh, MOST);
        names_nobody(&mut check, "/text_zh", &command.text_zh);
        let text_en = command.text_en.as_deref().unwrap_or_default();
        check.at_most("/text_en", text_en, MOST);
        names_nobody(&mut check, "/text_en", text_en);
        check.finish()?;
        let correction = Correction {
            text_zh: &command.text_zh,
            text_en: command.text_en.as_deref(),
            affects_bids: command.affects_bids,
            deadline: command.deadline,
            by,
            clarification: None,
        };
        let amendment = amend(tx, call, &mut found.project, correction)?;
        let version = found.project.version;
        Ok(Reply::created(format!("/api/v1/projects/{id}/amendments"), &AmendmentView::from(amendment))?.version(version))
    })
    .await
}

/// Says it and moves the deadline, in the caller's transaction, which holds the project. Refused once the deadline has come.
pub fn amend(tx: &mut Tx, call: &Call, project: &mut Project, correction: Correction) -> Result<Amendment> {
    let before = open_deadline(project, call.now)?;
    let after = deadline_after(call, project, &correction, before)?;
    let amendment = Amendment {
        id: AmendmentId::new(),
        project_id: project.id.clone(),
        round: project.round,
        number: store::next_number(tx, &project.id, project.round)?,
        text_zh: correction.text_zh.trim().to_owned(),
        text_en: correction.text_en.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
        affects_bids: correction.affects_bids,
        deadline_before: before,
        deadline_after: after,
        amended_by: correction.by,
        amended_at: call.now,
    };
    store::insert(tx, &amendment)?;
    if amendment.moved_the_deadline() {
        project.deadline = Some(after);
        journal::hide_longer(tx, &project.id, before, after)?;
        access::hide_longer(tx, &project.id, before, after)?;
    }
    let facts = json!({
        "amendment_id": amendment.id, "amendment": amendment.number, "number": project.number, "round": project.round,
        "affects_bids": amendment.affects_bids, "deadline_before": before, "deadline_after": after,
        "clarification_id": correction.clarification,
    });
    save_changes(tx, call, project, "project.amended", facts)?;
    Ok(amendment)
}

/// The deadline of a call that still takes bids.
fn open_deadline(project: &Project, now: Timestamp) -> Result<Timestamp> {
    match project.deadline {
        Some(deadline) if project.status == Status::Published && now < deadline => Ok(deadline),
        Some(deadline) if project.status == Status::Published => Err(Problem::conflict(
            "projects/deadline_passed",
            format!("投标已于北京时间 {}（{deadline}）截止，不能再更正。", deadline.shanghai()),
            format!("The deadline was {deadline}: nothing can be amended any more."),
        )),
        _ => Err(Problem::wrong_state("projects/wrong_status", project.status.as_str(), "amend", &[])),
    }
}

/// The deadline that was asked for, or the one that the rules ask for.
fn deadline_after(call: &Call, project: &Project, correction: &Correction, before: Timestamp) -> Result<Timestamp> {
    let rules = project.frozen_rules()?;
    let calendar = call.platform.calendar();
    let asked = correction.deadline.unwrap_or(before);
    // Before anything is counted from it: from the year 1 on it would be counted day by day.
    let mut check = Check::new();
    check.that(
        asked >= before,
        "/deadline",
        "earlier",
        format!("截止时间只能推迟，不能早于 {}（{before}）。", before.shanghai()),
        format!("a deadline only moves to a later moment: not before {before}."),
    );
    check.date("/deadline", asked.shanghai_date());
    if correction.deadline.is_some() {
        completeness::after_service(&mut check, asked, &project.content()?);
    }
    check.finish()?;
    let notice = rules.clarifications.as_ref().filter(|_| correction.affects_bids).map(|rule| rule.notice);
    let needed = notice.map_or(asked, |notice| as_long_after(&calendar, call.now, notice, asked));
    let mut check = Check::new();
    check.that(
        correction.deadline.is_none() || asked >= needed,
        "/deadline",
        "too_early",
        format!("可能影响投标的更正须留足时间，最早可为 {}（{needed}）；不填则自动顺延。", needed.shanghai()),
        format!("what may affect bids leaves time for them: {needed} at the earliest; leave it out and it moves by itself."),
    );
    check.finish()?;
    Ok(needed)
}
