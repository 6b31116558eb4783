//! The duties of a purchase by the clocks of its rule set: what is owed, by whom, until when, and whether it came in time. Pure.
//!
//! | duty | from | until | who owes it |
//! |---|---|---|---|
//! | `answer_question` | each question about the call | `clarifications.answer_days`, the deadline at the latest | the officer in charge, or the hub |
//! | `evaluate` | the opening | `evaluation_days` | the panel, which has not reported yet, and the officer in charge |
//! | `decide_award` | the panel's last report | `award_days` | the buyer's approver |
//! | `end_publicity` | the decision | `publicity`, where the award waits for it | the service; the approver where the count is provisional |
//! | `sign_contract` | the award | `contract_days` | the buyer's approver and the supplier |
//!
//! The rule sets know no clock for approval, opening and a correction by the panel, so neither does this.

use chrono::{NaiveDate, TimeDelta};

use crate::evaluation;
use crate::platform::calendar::{Calendar, CalendarDays, Days, WorkingDays};
use crate::platform::i18n::Text;
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;
use crate::projects::Status;
use crate::rules::rule_set::{PublicityOrder, RuleSet};
use crate::text_enum;

text_enum! {
    /// What a clock of the rule set asks for.
    pub enum Duty {
        AnswerQuestion = "answer_question",
        Evaluate = "evaluate",
        DecideAward = "decide_award",
        EndPublicity = "end_publicity",
        SignContract = "sign_contract",
    }
}

impl Duty {
    /// What people call it.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::AnswerQuestion => ("答复提问", "answering a question"),
            Self::Evaluate => ("评审并提交评审结果", "evaluating the bids and reporting the ranking"),
            Self::DecideAward => ("决定中选结果", "deciding the award"),
            Self::EndPublicity => ("确认公示期满", "confirming the end of the publicity"),
            Self::SignContract => ("签订合同", "signing the contract"),
        };
        Text::new(zh, en)
    }
}

text_enum! {
    /// Who owes it.
    pub enum Debtor {
        OfficerOrHub = "street_officer_or_hub",
        PanelAndOfficer = "panel_and_officer",
        Approver = "street_approver",
        ApproverAndSupplier = "street_approver_and_supplier",
        Service = "service",
    }
}

/// The moments of a round that start, end or fulfil a duty; those that have not come are absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moments {
    pub status: Status,
    pub opened_at: Timestamp,
    /// When the panel reported first.
    pub reported_at: Option<Timestamp>,
    pub award: Option<AwardMoments>,
}

/// From the panel's last report on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AwardMoments {
    pub supplier_id: OrganizationId,
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

/// Every duty that the purchase has had since its bids were opened. One that ended otherwise (the award went back to the panel, the
/// purchase failed) is none.
pub(super) fn of(rules: &RuleSet, calendar: &Calendar, moments: &Moments) -> Vec<Owed> {
    let mut owed = Vec::new();
    let mut add = |duty, debtor, since, term, due_on, done_at: Option<Timestamp>, open_in: &[Status]| {
        if done_at.is_some() || open_in.contains(&moments.status) {
            owed.push(Owed { duty, debtor, since, term, due_on, done_at });
        }
    };
    let report_on = day_before(evaluation::report_by(calendar, rules, moments.opened_at));
    let (opened, days) = (moments.opened_at, rules.evaluation_days);
    let evaluating = [Status::Opening, Status::Evaluating];
    add(Duty::Evaluate, Debtor::PanelAndOfficer, opened, days, report_on, moments.reported_at, &evaluating);
    let Some(award) = &moments.award else { return owed };

    let decide_on = day_before(award.decide_by);
    let proposed = [Status::AwardProposed];
    add(Duty::DecideAward, Debtor::Approver, award.reported_at, rules.award_days, decide_on, award.decided_at, &proposed);
    if let (PublicityOrder::BeforeAward, Some(decided), Some(until)) = (rules.publicity.order, award.decided_at, award.publicity_until) {
        let debtor = if award.is_provisional { Debtor::Approver } else { Debtor::Service };
        // It ends at 00:00: the day that begins then is the first on which it can be ended.
        let due_on = until.shanghai_date();
        add(Duty::EndPublicity, debtor, decided, rules.publicity.days, due_on, award.awarded_at, &[Status::Publicity]);
    }
    if let (Some(awarded), Some(sign_by)) = (award.awarded_at, award.sign_by) {
        let sign_on = day_before(sign_by);
        add(Duty::SignContract, Debtor::ApproverAndSupplier, awarded, rules.contract_days, sign_on, award.signed_at, &[Status::Awarded]);
    }
    owed
}

