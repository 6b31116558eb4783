//! `GET /surveys/{id}/results`: counts and shares of a closed survey, from its rows.

use actix_web::{get, web};
use serde::Serialize;

use super::model::Status;
use super::policy;
use super::questions::{Kind, Question, Shape};
use super::store::{self, Counts, Placed};
use super::suppress::{SMALLEST_CELL, Shown, exclusive, independent};
use super::view;
use crate::areas;
use crate::platform::db::Conn;
use crate::platform::decimal::{Hundredths, Ratio};
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::SurveyId;
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SurveyResults {
    pub survey_id: SurveyId,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub status: Status,
    pub closed_at: Option<Timestamp>,
    /// How many have answered.
    pub responses: i64,
    /// Counts from 1 to below this are hidden, with as many others as it takes that they cannot be worked out.
    #[schema(example = 5)]
    pub smallest_cell: i64,
    /// In the order of the survey.
    pub questions: Vec<SurveyQuestionResult>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SurveyQuestionResult {
    pub key: String,
    pub kind: Kind,
    pub text_zh: String,
    pub text_en: Option<String>,
    /// How many answered this question: what the shares are shares of. None where so few did that it is hidden.
    pub base: Option<i64>,
    /// Of a scale none of whose counts is hidden: the mean, rounded half-up.
    #[schema(value_type = Option<String>, example = "3.42")]
    pub mean: Option<Hundredths>,
    /// In the order of the options, the scale or the area tree; a text question has none, places that nobody named are left out.
    pub cells: Vec<SurveyCell>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SurveyCell {
    /// The option, the number of the scale or the code of the place.
    #[schema(example = "livelihood")]
    pub key: String,
    pub label_zh: String,
    pub label_en: Option<String>,
    /// None where it is hidden.
    #[schema(example = 244)]
    pub count: Option<i64>,
    /// Percent of the base, rounded half-up; those of a multiple question add up to more than 100.
    #[schema(value_type = Option<String>, example = "54.59")]
    pub share: Option<Hundredths>,
}

/// Read the results of a survey
#[utoipa::path(operation_id = "surveys_results", tag = "community", params(("id" = String, Path)), responses(
    (status = 200, description = "Counts and shares with their base", body = SurveyResults),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/surveys/{id}/results")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("surveys_results", move |conn, call| {
        let found = policy::counted(conn, &call.actor, &id)?;
        let responses = view::responses(conn, &found)?;
        let questions = count(conn, &found)?;
        Reply::ok(&SurveyResults {
            survey_id: found.survey.id,
            title_zh: found.survey.title_zh,
            title_en: found.survey.title_en,
            status: found.survey.status,
            closed_at: found.survey.closed_at,
            responses,
            smallest_cell: SMALLEST_CELL,
            questions,
        })
    })
    .await
}

/// What may be shown of each question.
pub(super) fn count(conn: &mut Conn, found: &Placed) -> Result<Vec<SurveyQuestionResult>> {
    let counts = store::counts(conn, &found.survey.id)?;
    let questions = found.survey.questions()?;
    let asks_for_a_place = questions.iter().any(|question| question.kind == Kind::Area);
    let places: Vec<Label> = if asks_for_a_place {
        areas::at_or_below(conn, &found.path)?.into_iter().map(|area| Label::new(&area.code, &area.name_zh, Some(&area.name_en))).collect()
    } else {
        Vec::new()
    };
    Ok(questions.into_iter().map(|question| result(question, &counts, &places)).collect())
}

/// What a cell is called.
struct Label {
    key: String,
    zh: String,
    en: Option<String>,
}

impl Label {
    fn new(key: &str, zh: &str, en: Option<&str>) -> Self {
        Self { key: key.to_owned(), zh: zh.to_owned(), en: en.map(str::to_owned) }
    }
}

