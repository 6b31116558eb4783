//! `GET /audit/entries/{seq}`: one entry with everything that it takes to recompute its digest.

use actix_web::{get, web};
use serde::Serialize;

use super::store;
use super::verify::fault;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Problem, ProblemDocument, Reply, Result};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChainEntry {
    pub seq: i64,
    /// Whether the entry carries the digest that its content and its predecessor give, now recomputed.
    pub is_whole: bool,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    #[schema(example = "sha-256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub previous_digest: String,
    /// SHA-256 of `canonical`.
    pub content_digest: String,
    /// SHA-256 of `previous_digest`, a line feed and `content_digest`.
    pub digest: String,
    /// What the entry says, as canonical JSON (RFC 8785); absent while you may not read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
}

/// Read one entry of the chain
///
/// What it says stands in it as soon as you may read it in the feed; its digests always do.
#[utoipa::path(operation_id = "journal_get", tag = "audit", params(("seq" = i64, Path, description = "Place in the chain, from 1")), responses(
    (status = 200, description = "The entry and its digests", body = ChainEntry),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/entries/{seq}")]
pub async fn handle(cx: Cx, seq: web::Path<String>) -> Answer {
    super::chain::catch_up(cx.platform()).await?;
    cx.read("journal_get", move |conn, call| Reply::ok(&entry(conn, call, &seq)?)).await
}

fn entry(conn: &mut Conn, call: &Call, seq: &str) -> Result<ChainEntry> {
    let seq = place(seq)?;
    let entry = store::entry_at(conn, seq)?.ok_or_else(unknown)?;
    let previous = store::digest_at(conn, seq - 1)?.unwrap_or_default();
    let fault = fault(&entry, seq, &previous)?;
    let is_readable = store::feed(conn, &call.actor, call.now, seq - 1, 1)?.first().is_some_and(|seen| seen.seq == Some(seq));
    let canonical = String::from_utf8(entry.canonical(seq)?).map_err(Problem::internal)?;
    Ok(ChainEntry {
        seq,
        is_whole: fault.is_none(),
        fault: fault.map(str::to_owned),
        previous_digest: entry.previous_digest.clone().unwrap_or_default(),
        content_digest: entry.content_digest(seq)?,
        digest: entry.digest.clone().unwrap_or_default(),
        canonical: is_readable.then_some(canonical),
    })
}

/// The place that a path names.
pub(super) fn place(text: &str) -> Result<i64> {
    text.parse().ok().filter(|seq| *seq > 0).ok_or_else(unknown)
}

pub(super) fn unknown() -> Problem {
    Problem::not_found("记录", "entry")
}
