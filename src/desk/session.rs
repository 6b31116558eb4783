//! Who sits at the desk: the cookie, the mark that a form came from our own page, and the way to the sign-in.

use std::future::{Ready, ready};
use std::sync::LazyLock;

use actix_web::http::header::{COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::sign_in;
use crate::audit::RoundOutcome;
use crate::bids;
use crate::contracts;
use crate::evaluation::{ConflictKind, Flag, MemberStatus, PanelStatus, Seat};
use crate::imports;
use crate::meetings;
use crate::needs;
use crate::platform::actor::Role;
use crate::platform::config::Config;
use crate::platform::crypto::digest::sha256_of;
use crate::platform::db::{Conn, Tx};
use crate::platform::html::{self, Pages};
use crate::platform::http::{Call, Cx, Problem, Result};
use crate::platform::ids;
use crate::projects;
use crate::reservations;
use crate::saved_searches::{LooksIn, Notify};

const COOKIE_NAME: &str = "shuniu_session";

pub(super) static PAGES: LazyLock<Pages> = LazyLock::new(|| {
    Pages::new(&[
        ("desk.html", include_str!("templates/desk.html")),
        ("sign_in.html", include_str!("templates/sign_in.html")),
        ("tasks.html", include_str!("templates/tasks.html")),
        ("approval.html", include_str!("templates/approval.html")),
        ("award.html", include_str!("templates/award.html")),
        ("places.html", include_str!("templates/places.html")),
        ("bidder.html", include_str!("templates/bidder.html")),
        ("bids.html", include_str!("templates/bids.html")),
        ("bid.html", include_str!("templates/bid.html")),
        ("offer.html", include_str!("templates/offer.html")),
        ("files.html", include_str!("templates/files.html")),
        ("submit.html", include_str!("templates/submit.html")),
        ("call.html", include_str!("templates/call.html")),
        ("questions.html", include_str!("templates/questions.html")),
        ("question.html", include_str!("templates/question.html")),
        ("own.html", include_str!("templates/own.html")),
        ("people.html", include_str!("templates/people.html")),
        ("audit.html", include_str!("templates/audit.html")),
        ("organization.html", include_str!("templates/organization.html")),
        ("form_again.html", include_str!("templates/form_again.html")),
        ("marks.html", include_str!("templates/marks.html")),
        ("fields.html", include_str!("templates/fields.html")),
        ("opened_bid.html", include_str!("templates/opened_bid.html")),
        ("opening.html", include_str!("templates/opening.html")),
        ("panel.html", include_str!("templates/panel.html")),
        ("scores.html", include_str!("templates/scores.html")),
        ("score_sheet.html", include_str!("templates/score_sheet.html")),
        ("ranking.html", include_str!("templates/ranking.html")),
        ("failed.html", include_str!("templates/failed.html")),
        ("qualification.html", include_str!("templates/qualification.html")),
        ("contract_draft.html", include_str!("templates/contract_draft.html")),
        ("contract.html", include_str!("templates/contract.html")),
        ("publish.html", include_str!("templates/publish.html")),
        ("imports.html", include_str!("templates/imports.html")),
        ("import.html", include_str!("templates/import.html")),
        ("invitations.html", include_str!("templates/invitations.html")),
        ("need.html", include_str!("templates/need.html")),
        ("drafts.html", include_str!("templates/drafts.html")),
        ("draft.html", include_str!("templates/draft.html")),
        ("alerts.html", include_str!("templates/alerts.html")),
        ("meetings.html", include_str!("templates/meetings.html")),
        ("meeting.html", include_str!("templates/meeting.html")),
        ("meeting_hub.html", include_str!("templates/meeting_hub.html")),
        ("meeting_overview.html", include_str!("templates/meeting_overview.html")),
        ("meeting_draft.html", include_str!("templates/meeting_draft.html")),
        ("meeting_rules.html", include_str!("templates/meeting_rules.html")),
        ("meeting_demands.html", include_str!("templates/meeting_demands.html")),
        ("meeting_participants.html", include_str!("templates/meeting_participants.html")),
        ("meeting_pairs.html", include_str!("templates/meeting_pairs.html")),
        ("meeting_runs.html", include_str!("templates/meeting_runs.html")),
        ("meeting_run.html", include_str!("templates/meeting_run.html")),
        ("meeting_timetable.html", include_str!("templates/meeting_timetable.html")),
        ("reservations.html", include_str!("templates/reservations.html")),
        ("reservation.html", include_str!("templates/reservation.html")),
    ])
    .with_words("project_status", |word| projects::Status::parse(word).map(projects::Status::words))
    .with_words("round_outcome", |word| RoundOutcome::parse(word).map(RoundOutcome::words))
    .with_words("need_status", |word| needs::Status::parse(word).map(needs::Status::words))
    .with_words("decision", |word| projects::Decision::parse(word).map(projects::Decision::words))
    .with_words("bid_status", |word| bids::Status::parse(word).map(bids::Status::words))
    .with_words("eligibility_rule", |word| bids::Rule::parse(word).map(bids::Rule::words))
    .with_words("panel_status", |word| PanelStatus::parse(word).map(PanelStatus::words))
    .with_words("member_status", |word| MemberStatus::parse(word).map(MemberStatus::words))
    .with_words("seat", |word| Seat::parse(word).map(Seat::words))
    .with_words("conflict", |word| ConflictKind::parse(word).map(ConflictKind::words))
    .with_words("contract_status", |word| contracts::Status::parse(word).map(contracts::Status::words))
    .with_words("contract_side", |word| contracts::Side::parse(word).map(contracts::Side::words))
    .with_words("flag", |word| Flag::parse(word).map(Flag::words))
    .with_words("reservation_status", |word| reservations::Status::parse(word).map(reservations::Status::words))
    .with_words("reservation_step", |word| reservations::Move::parse(word).map(reservations::Move::words))
    .with_words("import_kind", |word| imports::Kind::parse(word).map(imports::Kind::words))
    .with_words("import_mode", |word| imports::Mode::parse(word).map(imports::Mode::words))
    .with_words("import_status", |word| imports::Status::parse(word).map(imports::Status::words))
    .with_words("looks_in", |word| LooksIn::parse(word).map(LooksIn::words))
    .with_words("notify", |word| Notify::parse(word).map(Notify::words))
    .with_words("meeting_status", |word| meetings::Status::parse(word).map(meetings::Status::words))
    .with_words("meeting_step", |word| meetings::Step::parse(word).map(meetings::Step::words))
    .with_words("meeting_mode", |word| meetings::Mode::parse(word).map(meetings::Mode::words))
    .with_words("condition_kind", |word| meetings::ConditionKind::parse(word).map(meetings::ConditionKind::words))
    .with_words("run_status", |word| meetings::RunStatus::parse(word).map(meetings::RunStatus::words))
    .with_words("talk_side", |word| meetings::Side::parse(word).map(meetings::Side::words))
    .with_words("talk_status", |word| meetings::TalkStatus::parse(word).map(meetings::TalkStatus::words))
    .with_words("role", |word| Role::parse(word).map(Role::words))
});

/// Whoever asks for a page of the desk, signed in or not.
pub struct Desk {
    request: HttpRequest,
    token: Option<SecretString>,
}

impl FromRequest for Desk {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self { request: req.clone(), token: cookie(req) }))
    }
}

