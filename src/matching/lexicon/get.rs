//! `GET /matching/lexicon`.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};

use super::store::{self, Edition};
use super::words::Words;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::time::Timestamp;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LexiconQuery {
    /// Number of an edition, 0 for the taxonomy's own words; the one in force unless told.
    pub edition: Option<i32>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LexiconView {
    /// From 1; 0 while the words of the taxonomy hold. Also the version in `ETag`.
    pub edition: i32,
    pub words: Words,
    /// Why it was edited.
    pub reason_zh: Option<String>,
    pub edited_at: Option<Timestamp>,
}

/// Read the words by which the matching knows what is meant
#[utoipa::path(operation_id = "matching_lexicon", tag = "matching", params(LexiconQuery), responses(
    (status = 200, description = "The lexicon", body = LexiconView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching/lexicon")]
pub async fn handle(cx: Cx, query: web::Query<LexiconQuery>) -> Answer {
    cx.read("matching_lexicon", move |conn, _| {
        let unknown = || Problem::not_found("词表版本", "edition of the lexicon");
        let found = match query.edition {
            None => store::latest(conn)?,
            Some(0) => None,
            Some(number) => Some(store::find(conn, number)?.ok_or_else(unknown)?),
        };
        let view = LexiconView::of(found)?;
        let reply = Reply::ok(&view)?;
        // Only the edition in force can be replaced.
        Ok(if query.edition.is_none() { reply.version(i64::from(view.edition)) } else { reply })
    })
    .await
}

impl LexiconView {
    pub fn of(edition: Option<Edition>) -> Result<Self> {
        Ok(match edition {
            Some(edition) => Self {
                edition: edition.number,
                words: edition.content.parse()?,
                reason_zh: Some(edition.reason_zh),
                edited_at: Some(edition.edited_at),
            },
            None => Self { edition: 0, words: Words::of_the_taxonomy(), reason_zh: None, edited_at: None },
        })
    }
}
