//! `GET /matching-meetings/{id}/runs/{run}/pairs`: who talks with whom when, and why.

use std::collections::HashMap;

use actix_web::{get, web};
use serde::Serialize;

use crate::meetings::pairs::Explanation;
use crate::meetings::policy;
use crate::meetings::store::demands::{self, About};
use crate::meetings::store::runs::{self, Pair};
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Cx, Page, PageQuery, Problem, ProblemDocument, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{MeetingDemandId, MeetingRunId, OrganizationId};

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = MeetingPairView)]
pub struct PairView {
    pub demand_id: MeetingDemandId,
    /// None where the demand was taken out since.
    pub demand_zh: Option<String>,
    pub organization_id: OrganizationId,
    pub organization: Text,
    /// When the talk begins.
    #[schema(example = "13:30")]
    pub time: String,
    /// 0–10000: both views in one.
    pub score: i32,
    pub newly_incubated: bool,
    pub explanation: Explanation,
}

/// Read the pairs of a run with their times and reasons
#[utoipa::path(operation_id = "meetings_run_pairs", tag = "matching",
    params(("id" = String, Path), ("run" = MeetingRunId, Path), PageQuery), responses(
    (status = 200, description = "A page of pairs, by demand", body = Page<PairView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching-meetings/{id}/runs/{run}/pairs")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, query: web::Query<PageQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("meetings_run_pairs", move |conn, call| {
        let request = query.request()?;
        let (found, relation) = policy::known(conn, &call.actor, &path.0)?;
        relation.reads_all()?;
        let run = super::of_meeting(conn, &found.meeting, &path.1)?;
        let rows = runs::pairs_from(conn, &run.id, first_after(request.after.as_deref())?, request.fetch())?;
        let titles = titles(conn, &rows)?;
        Reply::ok(&request.page(rows, |pair| pair.position.to_string(), |pair| view(conn, &titles, pair))?)
    })
    .await
}

/// From this position on; at most so many.
pub fn views(conn: &mut Conn, run: &MeetingRunId, from: i32, most: i64) -> Result<Vec<PairView>> {
    let rows = runs::pairs_from(conn, run, from, most)?;
    let titles = titles(conn, &rows)?;
    rows.into_iter().map(|pair| view(conn, &titles, pair)).collect()
}

fn first_after(cursor: Option<&str>) -> Result<i32> {
    let Some(cursor) = cursor else { return Ok(0) };
    let after: Option<i32> = cursor.parse().ok();
    after
        .and_then(|position| position.checked_add(1))
        .ok_or_else(|| Problem::field("cursor", "unreadable", "不是这个列表的游标。", "is not a cursor of this list."))
}

fn titles(conn: &mut Conn, rows: &[Pair]) -> Result<HashMap<MeetingDemandId, About>> {
    let ids: Vec<MeetingDemandId> = rows.iter().map(|pair| pair.demand_id.clone()).collect();
    let known: Vec<_> = demands::find_many(conn, &ids)?.into_values().collect();
    demands::about(conn, &known)
}

fn view(conn: &mut Conn, titles: &HashMap<MeetingDemandId, About>, pair: Pair) -> Result<PairView> {
    Ok(PairView {
        demand_zh: titles.get(&pair.demand_id).map(|about| about.title_zh.clone()),
        organization: organizations::name_of(conn, pair.organization_id.as_str())?.unwrap_or_default(),
        explanation: pair.explanation.parse()?,
        demand_id: pair.demand_id,
        organization_id: pair.organization_id,
        time: pair.time,
        score: pair.score,
        newly_incubated: pair.newly_incubated,
    })
}
