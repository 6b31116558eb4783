//! The duties of a purchase by the clocks of its rule set: what is owed, by whom, until when, and whether it came in time. Pure.
//!
//! | duty | from | until | who owes it |
//! |---|---|---|---|
//! | `decide_award` | the panel's report | `award_days` | the buyer's approver |
//! | `end_publicity` | the decision | `publicity`, where the award waits for it | the service; the approver where the count is provisional |
//! | `sign_contract` | the award | `contract_days` | the buyer's approver and the supplier |
//!
//! The rule sets know no clock for approval, opening and scoring, so neither does this.

use chrono::NaiveDate;

use crate::platform::calendar::{Calendar, CalendarDays, Days, WorkingDays};
use crate::platform::time::Timestamp;
use crate::projects::Status;
use crate::rules::rule_set::{PublicityOrder, RuleSet};
use crate::text_enum;

text_enum! {
    /// What a clock of the rule set asks for.
    pub enum Duty {
        DecideAward = "decide_award",
        EndPublicity = "end_publicity",
        SignContract = "sign_contract",
    }
}

text_enum! {
    /// Who owes it.
    pub enum Debtor {
        Approver = "street_approver",
        ApproverAndSupplier = "street_approver_and_supplier",
        Service = "service",
    }
}

/// The moments of a purchase that start, end or fulfil a duty; those that have not come are absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moments {
    pub status: Status,
    pub reported_at: Timestamp,
    /// 00:00 after the last day of the term, as it was counted when it began.
    pub decide_by: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub publicity_until: Option<Timestamp>,
    pub is_provisional: bool,
    pub awarded_at: Option<Timestamp>,
    /// 00:00 after the last day of the term.
    pub sign_by: Option<Timestamp>,
    /// When the second side signed.
    pub signed_at: Option<Timestamp>,
}

/// One duty, fulfilled or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owed {
    pub duty: Duty,
    pub debtor: Debtor,
    pub since: Timestamp,
    /// The term of the rule set.
    pub term: Days,
    /// The last day on which it is in time.
    pub due_on: NaiveDate,
    pub done_at: Option<Timestamp>,
}

/// Every duty that the purchase has had since its panel last reported. One that ended otherwise (the award went back to the panel, the
/// purchase failed) is none.
pub(super) fn of(rules: &RuleSet, moments: &Moments) -> Vec<Owed> {
    let mut owed = Vec::new();
    let mut add = |duty, debtor, since, term, due_on, done_at: Option<Timestamp>, open_in: Status| {
        if done_at.is_some() || moments.status == open_in {
            owed.push(Owed { duty, debtor, since, term, due_on, done_at });
        }
    };
    let decide_on = day_before(moments.decide_by);
    add(Duty::DecideAward, Debtor::Approver, moments.reported_at, rules.award_days, decide_on, moments.decided_at, Status::AwardProposed);
    if let (PublicityOrder::BeforeAward, Some(decided), Some(until)) = (rules.publicity.order, moments.decided_at, moments.publicity_until)
    {
        let debtor = if moments.is_provisional { Debtor::Approver } else { Debtor::Service };
        // It ends at 00:00: the day that begins then is the first on which it can be ended.
        let due_on = until.shanghai_date();
        add(Duty::EndPublicity, debtor, decided, rules.publicity.days, due_on, moments.awarded_at, Status::Publicity);
    }
    if let (Some(awarded), Some(sign_by)) = (moments.awarded_at, moments.sign_by) {
        let sign_on = day_before(sign_by);
        add(Duty::SignContract, Debtor::ApproverAndSupplier, awarded, rules.contract_days, sign_on, moments.signed_at, Status::Awarded);
    }
    owed
}

fn day_before(moment: Timestamp) -> NaiveDate {
    let day = moment.shanghai_date();
    day.pred_opt().unwrap_or(day)
}

impl Owed {
    /// Whether it was, or is on this day, fulfilled too late.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.done_on(today) > self.due_on
    }

    /// By how much: in the days of the rule (on a day off right after the term it is late by 0 working days).
    pub fn late_by(&self, calendar: &Calendar, today: NaiveDate) -> Days {
        let on = self.done_on(today);
        match self.term {
            Days::Working(_) if on > self.due_on => Days::Working(calendar.working_days_between(self.due_on, on)),
            Days::Working(_) => Days::Working(WorkingDays(0)),
            Days::Calendar(_) => {
                let days = (on - self.due_on).num_days().max(0);
                Days::Calendar(CalendarDays(u32::try_from(days).unwrap_or(u32::MAX)))
            }
        }
    }

    fn done_on(&self, today: NaiveDate) -> NaiveDate {
        self.done_at.map_or(today, Timestamp::shanghai_date)
    }
}

text_enum! {
    /// Which reminder of a duty.
    pub enum Reminder {
        DueSoon = "due_soon",
        Overdue = "overdue",
    }
}

/// Days before the last one from which a duty is due soon.
const SOON: i64 = 2;

