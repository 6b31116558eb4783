//! `GET /notices/{id}`, the page: one notice, at an address that stays.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;

use super::get::get;
use super::page::{PAGES, field};
use super::view::{NoticeRef, NoticeView};
use crate::platform::html;
use crate::platform::http::{Result, Visitor};
use crate::platform::i18n::Text;
use crate::platform::time::Timestamp;
use crate::projects::Requirements;

#[derive(Serialize)]
struct NoticePage {
    kind_zh: &'static str,
    kind_en: &'static str,
    field: Option<Text>,
    asked_fields: Vec<Text>,
    asked_documents: Vec<Text>,
    others: Vec<Other>,
    view: NoticeView,
    api: String,
}

#[derive(Serialize)]
struct Other {
    id: String,
    zh: &'static str,
    en: &'static str,
    published_at: Timestamp,
}

impl From<&NoticeRef> for Other {
    fn from(other: &NoticeRef) -> Self {
        let (zh, en) = other.kind.title();
        Self { id: other.id.clone(), zh, en, published_at: other.published_at }
    }
}

#[get("/notices/{id}")]
pub async fn handle(visitor: Visitor, id: web::Path<String>) -> Result<HttpResponse> {
    let view = visitor.read(move |conn| get(conn, &id)).await?;
    let (kind_zh, kind_en) = view.notice.kind.title();
    let asked = match &view.notice.content {
        super::content::NoticeContent::Call(call) => call.requirements.clone(),
        _ => Requirements::default(),
    };
    let facts = NoticePage {
        kind_zh,
        kind_en,
        field: field(view.notice.field.as_deref()),
        asked_fields: asked.fields.iter().filter_map(|slug| field(Some(slug))).collect(),
        asked_documents: asked.documents.iter().map(|kind| kind.title()).map(|(zh, en)| Text::new(zh, en)).collect(),
        others: view.others.iter().map(Other::from).collect(),
        api: format!("/api/v1/notices/{}", view.notice.id),
        view,
    };
    Ok(html::page(StatusCode::OK, PAGES.render("notice.html", &facts)?))
}
