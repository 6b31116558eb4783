//! `POST /invitations/{id}/revoke`: the link that was mailed is good for nothing from now on.

use actix_web::{post, web};
use serde_json::json;

use crate::areas;
use crate::identity::links::{self, Link, LinkKind};
use crate::identity::memberships::policy::{self, Post};
use crate::identity::memberships::store::home;
use crate::journal::{self, Event};
use crate::platform::clock::system_now;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::LinkId;

/// Revoke an invitation
///
/// By whoever may invite to its role, as long as nobody has accepted it and it has not run out.
#[utoipa::path(operation_id = "invitations_revoke", tag = "identity", params(("id" = LinkId, Path)), request_body = Empty, responses(
    (status = 204, description = "The invitation is gone"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/invitations/{id}/revoke")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    revoke_invitation(cx, &id, body).await
}

/// For the pages too.
pub async fn revoke_invitation(cx: Cx, id: &str, body: Body<Empty>) -> Answer {
    let id = LinkId::parse(id);
    cx.write("invitations_revoke", body, move |tx, call, _| {
        revoke(tx, call, id.as_ref())?;
        Ok(Reply::no_content())
    })
    .await
}

fn revoke(tx: &mut Tx, call: &Call, id: Option<&LinkId>) -> Result<()> {
    let found = id.map(|id| links::store::find(tx, id)).transpose()?.flatten();
    let link = found.filter(|link| link.kind == LinkKind::Invitation).ok_or_else(unknown)?;
    if !may_revoke(tx, call, &link)? {
        return Err(unknown());
    }
    // Whoever accepts it in this moment is faster, or finds it gone.
    if !links::store::delete_open(tx, &link.id, system_now())? {
        return Err(Problem::conflict(
            "invitations/not_open",
            "邀请已被接受或已过期，无需撤销。",
            "The invitation was accepted or has run out: there is nothing to revoke.",
        ));
    }
    let event = Event::new("invitation.revoked", &link.id).with(json!({ "link_id": link.id, "role": link.role }));
    journal::record(tx, call, if let Some(organization) = &link.organization_id { event.for_organization(organization) } else { event })
}

/// Whoever could send it.
fn may_revoke(tx: &mut Tx, call: &Call, link: &Link) -> Result<bool> {
    let Some(role) = link.role else { return Ok(false) };
    let home = link.organization_id.as_ref().map(|id| home(tx, id)).transpose()?.flatten();
    let area = link.area_code.as_deref().map(|code| areas::find(tx, code)).transpose()?.flatten();
    let post = Post {
        role,
        organization: home.as_ref().map(|home| policy::Home { id: &home.id, area_path: &home.area_path }),
        area_path: area.as_ref().map(|area| area.path.as_str()),
    };
    Ok(policy::may_invite(&call.actor, &post))
}

fn unknown() -> Problem {
    Problem::not_found("邀请", "invitation")
}
