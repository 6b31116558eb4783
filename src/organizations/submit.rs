//! `POST /organizations/{id}/submit`: asks the hub to verify.

use actix_web::{post, web};

use super::advance::{advance, answer, find};
use super::model::{Kind, Move};
use super::policy::Relation;
use super::store::Profile;
use super::update::{UpdateOrganization, update};
use super::view::OrganizationView;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Empty, ProblemDocument, Reply, Result};

/// Ask the hub to verify an organisation
#[utoipa::path(operation_id = "organizations_submit", tag = "registry", params(("id" = String, Path)), request_body = Empty, responses(
    (status = 200, description = "The organisation", body = OrganizationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/organizations/{id}/submit")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("organizations_submit", body, move |tx, call, _| submit(tx, call, &id)).await
}

fn submit(tx: &mut Tx, call: &Call, id: &str) -> Result<Reply> {
    let mut profile = find(tx, id)?;
    let organization = &profile.organization;
    Relation::of(&call.actor, &organization.id, &profile.area_path).allow(organization.status, Move::Submit)?;
    call.expect_version(organization.version)?;
    organization.status.try_after(Move::Submit)?;
    complete(&profile)?;
    advance(tx, call, &mut profile.organization, Move::Submit, None)?;
    answer(call, profile)
}

/// Corrects what the hub returned and asks again, in one step: for the page.
pub fn correct(tx: &mut Tx, call: &Call, id: &str, command: &UpdateOrganization) -> Result<Reply> {
    let before = find(tx, id)?;
    Relation::of(&call.actor, &before.organization.id, &before.area_path).allow(before.organization.status, Move::Submit)?;
    before.organization.status.try_after(Move::Submit)?;
    update(tx, call, id, command)?;
    let mut profile = find(tx, id)?;
    complete(&profile)?;
    advance(tx, call, &mut profile.organization, Move::Submit, None)?;
    answer(call, profile)
}

/// What the hub needs to verify it, and residents to find it.
fn complete(profile: &Profile) -> Result<()> {
    let organization = &profile.organization;
    let mut check = Check::new();
    check.text("/description_zh", &organization.description_zh, 4000);
    if !matches!(organization.kind, Kind::Government | Kind::Committee) {
        check.that(!profile.fields.is_empty(), "/fields", "required", "至少选择一个服务领域。", "name at least one service field.").that(
            !profile.areas_served.is_empty(),
            "/areas_served",
            "required",
            "至少填写一个服务区域。",
            "name at least one area.",
        );
    }
    check.finish()
}
