//! `POST /surveys/{id}/invitations`: links that answer once each.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::link::{self, LinkKind, LinkView};
use super::policy;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, ProblemDocument, Reply, Result};

const MOST: u32 = 500;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SurveyInvite)]
pub struct Invite {
    /// How many links: 1 to 500.
    #[schema(example = 20, minimum = 1, maximum = 500)]
    pub count: u32,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SurveyInvitations)]
pub struct Invitations {
    pub links: Vec<LinkView>,
}

/// Make invitations to a survey
///
/// Each link is shown here and never again; it answers once.
#[utoipa::path(operation_id = "surveys_invite", tag = "community", params(("id" = String, Path)), request_body = Invite, responses(
    (status = 201, description = "The links", body = Invitations),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/surveys/{id}/invitations")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Invite>) -> Answer {
    cx.write("surveys_invite", body, move |tx, call, command| {
        let links = invite(tx, call, &id, command.count)?;
        Ok(Reply::made(&Invitations { links })?.secret())
    })
    .await
}

fn invite(tx: &mut Tx, call: &Call, id: &str, count: u32) -> Result<Vec<LinkView>> {
    let found = policy::held_by_hub(tx, &call.actor, id)?;
    if !found.survey.status.takes_links() {
        return Err(found.survey.status.refuses("invite"));
    }
    let mut check = Check::new();
    let (zh, en) = (format!("须在 1 到 {MOST} 之间。"), format!("must be between 1 and {MOST}."));
    check.that((1..=MOST).contains(&count), "/count", "out_of_range", zh, en);
    check.finish()?;
    let links = (0..count).map(|_| link::make(tx, &call.platform, &found.survey.id, LinkKind::Invitation)).collect::<Result<_>>()?;
    let event = Event::new("survey.invitations_made", &found.survey.id).for_area(&found.path).with(json!({"count": count}));
    journal::record(tx, call, event)?;
    Ok(links)
}