fn cookie(req: &HttpRequest) -> Option<SecretString> {
    let sent = req.headers().get_all(COOKIE).filter_map(|value| value.to_str().ok());
    let mut pairs = sent.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == COOKIE_NAME && !value.is_empty()).map(|(_, value)| value.to_owned().into())
}

/// The hidden fields of every form.
#[derive(Clone, Serialize)]
pub(super) struct Hidden {
    csrf: String,
    version: i64,
    key: String,
}

impl Desk {
    pub(super) fn token(&self) -> Option<&SecretString> {
        self.token.as_ref()
    }

    /// The call of a page that only reads.
    pub(super) fn cx(&self) -> Result<Cx> {
        match &self.token {
            Some(token) => Cx::of_page(&self.request, token.expose_secret()),
            None => Err(Problem::unauthenticated("auth/required", "请先登录。", "Sign in first.")),
        }
    }

    /// The call of a form that our own page made for this sign-in.
    pub(super) fn cx_of_form(&self, csrf: &str, version: &str, key: &str) -> Result<Cx> {
        let cx = self.cx()?;
        if self.mark().as_deref() != Some(csrf) {
            return Err(Problem::forbidden(
                "desk/foreign_form",
                "表单已失效或来自其他网站，请从本页面重新提交。",
                "The form has run out or came from another site: send it again from this page.",
            ));
        }
        Ok(cx.with_form(version, key))
    }

