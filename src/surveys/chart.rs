//! `GET /surveys/{id}/questions/{key}/chart.svg`: one question's counts as bars, readable without seeing them.

use std::sync::LazyLock;

use actix_web::{get, web};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};
use serde::Serialize;

use super::policy;
use super::questions::{Kind, in_language};
use super::results::{self, SurveyQuestionResult};
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::i18n::{Language, Text};

/// Length of the longest bar.
const WIDEST: i64 = 320;
/// Height of a bar with its label above it.
const ROW: usize = 44;
/// Height of what stands above the first bar.
const HEAD: usize = 64;
/// Characters of a line before it is cut; the whole text stands in the description.
const LINE: usize = 32;

/// A chart of one question of a closed survey
///
/// In the language of `Accept-Language`.
#[utoipa::path(operation_id = "surveys_chart", tag = "community", params(("id" = String, Path), ("key" = String, Path)), responses(
    (status = 200, description = "A bar chart with title, description and text labels", body = String, content_type = "image/svg+xml"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/surveys/{id}/questions/{key}/chart.svg")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>) -> Answer {
    let (id, key) = path.into_inner();
    cx.read("surveys_chart", move |conn, call| {
        let found = policy::counted(conn, &call.actor, &id)?;
        let drawn = |result: &SurveyQuestionResult| result.key == key && result.kind != Kind::Text;
        let result = results::count(conn, &found)?.into_iter().find(drawn).ok_or_else(|| Problem::not_found("图表", "chart"))?;
        Ok(Reply::svg(draw(&result, call.language)?))
    })
    .await
}

#[derive(Serialize)]
struct Chart {
    language: Language,
    title: String,
    heading: String,
    base: String,
    description: String,
    height: usize,
    bars: Vec<Bar>,
}

#[derive(Serialize)]
struct Bar {
    y: usize,
    width: i64,
    label: String,
    value: String,
    hidden: bool,
}

fn draw(result: &SurveyQuestionResult, language: Language) -> Result<String> {
    static COMPILED: LazyLock<std::result::Result<Environment<'static>, Error>> = LazyLock::new(environment);
    let environment = COMPILED.as_ref().map_err(|error| Problem::broken(format!("{error:#}")))?;
    let picture = environment.get_template("chart.svg").and_then(|template| template.render(Serde(&chart(result, language))));
    picture.map_err(|error| Problem::broken(format!("{error:#}")))
}

fn environment() -> std::result::Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("chart.svg", include_str!("templates/chart.svg"))?;
    Ok(environment)
}

fn chart(result: &SurveyQuestionResult, language: Language) -> Chart {
    let say = |zh: &str, en: &str| Text::new(zh, en).in_language(language).to_owned();
    let title = in_language(&result.text_zh, result.text_en.as_deref(), language).to_owned();
    let most = result.cells.iter().filter_map(|cell| cell.count).max().unwrap_or_default().max(1);
    let base = result.base.map_or_else(|| say("少于 5 人", "fewer than 5"), |base| base.to_string());
    let mut told = Vec::new();
    let mut bars = Vec::new();
    for (row, cell) in result.cells.iter().enumerate() {
        let label = in_language(&cell.label_zh, cell.label_en.as_deref(), language);
        let value = match (cell.count, cell.share) {
            (Some(count), Some(share)) => format!("{count} ({}%)", String::from(share)),
            (Some(count), None) => count.to_string(),
            (None, _) => say("不显示（人数过少）", "not shown (small group)"),
        };
        told.push(format!("{label}: {value}"));
        bars.push(Bar {
            y: HEAD + row * ROW,
            width: cell.count.unwrap_or_default() * WIDEST / most,
            label: cut(label),
            value,
            hidden: cell.count.is_none(),
        });
    }
    Chart {
        language,
        heading: cut(&title),
        description: told.join(&say("；", "; ")),
        base: format!("{}{base}", say("回答本题人数：", "Answered this question: ")),
        height: HEAD + result.cells.len() * ROW + 8,
        title,
        bars,
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LINE {
        return text.to_owned();
    }
    text.chars().take(LINE - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::super::results::SurveyCell;
    use super::*;
    use crate::platform::decimal::Hundredths;

    #[test]
    fn a_chart_says_in_words_what_it_draws_and_escapes_what_people_wrote() {
        let cell = |key: &str, label: &str, count: Option<i64>| SurveyCell {
            key: key.into(),
            label_zh: label.into(),
            label_en: None,
            count,
            share: count.map(|count| Hundredths::new(count * 200)),
        };
        let result = SurveyQuestionResult {
            key: "q".into(),
            kind: Kind::Single,
            text_zh: "哪一类 <b>实事</b>？".into(),
            text_en: Some("Which?".into()),
            base: Some(50),
            mean: None,
            cells: vec![cell("a", "停车 & 出行", Some(40)), cell("b", "安全", None), cell("c", "其他", None)],
        };
        insta::assert_snapshot!("chart", draw(&result, Language::Zh).unwrap_or_default());
        assert!(
            draw(&result, Language::En).is_ok_and(|svg| svg.contains("<title id=\"title\">Which?</title>") && svg.contains("small group"))
        );
    }
}
