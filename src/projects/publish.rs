//! `POST /projects/{id}/publish`: the public notice. Invitations go out after it, with the same content.

use actix_web::{post, web};
use chrono::TimeDelta;
use serde_json::json;

use super::advance::advance;
use super::completeness;
use super::model::Move;
use super::policy;
use super::store::{self, Placed, ProjectKey};
use super::submit::earliest_deadline;
use super::view::{self, ProjectView};
use crate::platform::actor::Role;
use crate::platform::crypto::seal::ALGORITHM;
use crate::platform::crypto::{ProjectKeyPair, ServiceKeys};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Empty, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;
use crate::platform::jobs;
use crate::rules::{self, rule_set::RuleSet};

/// A bid is taken until the deadline; closing runs a second after it.
const AFTER_DEADLINE: TimeDelta = TimeDelta::seconds(1);

/// Publish an approved project
#[utoipa::path(operation_id = "projects_publish", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = Empty, responses(
    (status = 200, description = "Published: bids can be sealed to its public key", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/publish")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    let id = policy::id_of(&id)?;
    let key = fresh_key(&cx.platform().keys, &id)?;
    cx.write("projects_publish", body, move |tx, call, _| {
        let published = publish(tx, call, &id, &key)?;
        let version = published.project.version;
        Ok(Reply::ok(&view::for_caller(tx, call, published)?)?.version(version))
    })
    .await
}

/// Made before the transaction, which may run twice.
fn fresh_key(keys: &ServiceKeys, id: &ProjectId) -> Result<ProjectKey> {
    let pair = ProjectKeyPair::generate().map_err(Problem::internal)?;
    let wrapped = pair.wrap_private(keys, id.as_str()).map_err(Problem::internal)?;
    Ok(ProjectKey { public_key: pair.public_key, wrapped })
}

/// Rules, criteria and deadline are frozen from here on; whoever was told first hears no more than everybody.
fn publish(tx: &mut Tx, call: &Call, id: &ProjectId, key: &ProjectKey) -> Result<Placed> {
    let mut found = policy::held(tx, call, id)?;
    policy::buyers_own(&call.actor, Role::StreetOfficer, &found)?;
    call.expect_version(found.project.version)?;
    let project = &mut found.project;
    project.status.try_after(Move::Publish)?;
    let rules = rules::current(tx, &project.regime, call.now.shanghai_date())?;
    must_be_confirmed(&rules)?;
    let deadline = project.deadline.ok_or_else(|| Problem::broken(format!("project {id} was approved without a deadline")))?;
    let mut check = Check::new();
    completeness::too_early(&mut check, deadline, earliest_deadline(call, &rules));
    check.finish()?;

    project.rule_set_version = Some(rules.version.clone());
    project.rule_set = Some(JsonText::of(&rules)?);
    project.published_at = Some(call.now);
    store::put_key(tx, id, ALGORITHM, key, call.now)?;
    let content = project.content()?;
    let notice = json!({
        "title_zh": project.title_zh, "field": project.field, "area_code": project.area_code, "buyer_id": project.buyer_id,
        "budget_fen": project.budget_fen, "deadline": deadline, "criteria": content.criteria, "price_weight": content.price_weight,
        "regime": rules.code, "rule_set_version": rules.version, "rule_set_digest": rules.digest(),
        "public_key": key.public_key.to_string(), "round": project.round,
    });
    advance(tx, call, project, Move::Publish, None, notice)?;
    jobs::at(tx, "bids.close", id.as_str(), deadline.plus(AFTER_DEADLINE))?;
    jobs::at(tx, "bids.remind", id.as_str(), call.now)?;
    jobs::soon(tx, "matching.invite", id.as_str())?;
    Ok(found)
}

/// A regime with an unconfirmed value may be drafted for and not published under.
fn must_be_confirmed(rules: &RuleSet) -> Result<()> {
    let Err(open) = rules.confirmed() else { return Ok(()) };
    let values = open.join(", ");
    Err(Problem::conflict(
        "projects/regime_unconfirmed",
        format!("规则集 {} 的以下数值尚未核实，不能据此发布：{values}。", rules.code),
        format!("These values of the rule set {} are not confirmed, nothing can be published under it: {values}.", rules.code),
    )
    .with_errors(vec![FieldError::new("/regime", "unconfirmed", format!("未核实：{values}。"), format!("not confirmed: {values}."))]))
}
