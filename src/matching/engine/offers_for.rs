//! What a need can be answered with: items of the catalogue, and venues and equipment.
//!
//! A catalogue item is found by its text and by the votes of the nearest needs that a clerk has classified: the item's text
//! counts about twice as much as the votes, so that each correction teaches and none decides alone.

use std::collections::{BTreeMap, HashMap};

use super::FULL;
use super::answer::LeftOut;
use super::filter::Filter;
use super::fixed::{ratio, size_class};
use super::found::{self, Candidate, Found, FoundItem, Plan};
use super::names::Reason;
use super::own_view::Distance;
use super::pool::{Fit, NEUTRAL, Value};
use super::records::{CatalogueItem, Need, Resource};
use super::state::Engine;
use super::store::Row;
use super::symbols::{Place, Symbols};
use super::wording::need_text;

const CATALOGUE: Plan<3> = [("text", 58), ("neighbours", 29), ("field", 13)];
const RESOURCES: Plan<3> = [("text", 45), ("area", 35), ("capacity", 20)];
/// How many classified needs vote.
const VOTERS: usize = 10;
const SAME_CATEGORY: u32 = 5_000;

const NOBODY_KNOWS: Value = Value { value: NEUTRAL, known: false };

fn known(value: u32) -> Value {
    Value { value: value.min(FULL), known: true }
}

impl Engine {
    /// The `most` catalogue items that answer a stored need best; none if there is no such need.
    pub fn catalogue_for(&self, need: &str, most: usize) -> Option<Found> {
        self.needs.store.get(need).map(|(_, need)| self.catalogue_for_need(need, most))
    }

    /// As [`Engine::catalogue_for`], for a need that need not be stored.
    pub fn catalogue_for_need(&self, need: &Need, most: usize) -> Found {
        let text = need_text(need);
        let asked = self.catalogue.text.ask(&text);
        let voters = self.classified.ask(&text);
        let nearest = self.classified.nearest(&voters, VOTERS + 1);
        let votes = self.votes(nearest.into_iter().filter(|(id, _)| *id != need.id).take(VOTERS));
        let shares: BTreeMap<Row, u32> =
            votes.by_item.keys().filter_map(|item| Some((self.catalogue.store.row(item)?, votes.share(item)))).collect();
        let mut by_field: HashMap<&str, Value> = HashMap::new();
        let candidates = self.catalogue.store.iter().map(|(row, item)| {
            let text = known(self.catalogue.text.value(&asked, row));
            // Without teachers the text speaks for them.
            let votes = if votes.total == 0 { Value { known: false, ..text } } else { known(shares.get(&row).copied().unwrap_or(0)) };
            let field = match (&need.field, &item.field) {
                (Some(asked), Some(offered)) => *by_field.entry(offered).or_insert_with(|| self.field_of(asked, offered)),
                _ => NOBODY_KNOWS,
            };
            Candidate { row, id: &item.id, name: &item.name, values: [text, votes, field] }
        });
        let candidates: Vec<Candidate<3>> = candidates.collect();
        let count = candidates.len();
        let told = |candidate: &Candidate<3>| -> Option<FoundItem> {
            let item = self.catalogue.store.at(candidate.row)?;
            let evidence = self.catalogue.text.evidence(&asked, candidate.row);
            let record = format!("catalogue/{}", item.id);
            let reasons = [
                found::text_reason(&evidence, candidate.values[0].value, record.clone()),
                votes.tell(&item.id, &record),
                self.tell_field(need, item, record.clone()),
            ];
            Some(found::item(candidate, &CATALOGUE, reasons, evidence))
        };
        let items = found::best(candidates, &CATALOGUE, most).iter().filter_map(told).collect();
        Found { as_of: self.as_of, candidates: count, items, left_out: Vec::new() }
    }

