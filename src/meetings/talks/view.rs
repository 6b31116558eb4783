//! What the outside sees of a talk.

use serde::Serialize;

use crate::identity;
use crate::meetings::demands::is_statutory;
use crate::meetings::model::{Side, TalkStatus};
use crate::meetings::store::demands::{self, Demand};
use crate::meetings::store::talks::Talk;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Problem, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{MatchingMeetingId, MeetingDemandId, MeetingTalkId, OrganizationId, UserId};
use crate::platform::time::Timestamp;

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MeetingTalkView)]
pub struct TalkView {
    pub id: MeetingTalkId,
    pub meeting_id: MatchingMeetingId,
    pub demand_id: MeetingDemandId,
    pub demand_zh: String,
    /// A statutory purchase (R23).
    pub is_statutory: bool,
    pub organization_id: OrganizationId,
    pub organization: Text,
    /// When it begins.
    #[schema(example = "13:30")]
    pub time: String,
    pub status: TalkStatus,
    pub newly_incubated: bool,
    /// When each side consented to the introduction (S13).
    pub organization_consented_at: Option<Timestamp>,
    pub demand_consented_at: Option<Timestamp>,
    pub introduced_at: Option<Timestamp>,
    /// Who consented for each side; for the two sides, once both have.
    pub contacts: Option<Contacts>,
    /// What was agreed, or why it came to nothing.
    pub outcome_zh: Option<String>,
    pub declined_by: Option<Side>,
    pub ended_at: Option<Timestamp>,
    pub version: i64,
}

/// Both sides of an introduction.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MeetingContacts)]
pub struct Contacts {
    pub organization: Contact,
    pub demand: Contact,
}

/// Somebody to write to.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MeetingContact)]
pub struct Contact {
    pub name: String,
    pub email: String,
}

impl TalkView {
    pub fn of(conn: &mut Conn, call: &Call, talk: Talk, demand: &Demand, is_party: bool) -> Result<Self> {
        let about = demands::about(conn, std::slice::from_ref(demand))?.remove(&demand.id);
        let contacts = if is_party || call.actor.is_member_of(&talk.organization_id) { contacts(conn, &talk)? } else { None };
        Ok(Self {
            demand_zh: about.map(|about| about.title_zh).unwrap_or_default(),
            is_statutory: is_statutory(conn, demand)?,
            organization: organizations::name_of(conn, talk.organization_id.as_str())?.unwrap_or_default(),
            contacts,
            id: talk.id,
            meeting_id: talk.meeting_id,
            demand_id: talk.demand_id,
            organization_id: talk.organization_id,
            time: talk.time,
            status: talk.status,
            newly_incubated: talk.newly_incubated,
            organization_consented_at: talk.organization_consented_at,
            demand_consented_at: talk.demand_consented_at,
            introduced_at: talk.introduced_at,
            outcome_zh: talk.outcome_zh,
            declined_by: talk.declined_by,
            ended_at: talk.ended_at,
            version: talk.version,
        })
    }
}

/// None before both have consented (S13).
pub fn contacts(conn: &mut Conn, talk: &Talk) -> Result<Option<Contacts>> {
    let (Some(_), Some(organization), Some(demand)) = (talk.introduced_at, &talk.organization_consented_by, &talk.demand_consented_by)
    else {
        return Ok(None);
    };
    Ok(match (contact(conn, organization)?, contact(conn, demand)?) {
        (Some(organization), Some(demand)) => Some(Contacts { organization, demand }),
        _ => None,
    })
}

fn contact(conn: &mut Conn, user: &UserId) -> Result<Option<Contact>> {
    let found = identity::contacts_by_ids(conn, std::slice::from_ref(user))?.into_iter().next();
    Ok(found.map(|person| Contact { name: person.name, email: person.email }))
}

/// The talk as an answer, with its version. Whoever answers for a side is a party of it.
pub(super) fn reply(conn: &mut Conn, call: &Call, talk: Talk, demand: &Demand, is_party: bool) -> Result<Reply> {
    let version = talk.version;
    Ok(Reply::ok(&TalkView::of(conn, call, talk, demand, is_party)?)?.version(version))
}

/// What is said of an outcome: 1 to 500 characters.
pub(super) fn check_words(pointer: &str, words: &str) -> Result<()> {
    let mut check = crate::platform::http::Check::new();
    check.text(pointer, words, 500);
    check.finish()
}

/// 409 towards a project.
pub(super) fn decides_nothing() -> Problem {
    Problem::conflict(
        "meetings/decides_nothing",
        "公开征集的结果只由其程序产生，不能在对接会上达成意向；请机构在征集期内投标。",
        "A call is decided by its procedure alone and nothing is agreed about it here: let the organisation bid while the call is open.",
    )
}
