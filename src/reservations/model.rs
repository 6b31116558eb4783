//! Where a reservation stands and which moves lead where. Pure.

use crate::platform::http::Problem;
use crate::platform::i18n::Text;
use crate::text_enum;

text_enum! {
    /// Where a reservation stands (S31).
    pub enum Status {
        /// Asked for; it holds what it asks for until it is answered.
        Proposed = "proposed",
        Accepted = "accepted",
        /// By the provider.
        Declined = "declined",
        /// By the asker.
        Withdrawn = "withdrawn",
        /// By the provider, after it was accepted.
        Cancelled = "cancelled",
        /// Not answered in time.
        Lapsed = "lapsed",
        Delivered = "delivered",
        /// Accepted, and it did not take place.
        Missed = "missed",
        /// Delivered or missed, and both sides have rated.
        Rated = "rated",
    }
}

text_enum! {
    /// What can happen to a reservation.
    pub enum Move {
        Accept = "accept",
        Decline = "decline",
        Withdraw = "withdraw",
        Cancel = "cancel",
        Lapse = "lapse",
        Deliver = "deliver",
        Miss = "miss",
        Rate = "rate",
    }
}

text_enum! {
    /// The two sides of a reservation.
    pub enum Side {
        Provider = "provider",
        Asker = "asker",
    }
}

impl Status {
    /// The status after a move; None where the move is not allowed. A first rating leaves it where it is.
    pub fn after(self, step: Move) -> Option<Status> {
        use Status as S;
        Some(match (step, self) {
            (Move::Accept, S::Proposed) => S::Accepted,
            (Move::Decline, S::Proposed) => S::Declined,
            (Move::Lapse, S::Proposed) => S::Lapsed,
            (Move::Withdraw, S::Proposed | S::Accepted) => S::Withdrawn,
            (Move::Cancel, S::Accepted) => S::Cancelled,
            (Move::Deliver, S::Accepted) => S::Delivered,
            (Move::Miss, S::Accepted) => S::Missed,
            (Move::Rate, S::Delivered | S::Missed) => S::Rated,
            _ => return None,
        })
    }

    /// The status after a move, or 409 with the moves that are possible now.
    pub fn try_after(self, step: Move) -> Result<Status, Problem> {
        self.after(step).ok_or_else(|| {
            let possible = Move::ALL.iter().filter(|step| **step != Move::Lapse && self.after(**step).is_some());
            let allowed: Vec<_> = possible.map(Move::as_str).collect();
            Problem::wrong_state("resources/wrong_reservation_status", self.as_str(), step.as_str(), &allowed)
        })
    }

    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Proposed => ("待答复", "asked for"),
            Self::Accepted => ("已接受", "accepted"),
            Self::Declined => ("未获接受", "declined"),
            Self::Withdrawn => ("已由预约方撤回", "withdrawn by its asker"),
            Self::Cancelled => ("已由提供方取消", "cancelled by its provider"),
            Self::Lapsed => ("逾期未答复，已失效", "lapsed: it was not answered in time"),
            Self::Delivered => ("已履行", "delivered"),
            Self::Missed => ("未履行", "missed"),
            Self::Rated => ("双方已评价", "rated by both sides"),
        };
        Text::new(zh, en)
    }

    /// Whether it keeps others from what it asked for.
    pub fn holds(self) -> bool {
        matches!(self, Self::Proposed | Self::Accepted | Self::Delivered | Self::Missed | Self::Rated)
    }
}

impl Side {
    pub fn words(self) -> Text {
        match self {
            Self::Provider => Text::new("提供方", "provider"),
            Self::Asker => Text::new("预约方", "asker"),
        }
    }
}

impl Move {
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Accept => ("接受", "accept"),
            Self::Decline => ("谢绝", "decline"),
            Self::Withdraw => ("撤回预约", "withdraw"),
            Self::Cancel => ("取消预约", "cancel"),
            Self::Lapse => ("逾期失效", "lapse"),
            Self::Deliver => ("登记为已履行", "it took place"),
            Self::Miss => ("登记为未履行", "it did not take place"),
            Self::Rate => ("评价", "rate"),
        };
        Text::new(zh, en)
    }

    /// Which side makes the move; None for either of them.
    pub fn side(self) -> Option<Side> {
        match self {
            Self::Accept | Self::Decline | Self::Cancel => Some(Side::Provider),
            Self::Withdraw => Some(Side::Asker),
            Self::Deliver | Self::Miss | Self::Rate | Self::Lapse => None,
        }
    }

    /// What has begun is given back no more, and of what has not begun nothing can be said yet.
    pub fn is_in_time(self, begun: bool) -> bool {
        match self {
            Self::Accept | Self::Withdraw | Self::Cancel => !begun,
            Self::Deliver | Self::Miss => begun,
            Self::Decline | Self::Lapse | Self::Rate => true,
        }
    }

    /// The event that the move is recorded as.
    pub fn event(self) -> &'static str {
        match self {
            Self::Accept => "resource_reservation.accepted",
            Self::Decline => "resource_reservation.declined",
            Self::Withdraw => "resource_reservation.withdrawn",
            Self::Cancel => "resource_reservation.cancelled",
            Self::Lapse => "resource_reservation.lapsed",
            Self::Deliver => "resource_reservation.delivered",
            Self::Miss => "resource_reservation.missed",
            Self::Rate => "resource_reservation.rated",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s31_offered_proposed_accepted_delivered_rated() {
        let way = [Move::Accept, Move::Deliver, Move::Rate];
        let end = way.iter().try_fold(Status::Proposed, |status, step| status.after(*step));
        assert_eq!(end, Some(Status::Rated));
    }

    #[test]
    fn what_is_over_moves_no_more_and_holds_nothing_that_could_be_used() {
        for status in [Status::Declined, Status::Withdrawn, Status::Cancelled, Status::Lapsed] {
            assert!(Move::ALL.iter().all(|step| status.after(*step).is_none()), "{status}");
            assert!(!status.holds(), "{status}");
        }
        assert!(Move::ALL.iter().all(|step| Status::Rated.after(*step).is_none()));
    }

    /// The capacity is counted by moves: what a move gives back, the status before held and the status after does not.
    #[test]
    fn every_move_gives_back_exactly_what_is_no_longer_held() {
        for before in Status::ALL {
            for step in Move::ALL {
                if let Some(after) = before.after(*step) {
                    let ends = matches!(step, Move::Decline | Move::Withdraw | Move::Cancel | Move::Lapse);
                    assert_eq!(before.holds() && !after.holds(), ends, "{before} {step}");
                }
            }
        }
    }
}
