//! `PUT /projects/{id}/invitation-list/{organization}`: adds an organisation, or leaves one out, with the reason.

use actix_web::{put, web};
use serde::Deserialize;
use serde_json::json;

use super::store::{self, Edit};
use super::view::InvitationListView;
use crate::identity;
use crate::journal::{self, Event};
use crate::matching::index::Index;
use crate::matching::policy;
use crate::organizations;
use crate::platform::db::{Tx, lock::Strength};
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::platform::privacy::names_nobody;
use crate::projects;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditInvitation {
    /// True adds it to the list, false leaves it out. Whoever is left out may still bid: the call is public.
    pub invited: bool,
    #[schema(example = "去年同一项目的服务机构，居民满意度高。")]
    pub reason_zh: String,
}

/// Add an organisation to the list of invitations, or leave one out
///
/// Before the call is published; recorded with who changed it and why. A later edit of the same organisation replaces it.
#[utoipa::path(operation_id = "matching_edit_invitation", tag = "matching",
    params(("id" = ProjectId, Path), ("organization" = OrganizationId, Path)), request_body = EditInvitation, responses(
    (status = 200, description = "The list as it is now", body = InvitationListView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[put("/projects/{id}/invitation-list/{organization}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<EditInvitation>) -> Answer {
    put(cx, &path.0, &path.1, body).await
}

/// The same for a page.
pub async fn put(cx: Cx, project: &str, organization: &str, body: Body<EditInvitation>) -> Answer {
    let (project, organization) = (ProjectId::parse(project), OrganizationId::parse(organization));
    // A write cannot let the engine catch up: what was committed before this request is in its list all the same.
    let (index, now) = (Index::of(cx.platform()), cx.now());
    cx.look("matching_edit_invitation", now, move |conn, _| index.ask(conn, now, |_| ())).await?;
    cx.write("matching_edit_invitation", body, move |tx, call, command| {
        Reply::ok(&edit(tx, call, project.as_ref(), organization.as_ref(), command)?)
    })
    .await
}

fn edit(
    tx: &mut Tx,
    call: &Call,
    project: Option<&ProjectId>,
    organization: Option<&OrganizationId>,
    command: &EditInvitation,
) -> Result<InvitationListView> {
    let project = projects::locked(tx, project.ok_or_else(|| Problem::not_found("项目", "project"))?, Strength::Alone)?;
    let path = policy::may_see_project(tx, &call.actor, &project)?;
    let user = call.actor.user_id().cloned().ok_or_else(|| Problem::broken("a list is edited by a person"))?;
    let unknown = || Problem::not_found("机构", "organisation");
    let organization = organizations::find(tx, organization.ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    let mut check = Check::new();
    check.text("/reason_zh", &command.reason_zh, 500);
    names_nobody(&mut check, "/reason_zh", &command.reason_zh);
    check.finish()?;
    if !is_open(&project) {
        return Err(Problem::conflict(
            "matching/invitations_are_out",
            "公告已经发布或项目已经结束，邀请名单不能再改。",
            "The call is published or the project has ended: the list of invitations cannot be changed any more.",
        ));
    }
    if command.invited {
        may_be_invited(tx, &organization, &path, &project)?;
    }
    let edit = Edit {
        project_id: project.id.clone(),
        organization_id: organization.id.clone(),
        invited: command.invited,
        reason_zh: command.reason_zh.trim().to_owned(),
        edited_by: user,
        edited_at: call.now,
    };
    store::put(tx, &edit)?;
    let facts = json!({
        "organization_id": edit.organization_id, "organization_zh": organization.name_zh,
        "invited": edit.invited,
    });
    // For no place: whoever decides on the purchase reads there, too (R23). The file shows it to those who may see the list.
    journal::record(tx, call, Event::new("invitation_list.edited", &project.id).of_project(&project.id).with(facts))?;
    let index = Index::of(&call.platform);
    InvitationListView::of(tx, &project, &path, call.now, |_, rank| index.ask_as_it_is(rank))
}

/// Whether the list can still be changed: the call is not published, and may be.
pub fn is_open(project: &projects::Project) -> bool {
    let may_be_published = project.status.after(projects::Move::Publish).is_some() || is_before_approval(project.status);
    project.published_at.is_none() && may_be_published
}

fn is_before_approval(status: projects::Status) -> bool {
    use projects::Status::{Draft, Returned, Submitted};
    matches!(status, Draft | Submitted | Returned)
}

/// An invitation to somebody who could not bid would mislead.
fn may_be_invited(tx: &mut Tx, organization: &organizations::Organization, path: &str, project: &projects::Project) -> Result<()> {
    let is_verified = organization.status == organizations::Status::Verified;
    if !is_verified || organizations::may_contract(organization.kind).is_err() {
        return Err(Problem::conflict(
            "matching/cannot_contract",
            "该机构未经核验，或依法不能承接政府购买服务，不能邀请。",
            "The organisation is not verified, or may not contract with the government: it cannot be invited.",
        ));
    }
    let is_party = organization.id == project.buyer_id || organization.id == project.author_organization_id;
    if is_party || identity::could_read_drafts(tx, &organization.id, path, project.created_at)? {
        return Err(Problem::conflict(
            "matching/read_the_draft",
            "该机构的人员能看到项目草稿，不能参加投标，不能邀请。",
            "People of this organisation could read the draft: it may not bid and cannot be invited.",
        ));
    }
    Ok(())
}
