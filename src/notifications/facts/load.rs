//! From a journal entry to the facts of its letters and the people who get them.

use serde_json::Value;

use super::people::{self, Person};
use super::store;
use super::{BidFacts, Facts, MatchFacts, NeedFacts};
use super::{clarification, incubation, involved, meeting, purchase, reservation};
use crate::areas;
use crate::audit::Debtor;
use crate::bids::{self, Bid};
use crate::evaluation;
use crate::journal::Entry;
use crate::notifications::audience::{self, Recipient};
use crate::notifications::templates::Template;
use crate::platform::Platform;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{AmendmentId, BidId, ContractId, OrganizationId, ProjectId, UserId};
use crate::projects::{self, Project, Status};

/// One letter to write: to whom, as what, with which body, about whose bid.
pub struct Told {
    pub recipient: Recipient,
    pub template: Template,
    pub person: Person,
    pub bid: Option<BidFacts>,
}

/// The facts of an event and everybody who is told of it. Nobody is told what a later event has overtaken.
pub fn load(conn: &mut Conn, platform: &Platform, entry: &Entry) -> Result<(Facts, Vec<Told>)> {
    let lines = audience::told(&entry.event);
    let scene = Scene::set(conn, platform, entry)?;
    if scene.is_overtaken() || meeting::is_overtaken(conn, entry, &scene.payload)? {
        return Ok((Facts::default(), Vec::new()));
    }
    let facts = scene.facts(conn, platform)?;
    let mut told = Vec::new();
    for (recipient, template) in lines {
        for (person, bid) in scene.readers(conn, *recipient, &facts)? {
            told.push(Told { recipient: *recipient, template: *template, person, bid });
        }
    }
    Ok((facts, told))
}

/// The records that an event is about.
struct Scene<'e> {
    entry: &'e Entry,
    payload: Value,
    project: Option<Project>,
    /// The place of the event in the area tree.
    path: Option<String>,
    /// Address of the service.
    home: String,
}

impl<'e> Scene<'e> {
    fn set(conn: &mut Conn, platform: &Platform, entry: &'e Entry) -> Result<Self> {
        let payload = serde_json::from_str(&entry.payload).map_err(Problem::internal)?;
        let project = match entry.project_id.as_deref().and_then(ProjectId::parse) {
            Some(id) => projects::find(conn, &id)?,
            None => None,
        };
        let path = match (&entry.area_path, &project) {
            (Some(path), _) => Some(path.clone()),
            (None, Some(project)) => areas::find(conn, &project.area_code)?.map(|area| area.path),
            (None, None) => None,
        };
        Ok(Self { entry, payload, project, path, home: platform.config.public_url() })
    }

    /// The last step of the ladder is told as `project.approved`, a passed step of a returned project is no news, and an amendment that
    /// answers a question is told with the answer.
    fn is_overtaken(&self) -> bool {
        match self.entry.event.as_str() {
            "approval.step_passed" => self.project.as_ref().is_some_and(|p| p.status != Status::Submitted),
            "project.amended" => self.payload["clarification_id"].is_string(),
            _ => false,
        }
    }

    fn amendment(&self) -> Option<AmendmentId> {
        self.payload["amendment_id"].as_str().and_then(AmendmentId::parse)
    }

    fn project(&self) -> Result<&Project> {
        self.project.as_ref().ok_or_else(|| Problem::broken(format!("event {} names no project", self.entry.id)))
    }

