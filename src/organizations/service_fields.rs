//! `GET /service-fields`: what organisations can do, in the words of the taxonomy. Public.

use actix_web::{get, web};
use serde::Serialize;

use super::taxonomy::{NeedCategory, ServiceField, taxonomy};
use crate::platform::http::{Answer, Cx, Page, PageQuery, ProblemDocument, Reply};

/// A kind of service.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ServiceFieldView {
    /// The value that the API takes and gives.
    #[schema(example = "jobs_startups")]
    pub slug: &'static str,
    #[schema(example = "EE")]
    pub code: &'static str,
    #[schema(example = "就业创业")]
    pub label_zh: &'static str,
    pub label_en: &'static str,
    pub category: NeedCategory,
    /// What people write when they mean this field.
    pub synonyms: &'static [String],
    /// Slugs of the groups usually served.
    pub target_groups: &'static [String],
}

impl From<&'static ServiceField> for ServiceFieldView {
    fn from(field: &'static ServiceField) -> Self {
        Self {
            slug: &field.slug,
            code: &field.code,
            label_zh: &field.label_zh,
            label_en: &field.label_en,
            category: field.category,
            synonyms: &field.synonyms,
            target_groups: &field.target_groups,
        }
    }
}

/// List the service fields
#[utoipa::path(operation_id = "service_fields_list", tag = "registry", params(PageQuery), responses(
    (status = 200, description = "A page of fields, in the order of their slugs", body = Page<ServiceFieldView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/service-fields")]
pub async fn handle(cx: Cx, query: web::Query<PageQuery>) -> Answer {
    cx.read("service_fields_list", move |_, _| {
        let request = query.request()?;
        let after = request.after.as_deref().unwrap_or_default();
        let mut fields: Vec<_> = taxonomy().fields().iter().filter(|field| field.slug.as_str() > after).collect();
        fields.sort_by_key(|field| &field.slug);
        Reply::ok(&request.page(fields, |field| field.slug.clone(), |field| Ok(ServiceFieldView::from(field)))?)
    })
    .await
}
