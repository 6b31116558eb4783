//! `POST /matching/check`: whether the engine knows what the database holds; where it does not, it reads everything anew.

use actix_web::post;
use serde::Serialize;

use super::engine::Digest;
use super::index::{self, Index};
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IndexCheckView {
    /// The last chained entry of the journal that the engine knew.
    pub as_of: u64,
    /// What the engine held: counts, and digests of all ids and versions.
    pub engine: Digest,
    /// What the database holds.
    pub database: Digest,
    /// Whether the two are the same, and the engine follows the journal of this database.
    pub consistent: bool,
    /// Whether everything was read anew because they were not.
    pub reloaded: bool,
}

/// Compare the matching engine with the database
///
/// Of the instance that answers: every id, and the version of each record. A difference would be a defect: it is logged, and mended by
/// reading everything anew.
#[utoipa::path(operation_id = "matching_check", tag = "matching", responses(
    (status = 200, description = "Both sides in numbers", body = IndexCheckView),
    (status = "default", description = "Refused; 503 while the engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[post("/matching/check")]
pub async fn handle(cx: Cx) -> Answer {
    let (platform, index, now) = (cx.platform().clone(), Index::of(cx.platform()), cx.now());
    cx.look("matching_check", now, |_, _| Ok(())).await?;
    let _alone = platform.long_reads.try_acquire().map_err(|_| index::being_changed())?;
    let found = cx.look("matching_check", now, move |conn, _| index.compare(conn, now)).await?;
    let index::Compared { as_of, engine, database, consistent } = found;
    if !consistent {
        tracing::error!(as_of, ?engine, ?database, "the matching engine differs from the database; everything is read anew");
        index::reload(&platform).await?;
    }
    Ok(Reply::ok(&IndexCheckView { as_of, engine, database, consistent, reloaded: !consistent })?.into_response(false))
}
