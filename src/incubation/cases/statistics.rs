//! `GET /incubation/statistics`: how many were hatched, counted from the cases (S16).

use actix_web::{get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::CaseStatus;
use super::{policy, store};
use crate::areas;
use crate::platform::actor::Role;
use crate::platform::http::{Answer, Check, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::IncubationProgrammeId;

/// Before everything that could be in the cases.
const BEGIN: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date");

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StatisticsQuery {
    /// The first day of the exits that are counted; all days up to `to` unless told.
    #[param(example = "2006-01-01")]
    pub from: Option<NaiveDate>,
    /// The last one; today unless told.
    #[param(example = "2010-12-31")]
    pub to: Option<NaiveDate>,
    /// Only programmes of this place and the places below it.
    pub area: Option<String>,
    /// Only this programme.
    #[param(value_type = Option<String>)]
    pub programme_id: Option<IncubationProgrammeId>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IncubationStatistics {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Graduated as a registered organisation.
    pub hatched: i64,
    /// Graduated as a team that was not registered then; not among the hatched.
    pub graduated_unregistered: i64,
    /// Every exit after the term had begun, with the number of its cases.
    pub exits: Vec<IncubationExits>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IncubationExits {
    pub exit: CaseStatus,
    /// Whether they were registered organisations when they left.
    pub registered: bool,
    pub cases: i64,
}

/// Count the exits from incubation
///
/// Over the cases of the places that you reach.
#[utoipa::path(operation_id = "incubation_statistics", tag = "incubation", params(StatisticsQuery), responses(
    (status = 200, description = "The counts", body = IncubationStatistics),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/incubation/statistics")]
pub async fn handle(cx: Cx, query: web::Query<StatisticsQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("incubation_statistics", move |conn, call| {
        let (from, to) = days(&query, call.now.shanghai_date())?;
        let area = query.area.as_deref().map(|code| areas::path_of(conn, code, "area")).transpose()?;
        let reached = (!call.actor.has_any(&[Role::Auditor])).then(|| call.actor.area_paths(policy::AREA_READERS));
        let rows = store::exits(conn, (from, to), query.programme_id.as_ref(), area.as_deref(), reached.as_deref())?;
        let exits: Vec<_> = rows
            .into_iter()
            .map(|(exit, registered, cases)| IncubationExits { exit, registered: registered.unwrap_or(false), cases })
            .collect();
        let graduated = |registered: bool| -> i64 {
            exits.iter().filter(|row| row.exit == CaseStatus::Graduated && row.registered == registered).map(|row| row.cases).sum()
        };
        Reply::ok(&IncubationStatistics { from, to, hatched: graduated(true), graduated_unregistered: graduated(false), exits })
    })
    .await
}

fn days(query: &StatisticsQuery, today: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
    let (from, to) = (query.from.unwrap_or(BEGIN), query.to.unwrap_or(today));
    let mut check = Check::new();
    check.date("from", from).date("to", to).that(from <= to, "to", "before_from", "不能早于 from。", "must not lie before from.");
    check.finish()?;
    Ok((from, to))
}
