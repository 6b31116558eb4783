//! The facts of what is recorded once a day: duties that are due, and the head of the journal's chain.

use serde_json::Value;

use super::{ChainFacts, DutyFacts};
use crate::audit::Duty;

/// The duty that a reminder is about.
pub fn duty(payload: &Value) -> Option<DutyFacts> {
    let name = Duty::parse(payload["duty"].as_str()?)?.words();
    Some(DutyFacts { name, due_on: payload["due_on"].as_str()?.to_owned() })
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
