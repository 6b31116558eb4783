//! `GET /audit/entries/{seq}/proof`: the content digests between an entry and a later head. Whoever has the head from a mail links them
//! one after the other and must arrive at it.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};

use super::get::{place, unknown};
use super::head::ChainHead;
use super::store;
use crate::platform::crypto::Digest;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply, Result};

/// Content digests of an answer at most.
const MOST: i64 = 5000;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProofQuery {
    /// A head that you kept; the present one unless told.
    #[param(value_type = Option<String>)]
    pub head: Option<Digest>,
    /// `next_after` of the answer before.
    pub after: Option<i64>,
    /// Content digests of an answer: 1 to 5000, 1000 unless told.
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChainProof {
    pub seq: i64,
    /// The entry's digest: begin with it.
    #[schema(example = "sha-256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub digest: String,
    /// The head at which you must arrive.
    pub head: ChainHead,
    /// Of the entries after the first `after`, in order. The digest of each is the SHA-256 of the digest before, a line feed and this.
    pub content_digests: Vec<String>,
    /// Give it back as `?after=`; null when the head is reached.
    pub next_after: Option<i64>,
}

/// Prove that an entry lies under a head
///
/// 404 `journal/unknown_head` where the chain does not contain the head: entries were cut off or replaced since it was kept.
#[utoipa::path(operation_id = "journal_proof", tag = "audit", params(("seq" = i64, Path, description = "Place in the chain, from 1"), ProofQuery), responses(
    (status = 200, description = "What leads from the entry to the head", body = ChainProof),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/entries/{seq}/proof")]
pub async fn handle(cx: Cx, seq: web::Path<String>, query: web::Query<ProofQuery>) -> Answer {
    let query = query.into_inner();
    super::chain::catch_up(cx.platform()).await?;
    cx.read("journal_proof", move |conn, _| Reply::ok(&proof(conn, &seq, &query)?)).await
}

fn proof(conn: &mut Conn, seq: &str, query: &ProofQuery) -> Result<ChainProof> {
    let seq = place(seq)?;
    let digest = store::digest_at(conn, seq)?.ok_or_else(unknown)?;
    let head = head(conn, query.head.as_ref())?;
    let after = query.after.unwrap_or(seq);
    let limit = query.limit.unwrap_or(1000);
    let wrong = |field: &str, zh: String, en: String| Err(Problem::field(field, "out_of_range", zh, en));
    if head.seq < seq {
        return wrong("head", format!("该摘要位于第 {} 条，早于此记录。", head.seq), format!("is entry {}, before this one.", head.seq));
    }
    if !(1..=MOST).contains(&limit) {
        return wrong("limit", format!("须在 1 到 {MOST} 之间。"), format!("must be between 1 and {MOST}."));
    }
    if !(seq..=head.seq).contains(&after) {
        return wrong("after", format!("须在 {seq} 到 {} 之间。", head.seq), format!("must be between {seq} and {}.", head.seq));
    }
    let entries = store::entries_after(conn, after, limit.min(head.seq - after))?;
    let reached = entries.last().and_then(|entry| entry.seq).unwrap_or(after);
    let content_digests = entries.iter().map(|entry| entry.content_digest(entry.seq.unwrap_or_default())).collect::<Result<_>>()?;
    Ok(ChainProof { seq, digest, content_digests, next_after: (reached < head.seq).then_some(reached), head })
}

fn head(conn: &mut Conn, kept: Option<&Digest>) -> Result<ChainHead> {
    let Some(kept) = kept else {
        let (seq, digest) = store::head(conn)?;
        return Ok(ChainHead { seq, digest });
    };
    let digest = kept.to_string();
    match store::place_of(conn, &digest)? {
        Some(seq) => Ok(ChainHead { seq, digest }),
        None => Err(Problem::new(
            404,
            "journal/unknown_head",
            ("链中没有这个摘要", "The chain does not contain this head"),
            crate::platform::i18n::Text::new(
                "日志链中没有您保存的摘要：其后有记录被截去或替换，请立即报告。",
                "The chain does not contain the head that you kept: entries were cut off or replaced since; report it at once.",
            ),
        )),
    }
}