    fn facts(&self, conn: &mut Conn, platform: &Platform) -> Result<Facts> {
        let home = &self.home;
        let url = format!("{home}/api/v1");
        let (entity, event) = (self.entry.entity.as_str(), self.entry.event.as_str());
        let mut facts = Facts { when: self.entry.occurred_at.shanghai(), reason: self.reason(), ..Facts::default() };
        if let Some(project) = &self.project {
            facts.project = Some(purchase::facts(conn, home, project)?);
        }
        if matches!(event, "project.submitted" | "approval.step_passed") {
            facts.approval = purchase::approval(conn, home, self.project()?)?;
        }
        if event == "project.amended" {
            facts.amendment = clarification::amendment(conn, self.amendment().as_ref())?;
        }
        if matches!(event, "project.awarded") || entity == "award" {
            facts.award = purchase::award(conn, home, self.project()?)?;
        }
        match entity {
            "panel" => facts.panel = Some(purchase::panel(conn, &self.project()?.id)?),
            "contract" => facts.contract = purchase::contract(conn, home, &self.entry.entity_id)?,
            "organization" => {
                facts.organization = purchase::organization(conn, home, &self.entry.entity_id)?;
                facts.reason = projects::reason_in_words(store::organization_reason(conn, &self.entry.entity_id)?.as_deref());
            }
            "need" => self.need(conn, &mut facts)?,
            "clarification" => {
                let row = clarification::find(conn, &self.entry.entity_id)?;
                facts.question = Some(clarification::question(&row, home));
                facts.amendment = clarification::amendment(conn, row.amendment_id.as_ref())?;
            }
            "incubation_case" => {
                if let Some(placed) = incubation::case(conn, &self.entry.entity_id)? {
                    let moved_to = self.payload.get("to").and_then(Value::as_str);
                    facts.reason = incubation::reason(&placed, moved_to);
                    facts.incubation = Some(incubation::load(&placed, home, moved_to));
                }
            }
            "meeting" | "meeting_talk" => {
                if let Some((meeting, reason)) = meeting::load(conn, self.entry, &self.payload, home)? {
                    facts.reason = projects::reason_in_words(reason.as_deref());
                    facts.meeting = Some(meeting);
                }
            }
            "resource_reservation" => {
                if let Some((told, reason)) = reservation::load(conn, self.entry, &self.payload, home)? {
                    facts.reason = projects::reason_in_words(reason.as_deref());
                    facts.reservation = Some(told);
                }
            }
            "duty" => facts.duty = super::duty::duty(&self.payload, home, self.project.as_ref().map(|project| &project.id)),
            "chain" => facts.chain = super::duty::chain(&self.payload, &url),
            "registration" => facts.asked = super::link::registration(conn, platform, &self.entry.entity_id)?,
            "password_reset" => facts.asked = super::link::password_reset(conn, platform, &self.entry.entity_id)?,
            "invitation" => facts.invitation = super::invitation::load(conn, platform, &self.entry.entity_id)?,
            _ => {}
        }
        if let ("project.invited", Some(id)) = (event, self.organization_id()) {
            facts.organization = purchase::organization(conn, home, id.as_str())?;
            let project = &self.project()?.id;
            let by_hand = store::is_invited_by_hand(conn, project, &id)?;
            facts.matched = Some(MatchFacts { reasons: store::invitation_reasons(conn, project, &id)?, by_hand });
        }
        Ok(facts)
    }

    fn reason(&self) -> Option<Text> {
        let told = self.payload.get("reason").and_then(Value::as_str);
        projects::reason_in_words(told.or_else(|| self.project.as_ref().and_then(|project| project.status_reason.as_deref())))
    }

    fn need(&self, conn: &mut Conn, facts: &mut Facts) -> Result<()> {
        if let Some((title, _, declined)) = store::need(conn, &self.entry.entity_id)? {
            facts.need = Some(NeedFacts { title });
            facts.reason = facts.reason.take().or_else(|| projects::reason_in_words(declined.as_deref()));
        }
        Ok(())
    }

    fn organization_id(&self) -> Option<OrganizationId> {
        self.entry.organization_id.as_deref().and_then(OrganizationId::parse)
    }

