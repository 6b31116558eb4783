//! Panel, members and conflicts of interest. Pure.

use super::store::Member;
use crate::evaluation::panel_rules::{Composition, check_sitting};
use crate::platform::ids::PanelMemberId;
use crate::platform::money::Money;
use crate::rules::rule_set::PanelRule;
use crate::text_enum;

text_enum! {
    /// Where a panel stands. It falls back to `forming` when a member leaves and no reserve fits.
    pub enum PanelStatus {
        Forming = "forming",
        Declaring = "declaring",
        Scoring = "scoring",
        Tallying = "tallying",
        Reported = "reported",
    }
}

text_enum! {
    pub enum Seat {
        Chair = "chair",
        Evaluator = "evaluator",
    }
}

text_enum! {
    pub enum MemberStatus {
        /// A reserve that was not called.
        Waiting = "waiting",
        /// Sits, and has not declared yet.
        Assigned = "assigned",
        /// Sits, and has declared to have no conflict.
        Declared = "declared",
        /// Left because of a conflict.
        Recused = "recused",
    }
}

text_enum! {
    /// What ties a member to a bidder (R22), within the last three years.
    pub enum ConflictKind {
        None = "none",
        Employment = "employment",
        /// Director or supervisor.
        Board = "board",
        /// Controlling shareholder or actual controller.
        Control = "control",
        /// Spouse, lineal, collateral to the third degree, near in-law.
        Kinship = "kinship",
        Other = "other",
    }
}

impl Member {
    pub fn sits(&self) -> bool {
        matches!(self.status, MemberStatus::Assigned | MemberStatus::Declared)
    }

    pub fn waits(&self) -> bool {
        self.status == MemberStatus::Waiting
    }

    /// The name under which the journal records what this member does.
    pub fn pseudonym(&self) -> String {
        format!("panel_member:{}", self.id)
    }
}

/// How the panel is made up now.
pub fn composition(members: &[Member]) -> Composition {
    let count = |holds: &dyn Fn(&Member) -> bool| u32::try_from(members.iter().filter(|m| holds(m)).count()).unwrap_or(u32::MAX);
    Composition { experts: count(&|m| m.sits() && m.expert), others: count(&|m| m.sits() && !m.expert), reserves: count(&|m| m.waits()) }
}

/// Whether everybody who sits has declared, and somebody chairs.
pub fn all_declared(members: &[Member]) -> bool {
    members.iter().filter(|m| m.sits()).all(|m| m.status == MemberStatus::Declared)
}

/// Takes a member off the panel. The first reserve that keeps the panel lawful takes the seat and is answered; none
/// fits: the seat stays empty.
pub fn recuse(members: &mut [Member], leaving: &PanelMemberId, rule: &PanelRule, amount: Money) -> Option<PanelMemberId> {
    let mut seat = Seat::Evaluator;
    for member in members.iter_mut().filter(|m| m.id == *leaving) {
        member.status = MemberStatus::Recused;
        seat = member.seat;
    }
    let now = composition(members);
    let fits = |reserve: &Member| {
        let with =
            if reserve.expert { Composition { experts: now.experts + 1, ..now } } else { Composition { others: now.others + 1, ..now } };
        check_sitting(rule, amount, with).is_ok()
    };
    let next = members.iter_mut().filter(|m| m.waits() && fits(m)).min_by_key(|m| m.position)?;
    next.status = MemberStatus::Assigned;
    next.seat = seat;
    next.replaces = Some(leaving.clone());
    Some(next.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::{ProjectId, UserId};
    use crate::rules::rule_set::ExpertRatio;

    fn rule() -> PanelRule {
        PanelRule { min: 3, odd: true, expert_ratio: ExpertRatio { numerator: 2, denominator: 3 }, by_amount: Vec::new(), reserves: 1 }
    }

    fn member(position: i32, seat: Seat, expert: bool, status: MemberStatus) -> Member {
        Member {
            id: PanelMemberId::new(),
            project_id: ProjectId::new(),
            user_id: UserId::new(),
            seat,
            expert,
            is_reserve: status == MemberStatus::Waiting,
            position,
            status,
            declared_at: None,
            replaces: None,
        }
    }

    /// A chair and an evaluator who are experts, a layman, and two reserves of which only the second is an expert.
    fn panel() -> Vec<Member> {
        use MemberStatus::{Assigned, Waiting};
        vec![
            member(0, Seat::Chair, true, Assigned),
            member(1, Seat::Evaluator, true, Assigned),
            member(2, Seat::Evaluator, false, Assigned),
            member(3, Seat::Evaluator, false, Waiting),
            member(4, Seat::Evaluator, true, Waiting),
        ]
    }

    #[test]
    fn the_first_reserve_that_keeps_the_panel_lawful_takes_the_seat() {
        let mut members = panel();
        let (chair, expert) = (members[0].id.clone(), members[4].id.clone());
        assert_eq!(recuse(&mut members, &chair, &rule(), Money::YUAN), Some(expert));
        assert_eq!((members[4].seat, members[4].status, members[4].replaces.clone()), (Seat::Chair, MemberStatus::Assigned, Some(chair)));
        assert_eq!((members[0].status, members[3].status), (MemberStatus::Recused, MemberStatus::Waiting));
    }

    #[test]
    fn a_layman_is_replaced_in_the_order_of_the_reserves() {
        let mut members = panel();
        let (layman, first) = (members[2].id.clone(), members[3].id.clone());
        assert_eq!(recuse(&mut members, &layman, &rule(), Money::YUAN), Some(first));
    }

    #[test]
    fn where_no_reserve_fits_the_seat_stays_empty() {
        let mut members = panel();
        members.truncate(4);
        let chair = members[0].id.clone();
        assert_eq!(recuse(&mut members, &chair, &rule(), Money::YUAN), None);
        assert_eq!(composition(&members), Composition { experts: 1, others: 1, reserves: 1 });
    }

    #[test]
    fn a_panel_has_declared_when_everybody_who_sits_has() {
        let mut members = panel();
        for member in &mut members[..2] {
            member.status = MemberStatus::Declared;
        }
        assert!(!all_declared(&members));
        members[2].status = MemberStatus::Recused;
        assert!(all_declared(&members));
    }
}
