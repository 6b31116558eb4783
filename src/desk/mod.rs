//! The desk (工作台): what waits for whom, and the sheets on which the street decides and organisations bid, as
//! pages behind the sign-in.
//!
//! A page does what the API does, by the same use cases and the same permission table; it only brings token, version and idempotency
//! key in another way: the token in a cookie that scripts cannot read and other sites cannot send with a form, the rest in hidden fields.

mod again;
mod alerts;
mod approval;
mod audit;
mod award;
mod bids;
mod call;
mod choice;
mod contract;
mod draft;
mod failed;
mod imports;
mod invitations;
mod line;
mod meetings;
mod need;
mod opened_bid;
mod opening;
mod organization;
mod panel;
mod people;
mod publish;
mod questions;
mod reservations;
mod session;
mod sign_in;
mod store;
mod tasks;
mod tasks_page;
mod typed;

pub use session::Desk;

use crate::platform::http::Routes;
use actix_web::web;

pub fn routes(config: &mut Routes) {
    config.service(tasks::handle);
}

/// The pages, beside the API.
pub fn pages(config: &mut web::ServiceConfig) {
    config
        .service(sign_in::show)
        .service(sign_in::sign_in)
        .service(sign_in::sign_out)
        .service(tasks_page::handle)
        .configure(opening::pages)
        .configure(panel::pages)
        .configure(bids::pages)
        .service(call::show)
        .service(call::begin)
        .service(call::ask)
        .service(questions::list)
        .service(questions::show)
        .service(questions::answer)
        .service(people::own)
        .service(people::show)
        .service(people::invite)
        .service(people::end)
        .service(people::revoke)
        .configure(imports::pages)
        .configure(reservations::pages)
        .configure(alerts::pages)
        .configure(meetings::pages)
        .service(audit::show)
        .service(need::show)
        .service(need::decide)
        .service(organization::show)
        .service(organization::decide)
        .configure(draft::pages)
        .configure(contract::pages)
        .service(invitations::show)
        .service(invitations::change)
        .service(publish::show)
        .service(publish::decide)
        .service(failed::show)
        .service(failed::decide)
        .service(award::show)
        .service(award::decide)
        .service(award::return_to_panel)
        .service(award::confirm_publicity)
        .service(approval::show)
        .service(approval::decide);
}
