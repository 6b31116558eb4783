//! What a bid is, and which moves lead from which status to which. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::platform::crypto::Digest;
use crate::platform::documents::MediaType;
use crate::platform::http::{Check, FieldError, Problem, Result};
use crate::projects::DocumentKind;
use crate::text_enum;

text_enum! {
    /// Where a bid stands (`design/lifecycles`).
    pub enum Status {
        Draft = "draft",
        Submitted = "submitted",
        Withdrawn = "withdrawn",
        Opened = "opened",
        Qualified = "qualified",
        Disqualified = "disqualified",
        Scored = "scored",
        Winner = "winner",
        Reserve = "reserve",
        NotSelected = "not_selected",
        /// The project failed or was cancelled before opening: the content stays sealed.
        Unopened = "unopened",
        DeclinedAward = "declined_award",
    }
}

text_enum! {
    pub enum Move {
        Submit = "submit",
        Withdraw = "withdraw",
        Open = "open",
        Qualify = "qualify",
        Disqualify = "disqualify",
        Score = "score",
        Win = "win",
        Reserve = "reserve",
        PassOver = "pass_over",
        LeaveSealed = "leave_sealed",
        Decline = "decline",
    }
}

impl Status {
    /// The status after a move; None where the move is not allowed.
    pub fn after(self, step: Move) -> Option<Status> {
        use Status as S;
        Some(match (step, self) {
            (Move::Submit, S::Draft | S::Withdrawn) => S::Submitted,
            (Move::Withdraw, S::Submitted) => S::Withdrawn,
            (Move::Open, S::Submitted) => S::Opened,
            (Move::Qualify, S::Opened) => S::Qualified,
            // A bid that does not open, or fails a rule at opening or at a later check.
            (Move::Disqualify, S::Submitted | S::Opened | S::Qualified | S::Scored) => S::Disqualified,
            (Move::Score, S::Qualified) => S::Scored,
            (Move::Win, S::Scored | S::Reserve) => S::Winner,
            (Move::Reserve, S::Scored) => S::Reserve,
            (Move::PassOver, S::Scored | S::Reserve) => S::NotSelected,
            (Move::LeaveSealed, S::Submitted) => S::Unopened,
            (Move::Decline, S::Winner) => S::DeclinedAward,
            _ => return None,
        })
    }

    pub fn moves(self) -> Vec<Move> {
        Move::ALL.iter().copied().filter(|step| self.after(*step).is_some()).collect()
    }

    /// The status after a move, or 409 with the moves that are possible now.
    pub fn try_after(self, step: Move) -> Result<Status> {
        self.after(step).ok_or_else(|| {
            let allowed: Vec<_> = self.moves().iter().map(Move::as_str).collect();
            Problem::wrong_state("bids/wrong_status", self.as_str(), step.as_str(), &allowed)
        })
    }
}

impl Status {
    /// Whether the bid has been opened: from then on those who decide about it may read it.
    pub fn was_opened(self) -> bool {
        !matches!(self, Status::Draft | Status::Submitted | Status::Withdrawn | Status::Unopened)
    }

    /// Whether the bidder still writes on it.
    pub fn is_open_to_changes(self) -> bool {
        matches!(self, Status::Draft | Status::Withdrawn)
    }
}

/// What a bidder offers. Nothing of it is stored in plain before the opening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The whole price in fen.
    #[schema(example = 7600000)]
    pub price_fen: i64,
    /// How the service will be done.
    pub proposal_zh: String,
    /// Who will do it: positions and qualifications, no names of people.
    pub team_zh: String,
    /// What the bidder declares: statement key → text (R20 and what the call asks for).
    pub declarations: BTreeMap<String, String>,
    /// The files, in the order in which they were handed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<OfferFile>,
}

/// A file of an offer. With the digest of what is in it, the commitment covers it whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = BidOfferFile)]
pub struct OfferFile {
    #[schema(example = "服务方案.pdf")]
    pub name: String,
    pub kind: DocumentKind,
    /// Read from the content.
    pub media_type: MediaType,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the file.
    #[schema(value_type = String, example = "sha-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    pub digest: Digest,
}

/// What a draft says so far. Everything may still be missing; submitting lists what is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = DraftOffer)]
#[serde(deny_unknown_fields, default)]
pub struct Draft {
    /// The whole price in fen.
    #[schema(example = 7600000)]
    pub price_fen: Option<i64>,
    /// How the service will be done; at most 20,000 characters.
    pub proposal_zh: Option<String>,
    /// Who will do it: positions and qualifications, no names of people; at most 5,000 characters.
    pub team_zh: Option<String>,
    /// What the bidder declares: statement key → text; at most 50 of at most 2,000 characters.
    pub declarations: Option<BTreeMap<String, String>>,
}

