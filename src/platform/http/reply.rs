//! What a use case answers: status, body, version, place.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, ETAG, HeaderName, HeaderValue, LOCATION};
use serde::Serialize;

use super::problem::{Problem, Result};

/// An answer that is made inside the transaction, so that it can be stored with the effect that it reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) content_type: &'static str,
    pub(crate) version: Option<i64>,
    pub(crate) location: Option<String>,
    /// Under this name a browser saves the body.
    pub(crate) file_name: Option<String>,
    pub(crate) keep: Keep,
}

/// What the idempotency store may keep of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    Whole,
    Nothing,
}

impl Reply {
    pub fn ok<T: Serialize>(body: &T) -> Result<Self> {
        Self::with(200, body)
    }

    pub fn created<T: Serialize>(location: String, body: &T) -> Result<Self> {
        let mut reply = Self::with(201, body)?;
        reply.location = Some(location);
        Ok(reply)
    }

    /// 202: it goes on later, by mail.
    pub fn accepted<T: Serialize>(body: &T) -> Result<Self> {
        Self::with(202, body)
    }

    /// 201 for a record that has no address of its own.
    pub fn made<T: Serialize>(body: &T) -> Result<Self> {
        Self::with(201, body)
    }

    pub fn no_content() -> Self {
        Self {
            status: 204,
            body: Vec::new(),
            content_type: "application/json",
            version: None,
            location: None,
            file_name: None,
            keep: Keep::Whole,
        }
    }

    /// A file to be saved under this name, of ASCII letters.
    pub fn file(content_type: &'static str, name: String, bytes: Vec<u8>) -> Self {
        Self { status: 200, body: bytes, content_type, file_name: Some(name), ..Self::no_content() }
    }

    pub fn html(page: String) -> Self {
        let mut reply = Self::no_content();
        reply.status = 200;
        reply.body = page.into_bytes();
        reply.content_type = "text/html; charset=utf-8";
        reply
    }

    pub fn svg(picture: String) -> Self {
        let mut reply = Self::html(picture);
        reply.content_type = "image/svg+xml";
        reply
    }

    fn with<T: Serialize>(status: u16, body: &T) -> Result<Self> {
        let body = serde_json::to_vec(body).map_err(Problem::internal)?;
        Ok(Self { status, body, content_type: "application/json", version: None, location: None, file_name: None, keep: Keep::Whole })
    }

    /// Where what it speaks of can be read.
    pub fn at(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }

    /// The record's version, answered as `ETag` for a later `If-Match`.
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    /// For answers that carry a secret: the idempotency store keeps nothing of it.
    pub fn secret(mut self) -> Self {
        self.keep = Keep::Nothing;
        self
    }

    pub(crate) fn into_response(self, replayed: bool) -> HttpResponse {
        let mut response = HttpResponse::build(StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK));
        response.insert_header((CACHE_CONTROL, "no-store"));
        if let Some(version) = self.version {
            response.insert_header((ETAG, etag(version)));
        }
        if let Some(location) = &self.location {
            response.insert_header((LOCATION, location.as_str()));
        }
        if let Some(name) = &self.file_name {
            response.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
        }
        if replayed {
            response.insert_header((HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true")));
        }
        if self.status == 204 { response.finish() } else { response.content_type(self.content_type).body(self.body) }
    }
}

/// The version as an entity tag.
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// Reads the version out of `If-Match: "7"`, also where a hurried hand has left the quotes out.
pub fn parse_etag(header: &str) -> Option<i64> {
    let tag = header.trim();
    tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap_or(tag).parse().ok()
}
