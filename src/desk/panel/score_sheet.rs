//! `/desk/bids/{id}/score-sheet`: what a bid offers, and a member's points for it, criterion by criterion.

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use crate::access;
use crate::bids;
use crate::desk::opened_bid::OpenedFacts;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::desk::typed;
use crate::evaluation::{self, CriterionScore, OwnScores, PutScores};
use crate::platform::db::Conn;
use crate::platform::decimal::Hundredths;
use crate::platform::html;
use crate::platform::http::{Body, Call, Check, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;

/// What the form sends, or what is on the sheet.
#[derive(Clone, Debug, Default, Serialize)]
struct SheetForm {
    csrf: String,
    version: String,
    key: String,
    rows: Vec<Given>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Given {
    criterion: String,
    points: String,
    comment: String,
}

impl SheetForm {
    /// Each row begins with the criterion.
    fn read(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "csrf" => form.csrf = value,
                "version" => form.version = value,
                "key" => form.key = value,
                "criterion" => form.rows.push(Given { criterion: value, ..Given::default() }),
                "points" => form.rows.last_mut().into_iter().for_each(|row| row.points.clone_from(&value)),
                "comment" => form.rows.last_mut().into_iter().for_each(|row| row.comment.clone_from(&value)),
                _ => {}
            }
        }
        form
    }

    fn of(scores: &[CriterionScore]) -> Self {
        let row = |score: &CriterionScore| Given {
            criterion: score.criterion.clone(),
            points: score.points.to_string(),
            comment: score.comment.clone().unwrap_or_default(),
        };
        Self { rows: scores.iter().map(row).collect(), ..Self::default() }
    }

    /// A criterion without points stays blank; a remark alone is none.
    fn command(&self) -> Result<PutScores> {
        let mut check = Check::new();
        let mut scores = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let (points, comment) = (typed::number(&row.points), typed::lines(&row.comment));
            let comment = Some(comment).filter(|comment| !comment.trim().is_empty());
            if points.is_empty() {
                let pointer = format!("/rows/{at}/points");
                check.that(comment.is_none(), &pointer, "required", "写了评语的评分项也须填写分数。", "a remark needs its points.");
                continue;
            }
            match Hundredths::parse(&points) {
                Ok(points) => scores.push(CriterionScore { criterion: row.criterion.clone(), points, comment }),
                Err(_) => {
                    let zh = format!("“{}”不是分数：请写数字，最多两位小数。", row.points.trim());
                    let en = format!("{:?} are no points: write a number with two decimals at most.", row.points.trim());
                    check.that(false, &format!("/rows/{at}/points"), "unreadable", zh, en);
                }
            }
        }
        check.finish()?;
        Ok(PutScores { scores })
    }
}

/// A criterion of the call with what was given for it.
#[derive(Serialize)]
struct Line {
    key: String,
    title_zh: String,
    title_en: Option<String>,
    most: Hundredths,
    points: String,
    comment: String,
}

struct Facts {
    opened: OpenedFacts,
    own: OwnScores,
}

#[derive(Serialize)]
struct SheetPage {
    #[serde(flatten)]
    opened: OpenedFacts,
    lines: Vec<Line>,
    may_score: bool,
    hidden: Hidden,
    problems: Vec<Text>,
}

#[get("/desk/bids/{id}/score-sheet")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None, None).await
}

#[post("/desk/bids/{id}/score-sheet")]
pub async fn save(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let pairs = pairs.into_inner();
    let form = SheetForm::read(pairs.clone());
    let next = put(&desk, &id, &form).await.map(|project| format!("/desk/projects/{project}/scores"));
    desk.after(next, pairs, async |pairs, problem| page(&desk, &id, Some(SheetForm::read(pairs)), Some(problem)).await).await
}

