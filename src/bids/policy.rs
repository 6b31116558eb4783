//! Who may do and see what with a bid. Pure.

use super::model::Status;
use super::store::Bid;
use crate::platform::actor::{Actor, Identity, Role};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;
use crate::projects::{self, Project};

/// Draft bids.
const BIDDERS: &[Role] = &[Role::NgoManager, Role::NgoMember];
/// Bind their organisation.
const SIGNERS: &[Role] = &[Role::NgoManager];
/// Follow the purchases of their area.
const OFFICIALS: &[Role] =
    &[Role::DistrictOfficer, Role::StreetOfficer, Role::StreetApprover, Role::StreetFinance, Role::HubOperator, Role::Auditor];

/// A caller's place on the panel of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Not on the panel, a reserve, or recused.
    None,
    /// Must declare conflicts against the list of bidders before reading what they offer.
    Assigned,
    Declared,
}

/// How much of a bid a caller sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// For this caller there is no such bid.
    Nothing,
    /// That it exists and whose it is.
    Existence,
    /// What it offers, too.
    Content,
    /// The bidder's own.
    Own,
}

/// The organisation that a caller bids for.
pub fn bidder(actor: &Actor, wanted: Option<&OrganizationId>) -> Result<OrganizationId> {
    let own = organizations(actor);
    match (wanted, own.as_slice()) {
        (Some(wanted), own) if own.contains(wanted) => Ok(wanted.clone()),
        (None, [only]) => Ok(only.clone()),
        (None, [_, _, ..]) => Err(Problem::field(
            "/organization_id",
            "required",
            "您属于多个机构，请指明以哪个机构投标。",
            "you belong to several organisations: say which one bids.",
        )),
        _ => Err(Problem::forbidden(
            "bids/not_your_organization",
            "您只能以自己所属的机构投标。",
            "You can bid only for an organisation that you belong to.",
        )),
    }
}

/// The organisations that a caller bids for.
pub fn organizations(actor: &Actor) -> Vec<OrganizationId> {
    match &actor.identity {
        Identity::ApiKey { organization, .. } => vec![organization.clone()],
        _ => actor.organizations(BIDDERS),
    }
}

/// Whether the bid is the caller's own. To everybody else a bid that is not opened does not exist.
pub fn is_own(actor: &Actor, bid: &Bid) -> bool {
    speaks_for(actor, BIDDERS, &bid.organization_id)
}

/// Whether the caller may bind the bidder: submit and withdraw.
pub fn may_bind(actor: &Actor, bid: &Bid) -> bool {
    speaks_for(actor, SIGNERS, &bid.organization_id)
}

fn speaks_for(actor: &Actor, roles: &[Role], id: &OrganizationId) -> bool {
    match &actor.identity {
        Identity::ApiKey { organization, .. } => organization == id,
        _ => actor.holds_in(roles, id),
    }
}

/// The caller's own bid to change (404 for anybody else's).
pub fn own(actor: &Actor, bid: Option<Bid>) -> Result<Bid> {
    bid.filter(|bid| is_own(actor, bid)).ok_or_else(unknown)
}

/// The caller's own bid to submit or withdraw: 403 for a member who only drafts.
pub fn bound(actor: &Actor, bid: Option<Bid>) -> Result<Bid> {
    let bid = own(actor, bid)?;
    if may_bind(actor, &bid) {
        return Ok(bid);
    }
    Err(Problem::forbidden(
        "bids/manager_needed",
        "提交和撤回投标须由机构负责人（ngo_manager）办理。",
        "Submitting and withdrawing is done by the organisation's manager (ngo_manager).",
    ))
}

/// What the caller sees of a bid on `project`, which lies at `area`.
pub fn sight(actor: &Actor, project: &Project, area: &str, seat: Seat, bid: &Bid) -> Sight {
    if is_own(actor, bid) {
        return Sight::Own;
    }
    if bid.status.is_open_to_changes() || !sees_others(actor, project, area, seat, bid.round) {
        return Sight::Nothing;
    }
    match (bid.status.was_opened(), is_official(actor, area), seat) {
        (true, true, _) | (true, _, Seat::Declared) => Sight::Content,
        (_, true, _) | (true, _, Seat::Assigned) => Sight::Existence,
        _ => Sight::Nothing,
    }
}

