//! `/desk/projects/{id}/ranking`: the computed ranking, and the chair's report with the draw where places are shared.

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::project_id;
use crate::access;
use crate::desk::bids::CallFacts;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::desk::typed;
use crate::evaluation::{self, RankingView, ReportRanking};
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::BidId;
use crate::projects;

/// What the form sends.
#[derive(Clone, Debug, Default, Serialize)]
struct ReportForm {
    csrf: String,
    version: String,
    key: String,
    statement: String,
    draw: Vec<Drawn>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Drawn {
    bid: String,
    /// Which it was, from 1.
    order: String,
}

impl ReportForm {
    /// Each tied bid is followed by its place in the draw.
    fn read(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "csrf" => form.csrf = value,
                "version" => form.version = value,
                "key" => form.key = value,
                "statement" => form.statement = value,
                "bid" => form.draw.push(Drawn { bid: value, ..Drawn::default() }),
                "order" => form.draw.last_mut().into_iter().for_each(|row| row.order.clone_from(&value)),
                _ => {}
            }
        }
        form
    }

    fn command(&self) -> Result<ReportRanking> {
        let open = || {
            let en = "say for every tied bid which it was in the draw: 1, 2 and so on, each once.";
            Problem::field("/draw", "required", "请为每份并列的投标填写抽签次序：1、2……，各不相同。", en)
        };
        let mut drawn = Vec::new();
        for row in &self.draw {
            let order: u32 = typed::number(&row.order).parse().map_err(|_| open())?;
            drawn.push((order, BidId::parse(&row.bid).ok_or_else(open)?));
        }
        drawn.sort();
        if drawn.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(open());
        }
        let statement_zh = Some(typed::lines(&self.statement)).filter(|text| !text.trim().is_empty());
        Ok(ReportRanking { statement_zh, draw: drawn.into_iter().map(|(_, bid)| bid).collect() })
    }
}

#[derive(Serialize)]
struct RankingPage {
    call: CallFacts,
    ranking: RankingView,
    hidden: Hidden,
    typed: ReportForm,
    problems: Vec<Text>,
}

#[get("/desk/projects/{id}/ranking")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, ReportForm::default(), None).await
}

#[post("/desk/projects/{id}/ranking")]
pub async fn report(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let pairs = pairs.into_inner();
    let form = ReportForm::read(pairs.clone());
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/projects/{id}/ranking"));
    desk.after(next, pairs, async |pairs, problem| page(&desk, &id, ReportForm::read(pairs), Some(problem)).await).await
}

async fn take(desk: &Desk, id: &str, form: &ReportForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    evaluation::report_ranking(cx, id, Body::of_form(form.command()?, &format!("{form:?}"))).await
}

async fn page(desk: &Desk, id: &str, typed: ReportForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = project_id(id)?;
    let look = move |conn: &mut Conn, call: &Call| {
        let ranking = evaluation::ranking_sheet(conn, call, &wanted)?;
        let project = projects::find(conn, &wanted)?.ok_or_else(|| Problem::not_found("项目", "project"))?;
        let shown = evaluation::ranking_shown(call, &wanted);
        Ok(((CallFacts::of(conn, call, &project)?, ranking), Some(shown)))
    };
    let (call, ranking) = desk.look_noted("ranking_get", look, access::note).await?;
    let hidden = desk.hidden(ranking.version);
    let page = RankingPage { call, ranking, hidden, typed, problems: problem.map(Problem::words).unwrap_or_default() };
    Ok(html::private_page(html::status_of(problem), PAGES.render("ranking.html", &page)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_draw_is_sent_in_the_order_that_was_typed() {
        let (one, two) = (BidId::new(), BidId::new());
        let form = |orders: [&str; 2]| {
            let row = |bid: &BidId, order: &str| [("bid".to_owned(), bid.to_string()), ("order".to_owned(), order.to_owned())];
            ReportForm::read([row(&one, orders[0]), row(&two, orders[1])].concat())
        };
        assert_eq!(form(["２", "1"]).command().map(|command| command.draw).ok(), Some(vec![two.clone(), one.clone()]));
        for orders in [["1", "1"], ["1", ""], ["甲", "乙"]] {
            assert!(form(orders).command().is_err(), "{orders:?}");
        }
    }
}
