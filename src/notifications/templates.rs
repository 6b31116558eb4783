//! The letters: one body per template and language over one shared layout, compiled into the program.
//!
//! A body fills the blocks `subject` and `body` of `layout.html`. An undefined fact is an error and never an empty space.

use std::sync::LazyLock;

use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};
use serde::Serialize;

use super::letter::Letter;
use super::plain_text;
use crate::platform::i18n::Language;
use crate::text_enum;

macro_rules! templates {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        text_enum! {
            /// A letter, by the name of its files in `templates/`.
            pub enum Template { $($variant = $name),+ }
        }

        impl Template {
            fn source(self, language: Language) -> &'static str {
                match (self, language) {
                    $(
                        (Self::$variant, Language::Zh) => include_str!(concat!("templates/zh-CN/", $name, ".html")),
                        (Self::$variant, Language::En) => include_str!(concat!("templates/en/", $name, ".html")),
                    )+
                }
            }
        }
    };
}

templates! {
    InvitationCreated = "invitation_created",
    RegistrationRequested = "registration_requested",
    PasswordResetRequested = "password_reset_requested",
    OrganizationSubmitted = "organization_submitted",
    OrganizationVerified = "organization_verified",
    OrganizationReturned = "organization_returned",
    OrganizationSuspended = "organization_suspended",
    OrganizationReinstated = "organization_reinstated",
    IncubationApplied = "incubation_applied",
    IncubationMoved = "incubation_moved",
    IncubationWithdrawn = "incubation_withdrawn",
    IncubationMentorAssigned = "incubation_mentor_assigned",
    IncubationTermEnds = "incubation_term_ends",
    NeedDeclined = "need_declined",
    ProjectSubmitted = "project_submitted",
    ApprovalRequested = "approval_requested",
    ApprovalStepPassed = "approval_step_passed",
    ProjectReturned = "project_returned",
    ProjectRejected = "project_rejected",
    ProjectApproved = "project_approved",
    ProjectPublished = "project_published",
    ProjectInvited = "project_invited",
    BidSubmitted = "bid_submitted",
    BidWithdrawn = "bid_withdrawn",
    ProjectDeadlineNear = "project_deadline_near",
    ProjectDeadlineNearDraft = "project_deadline_near_draft",
    ProjectDeadlineNearWatcher = "project_deadline_near_watcher",
    ClarificationAsked = "clarification_asked",
    ClarificationAnswered = "clarification_answered",
    ProjectAmended = "project_amended",
    ProjectClosed = "project_closed",
    ProjectClosedBidder = "project_closed_bidder",
    ProjectClosedWatcher = "project_closed_watcher",
    ProjectFailed = "project_failed",
    ProjectFailedBidder = "project_failed_bidder",
    ProjectFailedWatcher = "project_failed_watcher",
    ProjectCancelled = "project_cancelled",
    ProjectCancelledBidder = "project_cancelled_bidder",
    ProjectCancelledWatcher = "project_cancelled_watcher",
    BidsOpened = "bids_opened",
    BidsOpenedBidder = "bids_opened_bidder",
    BidQualified = "bid_qualified",
    BidQualifiedNotice = "bid_qualified_notice",
    BidDisqualified = "bid_disqualified",
    BidDisqualifiedNotice = "bid_disqualified_notice",
    EvaluationAssigned = "evaluation_assigned",
    PanelFormed = "panel_formed",
    PanelReserveCalled = "panel_reserve_called",
    PanelSeatLeftEmpty = "panel_seat_left_empty",
    AwardProposed = "award_proposed",
    AwardDecisionRequested = "award_decision_requested",
    AwardReturnedToPanel = "award_returned_to_panel",
    AwardDecided = "award_decided",
    AwardDecidedWinner = "award_decided_winner",
    AwardDecidedBidder = "award_decided_bidder",
    AwardPublicityUnconfirmed = "award_publicity_unconfirmed",
    AwardPublicityRecounted = "award_publicity_recounted",
    ProjectAwarded = "project_awarded",
    ProjectAwardedWinner = "project_awarded_winner",
    ProjectAwardedBidder = "project_awarded_bidder",
    ContractDrafted = "contract_drafted",
    ContractSigned = "contract_signed",
    DutyDueSoon = "duty_due_soon",
    DutyOverdue = "duty_overdue",
    MeetingTimetable = "meeting_timetable",
    MeetingDemandTimetable = "meeting_demand_timetable",
    MeetingCancelled = "meeting_cancelled",
    MeetingTalkMoved = "meeting_talk_moved",
    MeetingTalkCancelled = "meeting_talk_cancelled",
    MeetingIntroductionAsked = "meeting_introduction_asked",
    MeetingIntroduced = "meeting_introduced",
    ReservationAsked = "reservation_asked",
    ReservationAccepted = "reservation_accepted",
    ReservationEnded = "reservation_ended",
    ChainHeadTold = "chain_head_told",
    Alert = "alert",
    AlertDigest = "alert_digest",
}

/// What every letter shares: the frame, and the table of a project's facts in each language.
const SHARED: &[(&str, &str)] = &[
    ("layout.html", include_str!("templates/layout.html")),
    ("zh-CN/_project.html", include_str!("templates/zh-CN/_project.html")),
    ("zh-CN/_score.html", include_str!("templates/zh-CN/_score.html")),
    ("zh-CN/_alert.html", include_str!("templates/zh-CN/_alert.html")),
    ("en/_alert.html", include_str!("templates/en/_alert.html")),
    ("en/_project.html", include_str!("templates/en/_project.html")),
    ("en/_score.html", include_str!("templates/en/_score.html")),
];