    fn votes<'v>(&self, voters: impl Iterator<Item = (&'v str, u32)>) -> Votes {
        let mut votes = Votes::default();
        for (id, score) in voters {
            let Some(item) = self.needs.store.get(id).and_then(|(_, need)| need.item.clone()) else { continue };
            votes.total += u64::from(score);
            let of_item = votes.by_item.entry(item).or_default();
            of_item.score += u64::from(score);
            of_item.needs.push(id.to_owned());
        }
        votes
    }

    fn field_of(&self, asked: &str, offered: &str) -> Value {
        if asked == offered {
            return known(FULL);
        }
        let category = self.taxonomy.category_of(asked);
        known(if category.is_some() && category == self.taxonomy.category_of(offered) { SAME_CATEGORY } else { 0 })
    }

    fn tell_field(&self, need: &Need, item: &CatalogueItem, record: String) -> (Reason, Vec<String>) {
        let (Some(asked), Some(offered)) = (&need.field, &item.field) else {
            return (Reason::new("无数据：服务领域未注明", "no data: one side states no field"), vec![record]);
        };
        let (asked_name, own) = (self.taxonomy.field_name(asked), self.taxonomy.field_name(offered));
        let reason = if asked == offered {
            Reason::new(format!("同属“{}”", own.zh), format!("both are {}", own.en))
        } else {
            Reason::new(
                format!("属于“{}”，需求属于“{}”", own.zh, asked_name.zh),
                format!("it is {}, the need is {}", own.en, asked_name.en),
            )
        };
        (reason, vec![record])
    }

    /// A stored need.
    pub fn need(&self, id: &str) -> Option<&Need> {
        self.needs.store.get(id).map(|(_, need)| need)
    }

    /// The `most` resources that answer a stored need best; none if there is no such need.
    pub fn resources_for(&self, need: &str, most: usize) -> Option<Found> {
        self.needs.store.get(need).map(|(_, need)| self.resources_for_need(need, most))
    }

    /// As [`Engine::resources_for`], for a need that need not be stored.
    pub fn resources_for_need(&self, need: &Need, most: usize) -> Found {
        let asked = self.resources.text.ask(&need_text(need));
        let place = need.area.as_ref().map(|area| self.symbols.place(area));
        let people = need.people.map(room_for);
        let mut left_out: BTreeMap<Filter, usize> = BTreeMap::new();
        let mut candidates: Vec<Candidate<3>> = Vec::new();
        for (row, resource) in self.resources.store.iter() {
            if let Some(filter) = unusable(resource, need) {
                *left_out.entry(filter).or_default() += 1;
                continue;
            }
            let Some(room) = self.rooms.get(row) else { continue };
            let values = [
                known(self.resources.text.value(&asked, row)),
                Distance::value(&room.place, &place).map_or(NOBODY_KNOWS, known),
                room.fits(people).map_or(NOBODY_KNOWS, known),
            ];
            candidates.push(Candidate { row, id: &resource.id, name: &resource.name, values });
        }
        let count = candidates.len();
        let told = |candidate: &Candidate<3>| -> Option<FoundItem> {
            let resource = self.resources.store.at(candidate.row)?;
            let evidence = self.resources.text.evidence(&asked, candidate.row);
            let reasons = [
                found::text_reason(&evidence, candidate.values[0].value, format!("resources/{}", resource.id)),
                self.tell_area(resource, candidate.values[1]),
                tell_room(resource, need),
            ];
            Some(found::item(candidate, &RESOURCES, reasons, evidence))
        };
        let items = found::best(candidates, &RESOURCES, most).iter().filter_map(told).collect();
        let left_out = left_out.into_iter().map(|(filter, count)| LeftOut { filter, count, reason: unusable_because(filter) });
        Found { as_of: self.as_of, candidates: count, items, left_out: left_out.collect() }
    }

    fn tell_area(&self, resource: &Resource, value: Value) -> (Reason, Vec<String>) {
        let (Some(area), true) = (&resource.area, value.known) else {
            return (Reason::new("无数据：区域未注明", "no data: one side names no area"), vec![format!("resources/{}", resource.id)]);
        };
        let name = self.taxonomy.area_name(area);
        let reason = match value.value {
            FULL => Reason::new(format!("就在需求所在的“{}”", name.zh), format!("in “{}”, where the need is", name.en)),
            8_500.. => Reason::new(format!("在邻近的“{}”", name.zh), format!("in “{}”, near the need", name.en)),
            6_000.. => Reason::new(format!("在同城的“{}”", name.zh), format!("in “{}”, in the same city", name.en)),
            _ => Reason::new(format!("在外地的“{}”", name.zh), format!("in “{}”, in another city", name.en)),
        };
        (reason, vec![format!("resources/{}#area", resource.id)])
    }
}

