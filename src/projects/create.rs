//! `POST /projects`: begins a draft.

use actix_web::post;
use chrono::Datelike;
use serde_json::json;

use super::draft::{Draft, Drafted, USUAL_REGIME};
use super::model::{Content, Status};
use super::policy;
use super::store::{self, Placed, Project};
use super::view::{self, ProjectView};
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::types::JsonText;
use crate::platform::db::{Tx, counter};
use crate::platform::http::{Answer, Body, Call, Cx, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{OrganizationId, ProjectId, UserId};

/// Draft a project
#[utoipa::path(operation_id = "projects_create", tag = "purchasing", request_body = Draft, responses(
    (status = 201, description = "The draft", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects")]
pub async fn handle(cx: Cx, body: Body<Draft>) -> Answer {
    create_project(cx, body).await
}

/// For the pages too.
pub async fn create_project(cx: Cx, body: Body<Draft>) -> Answer {
    let id = ProjectId::new();
    cx.write("projects_create", body, move |tx, call, draft| {
        let drafted = create(tx, call, draft, id.clone())?;
        let place = format!("/api/v1/projects/{}", drafted.project.id);
        let version = drafted.project.version;
        Ok(Reply::created(place, &view::for_caller(tx, call, drafted)?)?.version(version))
    })
    .await
}

/// A hub operator or street officer whose reach covers the place begins a draft for its buyer.
pub(super) fn create(tx: &mut Tx, call: &Call, draft: &Draft, id: ProjectId) -> Result<Placed> {
    let (Some(_), Some(area), Some(buyer)) = (draft.title_zh.value(), draft.area_code.value(), draft.buyer_id.value()) else {
        return Err(unfinished(draft));
    };
    let path = areas::path_of(tx, area, "/area_code")?;
    let (author, organization) = policy::drafter(&call.actor, &path)?;
    let drafted = draft.apply(blank(call, id, (author.clone(), organization), area, buyer)?)?;
    draft.must_be_sound(tx, call, &drafted)?;
    let Drafted { project, content } = drafted;
    let project = begin(tx, call, project, &content, &author, None)?;
    Ok(Placed { project, path })
}

/// A draft of nothing yet: an author's, who drafts for an organisation, for a place and a buyer.
pub(super) fn blank(
    call: &Call,
    id: ProjectId,
    (author, organization): (UserId, OrganizationId),
    area: &str,
    buyer: &OrganizationId,
) -> Result<Project> {
    Ok(Project {
        id,
        number: String::new(),
        title_zh: String::new(),
        title_en: None,
        description_zh: String::new(),
        area_code: area.to_owned(),
        field: None,
        status: Status::Draft,
        status_reason: None,
        buyer_id: buyer.clone(),
        author_organization_id: organization,
        created_by: author,
        officer_in_charge: None,
        content: JsonText::of(&Content::default())?,
        budget_fen: None,
        budget_line_id: None,
        catalogue_item_id: None,
        regime: USUAL_REGIME.to_owned(),
        rule_set_version: None,
        rule_set: None,
        deadline: None,
        submitted_at: None,
        approved_at: None,
        published_at: None,
        closed_at: None,
        opened_at: None,
        counts: None,
        next_check_at: None,
        round: 1,
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    })
}

/// Gives the draft its number and stores it with its first editor; `copied_from` is the project that it repeats.
pub(super) fn begin(
    tx: &mut Tx,
    call: &Call,
    mut project: Project,
    content: &Content,
    author: &UserId,
    copied_from: Option<&ProjectId>,
) -> Result<Project> {
    project.number = number(tx, call)?;
    store::insert(tx, &project)?;
    store::set_needs(tx, &project.id, &content.need_ids)?;
    store::add_editor(tx, &project.id, author)?;
    let facts = json!({ "number": project.number, "copied_from": copied_from });
    journal::record(tx, call, Event::new("project.drafted", &project.id).of_project(&project.id).with(facts))?;
    Ok(project)
}

/// A draft without title, place or buyer is none; all that lack are named.
fn unfinished(draft: &Draft) -> Problem {
    let needed = [
        (draft.title_zh.value().is_none(), "/title_zh"),
        (draft.area_code.value().is_none(), "/area_code"),
        (draft.buyer_id.value().is_none(), "/buyer_id"),
    ];
    let lacking = needed.into_iter().filter(|(lacks, _)| *lacks);
    Problem::invalid(lacking.map(|(_, at)| FieldError::new(at, "required", "起草时必须填写。", "is needed to begin a draft.")).collect())
}

/// `XM-2026-0001`, dense within a year.
fn number(tx: &mut Tx, call: &Call) -> Result<String> {
    let year = call.now.shanghai_date().year();
    Ok(format!("XM-{year}-{:04}", counter::next(tx, &format!("projects.{year}"))?))
}
