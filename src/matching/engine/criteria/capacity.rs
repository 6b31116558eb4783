//! Capacity: free slots, and staff against the size of the budget.

use super::super::FULL;
use super::super::names::Reason;
use super::super::pool::Fit;
use super::super::records::{Organization, Project};
use super::{Pair, Told, yuan};

/// What one full-time person can carry, in fen.
const FEN_PER_PERSON: u64 = 20_000_000;
/// More people than this are as good as this many.
const MOST_STAFF: u32 = 200;
/// More free slots than this are as good as this many.
const MOST_SLOTS: u32 = 3;

#[derive(Debug, Clone)]
pub(in super::super) struct Capacity;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in super::super) struct Offer {
    free_slots: Option<u32>,
    staff: Option<u32>,
}

impl Fit for Capacity {
    type Offer = Offer;
    /// The people that the budget asks for.
    type Wish = Option<u32>;
    type Part = ();

    fn value(offer: &Offer, needed: &Option<u32>) -> Option<u32> {
        let slots = offer.free_slots.map(|slots| match slots {
            0 => 0,
            1 => 6_000,
            2 => 8_000,
            _ => FULL,
        });
        let staff = offer.staff.zip(*needed).map(|(staff, needed)| (staff * FULL / needed.max(1)).min(FULL));
        match (slots, staff) {
            (Some(slots), Some(staff)) => Some((slots + staff) / 2),
            (one, other) => one.or(other),
        }
    }
}

pub(in super::super) fn offer(organization: &Organization) -> Offer {
    Offer {
        free_slots: organization.free_slots.map(|slots| slots.min(MOST_SLOTS)),
        staff: organization.staff.map(|staff| staff.min(MOST_STAFF)),
    }
}

pub(in super::super) fn wish(project: &Project) -> Option<u32> {
    project.budget.map(|budget| budget.div_ceil(FEN_PER_PERSON).clamp(1, u64::from(MOST_STAFF)) as u32)
}

pub(in super::super) fn tell(pair: &Pair) -> Told {
    let (organization, needed) = (pair.organization, wish(pair.project));
    let mut parts = Vec::new();
    let mut sources = Vec::new();
    if let Some(slots) = organization.free_slots {
        parts.push(Reason::new(format!("还可承接{slots}个项目"), format!("{slots} free slots")));
        sources.push(pair.offered("free_slots"));
    }
    if let (Some(staff), Some(needed), Some(budget)) = (organization.staff, needed, pair.project.budget) {
        parts.push(Reason::new(
            format!("专职{staff}人，{}元的项目约需{needed}人", yuan(budget)),
            format!("{staff} staff; {} yuan ask for about {needed}", yuan(budget)),
        ));
        sources.push(pair.offered("staff"));
    }
    if parts.is_empty() {
        return pair.no_data("没有可用名额和人员数据", "neither free slots nor comparable staff are known");
    }
    Told::new(Reason::list(parts.into_iter()), sources)
}
