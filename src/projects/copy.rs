//! `POST /projects/{id}/copy`: last year's project as this year's draft.

use actix_web::{post, web};

use super::create::{begin, blank};
use super::draft::is_officer_of;
use super::model::Content;
use super::policy;
use super::store::{Placed, Project};
use super::view::{self, ProjectView};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;
use crate::rules;

/// Copy a project into a new draft
///
/// Taken over: texts, place, buyer, field, target groups, criteria, weights, requirements, amount, rule set; officer and catalogue item where
/// they still hold. Left out, because each belongs to its year: needs, budget line, deadline, dates of the service, and every reason that was
/// given. `GET /projects/{id}/check` lists what is missing.
#[utoipa::path(operation_id = "projects_copy", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = Empty, responses(
    (status = 201, description = "The draft", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/copy")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    copy_project(cx, &id, body).await
}

/// For the pages too.
pub async fn copy_project(cx: Cx, source: &str, body: Body<Empty>) -> Answer {
    let source = policy::id_of(source)?;
    let id = ProjectId::new();
    cx.write("projects_copy", body, move |tx, call, _| {
        let drafted = copy(tx, call, &source, id.clone())?;
        let (place, version) = (format!("/api/v1/projects/{id}"), drafted.project.version);
        Ok(Reply::created(place, &view::for_caller(tx, call, drafted)?)?.version(version))
    })
    .await
}

fn copy(tx: &mut Tx, call: &Call, source: &ProjectId, id: ProjectId) -> Result<Placed> {
    let Placed { project: source, path } = policy::known(tx, call, source)?;
    let (author, organization) = policy::drafter(&call.actor, &path)?;
    let was = source.content()?;
    let content = Content {
        target_groups: was.target_groups,
        instrument: was.instrument,
        criteria: was.criteria,
        price_weight: was.price_weight,
        requirements: was.requirements,
        ..Content::default()
    };
    let item = match source.catalogue_item_id {
        Some(item) => rules::catalogue_valid_on(tx, &item, call.now.shanghai_date())?.map(|_| item),
        None => None,
    };
    let officer = match source.officer_in_charge {
        Some(officer) => is_officer_of(tx, &officer, &source.buyer_id)?.then_some(officer),
        None => None,
    };
    let draft = Project {
        title_zh: source.title_zh,
        title_en: source.title_en,
        description_zh: source.description_zh,
        field: source.field,
        officer_in_charge: officer,
        content: JsonText::of(&content)?,
        budget_fen: source.budget_fen,
        catalogue_item_id: item,
        regime: source.regime,
        ..blank(call, id, (author.clone(), organization), &source.area_code, &source.buyer_id)?
    };
    let project = begin(tx, call, draft, &content, &author, Some(&source.id))?;
    Ok(Placed { project, path })
}
