//! Kinds of organisations, what each may sign, and which moves lead from which status to which. Pure.

use super::credit_code::{CreditCode, RegistrationClass};
use crate::platform::http::Problem;
use crate::platform::i18n::Text;
use crate::text_enum;

text_enum! {
    /// The registration kind (domain §3.5); federation and hub are capacities, not kinds.
    pub enum Kind {
        /// 社会团体
        Society = "society",
        /// 民办非企业单位 / 社会服务机构
        SocialServiceAgency = "social_service_agency",
        /// 基金会
        Foundation = "foundation",
        /// 备案团队: on file, not registered.
        CommunityTeam = "community_team",
        /// 公益一类事业单位
        PublicInstitution1 = "public_institution_1",
        /// 公益二类事业单位
        PublicInstitution2 = "public_institution_2",
        /// 群团组织 kept by the budget
        GroupOrganization = "group_organization",
        /// 企业
        Enterprise = "enterprise",
        /// 居委会 / 村委会
        Committee = "committee",
        /// A state organ: the buyer.
        Government = "government",
    }
}

text_enum! {
    /// Where the registration stands (`design/lifecycles`).
    pub enum Status {
        Draft = "draft",
        Submitted = "submitted",
        Returned = "returned",
        Verified = "verified",
        Suspended = "suspended",
        Deregistered = "deregistered",
    }
}

impl Kind {
    /// What people call it, in Chinese and English.
    pub const fn labels(&self) -> (&'static str, &'static str) {
        match self {
            Self::Society => ("社会团体", "Society"),
            Self::SocialServiceAgency => ("社会服务机构", "Social service agency"),
            Self::Foundation => ("基金会", "Foundation"),
            Self::CommunityTeam => ("备案团队", "Community team"),
            Self::PublicInstitution1 => ("公益一类事业单位", "Public institution I"),
            Self::PublicInstitution2 => ("公益二类事业单位", "Public institution II"),
            Self::GroupOrganization => ("群团组织", "Group organisation"),
            Self::Enterprise => ("企业", "Enterprise"),
            Self::Committee => ("居（村）委会", "Residents' or villagers' committee"),
            Self::Government => ("国家机关", "State organ"),
        }
    }

    pub fn words(self) -> Text {
        Text::new(self.labels().0, self.labels().1)
    }
}

impl Status {
    /// What people call it, in Chinese and English.
    pub const fn labels(&self) -> (&'static str, &'static str) {
        match self {
            Self::Draft => ("草稿", "Draft"),
            Self::Submitted => ("已提交", "Submitted"),
            Self::Returned => ("已退回", "Returned"),
            Self::Verified => ("已核验", "Verified"),
            Self::Suspended => ("已暂停", "Suspended"),
            Self::Deregistered => ("已注销", "Deregistered"),
        }
    }

    pub fn words(self) -> Text {
        Text::new(self.labels().0, self.labels().1)
    }
}

text_enum! {
    /// What can happen to a registration.
    pub enum Move {
        Submit = "submit",
        Verify = "verify",
        Return = "return",
        Suspend = "suspend",
        Reinstate = "reinstate",
        /// Name, code or kind of a verified organisation changed: it must be verified again.
        Revise = "revise",
        Deregister = "deregister",
    }
}

text_enum! {
    /// Why an organisation of some kind cannot be the supplier of a contract.
    pub enum ContractBar {
        /// R3, Order 102 art. 8
        PublicInstitution1 = "public_institution_1",
        /// R3, Order 102 art. 8
        GroupOrganization = "group_organization",
        /// R20, Government Procurement Law art. 22: it cannot bear civil liability alone; it needs a registered host.
        UnregisteredTeam = "unregistered_team",
        /// R1, R2: state organs buy; they are not among the suppliers.
        StateOrgan = "state_organ",
    }
}

impl ContractBar {
    /// The rule of the domain that it follows from.
    pub fn rule(self) -> &'static str {
        match self {
            Self::PublicInstitution1 | Self::GroupOrganization => "R3",
            Self::UnregisteredTeam => "R20",
            Self::StateOrgan => "R2",
        }
    }
}

/// Whether an organisation of this kind may sign a contract as supplier (R2, R3, R20; domain §3.5).
pub fn may_contract(kind: Kind) -> Result<(), ContractBar> {
    match kind {
        Kind::PublicInstitution1 => Err(ContractBar::PublicInstitution1),
        Kind::GroupOrganization => Err(ContractBar::GroupOrganization),
        Kind::CommunityTeam => Err(ContractBar::UnregisteredTeam),
        Kind::Government => Err(ContractBar::StateOrgan),
        Kind::Society | Kind::SocialServiceAgency | Kind::Foundation | Kind::PublicInstitution2 | Kind::Enterprise | Kind::Committee => {
            Ok(())
        }
    }
}

impl Kind {
    /// Whether bodies of this kind carry a unified social credit code: all but teams that are only on file.
    pub fn has_credit_code(self) -> bool {
        self != Kind::CommunityTeam
    }

