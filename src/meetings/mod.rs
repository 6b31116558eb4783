//! Matching meetings (项目对接会, S14): projects and needs ask for talks, organisations register with what they can take, and the hub
//! solves who talks with whom when.
//!
//! ```text
//! draft → open → solved (as often as the hub likes; each run is kept) → confirmed → held → closed        before held: → cancelled
//! ```
//! A meeting informs and introduces; it decides on no purchase, and whoever decides on one sees nothing of it (R23, R24). `solve` is
//! the pure part; `pairs` asks the matching engine what each pair is worth.

mod advance;
mod conditions;
mod confirm;
mod create;
mod demands;
mod draft;
mod get;
mod hub;
pub mod letters;
mod list;
mod model;
mod own;
mod pairs;
mod participants;
mod policy;
mod report;
mod rules;
mod runs;
mod solve;
mod store;
mod talks;
mod times;
mod update;
mod view;

pub use advance::{Step, advance};
pub use conditions::{ChangeConditions, change_conditions};
pub use confirm::{ConfirmRun, confirm};
pub use create::create_meeting;
pub use demands::DemandView;
pub use demands::enter::{EnterDemand, enter_demand};
pub use demands::remove::remove as remove_demand;
pub use draft::Draft;
pub use hub::{Counts, HubMeeting, HubRun, of_hub};
pub use list::last;
pub use model::{ConditionKind, Mode, RunStatus, Side, Status, TalkStatus};
pub use own::{OwnMeeting, OwnTalk, own};
pub use participants::ParticipantView;
pub use participants::register::{RegisterForMeeting, register};
pub use participants::withdraw::withdraw;
pub use rules::{Condition, Rules, WeightTable, WhatIf};
pub use runs::RunView;
pub use runs::pairs::PairView;
pub use runs::request::{SolveMeeting, solve_meeting};
pub use solve::{Figures, LeftOut, PairName, RunResult, Unfilled};
pub use talks::agree::agree;
pub use talks::cancel::cancel as cancel_talk;
pub use talks::consent::consent;
pub use talks::decline::{DeclineAfterTalk, decline};
pub use talks::move_to::move_to as move_talk;
pub use talks::view::{Contact, TalkView};
pub use update::update;
pub use view::MeetingView;

use crate::platform::http::Routes;

use crate::platform::jobs::Registry;

pub fn routes(config: &mut Routes) {
    config
        .service(list::handle)
        .service(create::handle)
        .service(get::handle)
        .service(update::handle)
        .service(advance::open)
        .service(advance::hold)
        .service(advance::close)
        .service(advance::cancel)
        .service(participants::list::handle)
        .service(participants::register::handle)
        .service(participants::withdraw::handle)
        .service(demands::list::handle)
        .service(demands::enter::handle)
        .service(demands::remove::handle)
        .service(runs::list::handle)
        .service(runs::request::handle)
        .service(runs::get::handle)
        .service(runs::pairs::handle)
        .service(confirm::handle)
        .service(talks::list::handle)
        .service(talks::move_to::handle)
        .service(talks::cancel::handle)
        .service(talks::consent::handle)
        .service(talks::agree::handle)
        .service(talks::decline::handle)
        .service(report::of_meeting)
        .service(report::of_period);
}

/// Background work of this slice.
pub fn jobs(registry: Registry) -> Registry {
    registry.on_long(runs::job::JOB, runs::job::handle)
}
