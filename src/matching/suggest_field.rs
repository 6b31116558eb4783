//! `POST /needs/field-suggestions`: the service fields that a need may belong to, for the clerk who enters it.

use actix_web::post;
use serde::{Deserialize, Serialize};

use super::index::Index;
use crate::organizations::taxonomy::taxonomy;
use crate::platform::http::{Answer, Body, Check, Cx, ProblemDocument, Reply};
use crate::platform::i18n::Text;

/// How many fields are suggested.
const MOST: usize = 5;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldQuestion {
    /// What the need says; it is not stored.
    #[schema(example = "独居老人中午没人做饭")]
    pub text_zh: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FieldSuggestions {
    /// The most likely first, five at most.
    pub items: Vec<FieldSuggestion>,
    /// From how many needs the service has learned.
    pub taught_by: usize,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FieldSuggestion {
    /// Slug of the service field.
    #[schema(example = "elderly_meals")]
    pub field: String,
    pub label: Text,
    /// Its part of all votes, 0–10000.
    pub share: u32,
}

/// Suggest the service field of a need
///
/// From the words of the taxonomy and the catalogue, and from the needs that clerks have entered; the field that the hub sets when it
/// verifies a need teaches at once.
#[utoipa::path(operation_id = "matching_suggest_field", tag = "matching", request_body = FieldQuestion, responses(
    (status = 200, description = "The most likely fields", body = FieldSuggestions),
    (status = "default", description = "Refused; 503 while the engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[post("/needs/field-suggestions")]
pub async fn handle(cx: Cx, body: Body<FieldQuestion>) -> Answer {
    let (index, now) = (Index::of(cx.platform()), cx.now());
    let question = body.into_value();
    let found = cx
        .look("matching_suggest_field", now, move |conn, _| {
            let question = question?;
            let mut check = Check::new();
            check.text("/text_zh", &question.text_zh, 2100);
            check.finish()?;
            index.suggest_field(conn, now, &question.text_zh)
        })
        .await?;
    let named = |(field, share): (String, u32)| {
        let known = taxonomy().field(&field)?;
        Some(FieldSuggestion { label: Text::new(&known.label_zh, &known.label_en), field, share })
    };
    let items = found.fields.into_iter().filter_map(named).take(MOST).collect();
    Ok(Reply::ok(&FieldSuggestions { items, taught_by: found.taught_by })?.into_response(false))
}
