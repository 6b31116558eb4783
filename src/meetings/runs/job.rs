//! The job that solves a run. Reading, asking the engine and solving are off the threads that answer requests; one transaction then
//! stores the run with its pairs. However often it is run, the run is finished once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use serde_json::json;

use super::input::{self, Gathered};
use crate::journal::{self, Event};
use crate::matching::index::Index;
use crate::meetings::model::{Command, RunStatus};
use crate::meetings::pairs::{self, Explanation};
use crate::meetings::solve::{self, Outcome, Paired, RunResult, Stop};
use crate::meetings::store::runs::{self, Pair, Run};
use crate::meetings::store::{self, Placed};
use crate::platform::Platform;
use crate::platform::actor::{Actor, Identity};
use crate::platform::crypto::sha256;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::MeetingRunId;
use crate::platform::jobs::{Job, JobError};
use crate::platform::time::Timestamp;

/// The kind of job; its subject is the id of the run.
pub const JOB: &str = "meetings.solve";

/// A run is given up after so many tries: a minute of waiting beside the solving. Nobody can ask for another one meanwhile.
const MOST_TRIES: i32 = 6;

pub async fn handle(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let Some(id) = MeetingRunId::parse(&job.subject) else { return Err(JobError::Fatal("the subject is no run's id".to_owned())) };
    let is_last = job.attempts >= MOST_TRIES;
    let worked = match job.attempts {
        // Whoever had the last try never came back: it would take the next one down, too.
        beyond if beyond > MOST_TRIES => Err(JobError::Fatal("whoever solved it never came back".to_owned())),
        _ => run(&platform, id.clone(), is_last).await,
    };
    let why = match worked {
        Ok(()) => return Ok(()),
        Err(JobError::Retry(why)) if !is_last => return Err(JobError::Retry(why)),
        Err(JobError::Retry(why) | JobError::Fatal(why)) => why,
    };
    let writing = platform.clone();
    platform.db.write(move |tx| give_up(tx, &writing, &id)).await?;
    // The run says that it was given up; the job stays for a person to look at.
    Err(JobError::Fatal(why))
}

/// One try. The last one keeps what it solved though a score has moved meanwhile: a meeting in a busy town must come to an end, and the
/// explanation of such a pair tells the score of the moment beside the one that the run was solved with.
async fn run(platform: &Arc<Platform>, id: MeetingRunId, is_last: bool) -> std::result::Result<(), JobError> {
    let now = platform.clock.now();
    let (weighing, explaining, writing) = (platform.clone(), platform.clone(), platform.clone());
    let Some(begun) = platform.db.read(move |conn| begin(conn, &weighing, &id, now)).await? else { return Ok(()) };
    let solved = tokio::task::spawn_blocking(move || solve_run(begun)).await.map_err(|cause| JobError::Fatal(cause.to_string()))??;
    let finished = platform.db.read(move |conn| explain(conn, &explaining, solved, is_last, now)).await?;
    let Some(finished) = finished else {
        return Err(JobError::Retry("what is matched changed while the run was solved".to_owned()));
    };
    Ok(platform.db.write(move |tx| store_run(tx, &writing, &finished, now)).await?)
}

/// A run with its input.
struct Begun {
    run: Run,
    gathered: Gathered,
}

/// A run with what came out.
struct Solved {
    run: Run,
    gathered: Gathered,
    outcome: std::result::Result<Outcome, RunResult>,
}

/// A run as it will be stored.
struct Finished {
    run: Run,
    pairs: Vec<Pair>,
    filled: usize,
}

/// Gathers who takes part and asks the engine what each pair is worth, demand by demand, so that nobody else's question waits. None when
/// the run is finished already.
fn begin(conn: &mut Conn, platform: &Platform, id: &MeetingRunId, now: Timestamp) -> Result<Option<Begun>> {
    let Some(mut run) = runs::find(conn, id)?.filter(|run| run.status == RunStatus::Queued) else { return Ok(None) };
    let Some(Placed { meeting, .. }) = store::placed(conn, &run.meeting_id)? else { return Ok(None) };
    // A run that could be confirmed is about the meeting as it is now.
    if !run.what_if {
        (run.rules, run.conditions) = (meeting.rules.clone(), meeting.conditions.clone());
    }
    run.input_version = Some(meeting.input_version);
    let mut gathered = input::gather(conn, &meeting, run.rules.parse()?, &run.conditions.parse::<Vec<_>>()?, now)?;
    let among: Vec<String> = gathered.input.organizations.iter().map(|o| o.id.to_string()).collect();
    let index = Index::of(platform);
    for demand in 0..gathered.records.len() {
        let weighed = index.ask(conn, now, |engine| input::weigh(&gathered, engine, &among, demand))?;
        gathered.input.candidates.extend(weighed);
    }
    Ok(Some(Begun { run, gathered }))
}

fn solve_run(begun: Begun) -> std::result::Result<Solved, JobError> {
    let Begun { mut run, gathered } = begun;
    let input = serde_json::to_vec(&gathered.input).map_err(Problem::internal)?;
    run.input_digest = Some(sha256(&input).to_string());
    let clock = Instant::now();
    let outcome = match solve::solve(&gathered.input) {
        Ok(outcome) => Ok(outcome),
        Err(Stop::Refused(refusal)) => {
            Err(RunResult { figures: None, unfilled: Vec::new(), refusal: Some(refusal), left_out: gathered.left_out.clone() })
        }
        Err(Stop::Broken(bad)) => return Err(JobError::Fatal(bad.to_string())),
    };
    run.solve_ms = i64::try_from(clock.elapsed().as_millis()).ok();
    Ok(Solved { run, gathered, outcome })
}

