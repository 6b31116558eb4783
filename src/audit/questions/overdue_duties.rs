//! `GET /audit/questions/overdue-duties`: the clocks of the rule sets that were missed.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};

use crate::audit::duties::{self, Debtor, Duty, Owed};
use crate::audit::purchases::{AuditPurchase, AuditQuery, ids, key};
use crate::audit::remind::moments_of;
use crate::audit::store::{self, Stage};
use crate::platform::calendar::{CalendarDays, Days, WorkingDays};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, ProblemDocument, Reply, Result};
use crate::platform::time::Timestamp;
use crate::projects::Project;

#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DutiesQuery {
    /// Code of a place: purchases there or below.
    #[param(example = "310107")]
    pub area: Option<String>,
    /// First and last day, in Shanghai, of the days on which duties are due.
    pub from: Option<chrono::NaiveDate>,
    pub to: Option<chrono::NaiveDate>,
    /// Only what was missed, done late or not yet (`late`, unless told); or `all` duties.
    pub state: Option<DutyState>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DutyState {
    Late,
    All,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DutyView {
    pub purchase: AuditPurchase,
    pub duty: Duty,
    pub owed_by: Debtor,
    /// What began the term.
    pub since: Timestamp,
    /// The term of the rule set: so many days in `unit`.
    pub term: u32,
    pub unit: DutyUnit,
    /// The last day, in Shanghai, on which it is in time.
    pub due_on: chrono::NaiveDate,
    /// Absent while it is owed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Timestamp>,
    pub is_late: bool,
    /// Days after `due_on` until it was done, or until today, in `unit`; 0 also on a day off right after a term of working days.
    pub late_by: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DutyUnit {
    WorkingDays,
    CalendarDays,
}

/// Which duties were missed?
///
/// Every clock of the rule set frozen with the purchase, since its bids were opened: evaluating them (`evaluation_days`), deciding the award
/// after the panel's last report (`award_days`), ending the publicity (`publicity`) and signing the contract (`contract_days`). The rule
/// sets know no clock for approval, opening and a correction by the panel.
#[utoipa::path(operation_id = "audit_overdue_duties", tag = "audit", params(DutiesQuery), responses(
    (status = 200, description = "A page of duties", body = Page<DutyView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/questions/overdue-duties")]
pub async fn handle(cx: Cx, query: web::Query<DutiesQuery>) -> Answer {
    let DutiesQuery { area, from, to, state, limit, cursor } = query.into_inner();
    let query = AuditQuery { area, from, to, limit, cursor };
    let wants_all = state == Some(DutyState::All);
    cx.read("audit_overdue_duties", move |conn, call| Reply::ok(&overdue_duties(conn, call, &query, wants_all)?)).await
}

/// Those that were missed, or all; for the pages too.
pub fn overdue_duties(conn: &mut Conn, call: &Call, query: &AuditQuery, wants_all: bool) -> Result<Page<DutyView>> {
    let question = query.question(conn, call)?;
    let (today, calendar) = (call.now.shanghai_date(), call.platform.calendar());
    question.page(conn, Stage::Published, |conn, purchases| {
        let mut found = Vec::new();
        let questions = store::questions_of(conn, &ids(purchases))?;
        let opened = moments_of(conn, purchases)?;
        for project in purchases.iter().filter(|project| project.rule_set.is_some()) {
            let rules = project.frozen_rules()?;
            let of_project = questions.iter().filter(|(id, _)| *id == project.id);
            let answers = of_project.filter_map(|(_, asked)| duties::of_question(&rules, asked));
            let moments = opened.iter().find(|(of, _)| of.id == project.id);
            let later = moments.map(|(_, moments)| duties::of(&rules, &calendar, moments)).unwrap_or_default();
            // Questions only become more: the place of none of them changes.
            let answers = answers.enumerate().map(|(at, owed)| (format!("0/{at:04}"), owed));
            let later = later.into_iter().enumerate().map(|(at, owed)| (format!("1/{at}"), owed));
            for (place, owed) in answers.chain(later) {
                if question.is_about_day(owed.due_on) && (wants_all || owed.is_late(today)) {
                    found.push((key(&project.id, place), view(call, project, owed)));
                }
            }
        }
        Ok(found)
    })
}

fn view(call: &Call, project: &Project, owed: Owed) -> DutyView {
    let today = call.now.shanghai_date();
    let (term, unit) = counted(owed.term);
    DutyView {
        purchase: AuditPurchase::of(project),
        duty: owed.duty,
        owed_by: owed.debtor,
        since: owed.since,
        term,
        unit,
        due_on: owed.due_on,
        done_at: owed.done_at,
        is_late: owed.is_late(today),
        late_by: counted(owed.late_by(&call.platform.calendar(), today)).0,
    }
}

fn counted(days: Days) -> (u32, DutyUnit) {
    match days {
        Days::Working(WorkingDays(n)) => (n, DutyUnit::WorkingDays),
        Days::Calendar(CalendarDays(n)) => (n, DutyUnit::CalendarDays),
    }
}
