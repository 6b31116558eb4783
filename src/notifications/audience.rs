//! Who is told what: the table "who is told at each stage of a bid" of `design/lifecycles`, and nothing else. Pure.
//!
//! An event that is not in the table tells nobody. Until the bids of a project are closed, the only lines that know of a
//! bid are those to its own bidder ([`Recipient::is_bidder`]); a test keeps it so.

use super::templates::Template;
use crate::text_enum;

text_enum! {
    /// Whom a line of the table means; also what the delivery ledger calls the recipient.
    pub enum Recipient {
        /// The person who drafted the project.
        Author = "author",
        /// Street approvers whose turn it is: not the author, not who has decided in this submission (R63).
        Turn = "turn",
        /// Hub operators whose reach covers the place.
        Hub = "hub",
        /// Street officers and approvers whose reach covers the place.
        Street = "street",
        /// The officer in charge of the project.
        Officer = "officer",
        /// Street approvers who reach the place.
        Approvers = "approvers",
        /// Everybody who sits on the panel now.
        Panel = "panel",
        /// The panel member that the event is about.
        PanelMember = "panel_member",
        /// Everybody on the panel who owes its report: who has not signed, or the chair.
        PanelOwing = "panel_owing",
        /// The organisation whose bid the event is about.
        Bidder = "bidder",
        /// Every organisation whose bid is drafted and not submitted.
        Drafters = "drafters",
        /// Every organisation that was invited, has asked or has withdrawn its bid, and has none in the race.
        Watchers = "watchers",
        /// Every organisation that was invited, has asked, or has a bid in whatever state.
        Involved = "involved",
        /// Every organisation with a bid in the race, each with its own facts.
        Bidders = "bidders",
        Winner = "winner",
        /// Every bidder but the winner.
        Others = "others",
        /// The organisation that a call was found to suit.
        Matched = "matched",
        /// The contacts of the organisation that the event is about.
        Organization = "organization",
        /// The supplier of a contract.
        Supplier = "supplier",
        /// Whoever reported the need.
        Reporter = "reporter",
        /// The mentor of an incubation case.
        Mentor = "mentor",
        /// The address of an invitation to an account.
        Invitee = "invitee",
        /// The address for which somebody asked for a link.
        Asker = "asker",
        /// Somebody who saved a search or follows the record; told by `alerts`, not by this table.
        Subscriber = "subscriber",
        /// Every auditor, wherever they are.
        Auditor = "auditor",
        /// Whoever owes the duty that the event is about, but for the panel.
        Debtor = "debtor",
        /// Every organisation that registered for a matching meeting.
        Participants = "participants",
        /// Who speaks for the project or need of a talk.
        DemandSide = "demand_side",
        /// The organisation that offers what was reserved.
        Provider = "provider",
        /// For whom it was reserved: the organisation, or the official who reserved it for a need.
        Reserver = "reserver",
    }
}

impl Recipient {
    /// Whose rows in the ledger would show that a bid exists; also by who is missing among those who have none.
    pub fn is_bidder(self) -> bool {
        matches!(self, Self::Bidder | Self::Drafters | Self::Watchers | Self::Involved | Self::Bidders | Self::Winner | Self::Others)
    }

    /// Whose rows are nobody else's business: who follows a call may be about to bid.
    pub fn is_private(self) -> bool {
        self == Self::Subscriber
    }

    /// Whose rows would show who sits on a panel; that is secret until the result.
    pub fn is_panel(self) -> bool {
        matches!(self, Self::Panel | Self::PanelMember | Self::PanelOwing)
    }
}

/// One cell of the table.
pub type Line = (Recipient, Template);

