//! Hard conditions: a pair that fails one is never shown, whatever its score, and the code says why.

use serde::Serialize;

use super::day::Period;
use super::names::Reason;
use super::records::{Organization, Project};
use super::symbols::{Place, Symbol, Symbols};

/// A hard condition, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[schema(as = MatchFilter)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// The project can still be answered.
    Open,
    /// The hub has verified the organisation, and it is active.
    Verified,
    /// It may contract in its own name (R3, R20).
    CanContract,
    /// It is neither on the abnormal nor on the serious list.
    GoodStanding,
    /// It has the required documents and, outside the statutory regimes, the required grade (R23, R24).
    Qualified,
    /// Its registration allows the field.
    FieldAllowed,
    /// Its registration allows the area.
    AreaAllowed,
    /// It is there on the project's days.
    Dates,
    /// It has a free slot.
    FreeCapacity,
    /// The budget is within its own limits.
    BudgetLimits,
    /// Neither it nor its head nor its parent body is behind the project (R21, R22).
    NoConflict,
    /// It neither withdrew from this round nor was rejected in it.
    StillInRound,
}

impl Filter {
    pub const ALL: [Filter; 12] = [
        Filter::Open,
        Filter::Verified,
        Filter::CanContract,
        Filter::GoodStanding,
        Filter::Qualified,
        Filter::FieldAllowed,
        Filter::AreaAllowed,
        Filter::Dates,
        Filter::FreeCapacity,
        Filter::BudgetLimits,
        Filter::NoConflict,
        Filter::StillInRound,
    ];

    /// Why a candidate was left out.
    pub fn failed(self) -> Reason {
        let (zh, en) = match self {
            Self::Open => ("项目已不接受应征", "the project is not open any more"),
            Self::Verified => ("机构未经核验或已停用", "the organisation is not verified or not active"),
            Self::CanContract => ("机构不能以自己的名义签约", "the organisation may not contract in its own name"),
            Self::GoodStanding => ("机构在异常或失信名单上", "the organisation is on the abnormal or the serious list"),
            Self::Qualified => ("机构缺少所需资质或等级", "the organisation lacks a required document or grade"),
            Self::FieldAllowed => ("登记的业务范围不含该领域", "its registration does not allow the field"),
            Self::AreaAllowed => ("登记的活动区域不含该区域", "its registration does not allow the area"),
            Self::Dates => ("机构在项目期间不可承接", "it is not available on the project's days"),
            Self::FreeCapacity => ("机构没有空闲名额", "it has no free slot"),
            Self::BudgetLimits => ("预算超出机构设定的范围", "the budget is outside the limits it has set"),
            Self::NoConflict => ("存在利益冲突", "there is a conflict of interest"),
            Self::StillInRound => ("机构已退出本轮或被否决", "it withdrew from this round or was rejected in it"),
        };
        Reason::new(zh, en)
    }
}

/// Several filters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Filters(u16);

impl Filters {
    pub const NONE: Self = Self(0);

    pub fn of(filter: Filter) -> Self {
        Self(1 << filter as u16)
    }

    pub fn when(failed: bool, filter: Filter) -> Self {
        if failed { Self::of(filter) } else { Self::NONE }
    }

    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub fn contains(self, filter: Filter) -> bool {
        self.0 & Self::of(filter).0 != 0
    }

    pub fn first(self) -> Option<Filter> {
        Filter::ALL.get(self.0.trailing_zeros() as usize).copied()
    }

    pub fn iter(self) -> impl Iterator<Item = Filter> {
        Filter::ALL.into_iter().filter(move |filter| self.contains(*filter))
    }
}

/// What the organisation fails whatever the project.
pub(super) fn standing(organization: &Organization) -> Filters {
    Filters::when(!organization.verified, Filter::Verified)
        .and(Filters::when(!organization.can_contract, Filter::CanContract))
        .and(Filters::when(organization.listed, Filter::GoodStanding))
        .and(Filters::when(organization.free_slots == Some(0), Filter::FreeCapacity))
}

/// Which of the standing filters do not apply: where no contract is signed, nobody must be able to sign one.
pub(super) fn waived(project: &Project) -> Filters {
    Filters::when(!project.contract, Filter::CanContract)
}

