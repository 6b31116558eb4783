//! The facts of what is recorded once a day: duties that are due, and the head of the journal's chain.

use serde_json::Value;

use super::{ChainFacts, DutyFacts};
use crate::audit::Duty;
use crate::platform::ids::ProjectId;

/// The duty that a reminder is about.
pub fn duty(payload: &Value, home: &str, project: Option<&ProjectId>) -> Option<DutyFacts> {
    let duty = Duty::parse(payload["duty"].as_str()?)?;
    let page = format!("{home}{}", page_of(duty, project?));
    Some(DutyFacts { name: duty.words(), due_on: payload["due_on"].as_str()?.to_owned(), page })
}

/// Where it is done. The panel is led on from the opening; contracts are signed outside the service.
fn page_of(duty: Duty, project: &ProjectId) -> String {
    match duty {
        Duty::AnswerQuestion => "/desk/questions".to_owned(),
        Duty::Evaluate => format!("/desk/projects/{project}/opening"),
        Duty::DecideAward | Duty::EndPublicity => format!("/desk/projects/{project}/award"),
        Duty::SignContract => "/desk".to_owned(),
    }
}

/// The head that is told.
pub fn chain(payload: &Value, url: &str) -> Option<ChainFacts> {
    let text = |name: &str| payload[name].as_str().map(str::to_owned);
    Some(ChainFacts {
        date: text("date")?,
        entries: payload["entries"].as_i64()?,
        head: text("head")?,
        signed: text("signed")?,
        link: format!("{url}/audit/entries"),
    })
}
