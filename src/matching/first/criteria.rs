//! How well one organisation fits one project, criterion by criterion.
//!
//! A fit says *what* was found; its `value` says how much that is worth, 0–[`FULL`].

use std::collections::BTreeSet;

use super::reasons::Taxonomy;
use super::records::{AreaRef, Demand, Supply};

/// The value of a criterion that is met completely.
pub const FULL: u32 = 10_000;

/// The target group that stands for everybody (domain §3.3).
pub const ALL_RESIDENTS: &str = "all_residents";

/// What the organisation's registered fields have to do with the project's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldFit<'a> {
    Same(&'a str),
    /// Another field of the same category.
    SameCategory {
        field: &'a str,
        category: String,
    },
    Other,
    Unstated,
}

impl<'a> FieldFit<'a> {
    pub fn of(supply: &'a Supply, demand: &Demand, taxonomy: &dyn Taxonomy) -> Self {
        let fields: BTreeSet<&str> = supply.fields.iter().map(String::as_str).collect();
        if let Some(same) = fields.get(demand.field.as_str()) {
            return Self::Same(same);
        }
        if fields.is_empty() {
            return Self::Unstated;
        }
        let Some(category) = taxonomy.category_of(&demand.field) else {
            return Self::Other;
        };
        match fields.into_iter().find(|field| taxonomy.category_of(field).as_ref() == Some(&category)) {
            Some(field) => Self::SameCategory { field, category },
            None => Self::Other,
        }
    }

    pub fn value(&self) -> u32 {
        match self {
            Self::Same(_) => FULL,
            Self::SameCategory { .. } => 5_000,
            Self::Other | Self::Unstated => 0,
        }
    }
}