/// Saves the points; the purchase to whose list the way back leads.
async fn put(desk: &Desk, id: &str, form: &SheetForm) -> Result<ProjectId> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    evaluation::put_scores(cx, id, Body::of_form(form.command()?, &format!("{form:?}"))).await?;
    let wanted = id.to_owned();
    desk.look("bids_get", move |conn, call| Ok(bids::opened_bid(conn, call, &wanted)?.project.id)).await
}

async fn page(desk: &Desk, id: &str, form: Option<SheetForm>, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let look = move |conn: &mut Conn, call: &Call| {
        let opened = bids::opened_bid(conn, call, &wanted)?;
        let own = evaluation::own_scores(conn, call, &opened.project.id)?;
        let shown = opened.shown(call);
        Ok((Facts { opened: OpenedFacts::of(conn, call, opened)?, own }, shown))
    };
    let Facts { opened, own } = desk.look_noted("bids_get", look, access::note).await?;
    let Some(sheet) = own.sheets.iter().find(|sheet| sheet.bid_id == opened.bid.id) else {
        // What is not in the running is not scored.
        return Ok(html::see_other(&format!("/desk/projects/{}/scores", own.project.id)));
    };
    let form = form.unwrap_or_else(|| SheetForm::of(&sheet.scores));
    let problems = problem.map(|problem| said(problem, &own, &form)).unwrap_or_default();
    let page = SheetPage {
        lines: lines(&own, &form),
        may_score: own.may_score,
        opened,
        // One sheet belongs to one member: there is no version to hold.
        hidden: desk.hidden(0),
        problems,
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("score_sheet.html", &page)?))
}

/// What is wrong, by its criterion: the form counts its rows, the use case those with points.
fn said(problem: &Problem, own: &OwnScores, form: &SheetForm) -> Vec<Text> {
    let given: Vec<&Given> = form.rows.iter().filter(|row| !typed::number(&row.points).is_empty()).collect();
    problem.words_with(|error| {
        let mut parts = error.pointer.split('/').skip(1);
        let (list, at) = (parts.next()?, parts.next()?.parse::<usize>().ok()?);
        let row = if list == "rows" { form.rows.get(at) } else { given.get(at).copied() }?;
        let criterion = own.criteria.iter().find(|criterion| criterion.key == row.criterion)?;
        Some(Text::new(&criterion.title_zh, criterion.title_en.as_deref().unwrap_or(&criterion.title_zh)))
    })
}

fn lines(own: &OwnScores, form: &SheetForm) -> Vec<Line> {
    let line = |criterion: &crate::projects::Criterion| {
        let given = form.rows.iter().find(|row| row.criterion == criterion.key).cloned().unwrap_or_default();
        Line {
            key: criterion.key.clone(),
            title_zh: criterion.title_zh.clone(),
            title_en: criterion.title_en.clone(),
            most: criterion.points,
            points: given.points,
            comment: given.comment,
        }
    };
    own.criteria.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(rows: &[(&str, &str, &str)]) -> SheetForm {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let of_row = |(criterion, points, comment): &(&str, &str, &str)| {
            [pair("criterion", criterion), pair("points", points), pair("comment", comment)]
        };
        SheetForm::read(rows.iter().flat_map(of_row).collect())
    }

    #[test]
    fn points_are_read_at_full_width_and_a_blank_criterion_is_left_out() {
        let scores = form(&[("plan", "３５．５", "方案可行\r\n人员到位"), ("team", " ", "")]).command().expect("points").scores;
        let read: Vec<_> = scores.iter().map(|s| (s.criterion.as_str(), s.points.to_string(), s.comment.as_deref())).collect();
        assert_eq!(read, [("plan", "35.50".to_owned(), Some("方案可行\n人员到位"))]);
    }

    #[test]
    fn a_remark_without_points_and_points_that_are_none_are_asked_about() {
        for rows in [[("plan", "", "只有评语")], [("plan", "很好", "")], [("plan", "35.555", "")]] {
            assert!(form(&rows).command().is_err(), "{rows:?}");
        }
    }
}