impl Draft {
    /// The draft with what `change` says; what it leaves out stays.
    pub fn changed_by(self, change: Draft) -> Draft {
        Draft {
            price_fen: change.price_fen.or(self.price_fen),
            proposal_zh: change.proposal_zh.or(self.proposal_zh),
            team_zh: change.team_zh.or(self.team_zh),
            declarations: change.declarations.or(self.declarations),
        }
    }

    /// Whether what is there can be an offer; 422 with every field that cannot.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        if let Some(price) = self.price_fen {
            check.amount("/offer/price_fen", price);
        }
        if let Some(proposal) = &self.proposal_zh {
            check.text("/offer/proposal_zh", proposal, 20_000);
        }
        if let Some(team) = &self.team_zh {
            check.at_most("/offer/team_zh", team, 5_000);
        }
        let declarations = self.declarations.iter().flatten();
        check.that(declarations.clone().count() <= 50, "/offer/declarations", "too_many", "最多 50 项。", "at most 50.");
        for (key, text) in declarations {
            let pointer = format!("/offer/declarations/{}", key.replace('~', "~0").replace('/', "~1"));
            check.text(&pointer, key, 100).at_most(&pointer, text, 2_000);
        }
        check.finish()
    }

    /// Every field that an offer needs and the draft does not say yet.
    pub fn missing(&self) -> Vec<FieldError> {
        let missing = |pointer| FieldError::new(pointer, "required", "提交前须填写。", "is needed before the bid is submitted.");
        let price = self.price_fen.is_none().then(|| missing("/offer/price_fen"));
        let proposal = self.proposal_zh.is_none().then(|| missing("/offer/proposal_zh"));
        price.into_iter().chain(proposal).collect()
    }

    /// The offer that the draft has become; none where something is missing.
    pub fn complete(self, files: Vec<OfferFile>) -> Option<Offer> {
        Some(Offer {
            price_fen: self.price_fen?,
            proposal_zh: self.proposal_zh?,
            team_zh: self.team_zh.unwrap_or_default(),
            declarations: self.declarations.unwrap_or_default(),
            files,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withdrawn_bid_can_be_submitted_again_and_an_opened_one_cannot() {
        assert_eq!(Status::Withdrawn.after(Move::Submit), Some(Status::Submitted));
        for late in [Status::Opened, Status::Qualified, Status::Winner, Status::Unopened, Status::Disqualified] {
            assert_eq!(late.after(Move::Submit), None, "{late}");
            assert_eq!(late.after(Move::Withdraw), None, "{late}");
        }
    }

    #[test]
    fn everything_that_is_missing_is_listed_at_once() {
        let pointers = |draft: &Draft| draft.missing().into_iter().map(|error| error.pointer).collect::<Vec<_>>();
        assert_eq!(pointers(&Draft::default()), ["/offer/price_fen", "/offer/proposal_zh"]);
        let priced = Draft { price_fen: Some(1), ..Draft::default() };
        assert_eq!(pointers(&priced), ["/offer/proposal_zh"]);
        assert_eq!(priced.clone().complete(Vec::new()), None);
        let complete = priced.changed_by(Draft { proposal_zh: Some("方案".into()), ..Draft::default() });
        assert_eq!(pointers(&complete), Vec::<String>::new());
        assert_eq!(complete.complete(Vec::new()).map(|offer| offer.price_fen), Some(1));
    }

    #[test]
    fn a_draft_may_be_incomplete_and_never_absurd() {
        let errors = |draft: Draft| draft.check().err().map(|p| p.errors().iter().map(|e| (e.pointer.clone(), e.code)).collect::<Vec<_>>());
        assert_eq!(errors(Draft::default()), None);
        let absurd = Draft {
            price_fen: Some(0),
            proposal_zh: Some("字".repeat(20_001)),
            team_zh: Some("\u{0}".into()),
            declarations: Some(BTreeMap::from([(String::new(), String::new())])),
        };
        let expected = [
            ("/offer/price_fen", "too_small"),
            ("/offer/proposal_zh", "too_long"),
            ("/offer/team_zh", "control_characters"),
            ("/offer/declarations/", "required"),
        ];
        assert_eq!(errors(absurd), Some(expected.map(|(pointer, code)| (pointer.to_owned(), code)).to_vec()));
        assert_eq!(
            errors(Draft { price_fen: Some(1_000_000_000_000_001), ..Draft::default() }),
            Some(vec![("/offer/price_fen".to_owned(), "too_large")])
        );
    }
}