fn result(question: Question, counts: &Counts, places: &[Label]) -> SurveyQuestionResult {
    let base = counts.bases.get(&question.key).copied().unwrap_or_default();
    let of = |choice: &str| counts.choices.get(&(question.key.clone(), choice.to_owned())).copied().unwrap_or_default();
    let labels: Vec<Label> = match question.shape() {
        Shape::Single(options) | Shape::Multiple { options, .. } => {
            options.iter().map(|option| Label::new(&option.key, &option.label_zh, option.label_en.as_deref())).collect()
        }
        Shape::Scale { from, to } => (from..=to).map(|number| Label::new(&number.to_string(), &number.to_string(), None)).collect(),
        Shape::Area => {
            places.iter().filter(|place| of(&place.key) > 0).map(|place| Label::new(&place.key, &place.zh, place.en.as_deref())).collect()
        }
        Shape::Text => Vec::new(),
    };
    let cells: Vec<i64> = labels.iter().map(|label| of(&label.key)).collect();
    let shown = match question.kind {
        Kind::Single | Kind::Scale | Kind::Area => exclusive(&cells),
        Kind::Multiple | Kind::Text => independent(base, &cells),
    };
    SurveyQuestionResult {
        mean: if question.kind == Kind::Scale { mean(&labels, &shown) } else { None },
        base: shown.base,
        cells: labels.into_iter().zip(&shown.cells).map(|(label, count)| cell(label, *count, shown.base)).collect(),
        key: question.key,
        kind: question.kind,
        text_zh: question.text_zh,
        text_en: question.text_en,
    }
}

fn cell(label: Label, count: Option<i64>, base: Option<i64>) -> SurveyCell {
    let share = count.zip(base).and_then(|(count, base)| Ratio::new(i128::from(count) * 100, i128::from(base))?.round_half_up());
    SurveyCell { key: label.key, label_zh: label.zh, label_en: label.en, count, share }
}

/// None where a count is hidden: a mean would give it away.
fn mean(labels: &[Label], shown: &Shown) -> Option<Hundredths> {
    let mut sum = 0_i128;
    for (label, count) in labels.iter().zip(&shown.cells) {
        sum += i128::from((*count)?) * label.key.parse::<i128>().ok()?;
    }
    Ratio::new(sum, i128::from(shown.base?))?.round_half_up()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::questions::samples::question;
    use super::*;

    fn counted(kind: Kind, base: i64, choices: &[(&str, i64)]) -> SurveyQuestionResult {
        let choices: HashMap<_, _> = choices.iter().map(|(choice, count)| (("q".to_owned(), (*choice).to_owned()), *count)).collect();
        let counts = Counts { bases: HashMap::from([("q".to_owned(), base)]), choices };
        result(question("q", kind), &counts, &[Label::new("310107015", "长寿路街道", Some("Changshou Road Street"))])
    }

    fn shares(result: &SurveyQuestionResult) -> Vec<Option<i64>> {
        result.cells.iter().map(|cell| cell.share.map(Hundredths::hundredths)).collect()
    }

    #[test]
    fn shares_are_of_those_who_answered_the_question() {
        let single = counted(Kind::Single, 30, &[("a", 10), ("b", 20)]);
        assert_eq!((single.base, shares(&single)), (Some(30), vec![Some(3333), Some(6667), Some(0)]));
        let multiple = counted(Kind::Multiple, 30, &[("a", 20), ("b", 20), ("c", 2)]);
        assert_eq!((multiple.base, shares(&multiple)), (Some(30), vec![Some(6667), Some(6667), None]));
    }

    #[test]
    fn a_mean_is_told_only_where_nothing_is_hidden() {
        let plain = counted(Kind::Scale, 20, &[("1", 5), ("4", 5), ("5", 10)]);
        assert_eq!(plain.mean.map(Hundredths::hundredths), Some(375));
        assert_eq!(counted(Kind::Scale, 21, &[("1", 1), ("4", 10), ("5", 10)]).mean, None);
        assert_eq!(counted(Kind::Scale, 0, &[]).mean, None);
    }

    #[test]
    fn texts_have_a_base_and_no_cells_and_nobody_answering_has_no_shares() {
        let text = counted(Kind::Text, 12, &[]);
        assert_eq!((text.base, text.cells.len()), (Some(12), 0));
        assert_eq!(shares(&counted(Kind::Single, 0, &[])), [None, None, None]);
        assert_eq!(counted(Kind::Area, 9, &[("310107015", 9)]).cells[0].label_zh, "长寿路街道");
    }
}