/// What an organisation is limited to; most share one set of limits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Limits {
    grade: Option<u8>,
    documents: Box<[Symbol]>,
    scope: Option<Box<[Symbol]>>,
    areas: Option<Box<[Place]>>,
    available: Option<Period>,
    budget_min: Option<u64>,
    budget_max: Option<u64>,
}

impl Limits {
    pub fn of(organization: &Organization, symbols: &Symbols) -> Self {
        let all = |words: &[String]| sorted(words.iter().map(|word| symbols.of(word)));
        Self {
            grade: organization.grade.filter(|grade| (1..=5).contains(grade)),
            documents: all(&organization.documents),
            scope: organization.scope.as_deref().map(all),
            areas: organization.areas_allowed.as_ref().map(|areas| sorted(areas.iter().map(|area| symbols.place(area)))),
            available: organization.available,
            budget_min: organization.budget_min,
            budget_max: organization.budget_max,
        }
    }

    /// The filters that a demand makes it fail.
    pub fn failed(&self, demands: &Demands) -> Filters {
        let lacks_document = demands.documents.iter().any(|document| self.documents.binary_search(document).is_err());
        // Not on record means not graded.
        let lacks_grade = demands.grade.is_some_and(|asked| self.grade.unwrap_or(0) < asked);
        let scope = self.scope.as_ref().zip(demands.field).is_some_and(|(scope, field)| scope.binary_search(&field).is_err());
        let area = self.areas.as_ref().zip(demands.area).is_some_and(|(areas, area)| !areas.iter().any(|allowed| allowed.contains(&area)));
        let dates = self.available.zip(demands.dates).is_some_and(|(available, dates)| !available.overlaps(&dates));
        let budget = demands
            .budget
            .is_some_and(|budget| self.budget_min.is_some_and(|least| budget < least) || self.budget_max.is_some_and(|most| budget > most));
        Filters::when(lacks_document || lacks_grade, Filter::Qualified)
            .and(Filters::when(scope, Filter::FieldAllowed))
            .and(Filters::when(area, Filter::AreaAllowed))
            .and(Filters::when(dates, Filter::Dates))
            .and(Filters::when(budget, Filter::BudgetLimits))
    }
}

/// What a project asks of every organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Demands {
    documents: Box<[Symbol]>,
    grade: Option<u8>,
    field: Option<Symbol>,
    area: Option<Place>,
    dates: Option<Period>,
    budget: Option<u64>,
}

impl Demands {
    pub fn of(project: &Project, symbols: &Symbols) -> Self {
        Self {
            documents: sorted(project.required_documents.iter().map(|document| symbols.of(document))),
            // R23, R24: in a statutory purchase a grade gates nobody.
            grade: project.required_grade.filter(|_| !project.statutory),
            field: project.field.as_deref().map(|field| symbols.of(field)),
            area: project.area.as_ref().map(|area| symbols.place(area)),
            dates: project.dates,
            budget: project.budget,
        }
    }
}

fn sorted<T: Ord>(all: impl Iterator<Item = T>) -> Box<[T]> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all.into()
}

/// Whether the organisation, its head or its parent body stands behind the project (R21, R22).
pub(super) fn conflict(organization: &Organization, project: &Project) -> bool {
    let conflicts = &project.conflicts;
    let named = |list: &[String], key: &Option<String>| key.as_ref().is_some_and(|key| list.contains(key));
    conflicts.organizations.contains(&organization.id)
        || conflicts.parent_bodies.contains(&organization.id)
        || named(&conflicts.legal_representatives, &organization.legal_representative)
        || named(&conflicts.parent_bodies, &organization.parent_body)
        || named(&conflicts.organizations, &organization.parent_body)
}

/// Whether a project keeps anybody away by name, be it for a conflict or after this round.
pub(super) fn bars(project: &Project) -> bool {
    let conflicts = &project.conflicts;
    [&conflicts.organizations, &conflicts.legal_representatives, &conflicts.parent_bodies, &project.closed_to]
        .into_iter()
        .any(|named| !named.is_empty())
}

/// The filters that were applied to a project's candidates, all of which a match has passed.
pub(super) fn applied(project: &Project) -> Vec<Filter> {
    Filter::ALL.into_iter().filter(|filter| !waived(project).contains(*filter)).collect()
}
