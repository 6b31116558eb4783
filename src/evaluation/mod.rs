//! Evaluation of opened bids: the panel, its blind scores, the ranking, the award and its publicity.
//!
//! ```text
//! evaluating → award_proposed → publicity → awarded        award_proposed → returned_to_panel → evaluating
//! ```

mod award;
mod case;
pub mod eligibility;
mod panel;
pub mod panel_rules;
pub mod ranking;
mod scores;
mod store;
mod tally;

pub use award::decide::{DecideAward, decide_award};
pub use award::get::{sheet as award_sheet, shown as award_shown};
pub use award::publicity::report_by;
pub use award::return_to_panel::{Correction, ReturnToPanel, return_to_panel};
pub use award::seats::{SeatView, seats};
pub use award::view::{AwardView, OwnResultView};
pub use award::{Award, store::find as award_of};
pub use panel::form::waits_for_panel;
pub use panel::view::actions as panel_actions;
pub use panel::{Member, MemberStatus, Seat, owing as owing_report, store::members as panel_members_of};
pub use tally::store::total_of;

use crate::platform::http::Routes;

use crate::platform::http::{Problem, Result};
use crate::platform::ids::ProjectId;
use crate::rules;

pub fn routes(config: &mut Routes) {
    config
        .service(panel::form::handle)
        .service(panel::get::handle)
        .service(panel::declare::handle)
        .service(scores::put::handle)
        .service(scores::list::handle)
        .service(scores::sign::handle)
        .service(tally::get::handle)
        .service(award::report::handle)
        .service(award::get::handle)
        .service(award::decide::handle)
        .service(award::return_to_panel::handle)
        .service(award::confirm_publicity::handle);
}

/// Background work of this slice.
pub fn jobs(registry: crate::platform::jobs::Registry) -> crate::platform::jobs::Registry {
    registry.on(award::conclude::JOB, award::conclude::run).on(rules::CALENDAR_CHANGED, award::recount::run)
}

/// A path's project id; what is no id names nothing.
fn project_id(text: &str) -> Result<ProjectId> {
    ProjectId::parse(text).ok_or_else(|| Problem::not_found("项目", "project"))
}
