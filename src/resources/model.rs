//! What is offered, and what an offer must say. Pure.

use crate::platform::http::{Check, Problem};
use crate::platform::privacy::names_nobody;
use crate::text_enum;

text_enum! {
    /// What is lent.
    pub enum Kind {
        /// 场地
        Venue = "venue",
        /// 设备
        Equipment = "equipment",
        /// 人员: lecturers, doctors, hairdressers who give their time.
        People = "people",
    }
}

text_enum! {
    /// Whether it can be asked for.
    pub enum Status {
        Offered = "offered",
        /// Nobody new may ask; what was reserved stands.
        Withdrawn = "withdrawn",
    }
}

impl Status {
    /// The verbs that are possible now.
    pub fn moves(self) -> &'static [&'static str] {
        match self {
            Self::Offered => &["update", "add_slots", "withdraw"],
            Self::Withdrawn => &["update", "add_slots", "offer"],
        }
    }

    pub fn refuses(self, verb: &str) -> Problem {
        Problem::wrong_state("resources/wrong_status", self.as_str(), verb, self.moves())
    }
}

/// What people read of an offer.
pub struct Words<'w> {
    pub name_zh: &'w str,
    pub name_en: Option<&'w str>,
    pub description_zh: &'w str,
    pub seats: Option<i32>,
}

/// An offer names a place and no person.
pub fn check_words(check: &mut Check, words: &Words) {
    check.text("/name_zh", words.name_zh, 100).text("/description_zh", words.description_zh, 2000);
    names_nobody(check, "/name_zh", words.name_zh);
    names_nobody(check, "/description_zh", words.description_zh);
    if let Some(name) = words.name_en {
        check.text("/name_en", name, 200);
        names_nobody(check, "/name_en", name);
    }
    check.that(
        words.seats.is_none_or(|seats| (1..=100_000).contains(&seats)),
        "/seats",
        "out_of_range",
        "可容纳人数须在 1 到 100000 之间。",
        "must be between 1 and 100,000 people.",
    );
}