/// Adds why each pair that was made has its score; none when it has another one by now, unless this is the last try.
fn explain(conn: &mut Conn, platform: &Platform, solved: Solved, is_last: bool, now: Timestamp) -> Result<Option<Finished>> {
    let index = Index::of(platform);
    let mut explanations = BTreeMap::new();
    let (gathered, made) = (&solved.gathered, solved.outcome.as_ref().map(|outcome| outcome.pairs.as_slice()).unwrap_or_default());
    for of_demand in made.chunk_by(|a, b| a.demand == b.demand) {
        let organization = |pair: &Paired| &gathered.input.organizations[pair.organization as usize].id;
        let among: Vec<String> = of_demand.iter().map(|pair| organization(pair).to_string()).collect();
        let record = &gathered.records[of_demand[0].demand as usize];
        let told = index.ask(conn, now, |engine| pairs::explain(engine, record, &among, &gathered.weights))?;
        for pair in of_demand {
            let Some((_, score, explanation)) = told.iter().find(|(id, ..)| id == organization(pair)) else { return Ok(None) };
            if *score != pair.score && !is_last {
                return Ok(None);
            }
            explanations.insert((pair.demand, pair.organization), explanation.clone());
        }
    }
    finish(solved, explanations).map(Some)
}

fn finish(solved: Solved, mut explanations: BTreeMap<(u32, u32), Explanation>) -> Result<Finished> {
    let Solved { mut run, gathered, outcome } = solved;
    let input = &gathered.input;
    let (result, made) = match outcome {
        Ok(Outcome { pairs, figures, unfilled }) => {
            (RunResult { figures: Some(figures), unfilled, refusal: None, left_out: gathered.left_out.clone() }, pairs)
        }
        Err(refused) => (refused, Vec::new()),
    };
    let mut pairs = Vec::with_capacity(made.len());
    for (position, pair) in (0..).zip(made) {
        let organization = &input.organizations[pair.organization as usize];
        let explanation = explanations.remove(&(pair.demand, pair.organization));
        pairs.push(Pair {
            run_id: run.id.clone(),
            position,
            demand_id: input.demands[pair.demand as usize].id.clone(),
            organization_id: organization.id.clone(),
            time: input.times[pair.time as usize].clone(),
            score: pair.score.cast_signed(),
            newly_incubated: organization.newly_incubated,
            explanation: JsonText::of(&explanation.ok_or_else(|| Problem::broken("a pair was made that the engine does not know"))?)?,
        });
    }
    run.status = if result.figures.is_some() { RunStatus::Solved } else { RunStatus::Refused };
    run.result = Some(JsonText::of(&result)?);
    run.result_digest = Some(digest(&result, &pairs)?);
    Ok(Finished { run, filled: pairs.len(), pairs })
}

/// Of everything that the run says, and of nothing that differs from one run to the next with the same input.
fn digest(result: &RunResult, pairs: &[Pair]) -> Result<String> {
    let said = |p: &Pair| json!([p.demand_id, p.organization_id, p.time, p.score, p.newly_incubated, p.explanation.as_str()]);
    let all = json!({"result": result, "pairs": pairs.iter().map(said).collect::<Vec<_>>()});
    Ok(sha256(&serde_json::to_vec(&all).map_err(Problem::internal)?).to_string())
}

/// Ends a run that could not be finished, with the reason.
fn give_up(tx: &mut Tx, platform: &Arc<Platform>, id: &MeetingRunId) -> Result<()> {
    let Some(mut run) = runs::find(tx, id)?.filter(|run| run.status == RunStatus::Queued) else { return Ok(()) };
    let result = RunResult { figures: None, unfilled: Vec::new(), refusal: Some(solve::not_finished()), left_out: Vec::new() };
    run.status = RunStatus::Refused;
    run.result = Some(JsonText::of(&result)?);
    store_run(tx, platform, &Finished { run, pairs: Vec::new(), filled: 0 }, platform.clock.now())
}

/// Once: the second one changes nothing. Who takes part may have changed since it was read; then the run is of yesterday, as every other is
/// after a change, and cannot be confirmed.
fn store_run(tx: &mut Tx, platform: &Arc<Platform>, finished: &Finished, now: Timestamp) -> Result<()> {
    let mut run = finished.run.clone();
    lock::meeting(tx, &run.meeting_id)?;
    let Some(Placed { mut meeting, .. }) = store::placed(tx, &run.meeting_id)? else { return Ok(()) };
    run.finished_at = Some(now);
    if !runs::finish(tx, &run)? {
        return Ok(());
    }
    finished.pairs.iter().try_for_each(|pair| runs::insert_pair(tx, pair))?;
    let before = meeting.status;
    if let (false, RunStatus::Solved, Some(after)) = (run.what_if, run.status, before.after(Command::Solve))
        && after != before
    {
        meeting.status = after;
        store::save(tx, &mut meeting, now)?;
    }
    let facts = json!({
        "run_id": run.id, "number": run.number, "what_if": run.what_if, "run_status": run.status, "pairs": finished.filled,
        "from": before, "to": meeting.status, "input_digest": run.input_digest, "result_digest": run.result_digest,
    });
    let asked_by = Actor { identity: Identity::User(run.requested_by.clone()), grants: Vec::new() };
    let call = Call::on_behalf_of(platform, asked_by, "system".to_owned());
    journal::record(tx, &call, Event::new("meeting.solved", &meeting.id).with(facts))
}
