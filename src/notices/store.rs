//! Rows of the notices.

use std::collections::HashSet;

use diesel::dsl::InnerJoinQuerySource;
use diesel::prelude::*;

use super::kind::NoticeKind;
use super::view::{NoticeDocument, NoticeRef, NoticeSummary, NoticeView, ProjectNow};
use crate::platform::db::types::JsonText;
use crate::platform::db::{Condition, Conn, Tx, search};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::ProjectId;
use crate::platform::time::Timestamp;
use crate::projects::Status;
use crate::schema::{areas, notices as table, projects};

/// Which notices are asked for.
#[derive(Clone, Default)]
pub(super) struct Wanted {
    pub kind: Option<NoticeKind>,
    /// Slugs of service fields.
    pub fields: Option<Vec<String>>,
    /// Path of an area: what lies there or below.
    pub area_path: Option<String>,
    /// Words of the number, the title, the buyer or the text.
    pub words: Option<String>,
    /// Only calls that take bids now: those of the present round of a purchase that is out.
    pub is_open: bool,
    /// Least and most fen of the ceiling.
    pub budget: (Option<i64>, Option<i64>),
    /// Only of these projects, by id.
    pub among: Option<Vec<String>>,
}

type Source = InnerJoinQuerySource<table::table, projects::table>;

/// Writes a notice of a place. Only the journal's follower does, together with the cursor, so that each is written once.
pub(super) fn insert(tx: &mut Tx, notice: &NoticeDocument, area_path: &str) -> Result<()> {
    diesel::insert_into(table::table)
        .values((
            table::id.eq(&notice.id),
            table::kind.eq(notice.kind),
            table::project_id.eq(&notice.project_id),
            table::area_path.eq(area_path),
            table::field.eq(notice.field.as_deref()),
            table::words.eq(words_of(notice)?),
            table::published_at.eq(notice.published_at),
            table::document.eq(JsonText::of(notice)?),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The words by which a notice is found, in small letters.
pub(super) fn words_of(notice: &NoticeDocument) -> Result<String> {
    let mut words = format!("{} {} {} {} {}", notice.number, notice.title.zh, notice.title.en, notice.buyer.zh, notice.buyer.en);
    add_texts(&mut words, &serde_json::to_value(&notice.content).map_err(Problem::internal)?);
    Ok(words.to_lowercase())
}

/// What is said in Chinese in the notice: the rest of it is ids, codes and translations.
fn add_texts(words: &mut String, value: &serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::String(text) if !text.is_ascii() => {
            words.push(' ');
            words.push_str(text);
        }
        Value::Array(items) => items.iter().for_each(|item| add_texts(words, item)),
        Value::Object(facts) => facts.values().for_each(|fact| add_texts(words, fact)),
        _ => {}
    }
}

/// Status, round and deadline of a project.
type Now = (Status, i32, Option<Timestamp>);

fn now((status, round, deadline): Now) -> ProjectNow {
    ProjectNow { status, round, deadline }
}

/// A page of the notices that are wanted, the newest first.
pub(super) fn page(conn: &mut Conn, wanted: &Wanted, request: &PageRequest) -> Result<Vec<NoticeSummary>> {
    let rows: Vec<(JsonText, Now)> = table::table
        .inner_join(projects::table)
        .filter(condition(wanted, request))
        .order(table::id.desc())
        .limit(request.fetch())
        .select((table::document, (projects::status, projects::round, projects::deadline)))
        .load(conn)?;
    rows.into_iter().map(|(document, row)| Ok(NoticeSummary::of(document.parse()?, now(row)))).collect()
}

/// Areas in which something was noticed, and those around them: code and names, in the order of the tree.
pub(super) fn areas(conn: &mut Conn) -> Result<Vec<(String, String, String)>> {
    let paths: Vec<String> = table::table.select(table::area_path).distinct().load(conn)?;
    let codes: HashSet<&str> = paths.iter().flat_map(|path| path.split('/')).filter(|code| !code.is_empty()).collect();
    Ok(areas::table
        .filter(areas::code.eq_any(codes))
        .order(areas::path)
        .select((areas::code, areas::name_zh, areas::name_en))
        .load(conn)?)
}

fn condition(wanted: &Wanted, request: &PageRequest) -> Condition<Source> {
    let mut condition: Condition<Source> = match &request.after {
        Some(last) => Box::new(table::id.lt(last.clone()).nullable()),
        None => Box::new(table::id.is_not_null().nullable()),
    };
    if let Some(kind) = wanted.kind {
        condition = Box::new(condition.and(table::kind.eq(kind)));
    }
    if let Some(fields) = &wanted.fields {
        condition = Box::new(condition.and(table::field.eq_any(fields.clone())));
    }
    if let Some(path) = &wanted.area_path {
        condition = Box::new(condition.and(table::area_path.like(format!("{path}%"))));
    }
    for word in wanted.words.iter().flat_map(|words| words.split_whitespace()) {
        condition = Box::new(condition.and(table::words.like(search::containing(word)).escape(search::ESCAPE)));
    }
    if wanted.is_open {
        let of_the_round = table::published_at.nullable().ge(projects::published_at);
        condition = Box::new(condition.and(table::kind.eq(NoticeKind::Call)).and(projects::status.eq(Status::Published)).and(of_the_round));
    }
    if let Some(least) = wanted.budget.0 {
        condition = Box::new(condition.and(projects::budget_fen.ge(least)));
    }
    if let Some(most) = wanted.budget.1 {
        condition = Box::new(condition.and(projects::budget_fen.le(most)));
    }
    if let Some(projects) = &wanted.among {
        condition = Box::new(condition.and(table::project_id.eq_any(projects.clone())));
    }
    condition
}

/// The call of a purchase that was noticed last.
pub(super) fn last_call(conn: &mut Conn, project: &ProjectId) -> Result<Option<NoticeDocument>> {
    let document: Option<JsonText> = table::table
        .filter(table::project_id.eq(project))
        .filter(table::kind.eq(NoticeKind::Call))
        .order(table::id.desc())
        .select(table::document)
        .first(conn)
        .optional()?;
    document.map(|document| document.parse()).transpose()
}

/// A notice with the others of its purchase.
pub(super) fn find(conn: &mut Conn, id: &str) -> Result<Option<NoticeView>> {
    let row: Option<(JsonText, Now)> = table::table
        .inner_join(projects::table)
        .filter(table::id.eq(id))
        .select((table::document, (projects::status, projects::round, projects::deadline)))
        .first(conn)
        .optional()?;
    let Some((document, row)) = row else { return Ok(None) };
    let (notice, project): (NoticeDocument, _) = (document.parse()?, now(row));
    let others: Vec<(String, NoticeKind, Timestamp)> = table::table
        .filter(table::project_id.eq(&notice.project_id))
        .filter(table::id.ne(id))
        .order(table::id)
        .select((table::id, table::kind, table::published_at))
        .load(conn)?;
    let others = others.into_iter().map(|(id, kind, published_at)| NoticeRef { id, kind, published_at }).collect();
    Ok(Some(NoticeView {
        is_open: project.takes_bids_on(&notice),
        project_status: project.status,
        deadline_now: project.deadline_of(notice.round),
        notice,
        others,
    }))
}
