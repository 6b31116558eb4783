//! `PATCH /incubation/programmes/{id}`: words and places; never fewer places than are taken. A closed programme still gets places: what has
//! been applied for goes on.

use actix_web::{patch, web};
use serde::Deserialize;
use serde_json::json;

use super::model::{ProgrammeStatus, check_places};
use super::store::{self, Programme};
use super::view::ProgrammeView;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::IncubationProgrammeId;

/// What is absent (or null) stays as it is.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = UpdateIncubationProgramme)]
pub struct UpdateProgramme {
    pub title_zh: Option<String>,
    pub title_en: Option<String>,
    pub description_zh: Option<String>,
    pub places: Option<i32>,
}

impl UpdateProgramme {
    fn changes_words(&self) -> bool {
        self.title_zh.is_some() || self.title_en.is_some() || self.description_zh.is_some()
    }
}

/// Change an incubation programme
///
/// Term, extension and checklist stay: those who applied rely on them. Of a closed programme only the places can be changed.
#[utoipa::path(operation_id = "incubation_programmes_update", tag = "incubation", params(("id" = IncubationProgrammeId, Path)),
    request_body = UpdateProgramme, responses(
    (status = 200, description = "The programme", body = ProgrammeView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[patch("/incubation/programmes/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<UpdateProgramme>) -> Answer {
    cx.write("incubation_programmes_update", body, move |tx, call, command| update(tx, call, &id, command)).await
}

fn update(tx: &mut Tx, call: &Call, id: &str, command: &UpdateProgramme) -> Result<Reply> {
    let (mut programme, path) = super::find(tx, id)?;
    super::runs(&call.actor, &path)?;
    call.expect_version(programme.version)?;
    if programme.status == ProgrammeStatus::Closed && command.changes_words() {
        return Err(Problem::wrong_state("incubation/programme_closed", programme.status.as_str(), "update", &[]));
    }
    check(command, &programme)?;
    let text = |new: &Option<String>, old: &mut String| {
        if let Some(new) = new {
            *old = new.trim().to_owned();
        }
    };
    text(&command.title_zh, &mut programme.title_zh);
    text(&command.description_zh, &mut programme.description_zh);
    programme.title_en = command.title_en.clone().or(programme.title_en);
    programme.places = command.places.unwrap_or(programme.places);
    store::save(tx, &mut programme, call.now)?;
    let facts = json!({"places": programme.places});
    journal::record(tx, call, Event::new("incubation_programme.updated", &programme.id).for_area(&path).public().with(facts))?;
    let version = programme.version;
    Ok(Reply::ok(&ProgrammeView::of(programme, &path, &call.actor)?)?.version(version))
}

fn check(command: &UpdateProgramme, programme: &Programme) -> Result<()> {
    let mut check = Check::new();
    if let Some(title) = &command.title_zh {
        check.text("/title_zh", title, 100);
    }
    check.at_most("/title_en", command.title_en.as_deref().unwrap_or_default(), 200);
    if let Some(description) = &command.description_zh {
        check.text("/description_zh", description, 4000);
    }
    if let Some(places) = command.places {
        check_places(&mut check, places);
        check.that(
            places >= programme.places_taken,
            "/places",
            "fewer_than_taken",
            format!("已有 {} 个名额被占用。", programme.places_taken),
            format!("{} places are taken.", programme.places_taken),
        );
    }
    check.finish()
}
