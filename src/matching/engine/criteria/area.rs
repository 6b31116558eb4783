//! Area: the best of what is known of the organisation's seat and of every area it serves.

use super::super::FULL;
use super::super::names::Reason;
use super::super::pool::Fit;
use super::super::records::{AreaRef, Organization, Project};
use super::super::symbols::{Place, Symbols};
use super::{Pair, Told};

#[derive(Debug, Clone)]
pub(in super::super) struct Area;

/// Where an organisation is and works.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in super::super) struct Offer {
    seat: Option<Place>,
    served: Box<[Place]>,
}

/// One way to be tied to an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in super::super) enum Tie {
    Seat(Place),
    Serves(Place),
}

fn ties(offer: &Offer) -> impl Iterator<Item = Tie> + '_ {
    offer.seat.into_iter().map(Tie::Seat).chain(offer.served.iter().copied().map(Tie::Serves))
}

/// What an area has to do with the project's; those listed first are told first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Relation {
    /// It serves exactly this area.
    Serves,
    /// It has its seat in this area.
    SeatWithin,
    /// It serves the area directly above, such as the whole district of the street.
    ServesAbove,
    /// Its seat is in a neighbouring area under the same parent.
    SeatNear,
    /// It serves a part of this area.
    ServesPart,
    /// It serves a wider area, such as the whole city.
    ServesWider,
    /// It serves a neighbouring area under the same parent.
    ServesNear,
    Elsewhere,
}

impl Relation {
    fn of_served(area: &Place, wanted: &Place) -> Self {
        match (area.contains(wanted), wanted.contains(area)) {
            (true, true) => Self::Serves,
            (true, false) if area.is_parent_of(wanted) => Self::ServesAbove,
            (true, false) => Self::ServesWider,
            (false, true) => Self::ServesPart,
            (false, false) if wanted.is_near(area) => Self::ServesNear,
            (false, false) => Self::Elsewhere,
        }
    }

    fn of_seat(area: &Place, wanted: &Place) -> Self {
        if wanted.contains(area) {
            Self::SeatWithin
        } else if wanted.is_near(area) {
            Self::SeatNear
        } else {
            Self::Elsewhere
        }
    }

    fn value(self) -> u32 {
        match self {
            Self::Serves | Self::SeatWithin => FULL,
            Self::ServesAbove | Self::SeatNear => 8_500,
            Self::ServesWider | Self::ServesPart | Self::ServesNear => 6_000,
            Self::Elsewhere => 0,
        }
    }
}

impl Fit for Area {
    type Offer = Offer;
    type Wish = Option<Place>;
    type Part = Tie;
    const BY_PARTS: bool = true;

    fn value(offer: &Offer, wish: &Option<Place>) -> Option<u32> {
        ties(offer).filter_map(|tie| Self::value_of_part(&tie, wish)).max()
    }

    fn parts(offer: &Offer) -> Vec<Tie> {
        ties(offer).collect()
    }

    fn value_of_part(tie: &Tie, wish: &Option<Place>) -> Option<u32> {
        let wanted = wish.as_ref()?;
        let relation = match tie {
            Tie::Seat(area) => Relation::of_seat(area, wanted),
            Tie::Serves(area) => Relation::of_served(area, wanted),
        };
        Some(relation.value())
    }
}

pub(in super::super) fn offer(organization: &Organization, symbols: &Symbols) -> Offer {
    let mut served: Vec<Place> = organization.areas_served.iter().map(|area| symbols.place(area)).collect();
    served.sort_unstable();
    served.dedup();
    Offer { seat: organization.home_area.as_ref().map(|area| symbols.place(area)), served: served.into() }
}

pub(in super::super) fn wish(project: &Project, symbols: &Symbols) -> Option<Place> {
    project.area.as_ref().map(|area| symbols.place(area))
}

pub(in super::super) fn tell(pair: &Pair) -> Told {
    let Pair { organization, project, taxonomy, .. } = *pair;
    let Some(asked) = &project.area else { return pair.not_asked("未注明区域", "names no area") };
    let mut symbols = Symbols::default();
    for area in organization.areas_served.iter().chain(&organization.home_area).chain([asked]) {
        symbols.learn_area(area);
    }
    let wanted = symbols.place(asked);
    let served = organization.areas_served.iter().map(|area| (Relation::of_served(&symbols.place(area), &wanted), area));
    let mut all: Vec<(Relation, &AreaRef)> = served.collect();
    all.extend(organization.home_area.iter().map(|area| (Relation::of_seat(&symbols.place(area), &wanted), area)));
    let Some((relation, area)) = all.into_iter().min_by_key(|(relation, area)| (std::cmp::Reverse(relation.value()), *relation, *area))
    else {
        return pair.no_data("尚未登记服务范围", "no area registered yet");
    };
    let (own, wanted) = (taxonomy.area_name(area), taxonomy.area_name(asked));
    let served = format!("areas_served/{}", area.code);
    let (reason, part) = match relation {
        Relation::Serves => {
            (Reason::new(format!("服务范围就是项目所在的“{}”", own.zh), format!("serves “{}”, the project's own area", own.en)), served)
        }
        Relation::SeatWithin => (
            Reason::new(format!("所在地“{}”位于项目区域内", own.zh), format!("has its seat in “{}”, within the project's area", own.en)),
            "home_area".to_owned(),
        ),
        Relation::ServesAbove => (
            Reason::new(
                format!("服务范围“{}”包含项目所在的“{}”", own.zh, wanted.zh),
                format!("serves “{}”, the area directly above the project's “{}”", own.en, wanted.en),
            ),
            served,
        ),
        Relation::SeatNear => (
            Reason::new(
                format!("所在地“{}”与项目所在的“{}”同属一个上级区域", own.zh, wanted.zh),
                format!("has its seat in “{}”, under the same parent area as the project's “{}”", own.en, wanted.en),
            ),
            "home_area".to_owned(),
        ),
        Relation::ServesPart => (
            Reason::new(
                format!("服务范围“{}”是项目所在的“{}”的一部分", own.zh, wanted.zh),
                format!("serves “{}”, a part of the project's “{}”", own.en, wanted.en),
            ),
            served,
        ),
        Relation::ServesWider => (
            Reason::new(
                format!("服务范围“{}”较广，包含项目所在的“{}”", own.zh, wanted.zh),
                format!("serves “{}”, a wider area that includes the project's “{}”", own.en, wanted.en),
            ),
            served,
        ),
        Relation::ServesNear => (
            Reason::new(
                format!("服务范围“{}”与项目所在的“{}”同属一个上级区域", own.zh, wanted.zh),
                format!("serves “{}”, under the same parent area as the project's “{}”", own.en, wanted.en),
            ),
            served,
        ),
        Relation::Elsewhere => (
            Reason::new(
                format!("登记的区域不含项目所在的“{}”", wanted.zh),
                format!("no registered area touches the project's “{}”", wanted.en),
            ),
            if organization.home_area.is_some() { "home_area".to_owned() } else { served },
        ),
    };
    Told::new(reason, vec![pair.offered(&part)])
}
