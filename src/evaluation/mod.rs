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

pub use award::confirm_publicity::{ConfirmPublicity, confirm_publicity};
pub use award::decide::{DecideAward, decide_award};
pub use award::get::{sheet as award_sheet, shown as award_shown};
pub use award::publicity::report_by;
pub use award::report::{ReportRanking, report_ranking};
pub use award::return_to_panel::{Correction, ReturnToPanel, return_to_panel};
pub use award::seats::{SeatView, seats};
pub use award::view::{AwardView, OwnResultView};
pub use award::{Award, store::find as award_of};
pub use panel::candidates::Candidate;
pub use panel::declare::{Declaration, DeclareConflicts, declare_conflicts};
pub use panel::form::{Appointment, FormPanel, form_panel, waits_for_panel};
pub use panel::sheet::{PanelAsks, PanelSheet, sheet as panel_sheet};
pub use panel::view::{MemberView, PanelView, actions as panel_actions};
pub use panel::{ConflictKind, Member, MemberStatus, PanelStatus, Seat, owing as owing_report, store::members as panel_members_of};
pub use scores::own::{OwnScores, OwnSheet, own_scores};
pub use scores::put::{PutScores, put_scores};
pub use scores::sign::sign_scores;
pub use scores::{CriterionScore, SheetStatus};
pub use tally::Flag;
pub use tally::get::{sheet as ranking_sheet, shown as ranking_shown};
pub use tally::store::total_of;
pub use tally::view::RankingView;

use crate::platform::http::Routes;

use crate::platform::http::{Problem, Result};
use crate::platform::ids::ProjectId;
use crate::rules;

pub fn routes(config: &mut Routes) {
    config
        .service(panel::form::handle)
        .service(panel::get::handle)
        .service(panel::candidates::handle)
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
