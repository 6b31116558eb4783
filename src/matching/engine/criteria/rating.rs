//! Rating: the mean of stars, grade and annual inspection, those unknown at 0.7; the lowest known one is the cap.

use super::super::FULL;
use super::super::names::Reason;
use super::super::pool::Fit;
use super::super::records::{Inspection, Organization};
use super::{Pair, Told};

const UNKNOWN_PART: u32 = 7_000;

#[derive(Debug, Clone)]
pub(in super::super) struct Rating;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in super::super) struct Offer {
    stars: Option<u8>,
    grade: Option<u8>,
    inspection: Option<Inspection>,
}

impl Fit for Rating {
    type Offer = Offer;
    type Wish = ();
    type Part = ();

    fn value(offer: &Offer, (): &()) -> Option<u32> {
        let parts = [
            offer.stars.map(|stars| u32::from(stars) * FULL / 5),
            // The lowest grade is still a grade: 1A is worth 0.6.
            offer.grade.map(|grade| FULL / 2 + u32::from(grade) * FULL / 10),
            offer.inspection.map(|inspection| match inspection {
                Inspection::Passed => FULL,
                Inspection::BasicallyPassed => 6_000,
                Inspection::Failed | Inspection::Missed => 2_000,
            }),
        ];
        let cap = parts.into_iter().flatten().min()?;
        let mean = parts.map(|part| part.unwrap_or(UNKNOWN_PART)).into_iter().sum::<u32>() / 3;
        Some(mean.min(cap))
    }
}

pub(in super::super) fn offer(organization: &Organization) -> Offer {
    let of_five = |grade: Option<u8>| grade.filter(|grade| (1..=5).contains(grade));
    Offer { stars: of_five(organization.stars), grade: of_five(organization.grade), inspection: organization.inspection }
}

pub(in super::super) fn tell(pair: &Pair) -> Told {
    let offer = offer(pair.organization);
    let mut parts = Vec::new();
    let mut sources = Vec::new();
    if let Some(stars) = offer.stars {
        parts.push(Reason::new(format!("{stars}星"), format!("{stars} of 5 stars")));
        sources.push(pair.offered("stars"));
    }
    if let Some(grade) = offer.grade {
        parts.push(Reason::new(format!("社会组织评估{grade}A"), format!("grade {grade}A")));
        sources.push(pair.offered("grade"));
    }
    if let Some(inspection) = offer.inspection {
        let (zh, en) = match inspection {
            Inspection::Passed => ("年检合格", "annual inspection passed"),
            Inspection::BasicallyPassed => ("年检基本合格", "annual inspection basically passed"),
            Inspection::Failed => ("年检不合格", "annual inspection failed"),
            Inspection::Missed => ("未参加年检", "annual inspection missed"),
        };
        parts.push(Reason::new(zh, en));
        sources.push(pair.offered("inspection"));
    }
    if parts.is_empty() {
        return pair.no_data("没有星级、评估等级和年检结果", "neither stars nor grade nor annual inspection");
    }
    Told::new(Reason::list(parts.into_iter()), sources)
}
