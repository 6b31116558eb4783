//! Rows and queries of surveys, their links, responses, answers and codings.

use std::collections::HashMap;

use diesel::prelude::*;

use super::answers::{Answer, Said};
use super::link::LinkKind;
use super::model::{Channel, Status};
use super::questions::Question;
use crate::areas;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Condition, Conn, Tx, on_unique, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{NeedId, SurveyAnswerId, SurveyId, SurveyLinkId, SurveyResponseId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{areas as places, survey_answers, survey_codings, survey_links, survey_responses, surveys as table};

/// A survey as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::surveys, treat_none_as_null = true)]
pub struct Survey {
    pub id: SurveyId,
    pub area_code: String,
    pub title_zh: String,
    pub title_en: Option<String>,
    /// What people agree to before they answer (R111).
    pub consent_zh: String,
    pub consent_en: Option<String>,
    /// A list of [`Question`], in order.
    pub questions: JsonText,
    pub status: Status,
    pub created_by: UserId,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

impl Survey {
    pub(super) fn questions(&self) -> Result<Vec<Question>> {
        self.questions.parse()
    }
}

/// A survey with its place in the area tree.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub survey: Survey,
    pub path: String,
}

/// A link as stored: its secret as a hash, and neither time nor person.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::survey_links)]
pub(super) struct Link {
    pub id: SurveyLinkId,
    pub survey_id: SurveyId,
    pub kind: LinkKind,
    pub token_hash: String,
    /// Used up, or replaced by another open link.
    pub spent: bool,
}

pub(super) fn insert(tx: &mut Tx, survey: &Survey) -> Result<()> {
    diesel::insert_into(table::table).values(survey).execute(tx.conn())?;
    Ok(())
}

pub(super) fn placed(conn: &mut Conn, id: &SurveyId) -> Result<Option<Placed>> {
    let row: Option<(Survey, String)> = table::table
        .inner_join(places::table.on(places::code.eq(table::area_code)))
        .filter(table::id.eq(id))
        .select((table::all_columns, places::path))
        .first(conn)
        .optional()?;
    Ok(row.map(|(survey, path)| Placed { survey, path }))
}

/// Saves the survey over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, survey: &mut Survey, now: Timestamp) -> Result<()> {
    let read = survey.version;
    survey.version += 1;
    survey.updated_at = now;
    let rows =
        diesel::update(table::table.filter(table::id.eq(&survey.id)).filter(table::version.eq(read))).set(&*survey).execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub status: Option<Status>,
    /// The path of a place at or below which the survey is.
    pub area: Option<String>,
    /// None: everything; else what is published or of these places.
    pub seen: Option<Vec<String>>,
}

