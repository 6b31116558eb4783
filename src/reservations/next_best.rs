//! What the second asker gets: why it is taken, and what comes next best (S31).

use serde::Serialize;

use crate::matching::engine::records::{AreaRef, Need as Wish};
use crate::matching::engine::{FoundItem, Period};
use crate::matching::index::Index;
use crate::matching::records::day;
use crate::needs::Need;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ResourceId;
use crate::platform::time::Timestamp;
use crate::resources::{self, Placed, Slot, SlotView};

/// How many are told.
const MOST: usize = 3;
/// How many the engine is asked for: some have no time that suits.
const LOOKED_AT: usize = 30;

/// What was asked for.
pub struct Asked<'a> {
    pub placed: &'a Placed,
    pub slot: &'a Slot,
    pub quantity: i32,
    pub people: Option<i32>,
    pub need: Option<&'a Need>,
    pub purpose: &'a str,
}

/// Another resource, or another time of the same one.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ResourceAlternative)]
pub struct Alternative {
    pub resource_id: ResourceId,
    pub name_zh: String,
    pub slot: SlotView,
    /// Whether it can be had at the time that was asked for.
    pub same_time: bool,
    /// 0–10000, by the matching engine.
    pub score: u32,
    /// Why this one.
    pub reasons: Vec<Text>,
}

/// 409 with what comes next best; of the same score, what is free at the time that was asked for comes first.
pub fn taken(conn: &mut Conn, call: &Call, asked: &Asked) -> Result<Problem> {
    let left = resources::slot(conn, &asked.placed.resource.id, &asked.slot.id)?.map_or(0, |slot| slot.free);
    let alternatives = alternatives(conn, call, asked)?;
    let (zh, en) = match alternatives.first() {
        Some(next) => (
            format!("可改约“{}”（{}），其余见 alternatives。", next.name_zh, next.slot.starts_at.shanghai()),
            format!("Next best: {} ({}); see alternatives.", next.name_zh, next.slot.starts_at.shanghai()),
        ),
        None => ("目前没有其他合适的资源。".to_owned(), "There is nothing else that suits at the moment.".to_owned()),
    };
    let problem = Problem::conflict(
        "resources/taken",
        format!("“{}”在该时段只剩 {left} 份，您要 {} 份：其余已被他人预约。{zh}", asked.placed.resource.name_zh, asked.quantity),
        format!(
            "{} has {left} left at this time and you ask for {}: others hold the rest. {en}",
            asked.placed.resource.name_zh, asked.quantity
        ),
    );
    Ok(problem.with_alternatives(serde_json::to_value(alternatives).map_err(Problem::internal)?))
}

fn alternatives(conn: &mut Conn, call: &Call, asked: &Asked) -> Result<Vec<Alternative>> {
    let wish = wish(asked);
    let index = Index::of(&call.platform);
    let mut found: Vec<Alternative> = Vec::new();
    // First what can be had on that day, then whatever the day.
    let day = Period { from: Some(day(asked.slot.starts_at.shanghai_date())), to: Some(day(asked.slot.ends_at.shanghai_date())) };
    for dates in [Some(day), None] {
        let wish = Wish { dates, ..wish.clone() };
        // An engine that is being loaded knows of nothing else; that this one is taken is said all the same.
        let Ok(ranked) = index.ask_as_it_is(|engine| engine.resources_for_need(&wish, LOOKED_AT)) else { break };
        for item in ranked.items {
            if found.len() < MOST && !found.iter().any(|known| known.resource_id.as_str() == item.id) {
                found.extend(alternative(conn, call.now, asked, dates.is_some(), item)?);
            }
        }
    }
    Ok(found)
}

/// What the engine looks for: the need where one is named, else the purpose at the place of what was asked for.
fn wish(asked: &Asked) -> Wish {
    let place = AreaRef { code: asked.placed.resource.area_code.clone(), path: asked.placed.path.clone() };
    let people = asked.people.and_then(|people| u32::try_from(people).ok());
    let wish = Wish { area: Some(place), people, ..Wish::new("") };
    match asked.need {
        Some(need) => Wish { title: need.title_zh.clone(), text: format!("{} {}", need.description_zh, asked.purpose), ..wish },
        None => Wish { title: asked.purpose.to_owned(), text: asked.placed.resource.name_zh.clone(), ..wish },
    }
}

/// A time of it that overlaps what was asked for, else its next one; none where too little is free.
fn alternative(conn: &mut Conn, now: Timestamp, asked: &Asked, only_that_time: bool, item: FoundItem) -> Result<Option<Alternative>> {
    let Some(resource_id) = ResourceId::parse(&item.id) else { return Ok(None) };
    // Chairs are no alternative for a hall.
    let kind = resources::placed(conn, &resource_id)?.map(|placed| placed.resource.kind);
    if kind != Some(asked.placed.resource.kind) {
        return Ok(None);
    }
    let mut slots = resources::upcoming(conn, std::slice::from_ref(&resource_id), now)?.remove(&resource_id).unwrap_or_default();
    slots.retain(|slot| now < slot.starts_at && asked.quantity <= slot.free);
    let overlapping = slots.iter().position(|slot| slot.starts_at < asked.slot.ends_at && asked.slot.starts_at < slot.ends_at);
    let chosen = if only_that_time { overlapping } else { overlapping.or((!slots.is_empty()).then_some(0)) };
    let Some(place) = chosen else { return Ok(None) };
    let slot = slots.swap_remove(place);
    // Without a need the place that was asked about is that of what is taken: it says nothing about the asker.
    let told = item.parts.into_iter().filter(|part| asked.need.is_some() || part.key != "area");
    Ok(Some(Alternative {
        resource_id,
        name_zh: item.name,
        same_time: overlapping.is_some(),
        slot: SlotView::of(slot),
        score: item.score,
        reasons: told.map(|part| Text::new(part.reason.zh, part.reason.en)).collect(),
    }))
}
