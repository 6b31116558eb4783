//! One call: extracted from the request before the handler, run inside one transaction, answered as a `Reply`.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, IF_MATCH};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, dev::Payload, web};

use super::body::Body;
use super::idempotency;
use super::nul;
use super::problem::{Problem, Result};
use super::refusals::Attempt;
use super::reply::{Keep, Reply, parse_etag};
use crate::platform::Platform;
use crate::platform::actor::{Actor, Credential, Identity};
use crate::platform::crypto::Digest;
use crate::platform::db::{Conn, Tx};
use crate::platform::i18n::{Language, Text};
use crate::platform::ids;
use crate::platform::time::Timestamp;

/// What a handler answers.
pub type Answer = Result<HttpResponse>;

/// A use case whose types are erased, so that the machinery around it is compiled once and not once per operation.
type Reading = Box<dyn FnOnce(&mut Conn, &Call) -> Result<Reply> + Send>;
type Writing = Box<dyn Fn(&mut Tx, &Call) -> Result<Reply> + Send>;

/// Set by the outermost middleware for everybody inside.
#[derive(Clone, Debug)]
pub struct RequestInfo {
    pub request_id: String,
    pub language: Language,
}

/// The request, before anybody is known.
#[derive(Clone)]
pub struct Cx {
    platform: Arc<Platform>,
    credential: Credential,
    language: Language,
    request_id: String,
    if_match: Option<std::result::Result<i64, ()>>,
    idempotency_key: Option<String>,
    route: String,
    peer: Option<std::net::IpAddr>,
}

/// The call as a use case sees it: who, when, and what the platform offers.
pub struct Call {
    pub platform: Arc<Platform>,
    pub actor: Actor,
    /// Business time at the handler's entry.
    pub now: Timestamp,
    pub language: Language,
    pub request_id: String,
    pub peer: Option<std::net::IpAddr>,
    if_match: Option<std::result::Result<i64, ()>>,
    pseudonym: Option<String>,
}

impl Call {
    /// The service itself at work: scheduler, jobs, start-up.
    pub fn system(platform: &Arc<Platform>) -> Self {
        Self {
            platform: platform.clone(),
            actor: Actor::system(),
            now: platform.clock.now(),
            language: Language::Zh,
            request_id: "system".into(),
            peer: None,
            if_match: None,
            pseudonym: None,
        }
    }

    /// Somebody's wish, fulfilled later by a job; `request_id` is what it is found by.
    pub fn on_behalf_of(platform: &Arc<Platform>, actor: Actor, request_id: String) -> Self {
        Self { actor, request_id, ..Self::system(platform) }
    }

    /// The same call, recorded in the journal under another name than the person's: who sits on a panel is secret, and
    /// what a member does must be in the journal all the same.
    pub fn under_pseudonym(&self, name: String) -> Self {
        Self {
            platform: self.platform.clone(),
            actor: self.actor.clone(),
            now: self.now,
            language: self.language,
            request_id: self.request_id.clone(),
            peer: self.peer,
            if_match: self.if_match,
            pseudonym: Some(name),
        }
    }

    /// Who did it, as the journal says it: `user:ID`, `key:ID`, `system`, `anonymous` or a pseudonym.
    pub fn author(&self) -> String {
        self.pseudonym.clone().unwrap_or_else(|| self.actor.identity.label())
    }

    /// Somebody who is not signed in.
    pub(super) fn anonymous(platform: &Arc<Platform>, language: Language, request_id: String, peer: Option<std::net::IpAddr>) -> Self {
        Self {
            platform: platform.clone(),
            actor: Actor::anonymous(),
            now: platform.clock.now(),
            language,
            request_id,
            peer,
            if_match: None,
            pseudonym: None,
        }
    }

