//! HTTP as this API speaks it: problem documents, versions, idempotency keys, cursor pages, request ids, rate limits.

mod body;
mod call;
mod export;
pub mod idempotency;
pub(in crate::platform) mod nul;
mod page;
mod patch;
mod problem;
pub mod query;
pub mod rate_limit;
mod refusals;
mod reply;
mod routes;
pub mod upload;
mod validate;
mod visitor;
pub mod wording;

pub use body::{Body, Empty};
pub use call::{Answer, Call, Cx, RequestInfo};
pub use export::export;
pub use page::{Page, PageQuery, PageRequest};
pub use patch::Patch;
pub use problem::{FieldError, FieldProblem, Internal, Problem, ProblemDocument, Result};
pub use refusals::{Attempt, Refusals, Tally};
pub use reply::{Reply, etag};
pub use routes::Routes;
pub use validate::{Check, has_controls};
pub use visitor::Visitor;