    /// Who stands behind a word of the table now, each with the bid that their letter is about.
    fn readers(&self, conn: &mut Conn, recipient: Recipient, facts: &Facts) -> Result<Vec<(Person, Option<BidFacts>)>> {
        match recipient {
            Recipient::Bidder => self.bidders(conn, |bid| bid.id.as_str() == self.entry.entity_id),
            Recipient::Drafters => {
                let round = self.project()?.round;
                self.bidders(conn, |bid| bid.round == round && bid.status == bids::Status::Draft)
            }
            Recipient::Bidders => self.bidders(conn, in_the_race),
            Recipient::Winner => {
                let winner = self.winner(conn)?;
                self.bidders(conn, |bid| Some(&bid.id) == winner.as_ref())
            }
            Recipient::Others => {
                let winner = self.winner(conn)?;
                self.bidders(conn, |bid| in_the_race(bid) && Some(&bid.id) != winner.as_ref())
            }
            _ => {
                let about = self.bid_told_of(conn)?;
                let mut people = self.officials(conn, recipient, facts)?;
                if matches!(self.entry.entity.as_str(), "meeting" | "meeting_talk") {
                    people = meeting::without_deciders(conn, self.entry, &self.payload, people)?;
                }
                Ok(people.into_iter().map(|person| (person, about.clone())).collect())
            }
        }
    }

    fn officials(&self, conn: &mut Conn, recipient: Recipient, facts: &Facts) -> Result<Vec<Person>> {
        match recipient {
            Recipient::Author => people::by_ids(conn, &[self.project()?.created_by.clone()]),
            Recipient::Turn => self.turn(conn),
            Recipient::Hub => self.reaching(conn, &[Role::HubOperator]),
            Recipient::Street => self.reaching(conn, &[Role::StreetOfficer, Role::StreetApprover]),
            Recipient::Approvers => self.reaching(conn, &[Role::StreetApprover]),
            Recipient::Officer => match &self.project()?.officer_in_charge {
                Some(officer) => people::by_ids(conn, std::slice::from_ref(officer)),
                None => self.reaching(conn, &[Role::StreetOfficer]),
            },
            Recipient::Panel | Recipient::PanelMember => self.panel(conn, recipient),
            Recipient::Matched | Recipient::Organization => match self.told_organization() {
                Some(id) => people::of_organization(conn, &id),
                None => Ok(Vec::new()),
            },
            Recipient::Supplier => match ContractId::parse(&self.entry.entity_id) {
                Some(id) => match store::contract(conn, &id)? {
                    Some((_, supplier, ..)) => people::of_organization(conn, &supplier),
                    None => Ok(Vec::new()),
                },
                None => Ok(Vec::new()),
            },
            Recipient::Reporter => match store::need(conn, &self.entry.entity_id)? {
                Some((_, reporter, _)) => people::by_ids(conn, &[reporter]),
                None => Ok(Vec::new()),
            },
            Recipient::Mentor => {
                let mentor = incubation::case(conn, &self.entry.entity_id)?.and_then(|placed| placed.case.mentor_id);
                people::by_ids(conn, mentor.as_slice())
            }
            Recipient::Invitee => Ok(facts.invitation.as_ref().map(super::InvitationFacts::reader).into_iter().collect()),
            Recipient::Auditor => people::holding(conn, &[Role::Auditor]),
            Recipient::Debtor if self.is_owed_by_the_panel() => self.officials(conn, Recipient::Officer, facts),
            Recipient::Debtor => {
                let mut debtors = self.reaching(conn, &[Role::StreetApprover])?;
                if let Some(supplier) = self.organization_id() {
                    debtors.extend(people::of_organization(conn, &supplier)?);
                }
                Ok(debtors)
            }
            Recipient::Participants => meeting::participants(conn, self.entry, &self.payload),
            Recipient::Provider => reservation::provider(conn, self.entry),
            Recipient::Reserver => reservation::reserver(conn, self.entry),
            Recipient::DemandSide => meeting::demand_side(conn, self.entry, &self.payload),
            Recipient::Asker => Ok(facts.asked.as_ref().map(super::LinkFacts::reader).into_iter().collect()),
            Recipient::PanelOwing if self.is_owed_by_the_panel() => {
                let owing = evaluation::owing_report(conn, self.project()?)?;
                people::by_ids(conn, &owing)
            }
            Recipient::PanelOwing => Ok(Vec::new()),
            Recipient::Involved => {
                let organizations = involved::organizations(conn, self.project()?)?;
                people::of_organizations(conn, &organizations)
            }
            // What was never public is told to nobody outside.
            Recipient::Watchers if self.entry.is_public => {
                let watchers = involved::watchers(conn, self.project()?)?;
                people::of_organizations(conn, &watchers)
            }
            Recipient::Watchers => Ok(Vec::new()),
            Recipient::Bidder | Recipient::Drafters | Recipient::Bidders | Recipient::Winner | Recipient::Others => Ok(Vec::new()),
            Recipient::Subscriber => Ok(Vec::new()),
        }
    }

