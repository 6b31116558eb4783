//! `GET /me`: who the caller is and what it may do.

use actix_web::get;
use serde::Serialize;

use super::memberships::{self, MembershipView};
use super::permissions;
use super::users::{self, UserView};
use crate::platform::actor::Identity;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{ApiKeyId, OrganizationId};

#[derive(Serialize, utoipa::ToSchema)]
pub struct Me {
    /// The person who is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<UserView>,
    /// The program, where an API key calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<Program>,
    /// The person's live memberships.
    pub memberships: Vec<MembershipView>,
    /// The ids of the operations that the caller may call at all; each record has its own `allowed_actions`.
    #[schema(example = json!(["me_get", "projects_list"]))]
    pub operations: Vec<&'static str>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct Program {
    pub id: ApiKeyId,
    pub organization_id: OrganizationId,
    pub scopes: Vec<String>,
}

/// Who am I
#[utoipa::path(operation_id = "me_get", tag = "identity", responses(
    (status = 200, description = "The caller", body = Me),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/me")]
pub async fn handle(cx: Cx) -> Answer {
    cx.read("me_get", |conn, call| Reply::ok(&me(conn, call)?)).await
}

fn me(conn: &mut Conn, call: &Call) -> Result<Me> {
    let operations = permissions::TABLE.iter().map(|row| row.id).filter(|id| permissions::authorize(id, &call.actor).is_ok()).collect();
    let mut me = Me { user: None, api_key: None, memberships: Vec::new(), operations };
    match &call.actor.identity {
        Identity::User(id) => {
            let user = users::user(conn, id)?.ok_or_else(|| Problem::broken("a session without an account"))?;
            me.memberships = memberships::own_memberships(conn, call)?;
            me.user = Some(UserView::from(user));
        }
        Identity::ApiKey { key, organization, scopes } => {
            me.api_key = Some(Program { id: key.clone(), organization_id: organization.clone(), scopes: scopes.clone() });
        }
        Identity::Anonymous | Identity::System => {}
    }
    Ok(me)
}