fn name(template: Template, language: Language) -> String {
    format!("{language}/{template}.html")
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    for (name, source) in SHARED {
        environment.add_template(name, source)?;
    }
    for template in Template::ALL {
        for language in Language::ALL {
            environment.add_template_owned(name(*template, *language), template.source(*language))?;
        }
    }
    Ok(environment)
}

/// Renders one letter for one reader.
pub fn render(template: Template, language: Language, facts: &impl Serialize) -> Result<Letter, Error> {
    static COMPILED: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(environment);
    let environment = COMPILED.as_ref().map_err(|error| Error::new(error.kind(), error.to_string()))?;
    let html = environment.get_template(&name(template, language))?.render(minijinja::value::Serde(facts))?;
    Ok(Letter { subject: plain_text::title_of(&html), text: plain_text::body_of(&html), html, stop: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::facts::{Context, Facts, samples};

    fn all(facts: &Facts) -> Vec<(Template, Language, Result<Letter, Error>)> {
        let bid = samples::bid();
        let mut letters = Vec::new();
        for template in Template::ALL {
            for language in Language::ALL {
                let context = Context { to: "王五", language: *language, bid: Some(&bid), facts };
                letters.push((*template, *language, render(*template, *language, &context)));
            }
        }
        letters
    }

    #[test]
    fn every_letter_renders_in_both_languages_with_a_subject_and_a_text() {
        for (template, language, letter) in all(&samples::facts()) {
            let letter = letter.unwrap_or_else(|error| panic!("{language}/{template}: {error:#}"));
            assert!(letter.subject.contains(if language == Language::Zh { "枢纽" } else { "Shuniu" }), "{template}: {}", letter.subject);
            assert!(!letter.subject.contains('\n') && letter.subject.chars().count() <= 120, "{template}: {}", letter.subject);
            assert!(letter.text.contains("王五") && letter.text.lines().count() > 3, "{template}: {}", letter.text);
            for leftover in ["{{", "{%", "none", "undefined", "&#x", "&lt;", "<p>"] {
                assert!(!letter.text.contains(leftover), "{language}/{template} says {leftover}: {}", letter.text);
            }
        }
    }

    #[test]
    fn a_missing_fact_is_an_error_and_never_a_gap() {
        for (template, language, letter) in all(&Facts::default()) {
            assert!(letter.is_err(), "{language}/{template} needs no fact at all");
        }
    }

    #[test]
    fn an_english_letter_says_nothing_in_chinese_but_names() {
        let mut facts = samples::facts();
        let bid = samples::bid();
        if let Some(award) = &mut facts.award {
            award.reason = Some("reason".into());
        }
        if let (Some(need), Some(approval)) = (&mut facts.need, &mut facts.approval) {
            need.title = "need".into();
            approval.needs = vec!["need".into()];
            approval.budget_line = "line".into();
        }
        if let Some(question) = &mut facts.question {
            question.question = "question".into();
        }
        if let Some(reservation) = &mut facts.reservation {
            reservation.purpose = "purpose".into();
        }
        for template in Template::ALL {
            let context = Context { to: "Ms Wang", language: Language::En, bid: Some(&bid), facts: &facts };
            let letter = render(*template, Language::En, &context).unwrap_or_else(|error| panic!("{template}: {error:#}"));
            let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(!chinese(&letter.text) && !chinese(&letter.subject), "{template}: {}", letter.text);
        }
    }

    #[test]
    fn the_approver_reads_amount_budget_left_need_step_and_the_page_to_decide_on() {
        let facts = samples::facts();
        for language in Language::ALL {
            let context = Context { to: "x", language: *language, bid: None, facts: &facts };
            let letter = render(Template::ApprovalRequested, *language, &context).expect("renders");
            for fact in ["¥ 78,000.00", "¥ 122,000.00", "青年求职缺少指导", "http://127.0.0.1:8080/desk/projects/1", "1", "2"] {
                assert!(letter.text.contains(fact), "{language}: {fact} is missing in {}", letter.text);
            }
            assert!(!letter.text.contains("/api/v1/"), "whoever decides is sent to the page: {}", letter.text);
            let letter = render(Template::AwardDecisionRequested, *language, &context).expect("renders");
            assert!(
                letter.text.contains("http://127.0.0.1:8080/desk/projects/1/award") && !letter.text.contains("/api/v1/"),
                "{}",
                letter.text
            );
            // Whoever drafted it reads on where the public does, or on the sheet.
            let letter = render(Template::ApprovalStepPassed, *language, &context).expect("renders");
            assert!(letter.text.contains("http://127.0.0.1:8080/notices?q=XM-2026-0001"), "{}", letter.text);
        }
    }

    #[test]
    fn a_reservation_that_lapsed_ends_without_a_reason() {
        let facts = Facts { reason: None, ..samples::facts() };
        for language in Language::ALL {
            let context = Context { to: "王五", language: *language, bid: None, facts: &facts };
            render(Template::ReservationEnded, *language, &context).unwrap_or_else(|error| panic!("{language}: {error:#}"));
        }
    }

    #[test]
    fn what_people_typed_cannot_become_markup() {
        let facts = samples::facts();
        let context = Context { to: "<script>", language: Language::Zh, bid: None, facts: &facts };
        let letter = render(Template::ProjectReturned, Language::Zh, &context).expect("renders");
        assert!(!letter.html.contains("<script>") && letter.html.contains("&lt;script&gt;"));
        assert!(letter.text.contains("<街道> & 居委"));
    }
}
