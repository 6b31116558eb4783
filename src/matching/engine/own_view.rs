//! The organisation's own view of a project: what it would rather do, how far it is, what it must earn, how busy it is.

use serde::Serialize;

use super::FULL;
use super::criteria::{Pair, field};
use super::fixed::{ratio, size_class};
use super::names::Reason;
use super::pool::Fit;
use super::records::Organization;
use super::symbols::{Place, Symbol, Symbols};

/// The parts of the organisation's view, in the order in which an answer lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[schema(as = MatchOwnKey)]
#[serde(rename_all = "snake_case")]
pub enum OwnKey {
    Preference,
    Distance,
    MinimumBudget,
    Load,
}

impl OwnKey {
    pub const ALL: [OwnKey; 4] = [OwnKey::Preference, OwnKey::Distance, OwnKey::MinimumBudget, OwnKey::Load];

    /// Percent of the organisation's view.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Preference => 40,
            Self::Distance => 25,
            Self::MinimumBudget => 20,
            Self::Load => 15,
        }
    }
}

/// A preferred field counts fully, another of its category 0.7, any other 0.4.
#[derive(Debug, Clone)]
pub(super) struct Preference;

impl Fit for Preference {
    type Offer = field::Offer;
    type Wish = (Option<Symbol>, Option<Symbol>);
    type Part = ();

    fn value(preferred: &field::Offer, (field, category): &Self::Wish) -> Option<u32> {
        let field = (*field)?;
        let of_one = |(own, own_category): &(Symbol, Option<Symbol>)| {
            if *own == field {
                FULL
            } else if own_category.is_some() && own_category == category {
                7_000
            } else {
                4_000
            }
        };
        preferred.iter().map(of_one).max()
    }
}

#[derive(Debug, Clone)]
pub(super) struct Distance;

impl Fit for Distance {
    type Offer = Option<Place>;
    type Wish = Option<Place>;
    type Part = ();

    fn value(seat: &Option<Place>, wanted: &Option<Place>) -> Option<u32> {
        let (seat, wanted) = (seat.as_ref()?, wanted.as_ref()?);
        Some(if wanted.contains(seat) || seat.contains(wanted) {
            FULL
        } else if wanted.is_near(seat) {
            8_500
        } else if wanted.shares_root_with(seat) {
            6_000
        } else {
            3_000
        })
    }
}

/// Half at the organisation's own minimum, all at twice that.
#[derive(Debug, Clone)]
pub(super) struct MinimumBudget;

impl Fit for MinimumBudget {
    type Offer = Option<u16>;
    type Wish = Option<u16>;
    type Part = ();

    fn value(minimum: &Option<u16>, budget: &Option<u16>) -> Option<u32> {
        let (minimum, budget) = ((*minimum)?, (*budget)?);
        if budget < minimum {
            return Some(ratio(minimum, budget) / 2);
        }
        // 1 − (minimum / budget) / 2 would never be all of it; twice the minimum is enough for anybody.
        Some((FULL / 2 + u32::from(budget - minimum) * (FULL / 2) / 16).min(FULL))
    }
}

/// The free share of what it can run at the same time.
#[derive(Debug, Clone)]
pub(super) struct Load;

impl Fit for Load {
    type Offer = Option<(u32, u32)>;
    type Wish = ();
    type Part = ();

    fn value(offer: &Self::Offer, (): &()) -> Option<u32> {
        offer.map(|(free, total)| (u64::from(free) * u64::from(FULL) / u64::from(total.max(1))).min(u64::from(FULL)) as u32)
    }
}

pub(super) fn seat(organization: &Organization, symbols: &Symbols) -> Option<Place> {
    organization.home_area.as_ref().map(|area| symbols.place(area))
}

pub(super) fn minimum(organization: &Organization) -> Option<u16> {
    organization.budget_min.filter(|minimum| *minimum > 0).map(size_class)
}

pub(super) fn load(organization: &Organization) -> Option<(u32, u32)> {
    organization
        .free_slots
        .zip(organization.total_slots.filter(|total| *total > 0))
        .map(|(free, total)| (free.min(total).min(100), total.min(100)))
}

/// What a part of the view says, with the stored records behind it.
pub(super) fn tell(key: OwnKey, pair: &Pair, value: u32, known: bool) -> (Reason, Vec<String>) {
    if !known {
        let reason = Reason::new("无数据：按同类机构的平均值计", "no data: the mean of its cohort is used");
        return (reason, vec![pair.organization_record()]);
    }
    match key {
        OwnKey::Preference => {
            let reason = match value {
                FULL => Reason::new("项目属于其优先领域", "the project is in a field it prefers"),
                7_000.. => Reason::new("项目与其优先领域同类", "the project is in the category of a field it prefers"),
                _ => Reason::new("项目不在其优先领域", "the project is in none of the fields it prefers"),
            };
            let preferred = pair.organization.preferred_fields.iter().min();
            let same = preferred.and(pair.project.field.as_ref()).filter(|_| value == FULL);
            let part = same.or(preferred).map_or_else(String::new, |field| format!("preferred_fields/{field}"));
            (reason, vec![pair.offered(&part)])
        }
        OwnKey::Distance => {
            let reason = match value {
                FULL => Reason::new("项目就在其所在区域", "the project is where it is"),
                8_500.. => Reason::new("项目在邻近区域", "the project is in a neighbouring area"),
                6_000.. => Reason::new("项目在同一城市的其他区", "the project is in another part of the city"),
                _ => Reason::new("项目在外地", "the project is in another city"),
            };
            (reason, vec![pair.offered("home_area")])
        }
        OwnKey::MinimumBudget => {
            let reason = Reason::new("预算与其最低预算之比", "the budget against its own minimum");
            (reason, vec![pair.offered("budget_min")])
        }
        OwnKey::Load => {
            let (free, total) = (pair.organization.free_slots.unwrap_or(0), pair.organization.total_slots.unwrap_or(0));
            let reason = Reason::new(format!("{total}个名额中{free}个空闲"), format!("{free} of its {total} slots are free"));
            (reason, vec![pair.offered("total_slots")])
        }
    }
}

/// The whole view from the values of its parts, 0–10000.
pub(super) fn view(values: [u32; OwnKey::ALL.len()]) -> u32 {
    OwnKey::ALL.into_iter().zip(values).map(|(key, value)| key.weight() * value).sum::<u32>() / 100
}