    /// Optimistic concurrency: `If-Match` must be there (428) and name the current version (412).
    pub fn expect_version(&self, current: i64) -> Result<()> {
        match self.if_match {
            None => Err(Problem::new(
                428,
                "if_match_required",
                ("缺少 If-Match", "If-Match is missing"),
                Text::new(
                    format!("请在 If-Match 中给出您读到的版本，当前为 \"{current}\"。"),
                    format!("Send If-Match with the version that you read; it is \"{current}\" now."),
                ),
            )),
            Some(Ok(version)) if version == current => Ok(()),
            Some(_) => Err(Problem::stale(current)),
        }
    }
}

impl Cx {
    pub fn platform(&self) -> &Arc<Platform> {
        &self.platform
    }

    /// Business time, for handlers that prepare something before their transaction.
    pub fn now(&self) -> Timestamp {
        self.platform.clock.now()
    }

    fn call(&self, actor: Actor, now: Timestamp) -> Call {
        Call {
            platform: self.platform.clone(),
            actor,
            now,
            language: self.language,
            request_id: self.request_id.clone(),
            peer: self.peer,
            if_match: self.if_match,
            pseudonym: None,
        }
    }

    /// Who reads, and that they may.
    fn admit_reader(&self, conn: &mut Conn, operation: &'static str, now: Timestamp) -> Result<Call> {
        let (platform, commits) = (&self.platform, self.platform.db.commit_count());
        let actor = match platform.recent_actors.find(&self.credential, commits) {
            Some(actor) => actor,
            None => {
                let actor = platform.gate.actor(conn, &self.credential)?;
                platform.recent_actors.keep(&self.credential, &actor, commits);
                actor
            }
        };
        self.admitted(actor, operation, now)
    }

    /// Who writes, as they are inside the transaction, and that they may.
    fn admit_writer(&self, tx: &mut Tx, operation: &'static str, now: Timestamp) -> Result<Call> {
        let actor = self.platform.gate.actor(tx, &self.credential)?;
        self.admitted(actor, operation, now)
    }

    fn admitted(&self, actor: Actor, operation: &'static str, now: Timestamp) -> Result<Call> {
        self.platform.gate.authorize(operation, &actor).inspect_err(|problem| self.note_refusal(operation, &actor, now, problem))?;
        Ok(self.call(actor, now))
    }

    /// Refused attempts at what is watched are recorded soon after the answer, by caller, operation and record.
    fn note_refusal(&self, operation: &'static str, actor: &Actor, now: Timestamp, problem: &Problem) {
        let is_refusal = matches!(problem.status(), 403 | 404) && actor.identity != Identity::Anonymous;
        if !is_refusal || !self.platform.gate.is_watched(operation) {
            return;
        }
        let named = self.route.split(['/', ' ']).find_map(ids::normal);
        if let Some(record) = named {
            self.platform.refusals.note(actor.identity.label(), Attempt { operation, record, status: problem.status() }, now);
        }
    }

