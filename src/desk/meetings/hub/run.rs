//! `/desk/meetings/{id}/hub/runs/{run}`: what a run came to and why, and its confirmation.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::labels::criterion;
use super::{Asked, Marks, ROWS, Rows, page_of, render};
use crate::desk::session::Desk;
use crate::meetings::{self, ConfirmRun, HubMeeting, LeftOut, PairName, PairView, RunStatus, RunView, Unfilled};
use crate::platform::db::Conn;
use crate::platform::http::{Body, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::MeetingRunId;

/// Rows of each list beside the pairs.
const MOST: usize = 100;

#[derive(Serialize)]
struct Facts {
    pairs: Rows<Pair>,
    unfilled: Vec<Unfilled>,
    without_time: Vec<PairName>,
    left_out: Vec<LeftOut>,
    /// Rows that those three lists have beyond what is shown.
    not_shown: usize,
    /// What the demands and organisations in them are called, by id.
    names: BTreeMap<String, String>,
    may_confirm: bool,
    run: RunView,
}

#[derive(Serialize)]
struct Pair {
    #[serde(flatten)]
    pair: PairView,
    /// What the criteria of its explanation are called, in their order.
    criteria: Vec<Text>,
}

#[get("/desk/meetings/{id}/hub/runs/{run}")]
pub async fn show(desk: Desk, path: web::Path<(String, String)>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    page(&desk, &path.0, &path.1, asked.into_inner(), None).await
}

#[post("/desk/meetings/{id}/hub/runs/{run}/confirm")]
pub async fn confirm(desk: Desk, path: web::Path<(String, String)>, form: web::Form<Marks>) -> Result<HttpResponse> {
    let next = choose(&desk, &path.0, &path.1, &form).await.map(|_| page_of(&path.0, "timetable"));
    desk.after(next, form.into_inner(), async |_, problem| page(&desk, &path.0, &path.1, Asked::default(), Some(problem)).await).await
}

async fn choose(desk: &Desk, id: &str, run: &str, form: &Marks) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let run_id = MeetingRunId::parse(run).ok_or_else(|| Problem::not_found("匹配运算", "run"))?;
    let (id, body) = (id.to_owned(), Body::of_form(ConfirmRun { run_id }, &format!("{form:?}")));
    cx.write("meetings_confirm", body, move |tx, call, command| meetings::confirm(tx, call, &id, command)).await
}

async fn page(desk: &Desk, id: &str, run: &str, asked: Asked, problem: Option<&Problem>) -> Result<HttpResponse> {
    let (wanted, run) = (id.to_owned(), run.to_owned());
    let (hub, facts) = desk
        .look("meetings_solve", move |conn, call| {
            let hub = meetings::of_hub(conn, call, &wanted)?;
            let facts = facts(conn, &hub, &run, &asked)?;
            Ok((hub, facts))
        })
        .await?;
    render(desk, "run", hub, facts, problem)
}

fn facts(conn: &mut Conn, hub: &HubMeeting, run: &str, asked: &Asked) -> Result<Facts> {
    let mut run = hub.run(conn, run)?;
    let from = i32::try_from(asked.skip()).unwrap_or(i32::MAX);
    let pairs = Rows::of(hub.pairs(conn, &run, from, ROWS + 1)?.into_iter().map(Pair::of).collect(), asked);
    let (mut unfilled, mut without_time, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(result) = &mut run.result {
        unfilled.append(&mut result.unfilled);
        left_out.append(&mut result.left_out);
        if let Some(figures) = &mut result.figures {
            without_time.append(&mut figures.without_time);
        }
        if let Some(refusal) = &mut result.refusal {
            without_time.append(&mut refusal.pairs);
        }
    }
    let not_shown = cut(&mut unfilled) + cut(&mut without_time) + cut(&mut left_out);
    Ok(Facts {
        names: names(conn, hub, &unfilled, &without_time, &left_out)?,
        may_confirm: hub.meeting.allowed_actions.contains(&"confirm") && run.is_current && !run.what_if && run.status == RunStatus::Solved,
        pairs,
        unfilled,
        without_time,
        left_out,
        not_shown,
        run,
    })
}

impl Pair {
    fn of(pair: PairView) -> Self {
        let named = |key: &str| criterion(key).map_or_else(|| Text::new(key, key), |(zh, en)| Text::new(zh, en));
        Self { criteria: pair.explanation.criteria.iter().map(|reasoned| named(&reasoned.key)).collect(), pair }
    }
}

/// How many rows are left away.
fn cut<T>(rows: &mut Vec<T>) -> usize {
    let before = rows.len();
    rows.truncate(MOST);
    before - rows.len()
}

fn names(
    conn: &mut Conn,
    hub: &HubMeeting,
    unfilled: &[Unfilled],
    pairs: &[PairName],
    left_out: &[LeftOut],
) -> Result<BTreeMap<String, String>> {
    let told = unfilled.iter().flat_map(|slot| slot.wanted.iter().chain(&slot.gives_way));
    let pairs: Vec<&PairName> = told.chain(pairs).collect();
    let mut demands: Vec<_> = unfilled.iter().map(|slot| slot.demand_id.clone()).collect();
    demands.extend(pairs.iter().map(|pair| pair.demand_id.clone()));
    demands.extend(left_out.iter().filter_map(|out| out.demand_id.clone()));
    let mut organizations: Vec<_> = pairs.iter().map(|pair| pair.organization_id.clone()).collect();
    organizations.extend(left_out.iter().filter_map(|out| out.organization_id.clone()));
    hub.names(conn, &demands, &organizations)
}