    /// What people of a team on file found when they register.
    pub fn grows_from_a_team(self) -> bool {
        matches!(self, Kind::Society | Kind::SocialServiceAgency | Kind::Foundation | Kind::Enterprise)
    }

    /// Whether the class that a code speaks of can be of this kind (R77, domain §3.5). Group organisations have codes of
    /// several classes.
    pub fn fits(self, code: &CreditCode) -> bool {
        use RegistrationClass as Class;
        match self {
            Kind::Society => code.class() == Class::Society,
            Kind::SocialServiceAgency => code.class() == Class::SocialServiceAgency,
            Kind::Foundation => code.class() == Class::Foundation,
            Kind::PublicInstitution1 | Kind::PublicInstitution2 => code.class() == Class::PublicInstitution,
            Kind::Enterprise => code.class() == Class::Enterprise,
            Kind::Committee => matches!(code.class(), Class::ResidentsCommittee | Class::VillagersCommittee),
            Kind::Government => code.class() == Class::StateOrgan,
            Kind::GroupOrganization => code.class() != Class::Enterprise,
            Kind::CommunityTeam => false,
        }
    }
}

impl Status {
    /// The status after a move; None where the move is not allowed.
    pub fn after(self, step: Move) -> Option<Status> {
        use Status as S;
        Some(match (step, self) {
            (Move::Submit, S::Draft | S::Returned) => S::Submitted,
            (Move::Verify, S::Submitted) => S::Verified,
            (Move::Return, S::Submitted) => S::Returned,
            (Move::Suspend, S::Verified) => S::Suspended,
            (Move::Reinstate, S::Suspended) => S::Verified,
            (Move::Revise, S::Verified) => S::Submitted,
            (Move::Deregister, S::Verified) => S::Deregistered,
            _ => return None,
        })
    }

    /// The status after a move, or 409 with the moves that are possible now.
    pub fn try_after(self, step: Move) -> Result<Status, Problem> {
        self.after(step).ok_or_else(|| {
            let allowed: Vec<_> = Move::ALL.iter().filter(|m| self.after(**m).is_some()).map(Move::as_str).collect();
            Problem::wrong_state("organizations/wrong_status", self.as_str(), step.as_str(), &allowed)
        })
    }

    /// Whether everybody who is signed in may know of the organisation.
    pub fn is_public(self) -> bool {
        matches!(self, Status::Verified | Status::Suspended | Status::Deregistered)
    }
}

impl Move {
    /// The event that the move is recorded as.
    pub fn event(self) -> &'static str {
        match self {
            Move::Submit | Move::Revise => "organization.submitted",
            Move::Verify => "organization.verified",
            Move::Return => "organization.returned",
            Move::Suspend => "organization.suspended",
            Move::Reinstate => "organization.reinstated",
            Move::Deregister => "organization.deregistered",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r3_r20_who_may_not_be_a_supplier() {
        let barred: Vec<_> = Kind::ALL.iter().filter_map(|kind| may_contract(*kind).err().map(|bar| (*kind, bar.rule()))).collect();
        let expected =
            [(Kind::CommunityTeam, "R20"), (Kind::PublicInstitution1, "R3"), (Kind::GroupOrganization, "R3"), (Kind::Government, "R2")];
        assert_eq!(barred, expected);
    }

    #[test]
    fn r77_the_class_of_the_code_fits_the_kind() {
        let fits = |class| {
            let code = CreditCode::synthetic(class, "310107", 1).expect(class);
            Kind::ALL.iter().copied().filter(|kind| kind.fits(&code) && *kind != Kind::GroupOrganization).collect::<Vec<_>>()
        };
        assert_eq!(fits("51"), [Kind::Society]);
        assert_eq!(fits("52"), [Kind::SocialServiceAgency]);
        assert_eq!(fits("53"), [Kind::Foundation]);
        assert_eq!(fits("12"), [Kind::PublicInstitution1, Kind::PublicInstitution2]);
        assert_eq!(fits("91"), [Kind::Enterprise]);
        assert_eq!(fits("55"), [Kind::Committee]);
        assert_eq!(fits("54"), [Kind::Committee]);
        assert_eq!(fits("11"), [Kind::Government]);
        assert_eq!(fits("92"), []);
    }

    #[test]
    fn a_registration_goes_the_ways_of_its_lifecycle_and_no_other() {
        let ways: Vec<_> = Status::ALL
            .iter()
            .flat_map(|from| Move::ALL.iter().filter_map(|step| from.after(*step).map(|to| (from.as_str(), step.as_str(), to.as_str()))))
            .collect();
        let expected = [
            ("draft", "submit", "submitted"),
            ("submitted", "verify", "verified"),
            ("submitted", "return", "returned"),
            ("returned", "submit", "submitted"),
            ("verified", "suspend", "suspended"),
            ("verified", "revise", "submitted"),
            ("verified", "deregister", "deregistered"),
            ("suspended", "reinstate", "verified"),
        ];
        assert_eq!(ways, expected);
    }
}
