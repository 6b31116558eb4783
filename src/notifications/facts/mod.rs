//! What the letters say: the facts behind one event, as they are when its letters are written.
//!
//! A fact that is not there is absent, so that a body asking for it fails its test instead of showing a gap.

mod clarification;
mod duty;
mod incubation;
mod invitation;
mod involved;
mod link;
mod load;
mod meeting;
mod people;
mod purchase;
mod reservation;
mod store;

#[cfg(test)]
pub mod samples;

use serde::Serialize;

use crate::platform::i18n::{Language, Text};

pub use load::{Told, load};

/// The facts that every reader of one event shares.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facts {
    /// Business time of the event, in Beijing.
    pub when: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub award: Option<AwardFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel: Option<PanelFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<OrganizationFacts>,
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub matched: Option<MatchFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<QuestionFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amendment: Option<AmendmentFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incubation: Option<IncubationFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation: Option<InvitationFacts>,
    /// A link that somebody asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<LinkFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<DutyFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain: Option<ChainFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meeting: Option<MeetingFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation: Option<ReservationFacts>,
    /// What was found by saved searches or is followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<AlertFacts>,
}

/// What the body of a letter sees.
#[derive(Serialize)]
pub struct Context<'f> {
    pub to: &'f str,
    pub language: Language,
    /// The bid that the letter is about: its reader's own, or one that the reader may know of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bid: Option<&'f BidFacts>,
    #[serde(flatten)]
    pub facts: &'f Facts,
}

/// Money in letters is in yuan, as `¥ 78,000.00`.
#[derive(Clone, Debug, Serialize)]
pub struct ProjectFacts {
    pub number: String,
    pub title: Text,
    pub buyer: Text,
    pub area: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// The three counts; there are none before the closing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualified: Option<u32>,
    pub link: String,
    /// The page of those who may bid: the call, one's own bid on it, its questions.
    pub call: String,
    /// Below it lie the pages of those who run, judge and decide it: `/opening`, `/panel`, `/award`, `/failed`.
    pub desk: String,
}

