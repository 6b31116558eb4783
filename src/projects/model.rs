//! What a project is, and which moves lead from which status to which. Pure.

use serde::{Deserialize, Serialize};

use crate::platform::decimal::Hundredths;
use crate::platform::http::Problem;
use crate::platform::ids::NeedId;
use crate::text_enum;

text_enum! {
    /// Where a purchase stands (`design/lifecycles`).
    pub enum Status {
        Draft = "draft",
        Submitted = "submitted",
        Returned = "returned",
        Rejected = "rejected",
        Approved = "approved",
        Published = "published",
        Closed = "closed",
        Opening = "opening",
        Evaluating = "evaluating",
        AwardProposed = "award_proposed",
        ReturnedToPanel = "returned_to_panel",
        Publicity = "publicity",
        Awarded = "awarded",
        Contracted = "contracted",
        Completed = "completed",
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What can happen to a project.
    pub enum Move {
        Submit = "submit",
        Return = "return",
        Reject = "reject",
        /// The last step of the ladder.
        Approve = "approve",
        Publish = "publish",
        Close = "close",
        /// The officer in charge opens the sealed bids.
        Open = "open",
        /// Every opened bid is qualified or disqualified, and enough are qualified.
        Evaluate = "evaluate",
        ProposeAward = "propose_award",
        ReturnToPanel = "return_to_panel",
        /// The panel takes its corrections up.
        Resume = "resume",
        DecideAward = "decide_award",
        Award = "award",
        Contract = "contract",
        Complete = "complete",
        Fail = "fail",
        Cancel = "cancel",
        NewRound = "new_round",
    }
}

impl Status {
    /// The status after a move; None where the move is not allowed.
    pub fn after(self, step: Move) -> Option<Status> {
        use Status as S;
        Some(match (step, self) {
            (Move::Submit, S::Draft | S::Returned) => S::Submitted,
            (Move::Return, S::Submitted) => S::Returned,
            (Move::Reject, S::Submitted) => S::Rejected,
            (Move::Approve, S::Submitted) => S::Approved,
            (Move::Publish, S::Approved) => S::Published,
            (Move::Close, S::Published) => S::Closed,
            (Move::Open, S::Closed) => S::Opening,
            (Move::Evaluate, S::Opening) => S::Evaluating,
            (Move::ProposeAward, S::Evaluating) => S::AwardProposed,
            (Move::ReturnToPanel, S::AwardProposed) => S::ReturnedToPanel,
            (Move::Resume, S::ReturnedToPanel) => S::Evaluating,
            (Move::DecideAward, S::AwardProposed) => S::Publicity,
            (Move::Award, S::Publicity) => S::Awarded,
            (Move::Contract, S::Awarded) => S::Contracted,
            (Move::Complete, S::Contracted) => S::Completed,
            (Move::Fail, S::Closed | S::Opening | S::Publicity | S::Awarded) => S::Failed,
            (Move::Cancel, S::Approved | S::Published | S::Failed) => S::Cancelled,
            (Move::NewRound, S::Failed) => S::Draft,
            _ => return None,
        })
    }

    /// Purchases that are not, or no longer, under way: they do not count beside others of the same item (R25).
    pub const NOT_COUNTED: [Status; 5] = [Status::Draft, Status::Returned, Status::Rejected, Status::Cancelled, Status::Failed];

    /// The moves that are possible now.
    pub fn moves(self) -> Vec<Move> {
        Move::ALL.iter().copied().filter(|step| self.after(*step).is_some()).collect()
    }

    /// The status after a move, or 409 with the moves that are possible now.
    pub fn try_after(self, step: Move) -> Result<Status, Problem> {
        self.after(step).ok_or_else(|| {
            let allowed: Vec<_> = self.moves().iter().map(Move::as_str).collect();
            Problem::wrong_state("projects/wrong_status", self.as_str(), step.as_str(), &allowed)
        })
    }
}

impl Move {
    /// The event that the move is recorded as.
    pub fn event(self) -> &'static str {
        match self {
            Move::Submit => "project.submitted",
            Move::Return => "project.returned",
            Move::Reject => "project.rejected",
            Move::Approve => "project.approved",
            Move::Publish => "project.published",
            Move::Close => "project.closed",
            Move::Open => "bids.opened",
            Move::Evaluate => "evaluation.begun",
            Move::ProposeAward => "award.proposed",
            Move::ReturnToPanel => "award.returned_to_panel",
            Move::Resume => "evaluation.resumed",
            Move::DecideAward => "award.decided",
            Move::Award => "project.awarded",
            Move::Contract => "project.contracted",
            Move::Complete => "project.completed",
            Move::Fail => "project.failed",
            Move::Cancel => "project.cancelled",
            Move::NewRound => "project.round_begun",
        }
    }
}

