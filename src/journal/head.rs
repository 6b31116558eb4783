//! `GET /audit/head`: place and digest of the last entry. Whoever keeps it can later prove a truncation.

use actix_web::get;
use serde::Serialize;

use super::store;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChainHead {
    /// Entries in the chain.
    pub seq: i64,
    #[schema(example = "sha-256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub digest: String,
}

/// The head of the chain
#[utoipa::path(operation_id = "journal_head", tag = "journal", responses(
    (status = 200, description = "Last place and digest", body = ChainHead),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/head")]
pub async fn handle(cx: Cx) -> Answer {
    super::chain::catch_up(cx.platform()).await?;
    cx.read("journal_head", |conn, _| {
        let (seq, digest) = store::head(conn)?;
        Reply::ok(&ChainHead { seq, digest })
    })
    .await
}
