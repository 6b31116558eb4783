//! Runs: a meeting solved, as often as its hub likes; each is kept, and one is confirmed.

pub(super) mod get;
mod input;
pub(super) mod job;
pub(super) mod list;
pub(super) mod pairs;
pub(super) mod request;

use serde::Serialize;

use super::model::RunStatus;
use super::rules::{Condition, Rules};
use super::solve::RunResult;
use super::store::Meeting;
use super::store::runs::{self, Run};
use super::view::effect;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{MatchingMeetingId, MeetingRunId};
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = MeetingRunView)]
pub struct RunView {
    pub id: MeetingRunId,
    pub meeting_id: MatchingMeetingId,
    /// From 1 within the meeting.
    pub number: i32,
    /// A trial with other rules or conditions: it changes nothing and cannot be confirmed.
    pub what_if: bool,
    pub status: RunStatus,
    /// What it was solved with.
    pub rules: Rules,
    pub conditions: Vec<Condition>,
    /// The name of the table of weights.
    #[schema(example = "2026-11-eight")]
    pub weights: String,
    /// Who takes part and how has not changed since. Only such a run can be confirmed.
    pub is_current: bool,
    /// Of who takes part, what each pair is worth, the conditions and the rules; the same input gives the same pairs, times and figures.
    pub input_digest: Option<String>,
    /// Of a run that is finished; left out of lists.
    pub result: Option<RunResult>,
    /// Of the result and its pairs, with who was left out and the explanations.
    pub result_digest: Option<String>,
    /// Milliseconds of solving; part of no digest.
    pub solve_ms: Option<i64>,
    /// What a meeting is, and what it is not.
    pub effect: Text,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

impl RunView {
    pub(super) fn of(run: Run, meeting: &Meeting) -> Result<Self> {
        let rules: Rules = run.rules.parse()?;
        Ok(Self {
            is_current: run.input_version == Some(meeting.input_version),
            weights: rules.weights()?.version().to_owned(),
            rules,
            conditions: run.conditions.parse()?,
            result: run.result.as_ref().map(|result| result.parse()).transpose()?,
            effect: effect(),
            id: run.id,
            meeting_id: run.meeting_id,
            number: run.number,
            what_if: run.what_if,
            status: run.status,
            input_digest: run.input_digest,
            result_digest: run.result_digest,
            solve_ms: run.solve_ms,
            created_at: run.created_at,
            finished_at: run.finished_at,
        })
    }
}

impl RunView {
    /// As a line of a list: a city's result is long.
    fn in_list(mut run: Run, meeting: &Meeting) -> Result<Self> {
        run.result = None;
        Self::of(run, meeting)
    }
}

/// The run of a path within its meeting.
pub(super) fn of_meeting(conn: &mut Conn, meeting: &Meeting, id: &str) -> Result<Run> {
    let unknown = || Problem::not_found("匹配运算", "run");
    let id = MeetingRunId::parse(id).ok_or_else(unknown)?;
    runs::find(conn, &id)?.filter(|run| run.meeting_id == meeting.id).ok_or_else(unknown)
}
