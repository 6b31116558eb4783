//! Registers an organisation for a meeting, and takes a step after, or before, a talk.

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};

use super::page_of;
use super::sheet::{Typed, page};
use crate::desk::session::Desk;
use crate::desk::typed;
use crate::meetings::{self, DeclineAfterTalk, RegisterForMeeting, Side};
use crate::platform::http::{Body, Problem, Result};

/// What the form of an organisation sends; a time is there once for every box that is ticked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RegistrationForm {
    csrf: String,
    version: String,
    key: String,
    /// `register` or `withdraw`: the button that was pressed.
    decision: String,
    organization: String,
    capacity: String,
    absent: Vec<String>,
}

impl RegistrationForm {
    pub(super) fn read(pairs: &[(String, String)]) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            let value = value.clone();
            match name.as_str() {
                "csrf" => form.csrf = value,
                "version" => form.version = value,
                "key" => form.key = value,
                "decision" => form.decision = value,
                "organization" => form.organization = value,
                "capacity" => form.capacity = value,
                "absent" => form.absent.push(value),
                _ => {}
            }
        }
        form
    }
}

/// What the form of a talk sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct TalkForm {
    csrf: String,
    version: String,
    key: String,
    /// `consent`, `decline`, `agree` or `cancel`: the button that was pressed.
    talk_step: String,
    /// For which side the caller speaks.
    side: String,
    reason: String,
    /// The talk that it is about, for the page.
    talk: String,
}

#[post("/desk/meetings/{id}/registration")]
pub async fn register(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let form = RegistrationForm::read(&pairs);
    let next = put(&desk, &id, &form).await.map(|_| page_of(&*id));
    desk.after(next, pairs.into_inner(), async |pairs, problem| {
        page(&desk, &id, Typed { registration: RegistrationForm::read(&pairs), ..Typed::default() }, Some(problem)).await
    })
    .await
}

#[post("/desk/meetings/{id}/talks/{talk}")]
pub async fn take(desk: Desk, path: web::Path<(String, String)>, form: web::Form<TalkForm>) -> Result<HttpResponse> {
    let (form, (id, talk)) = (form.into_inner(), path.into_inner());
    let next = step(&desk, &id, &talk, &form).await.map(|_| format!("{}#talk-{talk}", page_of(&id)));
    desk.after(next, form, async |form, problem| {
        page(&desk, &id, Typed { talk: TalkForm { talk, ..form }, ..Typed::default() }, Some(problem)).await
    })
    .await
}

/// The same use cases as the API's: permission, version and idempotency are judged there.
pub(super) async fn put(desk: &Desk, id: &str, form: &RegistrationForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let (id, organization, said) = (id.to_owned(), form.organization.clone(), format!("{form:?}"));
    match form.decision.as_str() {
        "register" => {
            let missing = || Problem::field("/capacity", "required", "请填写整数。", "must be a whole number.");
            let capacity = typed::number(&form.capacity).parse().map_err(|_| missing())?;
            let body = Body::of_form(RegisterForMeeting { capacity, absent: form.absent.clone() }, &said);
            cx.write("meetings_register", body, move |tx, call, command| meetings::register(tx, call, &id, &organization, command)).await
        }
        "withdraw" => {
            let body = Body::of_form((), &said);
            cx.write("meetings_withdraw", body, move |tx, call, ()| meetings::withdraw(tx, call, &id, &organization)).await
        }
        _ => Err(Problem::field("/decision", "unknown_value", "请选择报名或退出。", "choose to register or to withdraw.")),
    }
}

async fn step(desk: &Desk, id: &str, talk: &str, form: &TalkForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let side =
        || Side::parse(&form.side).ok_or_else(|| Problem::field("/side", "unknown_value", "请从本页面提交。", "send it from this page."));
    let (id, talk, said, reason) = (id.to_owned(), talk.to_owned(), format!("{form:?}"), typed::lines(&form.reason));
    match form.talk_step.as_str() {
        "consent" => {
            let body = Body::of_form(side()?, &said);
            cx.write("meetings_consent", body, move |tx, call, side| meetings::consent(tx, call, &id, &talk, *side)).await
        }
        "decline" => {
            let body = Body::of_form(DeclineAfterTalk { side: side()?, reason_zh: reason }, &said);
            cx.write("meetings_decline", body, move |tx, call, command| meetings::decline(tx, call, &id, &talk, command)).await
        }
        "agree" => {
            let body = Body::of_form(reason, &said);
            cx.write("meetings_agree", body, move |tx, call, agreement| meetings::agree(tx, call, &id, &talk, agreement)).await
        }
        "cancel" => {
            let body = Body::of_form(reason, &said);
            cx.write("meetings_cancel_talk", body, move |tx, call, reason| meetings::cancel_talk(tx, call, &id, &talk, reason)).await
        }
        _ => Err(Problem::field("/talk_step", "unknown_value", "请选择本页面的一个步骤。", "choose a step of this page.")),
    }
}
