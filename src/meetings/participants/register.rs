//! `PUT /matching-meetings/{id}/participants/{organization}`: says that an organisation comes, or changes what was said.

use actix_web::{put, web};
use serde::Deserialize;
use serde_json::json;

use super::ParticipantView;
use crate::journal::{self, Event};
use crate::matching::engine::assign::timetable::MAX_TIMES;
use crate::meetings::model::Command;
use crate::meetings::store::participants::{self, Participant};
use crate::meetings::{policy, store, times};
use crate::organizations::{self, Kind};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::OrganizationId;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterForMeeting {
    /// How many talks it takes: 1 to 200.
    #[schema(example = 4)]
    pub capacity: i32,
    /// Times of the meeting at which it is not there.
    #[serde(default)]
    pub absent: Vec<String>,
}

/// Register an organisation for a matching meeting
///
/// Its manager does, or the hub of the meeting for it. Registering again replaces what was said. Only verified organisations.
#[utoipa::path(operation_id = "meetings_register", tag = "matching",
    params(("id" = String, Path), ("organization" = OrganizationId, Path)), request_body = RegisterForMeeting, responses(
    (status = 200, description = "The participant", body = ParticipantView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[put("/matching-meetings/{id}/participants/{organization}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<RegisterForMeeting>) -> Answer {
    cx.write("meetings_register", body, move |tx, call, command| register(tx, call, &path.0, &path.1, command)).await
}

/// Says that the organisation comes, or changes what was said.
pub fn register(tx: &mut Tx, call: &Call, meeting: &str, organization: &str, command: &RegisterForMeeting) -> Result<Reply> {
    let (found, relation) = policy::held(tx, &call.actor, meeting)?;
    let user = call.actor.user_id().cloned().ok_or_else(|| Problem::broken("an organisation is registered by a person"))?;
    let unknown = || Problem::not_found("机构", "organisation");
    let id = OrganizationId::parse(organization).ok_or_else(unknown)?;
    policy::enters(&call.actor, relation, &id)?;
    found.meeting.status.try_after(Command::Enter)?;
    let organization = organizations::find(tx, &id)?.ok_or_else(unknown)?;
    check(command, &found.meeting.times()?)?;
    if organization.status != organizations::Status::Verified {
        return Err(not_verified());
    }
    if organization.kind == Kind::Government {
        return Err(Problem::conflict(
            "meetings/office",
            "政府部门是需求方，不作为参会机构报名。",
            "An office asks; it does not come as an organisation that offers.",
        ));
    }
    let known = participants::find(tx, &found.meeting.id, &id)?;
    let participant = Participant {
        meeting_id: found.meeting.id.clone(),
        organization_id: id.clone(),
        capacity: command.capacity,
        absent: JsonText::of(&command.absent)?,
        entered_by: user,
        created_at: known.as_ref().map_or(call.now, |known| known.created_at),
        updated_at: call.now,
    };
    match known {
        Some(_) => participants::save(tx, &participant)?,
        None => participants::insert(tx, &participant)?,
    }
    store::touch_input(tx, &found.meeting.id)?;
    let facts = json!({"organization_id": id, "capacity": command.capacity, "absent": command.absent});
    let event = Event::new("meeting.participant_entered", &found.meeting.id).for_organization(&id);
    journal::record(tx, call, event.with(facts))?;
    let named =
        participants::Named { participant, name_zh: organization.name_zh, name_en: organization.name_en, status: organization.status };
    Reply::ok(&ParticipantView::of(named)?)
}

fn check(command: &RegisterForMeeting, times: &[String]) -> Result<()> {
    let most = MAX_TIMES.cast_signed();
    let mut check = Check::new();
    check.that(
        (1..=most).contains(&command.capacity),
        "/capacity",
        "out_of_range",
        format!("须在 1 到 {most} 之间。"),
        format!("must be between 1 and {most}."),
    );
    times::check_absent(&mut check, &command.absent, times);
    check.finish()
}

fn not_verified() -> Problem {
    Problem::conflict(
        "meetings/not_verified",
        "机构须先由枢纽核实（团队为备案），再参加对接会。",
        "The organisation must be verified by the hub first (a team: filed), then it can take part.",
    )
}
