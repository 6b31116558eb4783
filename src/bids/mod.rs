//! Bids: drafted in secret, sealed at submission, opened together after the deadline.
//!
//! ```text
//! draft → submitted → opened → qualified → scored → winner | reserve | not_selected
//!         submitted → withdrawn → submitted        submitted → unopened        opened → disqualified
//! ```
//! Before the opening nobody but the bidder learns that a bid exists, and nobody can read what it offers: from the first
//! save it is stored encrypted (`seal.rs`, `docs/SEAL.md`). Encrypting, sealing, signing and opening happen before the
//! transaction; the transaction checks everything again. An organisation bids once in each round of a project.

mod attach;
mod attachment;
mod attachment_view;
mod attachments;
mod check;
mod close;
mod create;
mod detach;
mod eligibility;
mod event;
mod folder;
mod get;
mod leave_sealed;
mod list;
mod mine;
mod model;
mod open;
mod opened;
mod opening_record;
mod outcome;
mod policy;
mod qualify;
mod readiness;
mod receipt;
mod receipt_file;
mod receipts_page;
mod remind;
mod rule_words;
mod rules;
mod seal;
mod sheet;
mod status_words;
mod store;
mod submit;
mod sweep;
mod update;
mod view;
mod withdraw;

pub use attach::attach_file;
pub use attachment::download_file;
pub use attachment_view::{AttachmentView, BidCheck, CheckAnswer};
pub use create::{CreateBid, draft_bid};
pub use detach::detach_file;
pub use folder::claim as claim_folder;
pub use mine::{MineQuery, mine};
pub use model::{Draft, Move, Offer, Status};
pub use open::open_bids;
pub use opened::{OpenedBid, OpeningAnswer, opened_bid};
pub use opening_record::{OpeningRecord, opening_record};
pub use policy::{bidder, is_in_charge, organizations, window};
pub use qualify::{QualifyBid, qualify_bid, waits_for_decision};
pub use receipt_file::download_receipt;
pub use rules::{Outcome, Rule};
pub use sheet::{BidSheet, sheet};
pub use store::{Bid, Opening, advance, find, of_project, opened_of};
pub use submit::submit_bid;
pub use sweep::sweep;
pub use update::{UpdateBid, change_bid};
pub use view::{BidView, ReceiptView};
pub use withdraw::withdraw_bid;

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(create::handle)
        .service(list::handle)
        .service(mine::handle)
        .service(get::handle)
        .service(update::handle)
        .service(attach::handle)
        .service(attachments::handle)
        .service(attachment::handle)
        .service(detach::handle)
        .service(check::handle)
        .service(submit::handle)
        .service(withdraw::handle)
        .service(receipt::handle)
        .service(receipt_file::handle)
        .service(eligibility::handle)
        .service(open::handle)
        .service(qualify::handle);
}

/// The page about receipts, beside the API.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(receipts_page::handle);
}

/// Background work of this slice.
pub fn jobs(registry: crate::platform::jobs::Registry) -> crate::platform::jobs::Registry {
    registry.on(close::JOB, close::run).on(leave_sealed::JOB, leave_sealed::run).on(remind::JOB, remind::run)
}