/// What the nearest classified needs say.
#[derive(Default)]
struct Votes {
    total: u64,
    by_item: BTreeMap<String, Vote>,
}

#[derive(Default)]
struct Vote {
    score: u64,
    needs: Vec<String>,
}

impl Votes {
    /// 0–10000.
    fn share(&self, item: &str) -> u32 {
        let score = self.by_item.get(item).map_or(0, |vote| vote.score);
        (score * u64::from(FULL)).checked_div(self.total).unwrap_or(0) as u32
    }

    fn tell(&self, item: &str, record: &str) -> (Reason, Vec<String>) {
        let voters: usize = self.by_item.values().map(|vote| vote.needs.len()).sum();
        match self.by_item.get(item) {
            Some(vote) => (
                Reason::new(
                    format!("最相近的{voters}条已分类需求中有{}条属于此项", vote.needs.len()),
                    format!("{} of the {voters} nearest classified needs are of this item", vote.needs.len()),
                ),
                vote.needs.iter().map(|need| format!("needs/{need}")).collect(),
            ),
            None if voters == 0 => {
                (Reason::new("无数据：没有相近的已分类需求", "no data: no classified need is near"), vec![record.to_owned()])
            }
            None => (
                Reason::new("最相近的已分类需求都不属于此项", "none of the nearest classified needs is of this item"),
                vec![record.to_owned()],
            ),
        }
    }
}

/// The filter that keeps a resource from a need.
fn unusable(resource: &Resource, need: &Need) -> Option<Filter> {
    let too_small = resource.capacity.zip(need.people).is_some_and(|(capacity, people)| capacity < people);
    let other_days = resource.available.zip(need.dates).is_some_and(|(available, dates)| !available.overlaps(&dates));
    if resource.free == Some(0) || too_small { Some(Filter::FreeCapacity) } else { other_days.then_some(Filter::Dates) }
}

fn unusable_because(filter: Filter) -> Reason {
    match filter {
        Filter::FreeCapacity => Reason::new("没有空闲或容纳不下", "none is free, or it is too small"),
        _ => Reason::new("所需日期不可用", "it is not available on the days"),
    }
}

/// What a need reads of a resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    place: Option<Place>,
    size: Option<u16>,
}

impl Room {
    pub fn of(resource: &Resource, symbols: &Symbols) -> Self {
        Self {
            place: resource.area.as_ref().map(|area| symbols.place(area)),
            size: resource.capacity.map(|capacity| size_class(u64::from(capacity))),
        }
    }

    /// Room enough is half of it; the rest is for not keeping a hall from those who need one.
    fn fits(&self, people: Option<u16>) -> Option<u32> {
        Some(FULL / 2 + ratio(self.size?, people?) / 2)
    }
}

/// The size of a room for so many people.
fn room_for(people: u32) -> u16 {
    size_class(u64::from(people.max(1)))
}

fn tell_room(resource: &Resource, need: &Need) -> (Reason, Vec<String>) {
    match (resource.capacity, need.people) {
        (Some(capacity), Some(people)) => (
            Reason::new(format!("可容纳{capacity}人，需求{people}人"), format!("room for {capacity}; the need is for {people}")),
            vec![format!("resources/{}#capacity", resource.id)],
        ),
        _ => (
            Reason::new("无数据：人数或容量未注明", "no data: capacity or number of people is not stated"),
            vec![format!("resources/{}", resource.id)],
        ),
    }
}