/// What an approver must know.
#[derive(Clone, Debug, Serialize)]
pub struct ApprovalFacts {
    /// The step that is next, from 1.
    pub step: usize,
    pub of: usize,
    pub collective: bool,
    pub amount: String,
    pub budget_line: String,
    pub budget_left: String,
    /// Titles of the needs that the project cites.
    pub needs: Vec<String>,
    /// The sheet on which it is decided, for people.
    pub page: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct AwardFacts {
    pub winner: Text,
    pub price: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decide_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publicity_until: Option<String>,
    pub provisional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_by: Option<String>,
    /// The page on which it is decided, for people.
    pub page: String,
}

/// One organisation's bid.
#[derive(Clone, Debug, Serialize)]
pub struct BidFacts {
    pub organization: Text,
    pub receipt_no: String,
    pub received_at: String,
    pub commitment: String,
    /// Left sealed: the call failed or was cancelled before the opening.
    pub unopened: bool,
    pub reserve: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technical: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_score: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// Its bidder's page of it.
    pub page: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct PanelFacts {
    pub members: usize,
    pub reserves: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct ContractFacts {
    pub number: String,
    pub supplier: Text,
    pub price: String,
    pub sign_by: String,
    /// Both sides have signed.
    pub complete: bool,
    pub link: String,
}

/// What is owed by a clock of the rule set.
#[derive(Clone, Debug, Serialize)]
pub struct DutyFacts {
    pub name: Text,
    /// The last day on which it is in time.
    pub due_on: String,
    /// Where it is done, for people.
    pub page: String,
}

/// The head of the journal's chain on a day.
#[derive(Clone, Debug, Serialize)]
pub struct ChainFacts {
    pub date: String,
    pub entries: i64,
    pub head: String,
    /// Date, entries and head, signed by the service.
    pub signed: String,
    /// Where one entry is proved to lie under the head.
    pub link: String,
}

/// News for one reader, because of what they saved or follow.
#[derive(Clone, Debug, Serialize)]
pub struct AlertFacts {
    pub items: Vec<AlertItem>,
    /// How many there are, and how many more were left out.
    pub count: usize,
    pub more: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct AlertItem {
    /// What happened.
    pub what: Text,
    pub when: String,
    pub title: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Text>,
    pub area: Text,
    pub details: Vec<Text>,
    pub link: String,
    /// The reader's saved searches that found it.
    pub searches: Vec<AlertReason>,
    /// Where the reader stops following it, if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watch: Option<String>,
}

/// A saved search. No `Debug` of its name: it is its person's.
#[derive(Clone, Serialize)]
pub struct AlertReason {
    pub name: String,
    pub link: String,
}

impl std::fmt::Debug for AlertReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AlertReason")
    }
}

/// A matching meeting.
#[derive(Clone, Debug, Serialize)]
pub struct MeetingFacts {
    pub title: Text,
    pub venue: String,
    pub day: String,
    /// The project whose timetable it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand: Option<Text>,
    /// The reader's timetable.
    pub appointments: Vec<AppointmentFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk: Option<TalkFacts>,
    pub link: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppointmentFacts {
    pub time: String,
    pub with: Text,
}

/// One talk of a meeting.
#[derive(Clone, Debug, Serialize)]
pub struct TalkFacts {
    pub demand: Text,
    pub organization: Text,
    pub time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_before: Option<String>,
    /// Which side asks to be introduced.
    pub asked_by: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_contact: Option<ContactFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand_contact: Option<ContactFacts>,
    /// What a talk about a statutory purchase is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Text>,
}

/// A reservation of something that is lent.
#[derive(Clone, Debug, Serialize)]
pub struct ReservationFacts {
    pub resource: Text,
    pub provider: Text,
    /// For whom it is; an organisation, or those who work for a need.
    pub reserver: Text,
    pub from: String,
    pub to: String,
    pub quantity: i32,
    pub purpose: String,
    /// Where it went by the move that the letter tells of.
    pub status: Text,
    pub answer_by: String,
    /// Once it is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_contact: Option<ContactFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserver_contact: Option<ContactFacts>,
    /// Where programs read it.
    pub link: String,
}

/// Somebody who consented to be named. No `Debug`: it would show an address.
#[derive(Clone, Serialize)]
pub struct ContactFacts {
    pub name: String,
    pub email: String,
}

impl std::fmt::Debug for ContactFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContactFacts")
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct OrganizationFacts {
    pub name: Text,
    pub link: String,
}

/// Why an organisation is invited.
#[derive(Clone, Debug, Serialize)]
pub struct MatchFacts {
    pub reasons: Vec<Text>,
    /// A person put it on the list.
    pub by_hand: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct NeedFacts {
    pub title: String,
}

/// A question about a call, without its asker.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionFacts {
    pub number: i32,
    pub question: String,
    pub answer_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Text>,
    pub link: String,
}

/// What was changed in a call.
#[derive(Clone, Debug, Serialize)]
pub struct AmendmentFacts {
    pub number: i32,
    pub text: Text,
    pub affects_bids: bool,
    /// Whether the deadline moved.
    pub moved: bool,
    pub deadline_before: String,
    pub deadline_after: String,
}

/// An incubation case.
#[derive(Clone, Debug, Serialize)]
pub struct IncubationFacts {
    pub programme: Text,
    pub organization: Text,
    /// Where the case went by the move that the letter tells of.
    pub status: Text,
    /// Whether its term runs after that move.
    pub running: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<String>,
    pub link: String,
}

/// A one-time link. It stands in the letter and nowhere else.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationFacts {
    #[serde(skip)]
    pub email: String,
    #[serde(skip)]
    pub name: String,
    #[serde(skip)]
    pub language: Language,
    pub role: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<Text>,
    /// Whether the address has an account: then its password accepts.
    pub has_account: bool,
    pub link: String,
    pub curl: String,
    pub expires_at: String,
}

/// A one-time link that somebody asked for, to confirm a registration or to set a password. It stands in the letter and nowhere else.
#[derive(Clone, Debug, Serialize)]
pub struct LinkFacts {
    #[serde(skip)]
    pub email: String,
    #[serde(skip)]
    pub name: String,
    #[serde(skip)]
    pub language: Language,
    /// The organisation that is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<Text>,
    /// Whether the address has an account.
    pub has_account: bool,
    pub link: String,
    pub curl: String,
    pub expires_at: String,
}