/// The events that somebody is told of, in the order of the lifecycle.
pub const TABLE: &[(&str, &[Line])] = {
    use {Recipient as R, Template as T};
    &[
        ("invitation.created", &[(R::Invitee, T::InvitationCreated)]),
        ("registration.requested", &[(R::Asker, T::RegistrationRequested)]),
        ("password_reset.requested", &[(R::Asker, T::PasswordResetRequested)]),
        ("organization.submitted", &[(R::Hub, T::OrganizationSubmitted)]),
        ("organization.verified", &[(R::Organization, T::OrganizationVerified)]),
        ("organization.returned", &[(R::Organization, T::OrganizationReturned)]),
        ("organization.suspended", &[(R::Organization, T::OrganizationSuspended)]),
        ("organization.reinstated", &[(R::Organization, T::OrganizationReinstated)]),
        ("incubation_case.applied", &[(R::Hub, T::IncubationApplied)]),
        ("incubation_case.taken_up", &[(R::Organization, T::IncubationMoved)]),
        ("incubation_case.admitted", &[(R::Organization, T::IncubationMoved)]),
        ("incubation_case.declined", &[(R::Organization, T::IncubationMoved)]),
        ("incubation_case.started", &[(R::Organization, T::IncubationMoved)]),
        ("incubation_case.extended", &[(R::Organization, T::IncubationMoved)]),
        ("incubation_case.graduated", &[(R::Organization, T::IncubationMoved)]),
        ("incubation_case.withdrawn", &[(R::Organization, T::IncubationMoved), (R::Hub, T::IncubationWithdrawn)]),
        ("incubation_case.expelled", &[(R::Organization, T::IncubationMoved)]),
        ("incubation_case.expired", &[(R::Organization, T::IncubationMoved)]),
        ("incubation_case.mentor_assigned", &[(R::Mentor, T::IncubationMentorAssigned)]),
        ("incubation_case.reminded", &[(R::Hub, T::IncubationTermEnds)]),
        ("need.declined", &[(R::Reporter, T::NeedDeclined)]),
        ("project.submitted", &[(R::Author, T::ProjectSubmitted), (R::Turn, T::ApprovalRequested)]),
        ("project.returned", &[(R::Author, T::ProjectReturned)]),
        ("project.rejected", &[(R::Author, T::ProjectRejected)]),
        ("approval.step_passed", &[(R::Author, T::ApprovalStepPassed), (R::Turn, T::ApprovalRequested)]),
        ("project.approved", &[(R::Author, T::ProjectApproved), (R::Street, T::ProjectApproved)]),
        ("project.published", &[(R::Hub, T::ProjectPublished), (R::Street, T::ProjectPublished)]),
        ("project.invited", &[(R::Matched, T::ProjectInvited)]),
        ("bid.submitted", &[(R::Bidder, T::BidSubmitted)]),
        ("bid.withdrawn", &[(R::Bidder, T::BidWithdrawn)]),
        (
            "project.deadline_near",
            &[(R::Drafters, T::ProjectDeadlineNearDraft), (R::Watchers, T::ProjectDeadlineNearWatcher), (R::Hub, T::ProjectDeadlineNear)],
        ),
        ("clarification.asked", &[(R::Officer, T::ClarificationAsked), (R::Hub, T::ClarificationAsked)]),
        (
            "clarification.answered",
            &[(R::Involved, T::ClarificationAnswered), (R::Officer, T::ClarificationAnswered), (R::Hub, T::ClarificationAnswered)],
        ),
        ("project.amended", &[(R::Involved, T::ProjectAmended), (R::Street, T::ProjectAmended), (R::Hub, T::ProjectAmended)]),
        (
            "project.closed",
            &[
                (R::Bidders, T::ProjectClosedBidder),
                (R::Drafters, T::ProjectClosedWatcher),
                (R::Watchers, T::ProjectClosedWatcher),
                (R::Hub, T::ProjectClosed),
                (R::Street, T::ProjectClosed),
                (R::Panel, T::ProjectClosed),
            ],
        ),
        (
            "project.failed",
            &[
                (R::Bidders, T::ProjectFailedBidder),
                (R::Drafters, T::ProjectFailedWatcher),
                (R::Watchers, T::ProjectFailedWatcher),
                (R::Hub, T::ProjectFailed),
                (R::Street, T::ProjectFailed),
                (R::Panel, T::ProjectFailed),
            ],
        ),
        (
            "project.cancelled",
            &[
                (R::Bidders, T::ProjectCancelledBidder),
                (R::Drafters, T::ProjectCancelledWatcher),
                (R::Watchers, T::ProjectCancelledWatcher),
                (R::Hub, T::ProjectCancelled),
                (R::Street, T::ProjectCancelled),
                (R::Panel, T::ProjectCancelled),
            ],
        ),
        (
            "bids.opened",
            &[(R::Bidders, T::BidsOpenedBidder), (R::Hub, T::BidsOpened), (R::Street, T::BidsOpened), (R::Panel, T::BidsOpened)],
        ),
        ("bid.qualified", &[(R::Bidder, T::BidQualified), (R::Hub, T::BidQualifiedNotice)]),
        ("bid.disqualified", &[(R::Bidder, T::BidDisqualified), (R::Hub, T::BidDisqualifiedNotice)]),
        ("panel.formed", &[(R::Panel, T::EvaluationAssigned), (R::Officer, T::PanelFormed)]),
        ("panel.reserve_called", &[(R::PanelMember, T::EvaluationAssigned), (R::Officer, T::PanelReserveCalled)]),
        ("panel.seat_left_empty", &[(R::Officer, T::PanelSeatLeftEmpty)]),
        ("award.proposed", &[(R::Approvers, T::AwardDecisionRequested), (R::Officer, T::AwardProposed), (R::Panel, T::AwardProposed)]),
        ("panel.correction_asked", &[(R::Panel, T::AwardReturnedToPanel), (R::Officer, T::AwardReturnedToPanel)]),
        (
            "award.decided",
            &[
                (R::Winner, T::AwardDecidedWinner),
                (R::Others, T::AwardDecidedBidder),
                (R::Hub, T::AwardDecided),
                (R::Street, T::AwardDecided),
            ],
        ),
        ("award.publicity_unconfirmed", &[(R::Approvers, T::AwardPublicityUnconfirmed), (R::Officer, T::AwardPublicityUnconfirmed)]),
        (
            "award.publicity_recounted",
            &[(R::Bidders, T::AwardPublicityRecounted), (R::Hub, T::AwardPublicityRecounted), (R::Street, T::AwardPublicityRecounted)],
        ),
        (
            "project.awarded",
            &[
                (R::Winner, T::ProjectAwardedWinner),
                (R::Others, T::ProjectAwardedBidder),
                (R::Hub, T::ProjectAwarded),
                (R::Street, T::ProjectAwarded),
            ],
        ),
        ("duty.due_soon", &[(R::Debtor, T::DutyDueSoon), (R::PanelOwing, T::DutyDueSoon), (R::Hub, T::DutyDueSoon)]),
        ("duty.overdue", &[(R::Debtor, T::DutyOverdue), (R::PanelOwing, T::DutyOverdue), (R::Hub, T::DutyOverdue)]),
        ("meeting.timetable_set", &[(R::Organization, T::MeetingTimetable)]),
        ("meeting.demand_timetable_set", &[(R::DemandSide, T::MeetingDemandTimetable)]),
        ("meeting.cancelled", &[(R::Participants, T::MeetingCancelled), (R::DemandSide, T::MeetingCancelled)]),
        ("meeting_talk.moved", &[(R::Organization, T::MeetingTalkMoved), (R::DemandSide, T::MeetingTalkMoved)]),
        ("meeting_talk.cancelled", &[(R::Organization, T::MeetingTalkCancelled), (R::DemandSide, T::MeetingTalkCancelled)]),
        ("meeting_talk.wished_by_organization", &[(R::DemandSide, T::MeetingIntroductionAsked)]),
        ("meeting_talk.wished_by_demand", &[(R::Organization, T::MeetingIntroductionAsked)]),
        ("meeting_talk.introduced", &[(R::Organization, T::MeetingIntroduced), (R::DemandSide, T::MeetingIntroduced)]),
        ("resource_reservation.asked", &[(R::Provider, T::ReservationAsked)]),
        ("resource_reservation.accepted", &[(R::Reserver, T::ReservationAccepted), (R::Provider, T::ReservationAccepted)]),
        ("resource_reservation.declined", &[(R::Reserver, T::ReservationEnded)]),
        ("resource_reservation.lapsed", &[(R::Reserver, T::ReservationEnded), (R::Provider, T::ReservationEnded)]),
        ("resource_reservation.withdrawn", &[(R::Provider, T::ReservationEnded)]),
        ("resource_reservation.cancelled", &[(R::Reserver, T::ReservationEnded)]),
        ("resource_reservation.missed", &[(R::Reserver, T::ReservationEnded), (R::Provider, T::ReservationEnded)]),
        ("chain.head_told", &[(R::Auditor, T::ChainHeadTold)]),
        ("contract.drafted", &[(R::Supplier, T::ContractDrafted), (R::Hub, T::ContractDrafted), (R::Street, T::ContractDrafted)]),
        ("contract.signed", &[(R::Supplier, T::ContractSigned), (R::Hub, T::ContractSigned), (R::Street, T::ContractSigned)]),
    ]
};

