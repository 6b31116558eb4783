//! Works an import off, one chunk at a time.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;

use super::model::{Mode, Status};
use super::parse::Line;
use super::report::{self, ImportErrorView, MOST_ERRORS};
use super::request::unseal;
use super::store::{self, Import};
use crate::identity;
use crate::journal::{self, Event};
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ImportId;
use crate::platform::jobs::{self, Job, JobError};
use crate::platform::sheets::CellError;

/// About an import that is not finished.
pub(super) const JOB: &str = "imports.step";

/// How long a report can be read, and the rows of an import wait that does not come to its end.
pub(super) const KEPT: TimeDelta = TimeDelta::days(30);

/// Takes the next step. Whoever is killed in it leaves everything as it was before; whoever is overtaken by another instance changes nothing.
pub async fn run(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let id = ImportId::parse(&job.subject).ok_or_else(|| JobError::Fatal(format!("{:?} is no import", job.subject)))?;
    let found = platform.db.read(move |conn| store::find(conn, &id)).await?;
    match found {
        Some(import) if import.status == Status::Checking => Ok(check(platform, import).await?),
        Some(import) if import.status == Status::Importing => Ok(enter_all(platform, import).await?),
        _ => Ok(()),
    }
}

/// The rows of the next chunk, or of all.
async fn lines(platform: &Arc<Platform>, import: &Import, chunk: Option<i32>) -> Result<Vec<Line>> {
    let id = import.id.clone();
    let sealed = platform.db.read(move |conn| store::chunks(conn, &id, chunk)).await?;
    let mut lines = Vec::new();
    for (number, sealed) in sealed {
        lines.extend(unseal(platform, &import.id, number, &sealed)?);
    }
    Ok(lines)
}

async fn check(platform: Arc<Platform>, import: Import) -> Result<()> {
    let lines = lines(&platform, &import, Some(import.chunks_done)).await?;
    let db = platform.db.clone();
    db.write(move |tx| check_chunk(tx, &platform, import.clone(), &lines)).await
}

/// Checks the rows of a chunk, enters them where the sound ones are wanted, and says how far it has come.
fn check_chunk(tx: &mut Tx, platform: &Arc<Platform>, mut import: Import, lines: &[Line]) -> Result<()> {
    let call = on_behalf(tx, platform, &import)?;
    if let Err(refused) = platform.gate.authorize(import.kind.creation(), &call.actor) {
        let error = report::of_import(&refused);
        add_errors(platform, &mut import, vec![error])?;
        return finish(tx, &call, import, Status::Refused);
    }
    let places: Vec<Option<usize>> = import.places.parse()?;
    let (mut counts, mut errors) = (import.counts(), Vec::new());
    for line in lines {
        counts.checked += 1;
        match judge(tx, &call, import.mode, line)? {
            Outcome::Sound if import.mode == Mode::ValidRows => counts.imported += 1,
            Outcome::Sound => {}
            Outcome::Existing(error) => {
                counts.existing += 1;
                errors.push(report::of_row(import.kind, &places, line.number, error));
            }
            Outcome::Invalid(wrong) => {
                counts.invalid += 1;
                errors.extend(wrong.into_iter().map(|error| report::of_row(import.kind, &places, line.number, error)));
            }
        }
    }
    import.set_counts(counts);
    import.chunks_done += 1;
    add_errors(platform, &mut import, errors)?;
    if import.rows_checked < import.rows_total {
        return go_on(tx, import);
    }
    match import.mode.after_check(counts) {
        Status::Importing => {
            import.status = Status::Importing;
            go_on(tx, import)
        }
        status => finish(tx, &call, import, status),
    }
}

/// What a row turned out to be.
enum Outcome {
    Sound,
    Existing(CellError),
    Invalid(Vec<CellError>),
}

/// Judges a row by the rules of the single record, and enters it where it is wanted. Whether it is on file is told to those only who
/// might enter it, or see it anyway.
fn judge(tx: &mut Tx, call: &Call, mode: Mode, line: &Line) -> Result<Outcome> {
    let Some(record) = &line.record else { return Ok(Outcome::Invalid(line.errors.clone())) };
    let judged = record.vet(tx, call).and_then(|()| {
        let is_known = record.is_known(tx)?;
        if mode == Mode::ValidRows && !is_known {
            record.enter(tx, call)?;
        }
        Ok(is_known)
    });
    match judged {
        Ok(true) => Ok(Outcome::Existing(exists(record.key_field()))),
        Ok(false) => Ok(Outcome::Sound),
        Err(problem) if problem.status() == 403 && record.is_public(tx)? => Ok(Outcome::Existing(exists(record.key_field()))),
        Err(problem) if problem.cause().is_none() && problem.status() < 500 => Ok(Outcome::Invalid(report::of_problem(&problem))),
        Err(problem) => Err(problem),
    }
}

