//! `GET /notices`, the page: list, search and filter, for everybody.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};

use super::kind::NoticeKind;
use super::list::{NoticesQuery, list};
use super::store;
use super::view::NoticeSummary;
use crate::organizations::taxonomy::taxonomy;
use crate::platform::html::{self, Pages};
use crate::platform::http::{Page, Problem, Result, Visitor};
use crate::platform::i18n::Text;

pub(super) static PAGES: LazyLock<Pages> = LazyLock::new(|| {
    Pages::new(&[
        ("notices.html", include_str!("templates/notices.html")),
        ("notice.html", include_str!("templates/notice.html")),
        ("notices.atom", include_str!("templates/notices.atom")),
    ])
});

/// Rows of a page for people.
const ROWS: i64 = 20;

#[derive(Serialize)]
struct ListPage {
    feed: String,
    form: Form,
    kinds: Vec<Choice>,
    fields: Vec<Choice>,
    areas: Vec<Choice>,
    notices: Vec<Line>,
    next: Option<String>,
    problem: Option<Text>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    zh: String,
    en: String,
}

#[derive(Serialize)]
pub(super) struct Line {
    kind_zh: &'static str,
    kind_en: &'static str,
    /// A call whose time to bid is over.
    is_closed: bool,
    field_name: Option<Text>,
    #[serde(flatten)]
    notice: NoticeSummary,
}

impl Line {
    pub(super) fn of(notice: NoticeSummary) -> Self {
        let (kind_zh, kind_en) = notice.kind.title();
        Self {
            kind_zh,
            kind_en,
            is_closed: notice.kind == NoticeKind::Call && !notice.is_open,
            field_name: field(notice.field.as_deref()),
            notice,
        }
    }
}

/// What people call a service field.
pub(super) fn field(slug: Option<&str>) -> Option<Text> {
    taxonomy().field(slug?).map(|field| Text::new(&field.label_zh, &field.label_en))
}

/// What a form sends: every field, those that were left empty too.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Form {
    kind: String,
    area: String,
    field: String,
    q: String,
    open: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    cursor: String,
}

impl Form {
    fn question(&self) -> Result<NoticesQuery> {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let kind = NoticeKind::parse(&self.kind);
        if kind.is_none() && !self.kind.is_empty() {
            return Err(Problem::field(
                "kind",
                "unknown_value",
                "没有这种公告，请从列表中选择。",
                "There is no such kind of notice: choose one of the list.",
            ));
        }
        Ok(NoticesQuery {
            kind,
            area: said(&self.area),
            field: said(&self.field),
            q: said(&self.q),
            open: Some(self.open == "true"),
            limit: Some(ROWS),
            cursor: said(&self.cursor),
        })
    }

    /// The feed of the same question: its filters that were set.
    fn feed(&self) -> String {
        let open = if self.open == "true" { "true" } else { "" };
        let all = [("kind", self.kind.as_str()), ("area", &self.area), ("field", &self.field), ("q", &self.q), ("open", open)];
        let set: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        match serde_urlencoded::to_string(&set) {
            Ok(filters) if !filters.is_empty() => format!("/notices.atom?{filters}"),
            _ => "/notices.atom".to_owned(),
        }
    }

    /// The same question from another cursor on.
    fn address(&self, cursor: String) -> String {
        let next = Self { cursor, ..self.clone() };
        format!("/notices?{}", serde_urlencoded::to_string(&next).unwrap_or_default())
    }
}

/// Broken filters show the page with what is wrong, and nothing is lost of what was typed.
#[get("/notices")]
pub async fn handle(visitor: Visitor, form: web::Query<Form>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let asked = form.question();
    let mut areas = visitor.read(|conn| Ok(store::areas(conn)?.into_iter().map(area).collect::<Vec<_>>())).await?;
    // An address may ask for a place in which nothing was noticed yet.
    if !form.area.is_empty() && areas.iter().all(|area| area.value != form.area) {
        areas.push(area((form.area.clone(), form.area.clone(), String::new())));
    }
    let found = match asked {
        Ok(asked) => visitor.read(move |conn| list(conn, &asked)).await,
        Err(problem) => Err(problem),
    };
    let (status, problem, found) = match found {
        Ok(page) => (StatusCode::OK, None, page),
        Err(problem) if problem.status() < 500 => {
            let words = problem.errors().first().map_or_else(Text::default, |error| error.detail.clone());
            (StatusCode::UNPROCESSABLE_ENTITY, Some(words), Page { items: Vec::new(), next_cursor: None })
        }
        Err(problem) => return Err(problem),
    };
    let facts = ListPage {
        kinds: NoticeKind::ALL.iter().map(choice).collect(),
        fields: taxonomy()
            .fields()
            .iter()
            .map(|f| Choice { value: f.slug.clone(), zh: f.label_zh.clone(), en: f.label_en.clone() })
            .collect(),
        areas,
        feed: form.feed(),
        next: found.next_cursor.map(|cursor| form.address(cursor)),
        notices: found.items.into_iter().map(Line::of).collect(),
        form,
        problem,
    };
    Ok(html::page(status, PAGES.render("notices.html", &facts)?))
}

fn area((value, zh, en): (String, String, String)) -> Choice {
    Choice { value, zh, en }
}

fn choice(kind: &NoticeKind) -> Choice {
    let (zh, en) = kind.title();
    Choice { value: kind.as_str().to_owned(), zh: zh.into(), en: en.into() }
}