/// Where the organisation stands to the project's area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AreaFit<'a> {
    /// It serves exactly this area.
    Serves(&'a AreaRef),
    /// It has its seat in this area.
    SeatWithin(&'a AreaRef),
    /// It serves the area directly above, such as the whole district of the street.
    ServesAbove(&'a AreaRef),
    /// Its seat is in a neighbouring area under the same parent.
    SeatNear(&'a AreaRef),
    /// It serves a wider area, such as the whole city.
    ServesWider(&'a AreaRef),
    /// It serves a part of this area.
    ServesPart(&'a AreaRef),
    /// It serves a neighbouring area under the same parent.
    ServesNear(&'a AreaRef),
    Elsewhere,
    Unstated,
}

impl<'a> AreaFit<'a> {
    /// The best of what is known of its seat and of every area it serves.
    pub fn of(supply: &'a Supply, demand: &Demand) -> Self {
        if supply.areas_served.is_empty() && supply.home_area.is_none() {
            return Self::Unstated;
        }
        let served = supply.areas_served.iter().map(|area| Self::of_served(area, &demand.area));
        let seat = supply.home_area.iter().map(|area| Self::of_seat(area, &demand.area));
        served.chain(seat).min_by(|a, b| b.value().cmp(&a.value()).then_with(|| a.order().cmp(&b.order()))).unwrap_or(Self::Elsewhere)
    }

    fn of_served(area: &'a AreaRef, wanted: &AreaRef) -> Self {
        match (area.contains(wanted), wanted.contains(area)) {
            (true, true) => Self::Serves(area),
            (true, false) if area.is_parent_of(wanted) => Self::ServesAbove(area),
            (true, false) => Self::ServesWider(area),
            (false, true) => Self::ServesPart(area),
            (false, false) if wanted.is_near(area) => Self::ServesNear(area),
            (false, false) => Self::Elsewhere,
        }
    }

    fn of_seat(area: &'a AreaRef, wanted: &AreaRef) -> Self {
        if wanted.contains(area) {
            Self::SeatWithin(area)
        } else if wanted.is_near(area) {
            Self::SeatNear(area)
        } else {
            Self::Elsewhere
        }
    }

    pub fn value(&self) -> u32 {
        match self {
            Self::Serves(_) | Self::SeatWithin(_) => FULL,
            Self::ServesAbove(_) | Self::SeatNear(_) => 8_500,
            Self::ServesWider(_) | Self::ServesPart(_) | Self::ServesNear(_) => 6_000,
            Self::Elsewhere | Self::Unstated => 0,
        }
    }

    /// Which of two equally good fits is the one to tell.
    fn order(&self) -> (u8, Option<&AreaRef>) {
        match self {
            Self::Serves(area) => (0, Some(area)),
            Self::SeatWithin(area) => (1, Some(area)),
            Self::ServesAbove(area) => (2, Some(area)),
            Self::SeatNear(area) => (3, Some(area)),
            Self::ServesPart(area) => (4, Some(area)),
            Self::ServesWider(area) => (5, Some(area)),
            Self::ServesNear(area) => (6, Some(area)),
            Self::Elsewhere | Self::Unstated => (7, None),
        }
    }
}

/// How many of the groups the project is for the organisation works for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TargetGroupFit<'a> {
    /// The project's groups the organisation names itself.
    pub shared: BTreeSet<&'a str>,
    pub wanted: BTreeSet<&'a str>,
    /// What the organisation says it works for.
    pub served: BTreeSet<&'a str>,
}

impl<'a> TargetGroupFit<'a> {
    pub fn of(supply: &'a Supply, demand: &'a Demand) -> Self {
        let served: BTreeSet<&str> = supply.target_groups.iter().map(String::as_str).collect();
        let mut wanted: BTreeSet<&str> = demand.target_groups.iter().map(String::as_str).collect();
        if wanted.is_empty() {
            wanted.insert(ALL_RESIDENTS);
        }
        Self { shared: wanted.intersection(&served).copied().collect(), wanted, served }
    }

    /// The mean over the project's groups: one the organisation names counts fully, one it reaches only because one side
    /// says "all residents" counts 0.6.
    pub fn value(&self) -> u32 {
        let of_group = |group: &str| {
            let general = group == ALL_RESIDENTS && !self.served.is_empty() || self.served.contains(ALL_RESIDENTS);
            match (self.shared.contains(group), general) {
                (true, _) => FULL,
                (false, true) => 6_000,
                (false, false) => 0,
            }
        };
        let groups = u32::try_from(self.wanted.len()).unwrap_or(u32::MAX);
        self.wanted.iter().map(|group| of_group(group)).sum::<u32>() / groups
    }

    /// Whether only "all residents" makes the two meet.
    pub fn is_general(&self) -> bool {
        self.shared.is_empty() && self.value() > 0
    }
}

#[cfg(test)]
mod tests {
    use super::super::properties::{demand, supply};
    use super::*;

    fn area(path: &str) -> AreaRef {
        AreaRef { code: path.rsplit('/').next().unwrap_or_default().into(), path: path.into() }
    }

    fn category(field: &str) -> Option<String> {
        Some(if field.starts_with("elderly") { "livelihood" } else { "safety" }.to_owned())
    }

    #[test]
    fn field_counts_by_level() {
        let demand = demand("elderly_care");
        for (fields, value) in
            [(vec!["elderly_care", "parking"], 10_000), (vec!["elderly_meals", "parking"], 5_000), (vec!["parking"], 0), (vec![], 0)]
        {
            let mut supply = supply("o");
            supply.fields = fields.iter().map(|f| f.to_string()).collect();
            assert_eq!(FieldFit::of(&supply, &demand, &category).value(), value, "{fields:?}");
        }
    }

    #[test]
    fn two_fields_without_a_category_are_not_of_the_same_one() {
        let mut supply = supply("o");
        supply.fields = vec!["a".into()];
        assert_eq!(FieldFit::of(&supply, &demand("b"), &|_: &str| None), FieldFit::Other);
    }

    #[test]
    fn area_counts_by_the_tree() {
        let mut demand = demand("x");
        demand.area = area("/310000/310107/310107015");
        let check = |served: &[&str], home: Option<&str>, value: u32| {
            let mut supply = supply("o");
            supply.areas_served = served.iter().copied().map(area).collect();
            supply.home_area = home.map(area);
            assert_eq!(AreaFit::of(&supply, &demand).value(), value, "{served:?} {home:?}");
        };
        check(&["/310000/310107/310107015"], None, 10_000);
        check(&[], Some("/310000/310107/310107015"), 10_000);
        check(&["/310000/310107"], None, 8_500);
        check(&[], Some("/310000/310107/310107020"), 8_500);
        check(&["/310000"], None, 6_000);
        check(&["/310000/310107/310107020"], None, 6_000);
        check(&["/310000/310107/310107015/001"], None, 6_000);
        check(&["/310000/310106"], Some("/310000/310106/310106001"), 0);
        check(&["/310000", "/310000/310107"], Some("/310000/310106"), 8_500);
        check(&[], None, 0);
    }

    #[test]
    fn groups_count_by_share_and_everybody_counts_six_tenths() {
        for (wanted, served, value) in [
            (vec!["elderly"], vec!["elderly", "youth"], 10_000),
            (vec!["elderly", "carers"], vec!["elderly"], 5_000),
            (vec!["elderly", "carers"], vec!["elderly", ALL_RESIDENTS], 8_000),
            (vec!["elderly"], vec![ALL_RESIDENTS], 6_000),
            (vec![], vec!["elderly"], 6_000),
            (vec![], vec![ALL_RESIDENTS], 10_000),
            (vec!["elderly"], vec!["youth"], 0),
            (vec![], vec![], 0),
        ] {
            let (mut supply, mut demand) = (supply("o"), demand("x"));
            supply.target_groups = served.iter().map(|g| g.to_string()).collect();
            demand.target_groups = wanted.iter().map(|g| g.to_string()).collect();
            assert_eq!(TargetGroupFit::of(&supply, &demand).value(), value, "{wanted:?} {served:?}");
        }
    }
}