impl Owed {
    /// The reminder that is due today; none of what is done, and none for the service itself.
    pub fn reminder(&self, today: NaiveDate) -> Option<Reminder> {
        if self.done_at.is_some() || self.debtor == Debtor::Service {
            return None;
        }
        if today > self.due_on {
            return Some(Reminder::Overdue);
        }
        // The end of a publicity cannot be confirmed before it has come.
        let is_soon = (self.due_on - today).num_days() <= SOON && self.duty != Duty::EndPublicity;
        is_soon.then_some(Reminder::DueSoon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rule_set::embedded;

    fn rules(code: &str) -> RuleSet {
        embedded().iter().map(|(_, toml)| RuleSet::parse(toml).unwrap()).find(|rules| rules.code == code).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Reported on Monday 2026-03-02: decide until Monday the 9th.
    fn reported() -> Moments {
        Moments {
            status: Status::AwardProposed,
            reported_at: at("2026-03-02T10:00:00+08:00"),
            decide_by: at("2026-03-10T00:00:00+08:00"),
            decided_at: None,
            publicity_until: None,
            is_provisional: false,
            awarded_at: None,
            sign_by: None,
            signed_at: None,
        }
    }

    fn signed() -> Moments {
        Moments {
            status: Status::Contracted,
            decided_at: Some(at("2026-03-09T23:59:59+08:00")),
            publicity_until: Some(at("2026-03-17T00:00:00+08:00")),
            awarded_at: Some(at("2026-03-17T00:00:00+08:00")),
            sign_by: Some(at("2026-04-17T00:00:00+08:00")),
            signed_at: Some(at("2026-04-17T00:00:00+08:00")),
            ..reported()
        }
    }

    #[test]
    fn a_decision_on_the_last_day_is_in_time_and_a_second_later_is_not() {
        let street = rules("below_threshold_selection");
        let decided = |when: &str| of(&street, &Moments { status: Status::Publicity, decided_at: Some(at(when)), ..reported() }).remove(0);
        let (today, calendar) = (day("2026-06-01"), Calendar::embedded());
        assert_eq!(decided("2026-03-09T23:59:59+08:00").due_on, day("2026-03-09"));
        assert!(!decided("2026-03-09T23:59:59+08:00").is_late(today));
        let late = decided("2026-03-10T00:00:00+08:00");
        assert_eq!((late.is_late(today), late.late_by(&calendar, today)), (true, Days::Working(WorkingDays(1))));
        // A week later it is late by five: the weekend is not worked.
        let later = decided("2026-03-16T09:00:00+08:00");
        assert_eq!(later.late_by(&calendar, today), Days::Working(WorkingDays(5)));
    }

    #[test]
    fn what_is_not_done_is_late_from_the_day_after_on() {
        let street = rules("below_threshold_selection");
        let owed = of(&street, &reported());
        assert_eq!(owed.iter().map(|owed| owed.duty).collect::<Vec<_>>(), [Duty::DecideAward]);
        assert!(!owed[0].is_late(day("2026-03-09")) && owed[0].is_late(day("2026-03-10")));
        let reminders = ["2026-03-06", "2026-03-07", "2026-03-09", "2026-03-10"].map(|today| owed[0].reminder(day(today)));
        assert_eq!(reminders, [None, Some(Reminder::DueSoon), Some(Reminder::DueSoon), Some(Reminder::Overdue)]);
    }

    #[test]
    fn a_signed_purchase_has_had_three_duties_and_a_contract_is_counted_in_calendar_days() {
        let street = rules("below_threshold_selection");
        let owed = of(&street, &signed());
        assert_eq!(owed.iter().map(|owed| owed.duty).collect::<Vec<_>>(), Duty::ALL);
        let today = day("2026-06-01");
        assert_eq!(owed.iter().map(|owed| owed.is_late(today)).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(owed[2].late_by(&Calendar::embedded(), today), Days::Calendar(CalendarDays(1)));
        assert!(owed.iter().all(|owed| owed.reminder(today).is_none()), "nobody is reminded of what is done");
    }

    #[test]
    fn where_the_award_does_not_wait_for_the_publicity_nobody_owes_its_end() {
        let owed = of(&rules("open_tender"), &signed());
        assert_eq!(owed.iter().map(|owed| owed.duty).collect::<Vec<_>>(), [Duty::DecideAward, Duty::SignContract]);
    }

    #[test]
    fn the_end_of_a_publicity_is_the_services_unless_a_person_must_confirm_it() {
        let street = rules("below_threshold_selection");
        let running = |is_provisional| Moments {
            status: Status::Publicity,
            is_provisional,
            awarded_at: None,
            sign_by: None,
            signed_at: None,
            ..signed()
        };
        let end = |is_provisional| of(&street, &running(is_provisional)).remove(1);
        assert_eq!((end(false).debtor, end(false).reminder(day("2026-03-20"))), (Debtor::Service, None));
        assert_eq!(end(true).reminder(day("2026-03-17")), None);
        assert_eq!((end(true).debtor, end(true).reminder(day("2026-03-18"))), (Debtor::Approver, Some(Reminder::Overdue)));
    }

    #[test]
    fn what_went_back_to_the_panel_or_failed_is_owed_no_more() {
        let street = rules("below_threshold_selection");
        for status in [Status::ReturnedToPanel, Status::Evaluating, Status::Failed] {
            assert_eq!(of(&street, &Moments { status, ..reported() }), [], "{status}");
        }
    }
}
