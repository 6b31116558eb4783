//! `POST /surveys/{id}/open-link`: the link that everybody may use.

use actix_web::{post, web};

use super::link::{self, LinkKind, LinkView};
use super::policy;
use super::store;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, ProblemDocument, Reply, Result};

/// Make the open link of a survey
///
/// It is shown here and never again. Making another one makes those before it useless.
#[utoipa::path(operation_id = "surveys_open_link", tag = "community", params(("id" = String, Path)), request_body = Empty, responses(
    (status = 201, description = "The link", body = LinkView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/surveys/{id}/open-link")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("surveys_open_link", body, move |tx, call, _| Ok(Reply::made(&make(tx, call, &id)?)?.secret())).await
}

fn make(tx: &mut Tx, call: &Call, id: &str) -> Result<LinkView> {
    let found = policy::held_by_hub(tx, &call.actor, id)?;
    if !found.survey.status.takes_links() {
        return Err(found.survey.status.refuses("open_link"));
    }
    store::spend_open_links(tx, &found.survey.id)?;
    let link = link::make(tx, &call.platform, &found.survey.id, LinkKind::Open)?;
    journal::record(tx, call, Event::new("survey.link_opened", &found.survey.id).for_area(&found.path))?;
    Ok(link)
}
