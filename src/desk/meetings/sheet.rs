//! `/desk/meetings/{id}`: what the meeting is, one's own registration and talks.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;

use super::steps::{RegistrationForm, TalkForm};
use crate::bids;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::meetings::{self, MeetingView, OwnMeeting, OwnTalk, ParticipantView};
use crate::organizations;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::OrganizationId;

/// An organisation that the caller may register.
#[derive(Serialize)]
struct Own {
    id: OrganizationId,
    name: Text,
    /// Where it takes part already.
    participant: Option<ParticipantView>,
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    own: OwnTalk,
    /// Of the form about this talk.
    hidden: Hidden,
}

#[derive(Serialize)]
struct MeetingPage {
    bidder: bool,
    meeting: MeetingView,
    takes_registrations: bool,
    /// Whether the reader runs it: then it has a side of its own.
    is_hub: bool,
    organizations: Vec<Own>,
    talks: Vec<Line>,
    hidden: Hidden,
    registration: RegistrationForm,
    typed: TalkForm,
    problems: Vec<Text>,
}

/// What was typed, when something about it was wrong.
#[derive(Default)]
pub(super) struct Typed {
    pub registration: RegistrationForm,
    pub talk: TalkForm,
}

#[get("/desk/meetings/{id}")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, Typed::default(), None).await
}

pub(super) async fn page(desk: &Desk, id: &str, typed: Typed, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let (organizations, bidder, own) = desk
        .look("meetings_get", move |conn, call| {
            let own = meetings::own(conn, call, &wanted)?;
            Ok((organizations(conn, call, &own)?, !bids::organizations(&call.actor).is_empty(), own))
        })
        .await?;
    let page = MeetingPage {
        bidder,
        organizations,
        meeting: own.meeting,
        takes_registrations: own.takes_registrations,
        is_hub: own.is_hub,
        talks: own.talks.into_iter().map(|own| Line { hidden: desk.hidden(own.talk.version), own }).collect(),
        // Registering again replaces what was said: there is no version to hold.
        hidden: desk.hidden(0),
        registration: typed.registration,
        typed: typed.talk,
        problems: problem.map(Problem::words).unwrap_or_default(),
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("meeting.html", &page)?))
}

/// Those that the caller manages.
fn organizations(conn: &mut Conn, call: &Call, own: &OwnMeeting) -> Result<Vec<Own>> {
    let mut organizations = Vec::new();
    for id in call.actor.organizations(&[Role::NgoManager]) {
        organizations.push(Own {
            name: organizations::name_of(conn, id.as_str())?.unwrap_or_default(),
            participant: own.participants.iter().find(|participant| participant.organization_id == id).cloned(),
            id,
        });
    }
    Ok(organizations)
}
