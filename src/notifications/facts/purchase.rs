//! The facts of a purchase: the project, its approval, bids, award and contract, and the organisations in it.

use super::store;
use super::{ApprovalFacts, AwardFacts, BidFacts, ContractFacts, OrganizationFacts, PanelFacts, ProjectFacts};
use crate::areas;
use crate::bids::{self, Bid};
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{ContractId, ProjectId};
use crate::platform::money::Money;
use crate::projects::{self, Project};

pub fn facts(conn: &mut Conn, home: &str, project: &Project) -> Result<ProjectFacts> {
    let area = areas::find(conn, &project.area_code)?.map(|area| Text::new(area.name_zh, area.name_en));
    let counts = if project.closed_at.is_some() { project.counts()? } else { None };
    Ok(ProjectFacts {
        number: project.number.clone(),
        title: Text::new(&project.title_zh, project.title_en.as_ref().unwrap_or(&project.title_zh)),
        buyer: organizations::name_of(conn, project.buyer_id.as_str())?.unwrap_or_default(),
        area: area.unwrap_or_else(|| Text::new(&project.area_code, &project.area_code)),
        budget: project.budget_fen.map(|fen| fen.to_string()),
        deadline: project.deadline.map(|deadline| deadline.shanghai()),
        received: counts.map(|counts| counts.received),
        opened: counts.and_then(|counts| counts.opened),
        qualified: counts.and_then(|counts| counts.qualified),
        link: page_of(home, project),
        call: format!("{home}/desk/calls/{}", project.id),
        desk: format!("{home}/desk/projects/{}", project.id),
    })
}

pub fn approval(conn: &mut Conn, home: &str, project: &Project) -> Result<Option<ApprovalFacts>> {
    let (Some(amount), Some(submitted_at), Some(rules)) = (project.budget_fen, project.submitted_at, store::rules(conn, project)?) else {
        return Ok(None);
    };
    let steps = rules.approval_steps(amount);
    let passed = store::approved_since(conn, &project.id, submitted_at)?.len();
    let (budget_line, left) = store::budget_line(conn, project)?.unwrap_or_else(|| ("—".to_owned(), Money::ZERO));
    Ok(Some(ApprovalFacts {
        step: (passed + 1).min(steps.len()),
        of: steps.len(),
        collective: steps.get(passed).is_some_and(|step| step.collective_decision),
        amount: amount.to_string(),
        budget_line,
        budget_left: left.to_string(),
        needs: store::cited_needs(conn, &project.id)?,
        page: format!("{home}/desk/projects/{}", project.id),
    }))
}

pub fn award(conn: &mut Conn, home: &str, project: &Project) -> Result<Option<AwardFacts>> {
    let Some(award) = store::award(conn, &project.id)? else { return Ok(None) };
    Ok(Some(AwardFacts {
        winner: organizations::name_of(conn, &award.organization_id)?.unwrap_or_default(),
        price: award.price.to_string(),
        total: store::ranked(conn, &award.bid_id)?.map(|ranked| ranked.total.to_string()),
        decide_by: Some(award.decide_by.shanghai()),
        reason: award.reason,
        publicity_until: award.publicity_until.map(|moment| moment.shanghai()),
        provisional: award.provisional,
        sign_by: award.sign_by.map(|moment| moment.shanghai()),
        page: format!("{home}/desk/projects/{}/award", project.id),
    }))
}

pub fn bid(conn: &mut Conn, home: &str, bid: &Bid) -> Result<Option<BidFacts>> {
    let Some((receipt_no, received_at, commitment)) = store::last_version(conn, &bid.id)? else { return Ok(None) };
    let ranked = store::ranked(conn, bid.id.as_str())?;
    Ok(Some(BidFacts {
        organization: organizations::name_of(conn, bid.organization_id.as_str())?.unwrap_or_default(),
        receipt_no,
        received_at: received_at.shanghai(),
        commitment,
        unopened: matches!(bid.status, bids::Status::Unopened | bids::Status::Submitted),
        reserve: bid.status == bids::Status::Reserve,
        reason: projects::reason_in_words(bid.status_reason.as_deref()),
        place: ranked.as_ref().map(|r| r.place),
        technical: ranked.as_ref().map(|r| r.technical.to_string()),
        price_score: ranked.as_ref().map(|r| r.price.to_string()),
        total: ranked.as_ref().map(|r| r.total.to_string()),
        page: format!("{home}/desk/bids/{}", bid.id),
    }))
}

pub fn panel(conn: &mut Conn, project: &ProjectId) -> Result<PanelFacts> {
    let seats = store::seats(conn, project)?;
    let reserves = seats.iter().filter(|seat| seat.is_reserve).count();
    Ok(PanelFacts { members: seats.len() - reserves, reserves })
}

pub fn contract(conn: &mut Conn, home: &str, id: &str) -> Result<Option<ContractFacts>> {
    let Some(id) = ContractId::parse(id) else { return Ok(None) };
    let Some((number, supplier, price, sign_by, signatures)) = store::contract(conn, &id)? else { return Ok(None) };
    Ok(Some(ContractFacts {
        number,
        supplier: organizations::name_of(conn, supplier.as_str())?.unwrap_or_default(),
        price: price.to_string(),
        sign_by: sign_by.shanghai(),
        complete: signatures >= 2,
        link: format!("{home}/desk/contracts/{id}"),
    }))
}

pub fn organization(conn: &mut Conn, home: &str, id: &str) -> Result<Option<OrganizationFacts>> {
    let name = organizations::name_of(conn, id)?;
    Ok(name.map(|name| OrganizationFacts { name, link: format!("{home}/desk/organizations/{id}") }))
}

/// Where a person reads on: the public notices of the purchase, or, before there are any, the sheet of those who prepare it.
fn page_of(home: &str, project: &Project) -> String {
    if project.is_published() { format!("{home}/notices?q={}", project.number) } else { format!("{home}/desk/projects/{}", project.id) }
}
