//! Rate limits per caller: by credential where there is one, by address where there is none. Answers the `RateLimit`
//! fields of the IETF draft, and 429 with `Retry-After`.

use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::problem::Problem;
use crate::platform::i18n::Text;

/// Callers by a hash that changes with every start: nobody can aim at another's.
type Limiter = RateLimiter<u64, DefaultKeyedStateStore<u64>, DefaultClock, StateInformationMiddleware>;

/// Requests a minute that each caller may make.
#[derive(Clone)]
pub struct RateLimit {
    limiter: Arc<Limiter>,
    callers: RandomState,
    per_minute: u32,
    policy: HeaderValue,
}

impl RateLimit {
    pub fn per_minute(requests: NonZeroU32) -> Self {
        let limiter = RateLimiter::keyed(Quota::per_minute(requests)).with_middleware::<StateInformationMiddleware>();
        let policy = HeaderValue::try_from(format!("\"minute\";q={requests};w=60")).unwrap_or(HeaderValue::from_static(""));
        Self { limiter: Arc::new(limiter), callers: RandomState::new(), per_minute: requests.get(), policy }
    }

    fn caller(&self, req: &ServiceRequest) -> u64 {
        match req.headers().get(AUTHORIZATION) {
            Some(credential) => self.callers.hash_one(credential.as_bytes()),
            None => self.callers.hash_one(req.peer_addr().map(|address| address.ip())),
        }
    }

    /// Forgets callers that are back at their full quota, so that memory stays bounded.
    pub fn forget_idle(&self) {
        self.limiter.retain_recent();
    }
}

pub async fn middleware(req: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(limit) = req.app_data::<web::Data<RateLimit>>().cloned() else {
        return next.call(req).await.map(ServiceResponse::map_into_boxed_body);
    };
    match limit.limiter.check_key(&limit.caller(&req)) {
        Ok(state) => {
            let remaining = state.remaining_burst_capacity();
            let mut response = next.call(req).await?;
            let headers = response.headers_mut();
            if let Ok(value) = HeaderValue::from_str(&format!("\"minute\";r={remaining}")) {
                headers.insert(HeaderName::from_static("ratelimit"), value);
            }
            headers.insert(HeaderName::from_static("ratelimit-policy"), limit.policy.clone());
            Ok(response.map_into_boxed_body())
        }
        Err(until) => {
            let wait = until.wait_time_from(DefaultClock::default().now());
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(60).saturating_add(1);
            Ok(req.error_response(
                Problem::new(
                    429,
                    "too_many_requests",
                    ("请求过于频繁", "Too many requests"),
                    Text::new(
                        format!("每分钟最多 {} 次请求，请在 {seconds} 秒后重试。", limit.per_minute),
                        format!("At most {} requests a minute; retry in {seconds} s.", limit.per_minute),
                    ),
                )
                .retry_after(seconds),
            ))
        }
    }
}