text_enum! {
    /// What an approver says.
    pub enum Decision {
        Approved = "approved",
        Returned = "returned",
        Rejected = "rejected",
    }
}

text_enum! {
    /// How public money is spent (S27); it decides the rule set.
    pub enum Instrument {
        Purchase = "purchase",
        Subsidy = "subsidy",
        Award = "award",
        VentureGrant = "venture_grant",
        FoundationGrant = "foundation_grant",
        FacilityHosting = "facility_hosting",
    }
}

/// What a draft says. Everything may still be missing in a draft; `submit` lists what is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Content {
    /// The verified needs that it answers (R27).
    pub need_ids: Vec<NeedId>,
    pub target_groups: Vec<String>,
    pub instrument: Option<Instrument>,
    /// First and last day of the service.
    pub service_from: Option<chrono::NaiveDate>,
    pub service_to: Option<chrono::NaiveDate>,
    /// Why the service lasts longer than a year, three at most (R9).
    pub long_term_reason: Option<String>,
    /// What the panel scores; the points of all criteria and the price weight sum to 100.
    pub criteria: Vec<Criterion>,
    /// Weight of the price, of 100; allowed range by the rule set.
    #[schema(value_type = Option<String>, example = "20.00")]
    pub price_weight: Option<Hundredths>,
    /// What a bidder must be or have.
    pub requirements: Requirements,
    /// How the public was asked about the requirement (R27), where no need is cited.
    pub consultation: Option<String>,
    /// Why several purchases of one item in a year are no splitting (R25).
    pub splitting_exemption: Option<String>,
    /// Why fewer bids than the rule set asks for would do.
    pub fewer_bids_reason: Option<String>,
}

/// One thing that the panel scores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Short name for programs, unique in the project.
    #[schema(example = "plan")]
    pub key: String,
    #[schema(example = "服务方案")]
    pub title_zh: String,
    #[serde(default)]
    pub title_en: Option<String>,
    /// Most points.
    #[schema(value_type = String, example = "40.00")]
    pub points: Hundredths,
}

text_enum! {
    /// What a file of a bid is.
    pub enum DocumentKind {
        /// The service plan.
        Proposal = "proposal",
        /// A registration, licence, qualification or award.
        Certificate = "certificate",
        /// Accounts, audit, tax and social-security records (R20).
        FinancialStatement = "financial_statement",
        Other = "other",
    }
}

impl DocumentKind {
    /// What people call it.
    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Proposal => ("服务方案", "service plan"),
            Self::Certificate => ("资质证明", "certificate"),
            Self::FinancialStatement => ("财务、纳税和社保材料", "financial statement"),
            Self::Other => ("其他材料", "other document"),
        }
    }
}

/// What a bidder must be or have. Hub membership, rating or place never gate a statutory purchase (R23).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Requirements {
    /// Service fields of which the bidder must have one; empty: none asked.
    pub fields: Vec<String>,
    /// Whether the service must be one that the bidder offers in the project's area.
    pub serves_area: bool,
    /// The documents that a bid must have among its files (R20); empty: none asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentKind>,
}

/// Where the street's leading group decided together (R60).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectiveDecision {
    #[schema(example = "街道主任办公会")]
    pub meeting: String,
    pub held_on: chrono::NaiveDate,
    #[schema(example = "2026-07")]
    pub minute_number: String,
}

/// The three counts that rules ask for; they are kept apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Counts {
    pub received: u32,
    pub opened: Option<u32>,
    pub qualified: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_job_runs_from_draft_to_completed() {
        let path = [
            Move::Submit,
            Move::Approve,
            Move::Publish,
            Move::Close,
            Move::Open,
            Move::Evaluate,
            Move::ProposeAward,
            Move::DecideAward,
            Move::Award,
            Move::Contract,
            Move::Complete,
        ];
        let end = path.iter().try_fold(Status::Draft, |status, step| status.after(*step));
        assert_eq!(end, Some(Status::Completed));
    }

    #[test]
    fn nothing_leaves_rejected_completed_or_cancelled() {
        for end in [Status::Rejected, Status::Completed, Status::Cancelled] {
            assert_eq!(end.moves(), []);
        }
    }

    #[test]
    fn every_status_but_the_first_can_be_reached() {
        for status in Status::ALL {
            let reached = Status::ALL.iter().any(|from| Move::ALL.iter().any(|step| from.after(*step) == Some(*status)));
            assert!(reached, "{status}");
        }
    }
}
