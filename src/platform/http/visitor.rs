//! A request for which nobody has to be signed in: sign-in itself. `Authorization` is not even read, so that a client whose
//! token has run out can ask for another one.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};

use super::call::{Answer, Call, RequestInfo};
use super::nul;
use super::problem::{Problem, Result};
use super::reply::Reply;
use crate::platform::Platform;
use crate::platform::db::{Conn, Tx};
use crate::platform::i18n::Language;

/// Somebody at the door. Unlike [`Cx`](super::Cx) it keeps no idempotent answers, because these carry secrets, and may look
/// and write several times, because passwords are checked between transactions.
#[derive(Clone)]
pub struct Visitor {
    platform: Arc<Platform>,
    language: Language,
    request_id: String,
    peer: Option<std::net::IpAddr>,
}

impl Visitor {
    pub fn platform(&self) -> &Arc<Platform> {
        &self.platform
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// The address at the other end of the connection.
    pub fn peer(&self) -> Option<std::net::IpAddr> {
        self.peer
    }

    /// Looks something up on a read connection.
    pub async fn read<T, F>(&self, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        self.platform.db.read(query).await
    }

    /// Runs `effect` in one transaction. What it wrote stays whenever it answers `Ok`: a refusal whose trace must be kept (a
    /// counted attempt, a revoked session) is a value and no error.
    pub async fn write<T, F>(&self, effect: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    {
        let call = Call::anonymous(&self.platform, self.language, self.request_id.clone(), self.peer);
        self.platform.db.write(move |tx| effect(tx, &call)).await
    }

    pub fn answer(&self, reply: Reply) -> Answer {
        Ok(reply.into_response(false))
    }
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(extract(req))
    }
}

fn extract(req: &HttpRequest) -> Result<Visitor> {
    nul::none_in_address(req)?;
    let platform = req
        .app_data::<web::Data<Platform>>()
        .map(|data| data.clone().into_inner())
        .ok_or_else(|| Problem::broken("the platform is not registered with the app"))?;
    let info = req.extensions().get::<RequestInfo>().cloned();
    let accepted = || req.headers().get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).map_or(Language::Zh, Language::from_accept);
    Ok(Visitor {
        language: info.as_ref().map_or_else(accepted, |info| info.language),
        request_id: info.map(|info| info.request_id).unwrap_or_default(),
        peer: req.peer_addr().map(|peer| peer.ip()),
        platform,
    })
}