pub(super) fn page(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> Result<Vec<Survey>> {
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some(paths) = &filter.seen {
        let mut visible: Condition<table::table> = Box::new(table::status.eq(Status::Published).nullable());
        for path in paths {
            visible = Box::new(visible.or(table::area_code.eq_any(areas::within(path))));
        }
        wanted = Box::new(wanted.and(visible));
    }
    if let Some(status) = filter.status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    if let Some(path) = &filter.area {
        wanted = Box::new(wanted.and(table::area_code.eq_any(areas::within(path))));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}

pub(super) fn insert_link(tx: &mut Tx, link: &Link) -> Result<()> {
    diesel::insert_into(survey_links::table).values(link).execute(tx.conn())?;
    Ok(())
}

pub(super) fn link_by_hash(conn: &mut Conn, hash: &str) -> Result<Option<Link>> {
    Ok(survey_links::table.filter(survey_links::token_hash.eq(hash)).first(conn).optional()?)
}

/// Uses a link up; whether nobody was faster.
pub(super) fn spend(tx: &mut Tx, id: &SurveyLinkId) -> Result<bool> {
    let unspent = survey_links::table.filter(survey_links::id.eq(id)).filter(survey_links::spent.eq(false));
    Ok(diesel::update(unspent).set(survey_links::spent.eq(true)).execute(tx.conn())? == 1)
}

/// Makes the open links that were handed out until now useless.
pub(super) fn spend_open_links(tx: &mut Tx, survey: &SurveyId) -> Result<()> {
    let open = survey_links::table.filter(survey_links::survey_id.eq(survey)).filter(survey_links::kind.eq(LinkKind::Open));
    diesel::update(open).set(survey_links::spent.eq(true)).execute(tx.conn())?;
    Ok(())
}

/// Stores a response; `twice` when one with this id is there.
pub(super) fn insert_response(
    tx: &mut Tx,
    id: &SurveyResponseId,
    survey: &SurveyId,
    channel: Channel,
    now: Timestamp,
    twice: impl FnOnce() -> Problem,
) -> Result<()> {
    let row = (
        survey_responses::id.eq(id),
        survey_responses::survey_id.eq(survey),
        survey_responses::channel.eq(channel),
        survey_responses::received_at.eq(now),
    );
    on_unique(diesel::insert_into(survey_responses::table).values(row).execute(tx.conn()), twice)?;
    Ok(())
}

/// One row per choice or text.
pub(super) fn insert_answer(tx: &mut Tx, response: &SurveyResponseId, survey: &SurveyId, answer: &Answer) -> Result<()> {
    match &answer.said {
        Said::Choices(choices) => {
            choices.iter().try_for_each(|choice| insert_row(tx, response, survey, &answer.question, Some(choice), None))
        }
        Said::Text(text) => insert_row(tx, response, survey, &answer.question, None, Some(text)),
    }
}

fn insert_row(
    tx: &mut Tx,
    response: &SurveyResponseId,
    survey: &SurveyId,
    question: &str,
    choice: Option<&str>,
    text: Option<&str>,
) -> Result<()> {
    let row = (
        survey_answers::id.eq(SurveyAnswerId::apart()),
        survey_answers::survey_id.eq(survey),
        survey_answers::response_id.eq(response),
        survey_answers::question.eq(question),
        survey_answers::choice.eq(choice),
        survey_answers::text.eq(text),
    );
    diesel::insert_into(survey_answers::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// How many responses these surveys have, by survey; none is left out.
pub(super) fn responses(conn: &mut Conn, ids: &[SurveyId]) -> Result<HashMap<SurveyId, i64>> {
    let rows: Vec<(SurveyId, i64)> = survey_responses::table
        .filter(survey_responses::survey_id.eq_any(ids))
        .group_by(survey_responses::survey_id)
        .select((survey_responses::survey_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// What was counted of a survey, from its rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// By question: how many responses answer it.
    pub bases: HashMap<String, i64>,
    /// By question and choice.
    pub choices: HashMap<(String, String), i64>,
}

pub(super) fn counts(conn: &mut Conn, survey: &SurveyId) -> Result<Counts> {
    let bases: Vec<(String, i64)> = survey_answers::table
        .filter(survey_answers::survey_id.eq(survey))
        .group_by(survey_answers::question)
        .select((survey_answers::question, diesel::dsl::count(survey_answers::response_id).aggregate_distinct()))
        .load(conn)?;
    let choices: Vec<(String, Option<String>, i64)> = survey_answers::table
        .filter(survey_answers::survey_id.eq(survey))
        .filter(survey_answers::choice.is_not_null())
        .group_by((survey_answers::question, survey_answers::choice))
        .select((survey_answers::question, survey_answers::choice, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(Counts {
        bases: bases.into_iter().collect(),
        choices: choices.into_iter().filter_map(|(question, choice, count)| Some(((question, choice?), count))).collect(),
    })
}

/// A free text, apart from everything else that its author answered.
#[derive(Clone, Debug, Queryable)]
pub(super) struct FreeText {
    pub id: SurveyAnswerId,
    pub text: Option<String>,
}

pub(super) fn texts(conn: &mut Conn, survey: &SurveyId, question: &str, page: &PageRequest) -> Result<Vec<FreeText>> {
    Ok(survey_answers::table
        .filter(survey_answers::survey_id.eq(survey))
        .filter(survey_answers::question.eq(question))
        .filter(survey_answers::text.is_not_null())
        .filter(survey_answers::id.gt(page.after.clone().unwrap_or_default()))
        .order(survey_answers::id)
        .limit(page.fetch())
        .select((survey_answers::id, survey_answers::text))
        .load(conn)?)
}

/// Which of these answers are texts of this question.
pub(super) fn known_texts(conn: &mut Conn, survey: &SurveyId, question: &str, ids: &[SurveyAnswerId]) -> Result<Vec<SurveyAnswerId>> {
    Ok(survey_answers::table
        .filter(survey_answers::survey_id.eq(survey))
        .filter(survey_answers::question.eq(question))
        .filter(survey_answers::text.is_not_null())
        .filter(survey_answers::id.eq_any(ids))
        .select(survey_answers::id)
        .load(conn)?)
}

pub(super) fn insert_coding(tx: &mut Tx, answer: &SurveyAnswerId, need: &NeedId) -> Result<()> {
    let row = (survey_codings::answer_id.eq(answer), survey_codings::need_id.eq(need));
    diesel::insert_into(survey_codings::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// The needs into which these answers were coded, by answer.
pub(super) fn codings(conn: &mut Conn, answers: &[SurveyAnswerId]) -> Result<HashMap<SurveyAnswerId, Vec<NeedId>>> {
    let rows: Vec<(SurveyAnswerId, NeedId)> = survey_codings::table
        .filter(survey_codings::answer_id.eq_any(answers))
        .order((survey_codings::answer_id, survey_codings::need_id))
        .load(conn)?;
    Ok(rows.into_iter().fold(HashMap::new(), |mut codings, (answer, need)| {
        codings.entry(answer).or_insert_with(Vec::new).push(need);
        codings
    }))
}
