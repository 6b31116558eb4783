//! `POST /projects/{id}/publish`: the public notice. Invitations go out after it, with the same content.

use actix_web::{post, web};
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::advance::advance;
use super::completeness;
use super::model::{Criterion, Move, Requirements};
use super::policy;
use super::store::{self, Placed, Project, ProjectKey};
use super::submit::earliest_deadline;
use super::view::{self, ProjectView};
use crate::platform::actor::Role;
use crate::platform::crypto::seal::ALGORITHM;
use crate::platform::crypto::{ProjectKeyPair, ServiceKeys};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Empty, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::platform::jobs;
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::rules::{self, rule_set::RuleSet};

/// A bid is taken until the deadline; closing runs a second after it.
const AFTER_DEADLINE: TimeDelta = TimeDelta::seconds(1);

/// Publish an approved project
#[utoipa::path(operation_id = "projects_publish", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = Empty, responses(
    (status = 200, description = "Published: bids can be sealed to its public key", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/publish")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    publish_project(cx, &id, body).await
}

/// For the pages too.
pub async fn publish_project(cx: Cx, id: &str, body: Body<Empty>) -> Answer {
    let id = policy::id_of(id)?;
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
    let terms = CallTerms::of(project, deadline, &rules, key)?;
    advance(tx, call, project, Move::Publish, None, serde_json::to_value(terms).map_err(Problem::internal)?)?;
    jobs::at(tx, "bids.close", id.as_str(), deadline.plus(AFTER_DEADLINE))?;
    jobs::at(tx, "bids.remind", id.as_str(), call.now)?;
    jobs::soon(tx, "matching.invite", id.as_str())?;
    Ok(found)
}

/// What a call says when it goes out. Its journal entry keeps it, so that the public notice can be written from there whatever becomes of
/// the project meanwhile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallTerms {
    pub round: i32,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub description_zh: String,
    pub field: Option<String>,
    pub area_code: String,
    pub buyer_id: OrganizationId,
    pub budget_fen: Option<Money>,
    pub deadline: Timestamp,
    pub service_from: Option<NaiveDate>,
    pub service_to: Option<NaiveDate>,
    pub criteria: Vec<Criterion>,
    pub price_weight: Option<Hundredths>,
    pub requirements: Requirements,
    pub regime: String,
    pub rules_zh: String,
    pub rules_en: String,
    pub rule_set_version: String,
    pub rule_set_digest: String,
    pub public_key: String,
}

impl CallTerms {
    fn of(project: &Project, deadline: Timestamp, rules: &RuleSet, key: &ProjectKey) -> Result<Self> {
        let content = project.content()?;
        Ok(Self {
            round: project.round,
            title_zh: project.title_zh.clone(),
            title_en: project.title_en.clone(),
            description_zh: project.description_zh.clone(),
            field: project.field.clone(),
            area_code: project.area_code.clone(),
            buyer_id: project.buyer_id.clone(),
            budget_fen: project.budget_fen,
            deadline,
            service_from: content.service_from,
            service_to: content.service_to,
            criteria: content.criteria,
            price_weight: content.price_weight,
            requirements: content.requirements,
            regime: rules.code.clone(),
            rules_zh: rules.name_zh.clone(),
            rules_en: rules.name_en.clone(),
            rule_set_version: rules.version.clone(),
            rule_set_digest: rules.digest(),
            public_key: key.public_key.to_string(),
        })
    }
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