    /// Hidden fields for a form on a record of this version.
    pub(super) fn hidden(&self, version: i64) -> Hidden {
        Hidden { csrf: self.mark().unwrap_or_default(), version, key: ids::fresh() }
    }

    fn mark(&self) -> Option<String> {
        self.token.as_ref().map(mark_of)
    }

    /// Reads what a page shows. Who is not signed in is shown the way to the sign-in, whatever page refuses with that.
    pub async fn look<T, F>(&self, operation: &'static str, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn, &Call) -> Result<T> + Send + 'static,
    {
        let cx = self.cx()?;
        cx.look(operation, cx.now(), query).await
    }

    /// The same, where it is recorded who saw it.
    pub(super) async fn look_noted<R, T, F, N>(&self, operation: &'static str, query: F, note: N) -> Result<R>
    where
        R: Send + 'static,
        T: Send + Sync + 'static,
        F: FnOnce(&mut Conn, &Call) -> Result<(R, Option<T>)> + Send + 'static,
        N: Fn(&mut Tx, &T) -> Result<()> + Send + 'static,
    {
        self.cx()?.look_noted(operation, query, note).await
    }

    /// What follows a form: the next page; the same page again, with what was typed, where the sender can do something about it; or
    /// the sign-in, when theirs has ended meanwhile: what was filled in waits behind it. A form that another site sent comes without our
    /// cookie, too: it is nobody's wish, and is forgotten.
    pub(super) async fn after<F: Serialize>(
        &self,
        next: Result<String>,
        form: F,
        again: impl AsyncFnOnce(F, &Problem) -> Result<HttpResponse>,
    ) -> Result<HttpResponse> {
        match next {
            Ok(place) => Ok(html::see_other(&place)),
            Err(problem) if html::shows_the_form_again(&problem) => again(form, &problem).await,
            Err(problem) => self.refused(problem, &form),
        }
    }

    /// What was sent cannot be taken as it is, and not be mended on its page either.
    pub(super) fn refused(&self, problem: Problem, form: &impl Serialize) -> Result<HttpResponse> {
        if problem.status() == 401 && is_ours(&self.request) { sign_in::before(self.request.path(), form) } else { Err(problem) }
    }
}

/// Whether a page of this site sent the form; browsers say where a form comes from.
pub(super) fn is_ours(request: &HttpRequest) -> bool {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    header(ORIGIN).and_then(|origin| origin.split_once("://")).is_some_and(|(_, site)| Some(site) == header(HOST))
}

/// The mark of our own forms: only who knows the cookie can say it.
pub(super) fn mark_of(token: &SecretString) -> String {
    sha256_of(&[b"desk form\n", token.expose_secret().as_bytes()]).to_string()
}

/// The id of what was made, from where the API says that it is.
pub(super) fn id_of_made(made: &HttpResponse) -> Result<&str> {
    let place = made.headers().get(LOCATION).and_then(|place| place.to_str().ok()).and_then(|place| place.rsplit('/').next());
    place.ok_or_else(|| Problem::broken("something was made without an address"))
}

/// Sets the cookie, or takes it away with an empty token.
pub(super) fn with_cookie(mut response: HttpResponse, config: &Config, token: &str, seconds: i64) -> HttpResponse {
    let secure = if config.public_url().starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{COOKIE_NAME}={token}; Path=/desk; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}