    fn is_owed_by_the_panel(&self) -> bool {
        self.payload["owed_by"].as_str() == Some(Debtor::PanelAndOfficer.as_str())
    }

    fn told_organization(&self) -> Option<OrganizationId> {
        let own = (self.entry.entity == "organization").then(|| OrganizationId::parse(&self.entry.entity_id)).flatten();
        own.or_else(|| self.organization_id())
    }

    fn reaching(&self, conn: &mut Conn, roles: &[Role]) -> Result<Vec<Person>> {
        match &self.path {
            Some(path) => people::reaching(conn, roles, path),
            None => Ok(Vec::new()),
        }
    }

    /// R63: neither who drafted or edited it nor who has already decided in this submission.
    fn turn(&self, conn: &mut Conn) -> Result<Vec<Person>> {
        let project = self.project()?;
        let (Status::Submitted, Some(submitted_at)) = (project.status, project.submitted_at) else { return Ok(Vec::new()) };
        let mut barred = store::approved_since(conn, &project.id, submitted_at)?;
        barred.extend(store::editors(conn, &project.id)?);
        barred.push(project.created_by.clone());
        let approvers = self.reaching(conn, &[Role::StreetApprover])?;
        Ok(approvers.into_iter().filter(|person| person.user_id.as_ref().is_none_or(|id| !barred.contains(id))).collect())
    }

    fn panel(&self, conn: &mut Conn, recipient: Recipient) -> Result<Vec<Person>> {
        let seats = store::seats(conn, &self.project()?.id)?;
        let named = [Some(self.entry.entity_id.as_str()), self.payload.get("panel_member_id").and_then(Value::as_str)];
        let called = seats.into_iter().filter(|seat| match (recipient, self.entry.event.as_str()) {
            (Recipient::PanelMember, _) => named.contains(&Some(seat.id.as_str())),
            (_, "panel.formed") => !seat.is_reserve,
            _ => matches!(seat.status.as_str(), "assigned" | "declared"),
        });
        let ids: Vec<UserId> = called.map(|seat| seat.user_id).collect();
        people::by_ids(conn, &ids)
    }

    fn winner(&self, conn: &mut Conn) -> Result<Option<BidId>> {
        Ok(store::award(conn, &self.project()?.id)?.and_then(|award| BidId::parse(&award.bid_id)))
    }

    fn bidders(&self, conn: &mut Conn, wanted: impl Fn(&Bid) -> bool) -> Result<Vec<(Person, Option<BidFacts>)>> {
        let mut readers = Vec::new();
        for bid in bids::of_project(conn, &self.project()?.id)?.into_iter().filter(wanted) {
            let facts = purchase::bid(conn, &self.home, &bid)?;
            readers.extend(people::of_organization(conn, &bid.organization_id)?.into_iter().map(|person| (person, facts.clone())));
        }
        Ok(readers)
    }

    /// Officials read of a single bid only in the events about its qualification, after the opening.
    fn bid_told_of(&self, conn: &mut Conn) -> Result<Option<BidFacts>> {
        if !matches!(self.entry.event.as_str(), "bid.qualified" | "bid.disqualified") {
            return Ok(None);
        }
        let bid = match BidId::parse(&self.entry.entity_id) {
            Some(id) => bids::find(conn, &id)?,
            None => None,
        };
        bid.map(|bid| purchase::bid(conn, &self.home, &bid)).transpose().map(Option::flatten)
    }
}

/// A bid that was in force at the deadline, or still is before it.
fn in_the_race(bid: &Bid) -> bool {
    !matches!(bid.status, bids::Status::Draft | bids::Status::Withdrawn)
}
