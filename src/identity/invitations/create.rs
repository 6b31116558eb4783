//! `POST /invitations`: invites a person to a role.

use actix_web::post;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::areas;
use crate::identity::links::{self, FreshLink, Link, LinkKind};
use crate::identity::memberships::policy::{self, Post};
use crate::identity::memberships::store::{Home, home};
use crate::identity::memberships::{Seat, seat};
use crate::identity::users::email;
use crate::journal::{self, Event};
use crate::platform::actor::Role;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::i18n::Language;
use crate::platform::ids::{LinkId, OrganizationId};
use crate::platform::time::Timestamp;

/// How long an invitation can be accepted.
const OPEN_FOR: TimeDelta = TimeDelta::days(7);

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    #[schema(example = "li.na@dongxin.example")]
    pub email: String,
    /// How the mail addresses the person; they may write it otherwise when they accept.
    #[schema(example = "李娜")]
    pub name: Option<String>,
    pub role: Role,
    /// Required for the roles of an organisation.
    pub organization_id: Option<OrganizationId>,
    /// Required for roles that reach a place: street, district, hub, committee, line department, auditor.
    #[schema(example = "310107015")]
    pub area_code: Option<String>,
    /// The mail's language; the caller's unless told.
    pub language: Option<Language>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct InvitationView {
    pub id: LinkId,
    pub email: String,
    pub role: Role,
    pub organization_id: Option<OrganizationId>,
    pub area_code: Option<String>,
    pub expires_at: Timestamp,
}

/// Invite a person
///
/// The link goes by mail to the address and nowhere else, is good for seven days and once. The administrator invites to every role;
/// a hub operator managers of organisations within its reach, evaluators, mentors and committee officers of its area; a manager
/// people of its own organisation. Of several to the same role the newest counts.
#[utoipa::path(operation_id = "invitations_create", tag = "identity", request_body = Invite, responses(
    (status = 201, description = "The invitation is on its way", body = InvitationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/invitations")]
pub async fn handle(cx: Cx, body: Body<Invite>) -> Answer {
    invite_person(cx, body).await
}

/// For the pages too.
pub async fn invite_person(cx: Cx, body: Body<Invite>) -> Answer {
    let fresh = FreshLink::generate(cx.platform())?;
    cx.write("invitations_create", body, move |tx, call, command| Reply::made(&invite(tx, call, command, &fresh)?)).await
}

fn invite(tx: &mut Tx, call: &Call, command: &Invite, fresh: &FreshLink) -> Result<InvitationView> {
    let home = command.organization_id.as_ref().map(|id| home(tx, id)).transpose()?.flatten();
    let area = command.area_code.as_deref().map(|code| areas::find(tx, code)).transpose()?.flatten();
    complete(command, home.as_ref(), area.as_ref())?;
    let post = Post {
        role: command.role,
        organization: home.as_ref().map(|home| policy::Home { id: &home.id, area_path: &home.area_path }),
        area_path: area.as_ref().map(|area| area.path.as_str()),
    };
    if !policy::may_invite(&call.actor, &post) {
        return Err(not_yours(command.role));
    }
    let link = Link {
        name: command.name.as_ref().map(|name| name.trim().to_owned()),
        organization_id: command.organization_id.clone(),
        role: Some(command.role),
        area_code: command.area_code.clone(),
        created_by: call.actor.user_id().cloned(),
        ..fresh.link(LinkKind::Invitation, Some(email::normalized(&command.email)), command.language.unwrap_or(call.language), OPEN_FOR)
    };
    links::store::insert(tx, &link)?;
    links::store::delete_twins(tx, &link)?;
    journal::record(tx, call, created(&link, area.map(|area| area.path).as_deref()))?;
    Ok(InvitationView {
        id: link.id,
        email: email::normalized(&command.email),
        role: command.role,
        organization_id: link.organization_id,
        area_code: link.area_code,
        expires_at: link.expires_at,
    })
}

/// Address, role, organisation and place fit together; all that does not is listed.
fn complete(command: &Invite, home: Option<&Home>, area: Option<&areas::Area>) -> Result<()> {
    let mut check = Check::new();
    email::check(&mut check, "/email", &command.email);
    if let Some(name) = &command.name {
        check.text("/name", name, 100);
    }
    let seat = seat(command.role);
    let (organization, place) = (command.organization_id.is_some(), command.area_code.is_some());
    check
        .that(
            organization || seat != Seat::Organization,
            "/organization_id",
            "required",
            "此角色须属于一个机构。",
            "this role is held in an organisation.",
        )
        .that(
            home.is_some() || !organization,
            "/organization_id",
            "unknown_organization",
            "没有这个机构。",
            "there is no such organisation.",
        )
        .that(place || seat != Seat::Area, "/area_code", "required", "此角色须限定一个区域。", "this role is held for an area.")
        .that(
            !place || seat != Seat::Organization,
            "/area_code",
            "not_for_this_role",
            "此角色不按区域授予。",
            "this role is not held for an area.",
        )
        .that(area.is_some() || !place, "/area_code", "unknown_area", "没有这个区域。", "there is no such area.");
    check.finish()
}

fn not_yours(role: Role) -> Problem {
    Problem::forbidden(
        "invitations/not_yours",
        format!("您不能在此机构或区域邀请 {role}：枢纽只能邀请辖区内机构的负责人、评审员、导师和居委会人员，负责人只能邀请本机构人员。"),
        format!(
            "You cannot invite a {role} here: a hub invites managers, evaluators, mentors and committee officers within its reach, a manager people of its own organisation."
        ),
    )
}

/// Seen by the organisation and by those whose area it is. Never names the address.
fn created(link: &Link, area_path: Option<&str>) -> Event {
    let mut event = Event::new("invitation.created", &link.id).with(json!({
        "link_id": link.id,
        "role": link.role,
        "organization_id": link.organization_id,
        "area_code": link.area_code,
    }));
    if let Some(organization) = &link.organization_id {
        event = event.for_organization(organization);
    }
    if let Some(path) = area_path {
        event = event.for_area(path);
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(role: Role) -> Vec<(String, &'static str)> {
        let command =
            Invite { email: "li.na@dongxin.example".into(), name: None, role, organization_id: None, area_code: None, language: None };
        let errors = complete(&command, None, None).err().map(|problem| problem.errors().to_vec()).unwrap_or_default();
        errors.into_iter().map(|error| (error.pointer, error.code)).collect()
    }

    #[test]
    fn each_role_says_where_it_is_held() {
        for role in Role::ALL {
            let expected = match seat(*role) {
                Seat::Organization => vec![("/organization_id".to_owned(), "required")],
                Seat::Area => vec![("/area_code".to_owned(), "required")],
                Seat::Anywhere => vec![],
            };
            assert_eq!(missing(*role), expected, "{role}");
        }
    }

    #[test]
    fn everything_wrong_is_listed_at_once() {
        let command = Invite {
            email: "nobody".into(),
            name: Some(" ".into()),
            role: Role::NgoManager,
            organization_id: Some(OrganizationId::new()),
            area_code: Some("999999".into()),
            language: None,
        };
        let problem = complete(&command, None, None).unwrap_err();
        let codes: Vec<_> = problem.errors().iter().map(|error| (error.pointer.as_str(), error.code)).collect();
        assert_eq!(
            codes,
            [
                ("/email", "malformed"),
                ("/name", "required"),
                ("/organization_id", "unknown_organization"),
                ("/area_code", "not_for_this_role"),
                ("/area_code", "unknown_area"),
            ]
        );
    }
}
