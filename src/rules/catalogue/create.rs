//! `POST /catalogue`: adds a version of a catalogue entry.

use actix_web::post;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

use super::store::{self, CatalogueItem};
use super::view::CatalogueItemView;
use crate::journal::{self, Event};
use crate::organizations::taxonomy::taxonomy;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::CatalogueItemId;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCatalogueItem {
    #[schema(example = "B0701")]
    pub code: String,
    pub title_zh: String,
    pub title_en: String,
    /// Slug of the service field.
    #[schema(example = "jobs_startups")]
    pub field: String,
    pub valid_from: NaiveDate,
    /// The last day of validity; absent while it is open.
    pub valid_to: Option<NaiveDate>,
    /// The published catalogue that lists it.
    pub source: Option<String>,
}

/// Add a version of a catalogue entry
#[utoipa::path(operation_id = "catalogue_create", tag = "rules", request_body = CreateCatalogueItem, responses(
    (status = 201, description = "The item", body = CatalogueItemView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/catalogue")]
pub async fn handle(cx: Cx, body: Body<CreateCatalogueItem>) -> Answer {
    let id = CatalogueItemId::new();
    cx.write("catalogue_create", body, move |tx, call, command| {
        let item = create(tx, call, command, id.clone())?;
        Reply::created(format!("/api/v1/catalogue?code={}", item.code), &CatalogueItemView::from(item))
    })
    .await
}

/// Versions of one code follow each other and never overlap, so that a date decides which one holds.
fn create(tx: &mut Tx, call: &Call, command: &CreateCatalogueItem, id: CatalogueItemId) -> Result<CatalogueItem> {
    let is_code = |code: &str| (1..=30).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    let mut check = Check::new();
    check
        .that(
            is_code(&command.code),
            "/code",
            "malformed",
            "须为 1–30 位字母、数字、点或连字符。",
            "must be 1 to 30 letters, digits, dots or hyphens.",
        )
        .text("/title_zh", &command.title_zh, 200)
        .text("/title_en", &command.title_en, 200)
        .at_most("/source", command.source.as_deref().unwrap_or_default(), 500)
        .that(
            taxonomy().field(&command.field).is_some(),
            "/field",
            "unknown_field",
            "没有这个服务领域，见 /service-fields。",
            "is no service field; see /service-fields.",
        )
        .date("/valid_from", command.valid_from);
    if let Some(last) = command.valid_to {
        check.date("/valid_to", last).that(
            command.valid_from <= last,
            "/valid_to",
            "before_valid_from",
            "不能早于生效日。",
            "must not lie before valid_from.",
        );
    }
    check.that(
        !store::overlaps(tx, &command.code, command.valid_from, command.valid_to)?,
        "/valid_from",
        "overlaps",
        "与同一代码的另一版本的有效期重叠。",
        "overlaps the validity of another version of this code.",
    );
    check.finish()?;
    let item = CatalogueItem {
        id,
        code: command.code.clone(),
        title_zh: command.title_zh.trim().to_owned(),
        title_en: command.title_en.trim().to_owned(),
        field: command.field.clone(),
        valid_from: command.valid_from.into(),
        valid_to: command.valid_to.map(Into::into),
        source: command.source.clone(),
        created_at: call.now,
        version: 1,
    };
    store::insert(tx, &item)?;
    let facts = json!({"code": item.code, "field": item.field, "valid_from": command.valid_from, "valid_to": command.valid_to});
    journal::record(tx, call, Event::new("catalogue_item.created", &item.id).public().with(facts))?;
    Ok(item)
}
