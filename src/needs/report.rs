//! `POST /needs`: somebody says what is needed.

use actix_web::post;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::{Channel, Status};
use super::policy;
use super::store::{self, Need};
use super::view::NeedView;
use crate::areas;
use crate::journal::{self, Event};
use crate::organizations::taxonomy::{NeedCategory, taxonomy};
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::NeedId;
use crate::platform::privacy::names_nobody;

/// A need names no person: no names, addresses or numbers of residents.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportNeed {
    #[schema(example = "310107015")]
    pub area_code: String,
    #[schema(example = "青年就业创业帮助")]
    pub title_zh: String,
    pub description_zh: String,
    /// Slug of the service field.
    #[schema(example = "jobs_startups")]
    pub field: String,
    /// The category of the field, unless told.
    pub category: Option<NeedCategory>,
    /// Slugs of target groups; none means all residents.
    #[serde(default)]
    pub target_groups: Vec<String>,
    /// Where the need was heard, such as a meeting.
    pub source: Option<String>,
}

/// Report a need
#[utoipa::path(operation_id = "needs_report", tag = "community", request_body = ReportNeed, responses(
    (status = 201, description = "The need", body = NeedView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/needs")]
pub async fn handle(cx: Cx, body: Body<ReportNeed>) -> Answer {
    let id = NeedId::new();
    cx.write("needs_report", body, move |tx, call, command| {
        let need = report(tx, call, id.clone(), command)?;
        let path = areas::path_of(tx, &need.area_code, "/area_code")?;
        Ok(Reply::created(format!("/api/v1/needs/{}", need.id), &NeedView::of(need, &path, &call.actor)?)?.version(1))
    })
    .await
}

/// Committees report for their place, the hub at its desk.
pub fn report(tx: &mut Tx, call: &Call, id: NeedId, command: &ReportNeed) -> Result<Need> {
    record(tx, call, id, command, |path| policy::channel(&call.actor, path))
}

/// What `report` would refuse.
pub fn vet(conn: &mut Conn, call: &Call, command: &ReportNeed) -> Result<()> {
    let path = check(conn, command)?;
    policy::channel(&call.actor, &path).map(|_| ())
}

/// Records what was said, over the channel that this caller has to the place. Refused where the text would name a resident.
pub(super) fn record(
    tx: &mut Tx,
    call: &Call,
    id: NeedId,
    command: &ReportNeed,
    channel_to: impl FnOnce(&str) -> Result<Channel>,
) -> Result<Need> {
    let path = check(tx, command)?;
    let channel = channel_to(&path)?;
    let reporter = call.actor.user_id().ok_or_else(|| Problem::broken("a need is reported by a person"))?;
    let category = command.category.or_else(|| taxonomy().field(&command.field).map(|field| field.category));
    let need = Need {
        id,
        title_zh: command.title_zh.trim().to_owned(),
        description_zh: command.description_zh.trim().to_owned(),
        area_code: command.area_code.clone(),
        field: command.field.clone(),
        category: category.ok_or_else(|| Problem::broken("a checked field is gone from the taxonomy"))?,
        target_groups: JsonText::of(&command.target_groups)?,
        channel,
        status: Status::Reported,
        status_reason: None,
        reported_by: reporter.clone(),
        source: command.source.clone(),
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    };
    store::insert(tx, &need)?;
    let facts = json!({"field": need.field, "category": need.category, "channel": need.channel, "status": need.status});
    journal::record(tx, call, Event::new("need.reported", &need.id).for_area(&path).with(facts))?;
    Ok(need)
}

/// The path of its place.
fn check(conn: &mut Conn, command: &ReportNeed) -> Result<String> {
    let area = areas::find(conn, &command.area_code)?;
    let mut check = Check::new();
    if area.is_none() {
        check.push(areas::unknown("/area_code", &command.area_code));
    }
    check.text("/title_zh", &command.title_zh, 100).text("/description_zh", &command.description_zh, 2000);
    names_nobody(&mut check, "/title_zh", &command.title_zh);
    names_nobody(&mut check, "/description_zh", &command.description_zh);
    check.that(
        taxonomy().field(&command.field).is_some(),
        "/field",
        "unknown_field",
        "没有这个服务领域，见 /service-fields。",
        "is no service field; see /service-fields.",
    );
    for (index, slug) in command.target_groups.iter().enumerate() {
        let known = taxonomy().is_target_group(slug);
        check.that(known, &format!("/target_groups/{index}"), "unknown_target_group", "没有这个服务对象。", "is no target group.");
    }
    let source = command.source.as_deref().unwrap_or_default();
    check.at_most("/source", source, 500);
    names_nobody(&mut check, "/source", source);
    check.finish()?;
    Ok(area.map(|area| area.path).unwrap_or_default())
}