/// Whether the caller may learn of the submitted bids of others in a round: officials from its closing on, the panel from
/// its opening on. An earlier round is past both; its panel is not this one.
pub fn sees_others(actor: &Actor, project: &Project, area: &str, seat: Seat, round: i32) -> bool {
    let is_past = round < project.round;
    let (closed, opened) = (is_past || project.closed_at.is_some(), !is_past && project.opened_at.is_some());
    (closed && is_official(actor, area)) || (opened && seat != Seat::None)
}

/// Whether the caller follows the purchases of the place, or audits them.
pub fn is_official(actor: &Actor, area: &str) -> bool {
    actor.reaches(OFFICIALS, area) || actor.has_any(&[Role::Auditor])
}

/// Whether the caller is the officer in charge of the project; where none is named, every officer of the buyer is.
pub fn is_in_charge(actor: &Actor, project: &Project, area: &str) -> bool {
    let acts_for_buyer = actor.grants.iter().any(|grant| {
        grant.role == Role::StreetOfficer
            && grant.organization_id.as_ref() == Some(&project.buyer_id)
            && grant.area_path.as_deref().is_some_and(|reach| area.starts_with(reach))
    });
    let named = project.officer_in_charge.as_ref();
    acts_for_buyer && named.is_none_or(|officer| actor.user_id() == Some(officer))
}

/// 403 for everybody but the officer in charge.
pub fn in_charge(actor: &Actor, project: &Project, area: &str) -> Result<()> {
    if is_in_charge(actor, project, area) {
        return Ok(());
    }
    Err(Problem::forbidden(
        "bids/not_in_charge",
        "开标和资格决定由购买方的经办人办理。",
        "Opening and qualifying is done by the buyer's officer in charge.",
    ))
}

/// 409 unless the bidder still writes on the bid.
pub fn writable(actor: &Actor, bid: &Bid, step: &str) -> Result<()> {
    if bid.status.is_open_to_changes() {
        return Ok(());
    }
    Err(Problem::wrong_state("bids/wrong_status", bid.status.as_str(), step, &actions(actor, bid, true, false)))
}

/// Whether bids may be written and submitted at `now`: before the deadline, while the call is out.
pub fn window(status: projects::Status, deadline: Option<Timestamp>, now: Timestamp) -> Result<()> {
    match deadline {
        Some(deadline) if now >= deadline => Err(Problem::conflict(
            "bids/deadline_passed",
            format!("投标已于 {}（{deadline}）截止，本次请求收到的时间为 {}（{now}）。", deadline.shanghai(), now.shanghai()),
            format!("The deadline was {deadline}; this request was received at {now}."),
        )),
        _ if status == projects::Status::Published => Ok(()),
        _ => Err(Problem::wrong_state("bids/project_not_open", status.as_str(), "bid", &[])),
    }
}

/// 404: there is no such bid, or the caller may not know of it.
pub fn unknown() -> Problem {
    Problem::not_found("投标", "bid")
}

/// What the caller may do with the bid now.
pub fn actions(actor: &Actor, bid: &Bid, is_window_open: bool, is_in_charge: bool) -> Vec<&'static str> {
    let scoped = |operation: &str| match &actor.identity {
        Identity::ApiKey { scopes, .. } => scopes.iter().any(|scope| scope == operation),
        _ => true,
    };
    let own = is_window_open && is_own(actor, bid);
    let binds = is_window_open && may_bind(actor, bid);
    let possible = [
        ("update", own && bid.status.is_open_to_changes() && scoped("bids_update")),
        ("submit", binds && bid.status.is_open_to_changes() && scoped("bids_submit")),
        ("withdraw", binds && bid.status == Status::Submitted && scoped("bids_withdraw")),
        ("qualify", is_in_charge && bid.status == Status::Opened),
    ];
    possible.into_iter().filter(|(_, may)| *may).map(|(action, _)| action).collect()
}