/// When a question about a call was asked, was to be answered, and was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub asked_at: Timestamp,
    /// 00:00 after the last day, or the deadline of the call.
    pub answer_by: Timestamp,
    pub answered_at: Option<Timestamp>,
}

/// The answer that a question is owed; none where the rule set takes no questions. A deadline that comes first does not end it: what was not
/// answered by then is late for good.
pub(super) fn of_question(rules: &RuleSet, asked: &Asked) -> Option<Owed> {
    let term = rules.clarifications?.answer_days;
    let due_on = asked.answer_by.plus(TimeDelta::seconds(-1)).shanghai_date();
    let (duty, debtor) = (Duty::AnswerQuestion, Debtor::OfficerOrHub);
    Some(Owed { duty, debtor, since: asked.asked_at, term, due_on, done_at: asked.answered_at })
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

    /// Opened on Monday 2026-02-23 and nothing else.
    fn opened() -> Moments {
        Moments { status: Status::Evaluating, opened_at: at("2026-02-23T10:00:00+08:00"), reported_at: None, award: None }
    }

    fn award() -> AwardMoments {
        AwardMoments {
            supplier_id: OrganizationId::new(),
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

    /// Reported on Monday 2026-03-02: decide until Monday the 9th.
    fn reported(status: Status, award: AwardMoments) -> Moments {
        Moments { status, reported_at: Some(award.reported_at), award: Some(award), ..opened() }
    }

    fn signed() -> AwardMoments {
        AwardMoments {
            decided_at: Some(at("2026-03-09T23:59:59+08:00")),
            publicity_until: Some(at("2026-03-17T00:00:00+08:00")),
            awarded_at: Some(at("2026-03-17T00:00:00+08:00")),
            sign_by: Some(at("2026-04-17T00:00:00+08:00")),
            signed_at: Some(at("2026-04-17T00:00:00+08:00")),
            ..award()
        }
    }

    fn owed(code: &str, moments: &Moments) -> Vec<Owed> {
        of(&rules(code), &Calendar::embedded(), moments)
    }

    fn of_street(moments: &Moments) -> Vec<Owed> {
        owed("below_threshold_selection", moments)
    }

    fn names(owed: &[Owed]) -> Vec<Duty> {
        owed.iter().map(|owed| owed.duty).collect()
    }

    #[test]
    fn the_panel_and_the_officer_owe_the_report_five_working_days_after_the_opening() {
        let owed = of_street(&opened()).remove(0);
        // 23 February is a day off; 28 February is a Saturday that is worked.
        assert_eq!((owed.duty, owed.debtor, owed.due_on), (Duty::Evaluate, Debtor::PanelAndOfficer, day("2026-02-28")));
        let reminders = ["2026-02-25", "2026-02-26", "2026-02-28", "2026-03-01"].map(|today| owed.reminder(day(today)));
        assert_eq!(reminders, [None, Some(Reminder::DueSoon), Some(Reminder::DueSoon), Some(Reminder::Overdue)]);
    }

    #[test]
    fn the_first_report_is_what_was_owed_and_a_correction_has_no_clock() {
        let late = of_street(&reported(Status::ReturnedToPanel, award())).remove(0);
        assert_eq!((late.duty, late.is_late(day("2026-06-01")), late.reminder(day("2026-06-01"))), (Duty::Evaluate, true, None));
        let corrected = Moments { reported_at: Some(at("2026-02-27T10:00:00+08:00")), ..reported(Status::AwardProposed, award()) };
        assert!(!of_street(&corrected)[0].is_late(day("2026-06-01")), "the report came in time, its correction later");
    }

    #[test]
    fn a_decision_on_the_last_day_is_in_time_and_a_second_later_is_not() {
        let decided =
            |when: &str| of_street(&reported(Status::Publicity, AwardMoments { decided_at: Some(at(when)), ..award() })).remove(1);
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
        let owed = of_street(&reported(Status::AwardProposed, award()));
        assert_eq!(names(&owed), [Duty::Evaluate, Duty::DecideAward]);
        assert!(!owed[1].is_late(day("2026-03-09")) && owed[1].is_late(day("2026-03-10")));
        let reminders = ["2026-03-06", "2026-03-07", "2026-03-09", "2026-03-10"].map(|today| owed[1].reminder(day(today)));
        assert_eq!(reminders, [None, Some(Reminder::DueSoon), Some(Reminder::DueSoon), Some(Reminder::Overdue)]);
    }

    #[test]
    fn a_signed_purchase_has_had_every_duty_and_a_contract_is_counted_in_calendar_days() {
        let owed = of_street(&reported(Status::Contracted, signed()));
        assert_eq!(names(&owed), Duty::ALL[1..], "every one but the answers, which are owed before");
        let today = day("2026-06-01");
        assert_eq!(owed.iter().map(|owed| owed.is_late(today)).collect::<Vec<_>>(), [true, false, false, true]);
        assert_eq!(owed[3].late_by(&Calendar::embedded(), today), Days::Calendar(CalendarDays(1)));
        assert!(owed.iter().all(|owed| owed.reminder(today).is_none()), "nobody is reminded of what is done");
    }

    #[test]
    fn an_answer_is_owed_until_the_end_of_its_last_day_or_the_deadline() {
        let asked = |until: &str, answered: Option<&str>| {
            let asked = Asked { asked_at: at("2026-03-06T16:00:00+08:00"), answer_by: at(until), answered_at: answered.map(at) };
            of_question(&rules("below_threshold_selection"), &asked).expect("questions are taken")
        };
        let midnight = asked("2026-03-10T00:00:00+08:00", Some("2026-03-09T23:59:59+08:00"));
        assert_eq!((midnight.due_on, midnight.is_late(day("2026-06-01"))), (day("2026-03-09"), false));
        let open = asked("2026-03-09T09:00:00+08:00", None);
        assert_eq!((open.due_on, open.is_late(day("2026-03-09")), open.is_late(day("2026-03-10"))), (day("2026-03-09"), false, true));
        assert!(asked("2026-03-10T00:00:00+08:00", Some("2026-03-10T00:00:00+08:00")).is_late(day("2026-06-01")));
    }

    #[test]
    fn where_the_award_does_not_wait_for_the_publicity_nobody_owes_its_end() {
        let owed = owed("open_tender", &reported(Status::Contracted, signed()));
        assert_eq!(names(&owed), [Duty::Evaluate, Duty::DecideAward, Duty::SignContract]);
    }

    #[test]
    fn the_end_of_a_publicity_is_the_services_unless_a_person_must_confirm_it() {
        let running = |is_provisional| AwardMoments { is_provisional, awarded_at: None, sign_by: None, signed_at: None, ..signed() };
        let end = |is_provisional| of_street(&reported(Status::Publicity, running(is_provisional))).remove(2);
        assert_eq!((end(false).debtor, end(false).reminder(day("2026-03-20"))), (Debtor::Service, None));
        assert_eq!(end(true).reminder(day("2026-03-17")), None);
        assert_eq!((end(true).debtor, end(true).reminder(day("2026-03-18"))), (Debtor::Approver, Some(Reminder::Overdue)));
    }

    #[test]
    fn what_went_back_to_the_panel_or_failed_is_owed_no_more() {
        for status in [Status::ReturnedToPanel, Status::Failed] {
            assert_eq!(names(&of_street(&reported(status, award()))), [Duty::Evaluate], "{status}");
            assert_eq!(of_street(&Moments { status, ..opened() }), [], "{status}");
        }
    }
}