/// Who is told of an event, and with which letter.
pub fn told(event: &str) -> &'static [Line] {
    TABLE.iter().find(|(name, _)| *name == event).map_or(&[], |(_, lines)| lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_has_an_event_and_every_event_a_template() {
        for (event, lines) in TABLE {
            assert!(!lines.is_empty(), "{event} tells nobody");
            assert_eq!(TABLE.iter().filter(|(name, _)| name == event).count(), 1, "{event} stands twice");
        }
        let by_alerts = [Template::Alert, Template::AlertDigest];
        for template in Template::ALL.iter().filter(|template| !by_alerts.contains(template)) {
            assert!(TABLE.iter().any(|(_, lines)| lines.iter().any(|(_, used)| used == template)), "nobody gets {template}");
        }
    }

    #[test]
    fn until_the_deadline_only_the_bidder_hears_of_a_bid() {
        for event in ["bid.submitted", "bid.withdrawn"] {
            assert!(told(event).iter().all(|(recipient, _)| *recipient == Recipient::Bidder), "{event}");
        }
        // What hub, street and panel read of a cancelled call must not depend on whether somebody has bid.
        for (recipient, template) in told("project.cancelled") {
            let of_bidders = matches!(template, Template::ProjectCancelledBidder | Template::ProjectCancelledWatcher);
            assert_eq!(recipient.is_bidder(), of_bidders);
        }
    }

    #[test]
    fn how_a_call_ends_is_told_to_bidders_and_to_whoever_thought_of_bidding() {
        for event in ["project.closed", "project.failed", "project.cancelled"] {
            for recipient in [Recipient::Bidders, Recipient::Drafters, Recipient::Watchers] {
                assert!(told(event).iter().any(|(told, _)| *told == recipient), "{event}: {recipient}");
            }
        }
    }

    #[test]
    fn r63_the_mail_to_approvers_goes_to_those_whose_turn_it_is() {
        for event in ["project.submitted", "approval.step_passed"] {
            assert!(told(event).contains(&(Recipient::Turn, Template::ApprovalRequested)), "{event}");
        }
    }

    #[test]
    fn every_move_of_a_project_is_told_or_left_out_on_purpose() {
        use crate::projects::Move;
        // A return to the panel is told by `panel.correction_asked`, with what is to be corrected.
        let silent = [Move::Evaluate, Move::ReturnToPanel, Move::Resume, Move::Contract, Move::Complete, Move::NewRound];
        assert!(!told("panel.correction_asked").is_empty());
        for step in Move::ALL {
            assert_eq!(told(step.event()).is_empty(), silent.contains(step), "{}", step.event());
        }
    }

    #[test]
    fn the_applicant_is_told_of_every_move_of_its_incubation_case() {
        for step in crate::incubation::Move::ALL {
            assert!(told(step.event()).contains(&(Recipient::Organization, Template::IncubationMoved)), "{}", step.event());
        }
    }
}
