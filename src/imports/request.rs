//! `POST /imports/organizations`, `/imports/needs` and `/imports/budget-lines`: a spreadsheet comes in.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, post, web};
use serde::Deserialize;
use serde_json::json;

use super::job::{JOB, KEPT};
use super::model::{CHUNK, Kind, Mode, Status};
use super::parse::{Line, Parsed, parse};
use super::store::{self, Import};
use super::view::ImportView;
use crate::journal::{self, Event};
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::crypto::{Purpose, sha256, sha256_of};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ImportId;
use crate::platform::jobs;
use crate::platform::sheets::{Limits, SheetFile};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// What becomes of the rows; `dry_run` unless told.
    #[serde(default)]
    pub mode: Mode,
}

/// Import organisations from a spreadsheet
///
/// The body is the file: XLSX or CSV, told by its content. The import is worked off in the background: read it at `Location`.
#[utoipa::path(operation_id = "imports_organizations", tag = "imports", params(ImportQuery),
    request_body(content(
        (inline(SheetFile) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))), responses(
    (status = 202, description = "The import, to be read again at `Location`", body = ImportView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/imports/organizations")]
pub async fn organizations(cx: Cx, request: HttpRequest, query: web::Query<ImportQuery>, body: web::Payload) -> Answer {
    must_be_the_file(&request)?;
    take_in(cx, Kind::Organizations, query.mode, body).await
}

/// Import needs from a spreadsheet
///
/// The body is the file: XLSX or CSV, told by its content. The import is worked off in the background: read it at `Location`.
#[utoipa::path(operation_id = "imports_needs", tag = "imports", params(ImportQuery),
    request_body(content(
        (inline(SheetFile) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))), responses(
    (status = 202, description = "The import, to be read again at `Location`", body = ImportView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/imports/needs")]
pub async fn needs(cx: Cx, request: HttpRequest, query: web::Query<ImportQuery>, body: web::Payload) -> Answer {
    must_be_the_file(&request)?;
    take_in(cx, Kind::Needs, query.mode, body).await
}

/// Import budget lines from a spreadsheet
///
/// The body is the file: XLSX or CSV, told by its content. The import is worked off in the background: read it at `Location`.
#[utoipa::path(operation_id = "imports_budget_lines", tag = "imports", params(ImportQuery),
    request_body(content(
        (inline(SheetFile) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))), responses(
    (status = 202, description = "The import, to be read again at `Location`", body = ImportView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/imports/budget-lines")]
pub async fn budget_lines(cx: Cx, request: HttpRequest, query: web::Query<ImportQuery>, body: web::Payload) -> Answer {
    must_be_the_file(&request)?;
    take_in(cx, Kind::BudgetLines, query.mode, body).await
}

/// A file that was read, ready to be stored.
struct File {
    id: ImportId,
    kind: Kind,
    mode: Mode,
    digest: String,
    places: JsonText,
    rows: i32,
    /// The rows, chunk by chunk, encrypted.
    sealed: Vec<Vec<u8>>,
}

/// The body is the file itself; a form around it would be read as a file of one column.
fn must_be_the_file(request: &HttpRequest) -> Result<()> {
    let sent = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !sent.starts_with("multipart/") {
        return Ok(());
    }
    Err(Problem::new(
        415,
        "unsupported_media_type",
        ("不支持的内容类型", "Unsupported media type"),
        Text::new(
            "请求体须是表格文件本身，不是表单：curl 请用 --data-binary @文件。",
            "The body must be the file itself and no form: with curl, --data-binary @FILE.",
        ),
    ))
}

/// Who may not import is told before a byte of the file is looked at.
async fn take_in(cx: Cx, kind: Kind, mode: Mode, body: web::Payload) -> Answer {
    cx.look(kind.import(), cx.now(), |_, _| Ok(())).await?;
    let bytes = bytes(body, cx.platform().config.limits.import_bytes).await?;
    enter(cx, kind, mode, bytes).await
}

/// Reads and encrypts a file outside the transaction.
pub async fn enter(cx: Cx, kind: Kind, mode: Mode, bytes: web::Bytes) -> Answer {
    let (operation, now) = (kind.import(), cx.now());
    let actor = cx.look(operation, now, |_, call| Ok(call.actor.clone())).await?;
    let platform = cx.platform().clone();
    let digest = sha256(&bytes);
    let told_apart = sha256_of(&[mode.as_str().as_bytes(), digest.as_bytes()]);
    let limits = Limits { rows: platform.config.limits.import_rows };
    let read = tokio::task::spawn_blocking(move || {
        let parsed = parse(kind, &actor, &bytes, limits)?;
        let id = ImportId::new();
        Ok(File {
            kind,
            mode,
            digest: digest.to_string(),
            places: JsonText::of(&parsed.places)?,
            rows: i32::try_from(parsed.lines.len()).map_err(Problem::internal)?,
            sealed: seal(&platform, &id, &parsed)?,
            id,
        })
    });
    // A reader that gives up on a file must not be the caller's 500.
    let file = read.await.unwrap_or_else(|_| Err(Problem::field("file", "broken_workbook", "文件已损坏，无法读取。", "is broken.")));
    cx.write_at(operation, Body::made(file, told_apart), now, request).await
}

async fn bytes(body: web::Payload, most: usize) -> Result<web::Bytes> {
    let mib = most as f64 / f64::from(1 << 20);
    let too_large = || {
        Problem::new(
            413,
            "too_large",
            ("内容过大", "Too large"),
            Text::new(format!("文件最多 {mib:.1} MiB。"), format!("The file may have {mib:.1} MiB at most.")),
        )
    };
    body.to_bytes_limited(most)
        .await
        .map_err(|_| too_large())?
        .map_err(|_| Problem::unreadable("body_broken", "请求体未能完整接收。", "The body did not arrive whole."))
}

fn seal(platform: &Platform, id: &ImportId, parsed: &Parsed) -> Result<Vec<Vec<u8>>> {
    let cipher = platform.keys.cipher(Purpose::Imports);
    let seal = |(number, lines): (i32, &[Line])| {
        let plain = serde_json::to_vec(lines).map_err(Problem::internal)?;
        cipher.encrypt(&aad(id, number), &plain).map_err(Problem::internal)
    };
    (0_i32..).zip(parsed.lines.chunks(CHUNK)).map(seal).collect()
}

/// The rows of a chunk.
pub(super) fn unseal(platform: &Platform, id: &ImportId, number: i32, sealed: &[u8]) -> Result<Vec<Line>> {
    let plain = platform.keys.cipher(Purpose::Imports).decrypt(&aad(id, number), sealed).map_err(Problem::internal)?;
    serde_json::from_slice(&plain).map_err(Problem::internal)
}

fn aad(id: &ImportId, number: i32) -> Vec<u8> {
    format!("import-rows|{id}|{number}").into_bytes()
}

/// Stores the file and asks for its check.
fn request(tx: &mut Tx, call: &Call, file: &File) -> Result<Reply> {
    let requested_by = call.actor.user_id().cloned().ok_or_else(|| Problem::broken("a file is brought by a person"))?;
    let import = Import {
        id: file.id.clone(),
        kind: file.kind,
        mode: file.mode,
        status: Status::Checking,
        requested_by,
        digest: file.digest.clone(),
        places: file.places.clone(),
        rows_total: file.rows,
        rows_checked: 0,
        rows_invalid: 0,
        rows_existing: 0,
        rows_imported: 0,
        chunks_done: 0,
        errors: None,
        errors_total: 0,
        created_at: call.now,
        finished_at: None,
        expires_at: system_now().plus(KEPT),
        version: 1,
    };
    store::insert(tx, &import, &file.sealed)?;
    jobs::soon(tx, JOB, import.id.as_str())?;
    let facts = json!({"kind": import.kind, "mode": import.mode, "rows": import.rows_total, "digest": import.digest});
    journal::record(tx, call, Event::new("import.requested", &import.id).with(facts))?;
    let place = format!("/api/v1/imports/{}", import.id);
    Ok(Reply::accepted(&ImportView::of(&call.platform, import)?)?.at(place).version(1))
}
