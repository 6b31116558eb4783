//! Who may reserve, and who may do what with a reservation.

use super::model::{Move, Side, Status};
use super::store::{self, Reservation};
use crate::areas;
use crate::needs;
use crate::organizations;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{NeedId, OrganizationId, ResourceReservationId};
use crate::resources::{self, Placed};

/// Roles that work with the needs of the places they reach.
pub const NEED_WORKERS: &[Role] = &[Role::HubOperator, Role::StreetOfficer, Role::CommitteeOfficer];

/// What a caller is to a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    pub provider: bool,
    pub asker: bool,
    /// Follows everything that is lent in the place.
    pub reader: bool,
}

impl Relation {
    pub fn may_see(self) -> bool {
        self.provider || self.asker || self.reader
    }

    pub fn is(self, side: Side) -> bool {
        match side {
            Side::Provider => self.provider,
            Side::Asker => self.asker,
        }
    }

    /// Whether this caller makes a move; who is both sides answers no request of one's own.
    pub fn may(self, step: Move) -> bool {
        match step.side() {
            Some(Side::Provider) => self.provider && !self.asker,
            Some(Side::Asker) => self.asker,
            None => self.provider || self.asker,
        }
    }

    /// `begun`: whether the reserved time has begun.
    pub fn allowed_actions(self, status: Status, begun: bool) -> Vec<&'static str> {
        let may = |step: Move| step != Move::Lapse && self.may(step) && step.is_in_time(begun) && status.after(step).is_some();
        Move::ALL.iter().filter(|step| may(**step)).map(Move::as_str).collect()
    }
}

/// A reservation with what it is of.
pub struct Known {
    pub reservation: Reservation,
    pub placed: Placed,
    pub relation: Relation,
}

/// The reservation as this caller may know it; 404 otherwise.
pub fn known(conn: &mut Conn, actor: &Actor, id: &str) -> Result<Known> {
    let id = ResourceReservationId::parse(id).ok_or_else(unknown)?;
    let reservation = store::find(conn, &id)?.ok_or_else(unknown)?;
    let placed = resources::placed(conn, &reservation.resource_id)?.ok_or_else(unknown)?;
    let relation = relation(conn, actor, &reservation, &placed)?;
    if relation.may_see() { Ok(Known { reservation, placed, relation }) } else { Err(unknown()) }
}

pub fn relation(conn: &mut Conn, actor: &Actor, reservation: &Reservation, placed: &Placed) -> Result<Relation> {
    let to_resource = resources::Relation::of(actor, &placed.resource.organization_id, &placed.path);
    let own = reservation.organization_id.as_ref().is_some_and(|organization| actor.is_member_of(organization));
    let asked = actor.user_id() == Some(&reservation.asked_by);
    let works = match &reservation.need_id {
        Some(need) if reservation.organization_id.is_none() => works_with(conn, actor, need)?,
        _ => false,
    };
    Ok(Relation { provider: to_resource.keeps(), asker: own || asked || works, reader: to_resource.reader })
}

fn works_with(conn: &mut Conn, actor: &Actor, need: &NeedId) -> Result<bool> {
    let Some(need) = needs::find(conn, need)? else { return Ok(false) };
    let path = areas::path_of(conn, &need.area_code, "/area_code")?;
    Ok(actor.reaches(NEED_WORKERS, &path))
}

/// For whom somebody reserves: a verified organisation of one's own or of the place where one is the hub; a need of one's place.
pub fn may_ask(conn: &mut Conn, actor: &Actor, organization: Option<&OrganizationId>, need: Option<&needs::Need>) -> Result<()> {
    if let Some(organization) = organization {
        resources::provider(conn, actor, organization, "/organization_id")?;
    }
    let Some(need) = need else { return Ok(()) };
    let public = matches!(need.status, needs::Status::Verified | needs::Status::Planned | needs::Status::InDelivery);
    let reaches = {
        let path = areas::path_of(conn, &need.area_code, "/area_code")?;
        actor.reaches(NEED_WORKERS, &path)
    };
    match (organization, reaches) {
        (Some(_), _) | (None, true) if public => Ok(()),
        (_, true) => Err(Problem::field("/need_id", "not_open", "该需求尚未核实，或已有结果。", "is not verified yet, or is over.")),
        (Some(_), false) => Err(unknown_need()),
        (None, false) if public => Err(resources::out_of_reach()),
        (None, false) => Err(unknown_need()),
    }
}

/// Nothing is lent by, or to, an organisation that is suspended.
pub fn must_be_verified(conn: &mut Conn, organization: &OrganizationId) -> Result<()> {
    let found = organizations::find(conn, organization)?;
    if found.is_some_and(|found| found.status == organizations::Status::Verified) {
        return Ok(());
    }
    Err(Problem::conflict(
        "resources/not_verified",
        "一方机构已被暂停或注销，目前不能预约或接受预约。",
        "One of the two organisations is suspended or gone: nothing can be reserved or accepted at the moment.",
    ))
}

pub fn unknown_need() -> Problem {
    Problem::field("/need_id", "unknown_need", "没有这个需求。", "is no need.")
}

pub fn unknown() -> Problem {
    Problem::not_found("预约", "reservation")
}

pub fn name_of(conn: &mut Conn, id: Option<&OrganizationId>) -> Result<Option<crate::platform::i18n::Text>> {
    id.map_or(Ok(None), |id| organizations::name_of(conn, id.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r63_nobody_answers_a_request_of_their_own() {
        let both = Relation { provider: true, asker: true, reader: false };
        assert!(!both.may(Move::Accept) && !both.may(Move::Decline) && both.may(Move::Withdraw));
        let provider = Relation { asker: false, ..both };
        assert_eq!(provider.allowed_actions(Status::Proposed, false), ["accept", "decline"]);
        let asker = Relation { provider: false, ..both };
        assert_eq!(asker.allowed_actions(Status::Accepted, false), ["withdraw"]);
        assert_eq!(asker.allowed_actions(Status::Accepted, true), ["deliver", "miss"]);
    }
}