fn exists(field: &str) -> CellError {
    CellError {
        pointer: format!("/{field}"),
        code: "exists".to_owned(),
        text: Text::new("已有这条记录，不会重复录入。", "is on file and is not entered again."),
    }
}

/// Every row was sound when it was checked: enters them all in one transaction. Where one is no longer, all are checked again.
async fn enter_all(platform: Arc<Platform>, import: Import) -> Result<()> {
    let lines = lines(&platform, &import, None).await?;
    let db = platform.db.clone();
    let again = import.clone();
    let entered = db.write(move |tx| enter_rows(tx, &platform, import.clone(), &lines)).await;
    match entered {
        Err(problem) if problem.cause().is_none() && problem.status() < 500 && problem.status() != 412 => {
            db.write(move |tx| check_again(tx, again.clone())).await
        }
        entered => entered,
    }
}

fn enter_rows(tx: &mut Tx, platform: &Arc<Platform>, mut import: Import, lines: &[Line]) -> Result<()> {
    let call = on_behalf(tx, platform, &import)?;
    platform.gate.authorize(import.kind.creation(), &call.actor)?;
    for line in lines {
        let record = line.record.as_ref().ok_or_else(|| Problem::broken("a row without a record was found sound"))?;
        if record.is_known(tx)? {
            return Err(Problem::conflict("imports/changed", "有记录已被他人录入。", "A row was entered by somebody else."));
        }
        record.enter(tx, &call)?;
    }
    import.rows_imported = import.rows_total;
    finish(tx, &call, import, Status::Completed)
}

/// Begins anew: the check says what is wrong now.
fn check_again(tx: &mut Tx, mut import: Import) -> Result<()> {
    import.status = Status::Checking;
    import.set_counts(super::model::Counts::default());
    import.chunks_done = 0;
    import.errors = None;
    import.errors_total = 0;
    go_on(tx, import)
}

fn on_behalf(tx: &mut Tx, platform: &Arc<Platform>, import: &Import) -> Result<Call> {
    let actor = identity::actor_of(tx, &import.requested_by)?;
    Ok(Call::on_behalf_of(platform, actor, import.id.to_string()))
}

fn add_errors(platform: &Platform, import: &mut Import, errors: Vec<ImportErrorView>) -> Result<()> {
    if errors.is_empty() {
        return Ok(());
    }
    import.errors_total += i32::try_from(errors.len()).map_err(Problem::internal)?;
    let mut kept = report::of(platform, import)?;
    if kept.len() < MOST_ERRORS {
        kept.extend(errors);
        kept.truncate(MOST_ERRORS);
        import.errors = Some(report::sealed(platform, &import.id, &kept)?);
    }
    Ok(())
}

/// Saves how far it has come and lets other jobs come first.
fn go_on(tx: &mut Tx, mut import: Import) -> Result<()> {
    store::save(tx, &mut import)?;
    jobs::again(tx, JOB, import.id.as_str())
}

/// Ends an import whose job has died: its rows are forgotten, and who sent the file reads why.
pub(super) fn give_up(tx: &mut Tx, platform: &Arc<Platform>, mut import: Import) -> Result<()> {
    let why = Problem::conflict(
        "imports/failed",
        "多次尝试均未能处理，导入已终止；此前录入的行保留。请把导入编号告诉平台管理员。",
        "It could not be worked off however often it was tried, and was ended; rows that were entered before stay. Tell the platform's administrator the import's id.",
    );
    // What was known of the rows may be what cannot be read.
    let mut errors = report::of(platform, &import).unwrap_or_default();
    errors.insert(0, report::of_import(&why));
    errors.truncate(MOST_ERRORS);
    import.errors = Some(report::sealed(platform, &import.id, &errors)?);
    import.errors_total += 1;
    finish(tx, &Call::system(platform), import, Status::Failed)
}

fn finish(tx: &mut Tx, call: &Call, mut import: Import, status: Status) -> Result<()> {
    import.status = status;
    import.finished_at = Some(call.now);
    import.expires_at = system_now().plus(KEPT);
    store::save(tx, &mut import)?;
    store::forget_rows(tx, &import.id)?;
    let facts = json!({
        "kind": import.kind, "mode": import.mode, "digest": import.digest, "rows": import.rows_total,
        "imported": import.rows_imported, "invalid": import.rows_invalid, "existing": import.rows_existing,
    });
    let name = match status {
        Status::Refused => "import.refused",
        Status::Failed => "import.failed",
        _ => "import.completed",
    };
    journal::record(tx, call, Event::new(name, &import.id).with(facts))
}
