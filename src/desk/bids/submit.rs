//! `/desk/bids/{id}/submit`: what would be sealed, what sealing means, and the submission.

use actix_web::body::MessageBody as _;
use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::overview::{self, BidFacts, StepForm};
use crate::bids;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::platform::html;
use crate::platform::http::{Body, Empty, Problem, Result};

/// What of the answer to a submission is told nowhere else.
#[derive(Deserialize)]
struct Told {
    nonce: String,
}

#[derive(Serialize)]
struct SubmitPage {
    #[serde(flatten)]
    facts: BidFacts,
    hidden: Hidden,
}

#[get("/desk/bids/{id}/submit")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    let (facts, version) = overview::look(&desk, &id).await?;
    if facts.check.is_none() {
        return Ok(html::see_other(&format!("/desk/bids/{id}")));
    }
    let page = SubmitPage { facts, hidden: desk.hidden(version) };
    Ok(html::private_page(html::status_of(None), PAGES.render("submit.html", &page)?))
}

#[post("/desk/bids/{id}/submit")]
pub async fn submit(desk: Desk, id: web::Path<String>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let answer = async {
        let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
        bids::submit_bid(cx, &id, Body::of_form(Empty {}, &format!("{form:?}"))).await
    };
    match answer.await {
        Ok(answer) => overview::page(&desk, &id, None, Some(nonce(answer)?)).await,
        Err(problem) if html::shows_the_form_again(&problem) => overview::page(&desk, &id, Some(&problem), None).await,
        Err(problem) => desk.refused(problem, &*form),
    }
}

/// The page after a submission is an answer and no redirect: the nonce is given once, and loading the page again repeats the same answer.
fn nonce(answer: HttpResponse) -> Result<String> {
    let unread = || Problem::broken("the answer to a submission is not whole");
    let body = answer.into_body().try_into_bytes().map_err(|_| unread())?;
    Ok(serde_json::from_slice::<Told>(&body).map_err(Problem::internal)?.nonce)
}
