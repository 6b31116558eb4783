//! `/desk/bids`: my organisations' bids, and the calls that they may answer.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get};
use serde::Serialize;

use crate::bids::{self, BidView, MineQuery, Status};
use crate::desk::session::{Desk, PAGES};
use crate::desk::store;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Call, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{BidId, OrganizationId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects;

/// Most bids on the page, the newest of them first.
const MOST: i64 = 200;

#[derive(Serialize)]
struct ListPage {
    bids: Vec<BidLine>,
    calls: Vec<CallLine>,
}

#[derive(Serialize)]
struct BidLine {
    id: BidId,
    number: String,
    title_zh: String,
    organization: Text,
    status: Text,
    /// What its bidder can do about it now.
    step: Option<Text>,
    deadline: Option<Timestamp>,
}

#[derive(Serialize)]
struct CallLine {
    id: ProjectId,
    number: String,
    title_zh: String,
    buyer: Text,
    is_invited: bool,
    deadline: Option<Timestamp>,
    budget_fen: Option<i64>,
}

#[get("/desk/bids")]
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    let page = desk.look("bids_mine", facts).await?;
    Ok(html::private_page(StatusCode::OK, PAGES.render("bids.html", &page)?))
}

fn facts(conn: &mut Conn, call: &Call) -> Result<ListPage> {
    let mine = every_bid(conn, call)?;
    let calls = open_calls(conn, call, &mine)?;
    Ok(ListPage { bids: mine.into_iter().rev().map(|bid| bid_line(conn, bid)).collect::<Result<_>>()?, calls })
}

/// All of them, page by page: the newest must not be those that are left out.
fn every_bid(conn: &mut Conn, call: &Call) -> Result<Vec<BidView>> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = bids::mine(conn, call, &MineQuery { limit: Some(MOST), cursor, ..MineQuery::default() })?;
        all.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(all);
        }
    }
}

fn bid_line(conn: &mut Conn, bid: BidView) -> Result<BidLine> {
    let project = projects::find(conn, &bid.project_id)?;
    Ok(BidLine {
        organization: organizations::name_of(conn, bid.organization_id.as_str())?.unwrap_or_default(),
        status: bid.status.words(),
        step: step(&bid),
        number: project.as_ref().map(|project| project.number.clone()).unwrap_or_default(),
        deadline: project.as_ref().and_then(|project| project.deadline),
        title_zh: project.map(|project| project.title_zh).unwrap_or_default(),
        id: bid.id,
    })
}

fn step(bid: &BidView) -> Option<Text> {
    let may = |action: &str| bid.allowed_actions.contains(&action);
    match bid.status {
        Status::Draft if may("update") => Some(Text::new("填写并提交", "complete and submit it")),
        Status::Withdrawn if may("update") => Some(Text::new("可重新填写后提交", "may be written and submitted again")),
        Status::Draft | Status::Withdrawn => Some(Text::new("截止前没有提交，视为没有投标", "was not submitted in time")),
        Status::Submitted if may("withdraw") => Some(Text::new("截止前可以撤回", "may be withdrawn until the deadline")),
        _ => None,
    }
}

/// Calls that one of the caller's organisations has not answered yet; those to which one was invited first, then by deadline.
fn open_calls(conn: &mut Conn, call: &Call, mine: &[BidView]) -> Result<Vec<CallLine>> {
    let own = bids::organizations(&call.actor);
    let mut lines = Vec::new();
    for project in store::open_calls(conn, call.now)? {
        let has_bid = |id: &OrganizationId| {
            mine.iter().any(|bid| bid.project_id == project.id && bid.round == project.round && bid.organization_id == *id)
        };
        let stands_behind_it = |id: &OrganizationId| [&project.author_organization_id, &project.buyer_id].contains(&id);
        if own.iter().all(|id| has_bid(id) || stands_behind_it(id)) {
            continue;
        }
        lines.push(CallLine {
            is_invited: projects::invited_organizations(conn, &project.id)?.iter().any(|id| own.contains(id)),
            buyer: organizations::name_of(conn, project.buyer_id.as_str())?.unwrap_or_default(),
            number: project.number,
            title_zh: project.title_zh,
            deadline: project.deadline,
            budget_fen: project.budget_fen.map(|budget| budget.fen()),
            id: project.id,
        });
    }
    lines.sort_by_key(|line| (!line.is_invited, line.deadline));
    Ok(lines)
}