    /// Runs a reading use case on a read connection.
    pub async fn read<F>(self, operation: &'static str, use_case: F) -> Answer
    where
        F: FnOnce(&mut Conn, &Call) -> Result<Reply> + Send + 'static,
    {
        self.run_read(operation, Box::new(use_case)).await
    }

    async fn run_read(self, operation: &'static str, use_case: Reading) -> Answer {
        let (db, now) = (self.platform.db.clone(), self.now());
        let reply = db.read(move |conn| self.answer(conn, operation, now, use_case)).await?;
        Ok(reply.into_response(false))
    }

    /// Like `read`, for a use case that finds a few rows by their keys.
    pub async fn glance<F>(self, operation: &'static str, use_case: F) -> Answer
    where
        F: FnOnce(&mut Conn, &Call) -> Result<Reply> + Send + 'static,
    {
        let (db, now) = (self.platform.db.clone(), self.now());
        let use_case: Reading = Box::new(use_case);
        let reply = db.glance(move |conn| self.answer(conn, operation, now, use_case)).await?;
        Ok(reply.into_response(false))
    }

    fn answer(&self, conn: &mut Conn, operation: &'static str, now: Timestamp, use_case: Reading) -> Result<Reply> {
        let call = self.admit_reader(conn, operation, now)?;
        use_case(conn, &call).inspect_err(|problem| self.note_refusal(operation, &call.actor, now, problem))
    }

    /// Like `read`, for an answer that may be shown only when it is recorded that it is: `note` stores what the use case gives beside
    /// the answer, and then the answer goes out.
    pub async fn read_noted<T, F, N>(self, operation: &'static str, use_case: F, note: N) -> Answer
    where
        T: Send + Sync + 'static,
        F: FnOnce(&mut Conn, &Call) -> Result<(Reply, Option<T>)> + Send + 'static,
        N: Fn(&mut Tx, &T) -> Result<()> + Send + 'static,
    {
        Ok(self.look_noted(operation, use_case, note).await?.into_response(false))
    }

    /// What `read_noted` shows, for an answer that is made of it outside.
    pub async fn look_noted<R, T, F, N>(&self, operation: &'static str, use_case: F, note: N) -> Result<R>
    where
        R: Send + 'static,
        T: Send + Sync + 'static,
        F: FnOnce(&mut Conn, &Call) -> Result<(R, Option<T>)> + Send + 'static,
        N: Fn(&mut Tx, &T) -> Result<()> + Send + 'static,
    {
        let (answer, shown) = self.look(operation, self.now(), use_case).await?;
        if let Some(shown) = shown {
            self.platform.db.write(move |tx| note(tx, &shown)).await?;
        }
        Ok(answer)
    }

    /// Reads what a writing use case must prepare before its transaction (sealing, opening, encrypting). Nothing that was
    /// seen here is certain inside the transaction: it checks again. What an answered twin would no longer find here must
    /// not be an error, or its answer could not be replayed.
    pub async fn look<T, F>(&self, operation: &'static str, now: Timestamp, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn, &Call) -> Result<T> + Send + 'static,
    {
        let cx = self.clone();
        self.platform
            .db
            .read(move |conn| {
                let call = cx.admit_reader(conn, operation, now)?;
                query(conn, &call).inspect_err(|problem| cx.note_refusal(operation, &call.actor, now, problem))
            })
            .await
    }

    /// Runs a writing use case: actor, permission, idempotency, effect, journal and stored reply in one transaction.
    /// The closure may run again (serialization failures, group commit): it does no I/O.
    pub async fn write<B, F>(self, operation: &'static str, body: Body<B>, use_case: F) -> Answer
    where
        B: Send + Sync + 'static,
        F: Fn(&mut Tx, &Call, &B) -> Result<Reply> + Send + 'static,
    {
        let now = self.now();
        self.write_at(operation, body, now, use_case).await
    }

    /// Like `write`, at a moment that the handler took itself.
    pub async fn write_at<B, F>(self, operation: &'static str, body: Body<B>, now: Timestamp, use_case: F) -> Answer
    where
        B: Send + Sync + 'static,
        F: Fn(&mut Tx, &Call, &B) -> Result<Reply> + Send + 'static,
    {
        let digest = body.digest;
        let command = match self.lacks_idempotency_key(operation) {
            Some(problem) => Err(problem),
            None => body.into_value(),
        };
        match command {
            Ok(command) => self.run_write(operation, digest, now, Box::new(move |tx, call| use_case(tx, call, &command))).await,
            // Who may not call the operation hears that, and nothing else.
            Err(problem) => self.look(operation, now, |_, _| Ok(())).await.and(Err(problem)),
        }
    }

    fn lacks_idempotency_key(&self, operation: &'static str) -> Option<Problem> {
        let missing = self.idempotency_key.is_none() && self.platform.gate.needs_idempotency_key(operation);
        missing.then(|| {
            Problem::new(
                428,
                "idempotency_key_required",
                ("缺少 Idempotency-Key", "Idempotency-Key is missing"),
                Text::new(
                    "此操作涉及资金、投标或决定，请带上唯一的 Idempotency-Key，断线重试时保持不变。",
                    "Money, a bid or a decision is at stake: send a unique Idempotency-Key and keep it when you retry.",
                ),
            )
        })
    }

    async fn run_write(self, operation: &'static str, digest: Digest, now: Timestamp, use_case: Writing) -> Answer {
        let db = self.platform.db.clone();
        let (reply, replayed) = db
            .write(move |tx| {
                let call = self.admit_writer(tx, operation, now)?;
                let run = |tx: &mut Tx| use_case(tx, &call).inspect_err(|problem| self.note_refusal(operation, &call.actor, now, problem));
                let Some(key) = &self.idempotency_key else {
                    return run(tx).map(|reply| (reply, false));
                };
                let slot = idempotency::Slot::new(key, &call.actor, &self.route, &digest, &self.platform.keys);
                if let Some(stored) = slot.claim(tx, &self.platform)? {
                    return Ok((stored, true));
                }
                let reply = run(tx)?;
                match reply.keep {
                    Keep::Whole => slot.store(tx, &self.platform, &reply)?,
                    Keep::Nothing => slot.forget(tx)?,
                }
                Ok((reply, false))
            })
            .await?;
        Ok(reply.into_response(replayed))
    }
}

impl FromRequest for Cx {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let shown = req.headers().get(AUTHORIZATION).and_then(|v| v.to_str().ok());
        ready(extract(req, shown))
    }
}

impl Cx {
    /// The call of a page, whose token comes in a cookie.
    pub fn of_page(req: &HttpRequest, token: &str) -> Result<Self> {
        extract(req, Some(&format!("Bearer {token}")))
    }

    /// Version and idempotency key, where a form brings them instead of headers.
    pub fn with_form(mut self, version: &str, key: &str) -> Self {
        self.if_match = Some(version.parse().map_err(|_| ()));
        self.idempotency_key = Some(key.to_owned()).filter(|key| (1..=200).contains(&key.len()));
        self
    }
}

fn extract(req: &HttpRequest, authorization: Option<&str>) -> Result<Cx> {
    nul::none_in_address(req)?;
    let platform = req
        .app_data::<web::Data<Platform>>()
        .map(|data| data.clone().into_inner())
        .ok_or_else(|| Problem::broken("the platform is not registered with the app"))?;
    let header = |name: actix_web::http::header::HeaderName| req.headers().get(name).and_then(|v| v.to_str().ok());
    let info = req.extensions().get::<RequestInfo>().cloned();
    let language = info.as_ref().map_or_else(|| header(ACCEPT_LANGUAGE).map_or(Language::Zh, Language::from_accept), |i| i.language);
    let credential = platform.gate.credential(authorization);
    if let Credential::Refused { code } = credential {
        return Err(Problem::unauthenticated(
            code,
            "登录凭证无效或已过期，请重新登录或换用有效的 API 密钥。",
            "The credential is invalid or has expired: sign in again or use a live API key.",
        ));
    }
    let idempotency_key = match req.headers().get("idempotency-key") {
        None => None,
        Some(value) => Some(
            value
                .to_str()
                .ok()
                .filter(|key| (1..=200).contains(&key.len()))
                .ok_or_else(|| {
                    Problem::field("Idempotency-Key", "unreadable", "须为 1–200 个 ASCII 字符。", "must be 1 to 200 ASCII characters.")
                })?
                .to_owned(),
        ),
    };
    Ok(Cx {
        credential,
        language,
        request_id: info.map(|i| i.request_id).unwrap_or_default(),
        if_match: header(IF_MATCH).map(|h| parse_etag(h).ok_or(())),
        idempotency_key,
        route: format!("{} {}", req.method(), req.uri().path()),
        peer: req.peer_addr().map(|p| p.ip()),
        platform,
    })
}
