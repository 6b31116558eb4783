//! Questions about a published call (澄清、答疑): shown without the asker, whom nobody but auditors learns of, and they after the deadline;
//! answered to everybody.
//!
//! A question is taken until the rule set's last day before the deadline. The hub or the buyer's officer answers; an answer that may affect
//! bids is the buyer's, becomes an amendment and moves a deadline that is too near (R29).

mod answer;
mod ask;
mod asker;
mod get;
mod list;
mod policy;
mod store;
mod term;
mod view;

pub use answer::{AnswerQuestion, answer_question};
pub use ask::{AskQuestion, ask_question};
pub use get::view;
pub use list::{Clarifications, list};
pub use store::{Clarification, askers_of, find, unanswered};
pub use view::ClarificationView;

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config.service(list::handle).service(ask::handle).service(get::handle).service(answer::handle);
}
