//! What came of meetings (S11): talks, introductions and agreements counted apart, so that 100 introductions and 0 agreements are seen.

use actix_web::{get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::TalkStatus;
use super::policy;
use super::store::report::{self as counted, Alike};
use crate::areas;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::decimal::{Hundredths, Ratio};
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::MatchingMeetingId;

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = MeetingConversion)]
pub struct Conversion {
    pub meetings: i64,
    /// Projects and needs that asked for talks.
    pub demands: i64,
    /// Talks that they asked for.
    pub requested: i64,
    /// Talks that took place or are planned; those that were called off are apart.
    pub talks: Stage,
    pub cancelled: Stage,
    /// Talks after which both sides consented to be introduced.
    pub introductions: Stage,
    pub agreements: Stage,
    pub no_interest: Stage,
    /// Talks per talk that was asked for, introductions per talk, agreements per introduction, agreements per talk; percent. None of nothing.
    #[schema(value_type = Option<String>, example = "75.00")]
    pub talks_percent: Option<Hundredths>,
    #[schema(value_type = Option<String>, example = "40.00")]
    pub introductions_percent: Option<Hundredths>,
    #[schema(value_type = Option<String>, example = "50.00")]
    pub agreements_of_introductions_percent: Option<Hundredths>,
    #[schema(value_type = Option<String>, example = "20.00")]
    pub agreements_percent: Option<Hundredths>,
}

/// A number of talks, and how many of them were with newly incubated organisations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MeetingConversionStage)]
pub struct Stage {
    pub count: i64,
    pub newly_incubated: i64,
}

/// What came of a matching meeting
#[utoipa::path(operation_id = "meetings_report", tag = "matching", params(("id" = String, Path)), responses(
    (status = 200, description = "Counted from the talks", body = Conversion),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching-meetings/{id}/report")]
pub async fn of_meeting(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("meetings_report", move |conn, call| {
        let (found, relation) = policy::known(conn, &call.actor, &id)?;
        relation.reads_all()?;
        Reply::ok(&conversion(conn, &[found.meeting.id])?)
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PeriodQuery {
    /// The first day; from the beginning unless told.
    pub from: Option<NaiveDate>,
    /// The last day, included; until today unless told.
    pub to: Option<NaiveDate>,
    /// Only meetings of this place and the places below it; all that you reach unless told. None on whose purchases you decide.
    #[param(example = "310107015")]
    pub area: Option<String>,
}

/// What came of the matching meetings of a period
#[utoipa::path(operation_id = "reports_meetings", tag = "matching", params(PeriodQuery), responses(
    (status = 200, description = "Counted from the talks of the meetings that took place in the period", body = Conversion),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/reports/matching-meetings")]
pub async fn of_period(cx: Cx, query: web::Query<PeriodQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("reports_meetings", move |conn, call| {
        if query.from.zip(query.to).is_some_and(|(from, to)| to < from) {
            return Err(Problem::field("to", "before_the_beginning", "不能早于起始日。", "must not lie before `from`."));
        }
        let area = query.area.as_deref().map(|code| areas::path_of(conn, code, "area")).transpose()?;
        let reached = reach(&call.actor);
        let decides = policy::decides(conn, &call.actor)?;
        let meetings = counted::held(conn, (query.from, query.to), area.as_deref(), reached.as_deref(), &decides)?;
        Reply::ok(&conversion(conn, &meetings)?)
    })
    .await
}

/// The paths that a caller reads; None for everything.
fn reach(actor: &Actor) -> Option<Vec<String>> {
    (!actor.has_any(&[Role::Auditor])).then(|| actor.area_paths(policy::AREA_READERS))
}

fn conversion(conn: &mut Conn, meetings: &[MatchingMeetingId]) -> Result<Conversion> {
    let talks = counted::talks(conn, meetings)?;
    let (demands, requested) = counted::asked(conn, meetings)?;
    Ok(count(meetings.len() as i64, demands, requested, &talks))
}

fn count(meetings: i64, demands: i64, requested: i64, all: &[Alike]) -> Conversion {
    let of = |wanted: &dyn Fn(&Alike) -> bool| {
        let chosen = || all.iter().filter(|alike| wanted(alike));
        Stage {
            count: chosen().map(|alike| alike.talks).sum(),
            newly_incubated: chosen().filter(|alike| alike.newly_incubated).map(|alike| alike.talks).sum(),
        }
    };
    let talks = of(&|alike| alike.status != TalkStatus::Cancelled);
    let introductions = of(&|alike| alike.was_introduced);
    let agreements = of(&|alike| alike.status == TalkStatus::Agreed);
    Conversion {
        meetings,
        demands,
        requested,
        cancelled: of(&|alike| alike.status == TalkStatus::Cancelled),
        no_interest: of(&|alike| alike.status == TalkStatus::NoInterest),
        talks_percent: percent(talks.count, requested),
        introductions_percent: percent(introductions.count, talks.count),
        agreements_of_introductions_percent: percent(agreements.count, introductions.count),
        agreements_percent: percent(agreements.count, talks.count),
        talks,
        introductions,
        agreements,
    }
}

fn percent(part: i64, whole: i64) -> Option<Hundredths> {
    Ratio::new(i128::from(part) * 100, i128::from(whole))?.round_half_up()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s11_introductions_and_agreements_are_counted_apart() {
        let alike = |status, newly_incubated, was_introduced, talks| Alike { status, newly_incubated, was_introduced, talks };
        let rows = [
            alike(TalkStatus::Planned, false, false, 40),
            alike(TalkStatus::Cancelled, true, false, 3),
            alike(TalkStatus::Introduced, false, true, 90),
            alike(TalkStatus::NoInterest, true, true, 10),
            alike(TalkStatus::NoInterest, false, false, 60),
        ];
        let report = count(2, 50, 250, &rows);
        assert_eq!((report.talks, report.cancelled), (Stage { count: 200, newly_incubated: 10 }, Stage { count: 3, newly_incubated: 3 }));
        assert_eq!((report.introductions, report.agreements), (Stage { count: 100, newly_incubated: 10 }, Stage::default()));
        assert_eq!(report.agreements_of_introductions_percent, Some(Hundredths::ZERO));
        assert_eq!((report.talks_percent, report.introductions_percent), (Some(Hundredths::whole(80)), Some(Hundredths::whole(50))));
        assert_eq!(count(0, 0, 0, &[]).agreements_percent, None);
    }
}
