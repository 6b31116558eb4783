//! The outermost middleware: names the request, logs it once, and renders every error, ours or actix's, as a problem
//! document in the caller's language, or as a page where a browser asked for one.

use std::borrow::Cow;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, ALLOW, CONTENT_LANGUAGE, HeaderName, HeaderValue, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use tracing::Instrument as _;

use super::call::RequestInfo;
use super::problem::{Internal, Problem};
use crate::platform::html;
use crate::platform::i18n::{Language, Text};
use crate::platform::ids;

pub async fn middleware(mut req: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, Error> {
    let language = req.headers().get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).map_or(Language::Zh, Language::from_accept);
    let request_id = ids::fresh();
    let info = RequestInfo { request_id: request_id.clone(), language };
    req.extensions_mut().insert(info.clone());
    let span = tracing::info_span!("request", request_id, method = %req.method(), path = %without_secrets(req.path()));
    // HEAD is GET without its body (RFC 9110 §9.3.2), which the server leaves out by itself.
    if *req.method() == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    async move {
        let started = std::time::Instant::now();
        // Nobody may hold the request while the router works on it, so an error is worded on the way out. Middlewares
        // inside answer with responses, never with errors.
        let response = next.call(req).await?;
        let worded = response.response().error().map(|error| render(error, &info, response.request()));
        let mut response = match worded {
            Some(problem) => response.into_response(problem),
            None => response.map_into_boxed_body(),
        };
        let headers = response.headers_mut();
        if let Ok(id) = HeaderValue::from_str(&info.request_id) {
            headers.insert(HeaderName::from_static("x-request-id"), id);
        }
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // A page says itself which language it is in.
        if !headers.contains_key(CONTENT_LANGUAGE) {
            headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(info.language.as_str()));
        }
        let status = response.status().as_u16();
        let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status, millis, "request served");
        Ok(response)
    }
    .instrument(span)
    .await
}

/// The path as the log may have it: who reads the log must not learn the token in an address, nor who answered when.
fn without_secrets(path: &str) -> Cow<'_, str> {
    if !path.contains("shn_") {
        return Cow::Borrowed(path);
    }
    let shown = |segment: &str| if segment.starts_with("shn_") { "shn_…".to_owned() } else { segment.to_owned() };
    Cow::Owned(path.split('/').map(shown).collect::<Vec<_>>().join("/"))
}

fn render(error: &Error, info: &RequestInfo, request: &HttpRequest) -> HttpResponse {
    let respond = |problem: &Problem| {
        if problem.status() >= 500 {
            match problem.cause() {
                Some(Internal::Database(cause)) => tracing::error!(code = problem.code(), error = %cause, "request failed"),
                Some(Internal::Other(cause)) => tracing::error!(code = problem.code(), error = %format!("{cause:#}"), "request failed"),
                None => tracing::warn!(code = problem.code(), "request refused"),
            }
        }
        let document = problem.respond(info.language, &info.request_id, request.path());
        if wants_page(request) { as_page(problem, document, request.path(), &info.request_id) } else { document }
    };
    match error.as_error::<Problem>() {
        Some(problem) => respond(problem),
        None => respond(&foreign(error)),
    }
}

/// Whether a person's browser asks, and not for the API.
fn wants_page(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|accepts| accepts.contains("text/html")) && !request.path().starts_with("/api/")
}

/// The document's status and headers with a page for its body; the document itself where the page cannot be made.
fn as_page(problem: &Problem, document: HttpResponse, path: &str, request_id: &str) -> HttpResponse {
    if let Some(place) = html::sign_in_before(problem, path) {
        return html::see_other(&place);
    }
    let Ok(mut page) = html::of_problem(problem, path, request_id) else { return document };
    for (name, value) in document.headers().iter().filter(|(name, _)| [ALLOW, RETRY_AFTER].contains(name)) {
        page.headers_mut().insert(name.clone(), value.clone());
    }
    page
}

/// actix's own refusals (broken path, query, payload) in our words.
fn foreign(error: &Error) -> Problem {
    let words = error.to_string();
    match error.as_response_error().status_code() {
        StatusCode::NOT_FOUND => Problem::not_found("地址", "address"),
        status if status.is_client_error() => {
            let problem =
                Problem::unreadable("request_unreadable", format!("请求无法读取：{words}"), format!("The request cannot be read: {words}"));
            if status == StatusCode::PAYLOAD_TOO_LARGE {
                return Problem::new(
                    413,
                    "too_large",
                    ("内容过大", "Too large"),
                    Text::new("内容超过上限。", "The content is over the limit."),
                );
            }
            problem
        }
        _ => Problem::broken(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_an_address_is_not_logged() {
        assert_eq!(without_secrets("/s/shn_survey_0123/thanks"), "/s/shn_…/thanks");
        assert_eq!(without_secrets("/api/v1/surveys"), "/api/v1/surveys");
    }
}
