//! A purchase (or subsidy, award, grant, hosting) from its draft to its end.
//!
//! ```text
//! draft → submitted → approved → published → closed → opening → evaluating → award_proposed → publicity → awarded → contracted → completed
//! ```
//! `model::Status::after` is the whole state machine; up to publication the use cases are here. What happens to bids,
//! panel, award and contract lies in their own slices; they move the project through `advance`.
//!
//! - A draft is known to its drafters, its buyer's staff and the auditors only; from publication on everybody who is signed
//!   in reads the call.
//! - Nobody approves what they drafted, edited or submitted (R63); every step of the ladder is another person's (R60).
//! - Rule set, criteria and deadline stand still from publication on.

mod advance;
pub mod amendments;
mod approve;
mod cancel;
mod check;
mod commitments;
mod completeness;
mod copy;
mod create;
mod decide;
mod draft;
mod gap_report;
mod get;
mod invitations;
mod ladder;
mod list;
mod model;
mod new_round;
mod policy;
mod publish;
mod reason;
mod reason_words;
mod reject;
mod send_back;
mod sheet;
mod status_words;
mod store;
mod submit;
mod update;
mod view;
mod warnings;

pub use advance::{advance, locked, save_changes};
pub use approve::{Approve, approve};
pub use cancel::cancel_project;
pub use commitments::{release_budget, release_needs};
pub use copy::copy_project;
pub use create::create_project;
pub use decide::refuse;
pub use draft::Draft;
pub use invitations::{InvitedView, invited};
pub use model::{CollectiveDecision, Content, Counts, Criterion, Decision, DocumentKind, Instrument, Move, Requirements, Status};
pub use new_round::begin_round;
pub use policy::{decides_on_it, may_know, must_not_decide};
pub use publish::{CallTerms, publish_project};
pub use reason::Reason;
pub use reason_words::words as reason_in_words;
pub use sheet::{DraftSheet, draft_sheet, sheet};
pub use store::{
    Approval, Placed, Project, ProjectKey, approvals_of, editors_of, find, invited_organizations, invited_since, key_of, needs_of, placed,
};
pub use submit::submit_project;
pub use update::update_project;
pub use view::ProjectView;
pub use warnings::looks_split;

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(get::handle)
        .service(list::handle)
        .service(create::handle)
        .service(update::handle)
        .service(check::handle)
        .service(copy::handle)
        .service(submit::handle)
        .service(send_back::handle)
        .service(reject::handle)
        .service(approve::handle)
        .service(publish::handle)
        .service(cancel::handle)
        .service(new_round::handle)
        .service(invitations::handle)
        .service(gap_report::handle)
        .configure(amendments::routes);
}
