//! `/desk/people`: my organisations and what I am in each; `/desk/organizations/{id}/people`: who acts for one, and who is invited.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::session::{Desk, Hidden, PAGES};
use crate::bids;
use crate::identity::{self, Invite, MembershipView, OpenInvitation, People};
use crate::platform::actor::Role;
use crate::platform::html;
use crate::platform::http::{Body, Call, Empty, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{MembershipId, OrganizationId, UserId};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct InviteForm {
    csrf: String,
    version: String,
    key: String,
    email: String,
    name: String,
    role: String,
}

/// Ends a membership, or an invitation; sent from the page of an organisation, or from one's own.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct EndForm {
    csrf: String,
    version: String,
    key: String,
    /// The organisation whose page it was.
    from: String,
}

/// Who looks at the page.
struct Caller {
    user: Option<UserId>,
    /// Whether they bid for an organisation.
    bids: bool,
}

impl Caller {
    fn of(call: &Call) -> Self {
        Self { user: call.actor.user_id().cloned(), bids: !bids::organizations(&call.actor).is_empty() }
    }
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    membership: MembershipView,
    /// Of the form that ends it.
    hidden: Hidden,
    is_own: bool,
}

#[derive(Serialize)]
struct OwnPage {
    bidder: bool,
    lines: Vec<Line>,
    problems: Vec<Text>,
}

#[derive(Serialize)]
struct PeoplePage {
    bidder: bool,
    organization: OrganizationId,
    name_zh: String,
    lines: Vec<Line>,
    invitations: Vec<OpenInvitation>,
    roles: Vec<Role>,
    hidden: Hidden,
    typed: InviteForm,
    problems: Vec<Text>,
}

#[get("/desk/people")]
pub async fn own(desk: Desk) -> Result<HttpResponse> {
    own_page(&desk, None).await
}

#[get("/desk/organizations/{id}/people")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, InviteForm::default(), None).await
}

#[post("/desk/organizations/{id}/people")]
pub async fn invite(desk: Desk, id: web::Path<String>, form: web::Form<InviteForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = send(&desk, &id, &form).await.map(|_| format!("/desk/organizations/{id}/people"));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
}

#[post("/desk/people/{membership}/end")]
pub async fn end(desk: Desk, id: web::Path<String>, form: web::Form<EndForm>) -> Result<HttpResponse> {
    let (form, ended) = (form.clone(), take(&desk, &id, &form).await);
    match OrganizationId::parse(&form.from) {
        None => desk.after(ended.map(|_| "/desk/people".to_owned()), form, async |_, problem| own_page(&desk, Some(problem)).await).await,
        Some(from) => {
            let next = ended.map(|_| format!("/desk/organizations/{from}/people"));
            desk.after(next, form, async |_, problem| page(&desk, from.as_str(), InviteForm::default(), Some(problem)).await).await
        }
    }
}

async fn send(desk: &Desk, id: &str, form: &InviteForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let unknown = || Problem::not_found("机构", "organisation");
    let organization = OrganizationId::parse(id).ok_or_else(unknown)?;
    let role = Role::parse(&form.role).ok_or_else(|| Problem::field("/role", "required", "请选择角色。", "choose a role."))?;
    let command = Invite {
        email: form.email.trim().to_owned(),
        name: Some(form.name.trim().to_owned()).filter(|name| !name.is_empty()),
        role,
        organization_id: Some(organization),
        area_code: None,
        language: None,
    };
    identity::invite_person(cx, Body::of_form(command, &format!("{form:?}"))).await
}

async fn take(desk: &Desk, id: &str, form: &EndForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let id = MembershipId::parse(id).ok_or_else(|| Problem::not_found("成员关系", "membership"))?;
    identity::end_membership(cx, id, Body::of_form(Empty {}, &format!("{form:?}"))).await
}

/// The page of the organisation again, without the invitation.
#[post("/desk/organizations/{id}/invitations/{invitation}/revoke")]
pub async fn revoke(desk: Desk, path: web::Path<(String, String)>, form: web::Form<EndForm>) -> Result<HttpResponse> {
    let (id, invitation) = path.into_inner();
    let revoked = async {
        let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
        identity::revoke_invitation(cx, &invitation, Body::of_form(Empty {}, &format!("{form:?}"))).await
    };
    let next = revoked.await.map(|_| format!("/desk/organizations/{id}/people"));
    desk.after(next, form.into_inner(), async |_, problem| page(&desk, &id, InviteForm::default(), Some(problem)).await).await
}

async fn own_page(desk: &Desk, problem: Option<&Problem>) -> Result<HttpResponse> {
    let (memberships, caller) = desk.look("me_get", |conn, call| Ok((identity::own_memberships(conn, call)?, Caller::of(call)))).await?;
    let page = OwnPage {
        bidder: caller.bids,
        lines: lines(desk, memberships, &caller),
        problems: problem.map(Problem::words).unwrap_or_default(),
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("own.html", &page)?))
}

async fn page(desk: &Desk, id: &str, typed: InviteForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let (People { organization, name_zh, members, invitations, roles }, caller) =
        desk.look("memberships_list", move |conn, call| Ok((identity::people(conn, call, &wanted)?, Caller::of(call)))).await?;
    let page = PeoplePage {
        bidder: caller.bids,
        lines: lines(desk, members, &caller),
        // An invitation is made anew: there is no version to hold.
        hidden: desk.hidden(0),
        problems: problem.map(Problem::words).unwrap_or_default(),
        organization,
        name_zh,
        invitations,
        roles,
        typed,
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("people.html", &page)?))
}

fn lines(desk: &Desk, memberships: Vec<MembershipView>, caller: &Caller) -> Vec<Line> {
    let line = |membership: MembershipView| Line {
        hidden: desk.hidden(membership.version),
        is_own: Some(&membership.user_id) == caller.user.as_ref(),
        membership,
    };
    memberships.into_iter().map(line).collect()
}
