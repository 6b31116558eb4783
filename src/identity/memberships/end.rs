//! `POST /memberships/{id}/end`: takes a role away, at once.

use actix_web::{post, web};

use super::add::event;
use super::policy::{self, Post};
use super::store;
use super::store::Membership;
use super::view::{MembershipView, describe};
use crate::areas;
use crate::identity::{links, users};
use crate::journal;
use crate::platform::actor::Role;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::MembershipId;

/// End a membership
///
/// The person loses the role with the next request. Whoever gave a role may end it, and people may leave an organisation themselves.
/// An organisation keeps one manager at least, the platform one administrator. Invitations of the person into that organisation that are
/// still open end too: whoever changes a role invites after it.
#[utoipa::path(operation_id = "memberships_end", tag = "identity", params(("id" = MembershipId, Path)), request_body = Empty, responses(
    (status = 200, description = "The ended membership", body = MembershipView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/memberships/{id}/end")]
pub async fn handle(cx: Cx, id: web::Path<MembershipId>, body: Body<Empty>) -> Answer {
    end_membership(cx, id.into_inner(), body).await
}

/// For the pages too.
pub async fn end_membership(cx: Cx, id: MembershipId, body: Body<Empty>) -> Answer {
    cx.write("memberships_end", body, move |tx, call, _| {
        let membership = end(tx, call, &id)?;
        let version = membership.version;
        let view = describe(tx, vec![membership], |_| true)?.pop().ok_or_else(|| Problem::broken("a membership without a view"))?;
        Ok(Reply::ok(&view)?.version(version))
    })
    .await
}

pub fn end(tx: &mut Tx, call: &Call, id: &MembershipId) -> Result<Membership> {
    let unknown = || Problem::not_found("成员关系", "membership");
    let mut membership = store::find(tx, id)?.ok_or_else(unknown)?;
    let home = membership.organization_id.as_ref().map(|id| store::home(tx, id)).transpose()?.flatten();
    let area_path = membership.area_code.as_deref().map(|code| areas::path_of(tx, code, "/area_code")).transpose()?;
    let post = Post {
        role: membership.role,
        organization: home.as_ref().map(|home| policy::Home { id: &home.id, area_path: &home.area_path }),
        area_path: area_path.as_deref(),
    };
    if !policy::may_end(&call.actor, &post) && !policy::may_leave(&call.actor, &membership.user_id, membership.role) {
        return Err(unknown());
    }
    call.expect_version(membership.version)?;
    if membership.ended_at.is_some() {
        return Err(Problem::wrong_state("memberships/ended", "ended", "end", &[]));
    }
    somebody_stays(tx, &membership)?;
    store::end(tx, &mut membership, call.now)?;
    no_way_back(tx, &membership)?;
    journal::record(tx, call, event("membership.ended", &membership, area_path.as_deref()))?;
    Ok(membership)
}

/// An invitation that is still open would let the person in again.
fn no_way_back(tx: &mut Tx, membership: &Membership) -> Result<()> {
    let Some(organization) = &membership.organization_id else { return Ok(()) };
    let Some(user) = users::user(tx, &membership.user_id)? else { return Ok(()) };
    links::store::delete_invitations(tx, &user.email, organization)
}

/// Without a manager nobody could act for the organisation, without an administrator nobody for the platform.
fn somebody_stays(tx: &mut Tx, membership: &Membership) -> Result<()> {
    if !matches!(membership.role, Role::NgoManager | Role::PlatformAdmin) || store::has_another_holder(tx, membership)? {
        return Ok(());
    }
    Err(match membership.role {
        Role::NgoManager => Problem::conflict(
            "memberships/last_manager",
            "这是该机构唯一的负责人；请先邀请另一位负责人，待其接受后再结束。",
            "This is the organisation's only manager: invite another one first, and end this membership when they have accepted.",
        ),
        _ => Problem::conflict(
            "memberships/last_administrator",
            "这是平台唯一的管理员；请先邀请另一位管理员，待其接受后再结束。",
            "This is the platform's only administrator: invite another one first, and end this membership when they have accepted.",
        ),
    })
}
