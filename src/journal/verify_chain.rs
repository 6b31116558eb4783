//! `GET /audit/verify`: recomputes the chain, from its beginning or from a head that the caller has kept.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};

use super::entry::GENESIS;
use super::store;
use super::verify::{PIECE, Verdict, Walk};
use crate::platform::Platform;
use crate::platform::crypto::Digest;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::i18n::Text;

/// Entries that one request verifies at most; a longer chain is verified in several.
const MOST: i64 = 200_000;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct VerifyQuery {
    /// Go on after this many entries, with `digest`; from the beginning unless told.
    #[serde(default)]
    pub after: i64,
    /// The head at `after`, as an earlier answer or a mail gave it.
    #[param(value_type = Option<String>)]
    pub digest: Option<Digest>,
    /// Entries to verify at most: 1 to 200000.
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChainVerdict {
    /// Whether every entry that was verified carries the digest that its content and its predecessor give.
    pub is_whole: bool,
    /// Whether the end of the chain was reached; if not, go on with `after` = `entries` and `digest` = `head`.
    pub is_complete: bool,
    /// The last place that is whole: so many entries are, counted from the first; 0 where the head that was given is not in the chain.
    pub entries: i64,
    /// The digest there.
    #[schema(example = "sha-256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub head: String,
    /// The first entry that is not whole.
    pub broken: Option<ChainBroken>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChainBroken {
    pub seq: i64,
    #[schema(example = "its content does not give its digest")]
    pub reason: String,
}

/// Verify the chain
///
/// Recomputes every digest. One verification runs at a time on each machine (429 for the next). A chain alone cannot show that its end
/// was cut off: give a head that you were mailed as `after` and `digest`, or ask for its proof with `GET /audit/entries/{seq}/proof`.
#[utoipa::path(operation_id = "journal_verify", tag = "audit", params(VerifyQuery), responses(
    (status = 200, description = "What the recomputation found", body = ChainVerdict),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/verify")]
pub async fn handle(cx: Cx, query: web::Query<VerifyQuery>) -> Answer {
    let query = query.into_inner();
    cx.look("journal_verify", cx.now(), |_, _| Ok(())).await?;
    let (mut walk, most) = begin(&query)?;
    let platform = cx.platform().clone();
    let _alone = platform.long_reads.try_acquire().map_err(|_| busy())?;
    super::chain::catch_up(&platform).await?;
    if !starts_in_the_chain(&platform, &walk).await? {
        let broken = ChainBroken { seq: walk.seq, reason: "no entry at this place carries the digest that was given".to_owned() };
        let verdict = ChainVerdict { is_whole: false, is_complete: false, entries: 0, head: GENESIS.to_owned(), broken: Some(broken) };
        return cx.read("journal_verify", move |_, _| Reply::ok(&verdict)).await;
    }
    let mut left = most;
    let (broken, is_complete) = loop {
        let (here, piece) = (walk.clone(), left.min(PIECE));
        if piece == 0 {
            break (None, false);
        }
        // One piece after the other: no connection is held for long, and a caller that has gone stops the work.
        let entries = platform.db.read(move |conn| here.next(conn, piece)).await?;
        if entries.is_empty() {
            break (None, true);
        }
        left -= piece;
        if let Some(Verdict::Broken { seq, reason }) = walk.over(entries)? {
            break (Some(ChainBroken { seq, reason: reason.to_owned() }), false);
        }
    };
    let verdict = ChainVerdict { is_whole: broken.is_none(), is_complete, entries: walk.seq, head: walk.digest, broken };
    cx.read("journal_verify", move |_, _| Reply::ok(&verdict)).await
}

/// Whether the head that the caller kept is still there: an end that was cut off, or written anew, would go unnoticed otherwise.
async fn starts_in_the_chain(platform: &Platform, walk: &Walk) -> Result<bool> {
    let seq = walk.seq;
    Ok(platform.db.read(move |conn| store::digest_at(conn, seq)).await?.as_ref() == Some(&walk.digest))
}

fn begin(query: &VerifyQuery) -> Result<(Walk, i64)> {
    let most = query.limit.unwrap_or(MOST);
    if !(1..=MOST).contains(&most) {
        return Err(Problem::field("limit", "out_of_range", format!("须在 1 到 {MOST} 之间。"), format!("must be between 1 and {MOST}.")));
    }
    let walk = match (query.after, &query.digest) {
        (0, None) => Walk::from_the_beginning(),
        (0, Some(digest)) if digest.to_string() == GENESIS => Walk::from_the_beginning(),
        (seq, Some(digest)) if seq > 0 => Walk { seq, digest: digest.to_string() },
        _ => {
            return Err(Problem::field(
                "after",
                "needs_its_digest",
                "从某处继续时，after 须大于 0，并在 digest 中给出该处的摘要。",
                "to go on from a place, after must be above 0 and digest be the head there.",
            ));
        }
    };
    Ok((walk, most))
}

fn busy() -> Problem {
    Problem::new(
        429,
        "journal/verification_running",
        ("正在校验", "A verification is running"),
        Text::new("另一次校验正在进行，请稍后再试。", "Another verification is running; try again in a moment."),
    )
    .retry_after(5)
}
