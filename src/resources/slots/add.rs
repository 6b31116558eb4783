//! `POST /resources/{id}/slots`: more times at which a resource can be had.

use actix_web::{post, web};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;

use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, ProblemDocument, Result};
use crate::platform::ids::{ResourceId, ResourceSlotId};
use crate::platform::time::Timestamp;
use crate::resources::policy;
use crate::resources::store::{self, Placed, Slot};
use crate::resources::view::{self, ResourceView};

/// Times of one resource that are not over.
const MOST: usize = 500;
const LONGEST: TimeDelta = TimeDelta::days(366);
/// How far ahead anything is offered.
const FARTHEST: TimeDelta = TimeDelta::days(3 * 366);

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewResourceSlot)]
pub struct NewSlot {
    /// In the future, at most three years ahead.
    #[schema(example = "2026-03-07T09:00:00+08:00")]
    pub starts_at: Timestamp,
    /// At most a year later.
    #[schema(example = "2026-03-07T12:00:00+08:00")]
    pub ends_at: Timestamp,
    /// How many of it there are then: one hall, forty chairs.
    #[serde(default = "one")]
    #[schema(example = 1)]
    pub quantity: i32,
}

fn one() -> i32 {
    1
}

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddResourceSlots {
    /// None overlaps another one of the same resource.
    pub slots: Vec<NewSlot>,
}

impl NewSlot {
    pub fn of(&self, resource: &ResourceId) -> Slot {
        Slot {
            id: ResourceSlotId::new(),
            resource_id: resource.clone(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            quantity: self.quantity,
            free: self.quantity,
            closed_at: None,
        }
    }
}

/// Add times at which a resource can be had
#[utoipa::path(operation_id = "resources_add_slots", tag = "matching", params(("id" = ResourceId, Path)), request_body = AddResourceSlots, responses(
    (status = 200, description = "The resource", body = ResourceView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resources/{id}/slots")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<AddResourceSlots>) -> Answer {
    cx.write("resources_add_slots", body, move |tx, call, command| {
        let found = add(tx, call, &id, &command.slots)?;
        view::reply(tx, call, found)
    })
    .await
}

/// The version of the resource holds off whoever adds at the same time: no two times overlap.
fn add(tx: &mut Tx, call: &Call, id: &str, new: &[NewSlot]) -> Result<Placed> {
    let (mut found, relation) = policy::known(tx, &call.actor, id)?;
    relation.must_keep()?;
    let resource = &mut found.resource;
    call.expect_version(resource.version)?;
    let there = store::upcoming(tx, std::slice::from_ref(&resource.id), call.now)?.remove(&resource.id).unwrap_or_default();
    let mut check = Check::new();
    check.that(!new.is_empty(), "/slots", "required", "至少给出一个时段。", "must have at least one.");
    check_slots(&mut check, new, &there, call.now);
    check.finish()?;
    store::save(tx, resource, call.now)?;
    let slots: Vec<Slot> = new.iter().map(|slot| slot.of(&resource.id)).collect();
    store::insert_slots(tx, &slots)?;
    let event = Event::new("resource.slots_added", &resource.id).for_organization(&resource.organization_id).for_area(&found.path);
    journal::record(tx, call, event.with(json!({"slots": slots.len()})))?;
    Ok(found)
}

/// What is wrong with new times beside those that are there.
pub fn check_slots(check: &mut Check, new: &[NewSlot], there: &[Slot], now: Timestamp) {
    check.that(
        new.len() + there.len() <= MOST,
        "/slots",
        "too_many",
        format!("一项资源最多 {MOST} 个未结束的时段。"),
        format!("a resource has at most {MOST} times that are not over."),
    );
    if !check.is_clean() {
        return;
    }
    for (index, slot) in new.iter().enumerate() {
        let at = |field: &str| format!("/slots/{index}/{field}");
        check
            .that(now < slot.starts_at, &at("starts_at"), "in_the_past", "须在将来。", "must lie in the future.")
            .that(slot.starts_at <= now.plus(FARTHEST), &at("starts_at"), "too_far", "最多提前三年。", "must be at most three years ahead.")
            .that(slot.starts_at < slot.ends_at, &at("ends_at"), "before_the_start", "须晚于开始时间。", "must be after the start.")
            .that(
                slot.ends_at <= slot.starts_at.plus(LONGEST),
                &at("ends_at"),
                "too_long",
                "一个时段最长一年。",
                "a time lasts at most a year.",
            )
            .that(
                (1..=100_000).contains(&slot.quantity),
                &at("quantity"),
                "out_of_range",
                "须在 1 到 100000 之间。",
                "must be between 1 and 100,000.",
            );
        let before = new.iter().take(index).map(|other| (other.starts_at, other.ends_at));
        let mut others = before.chain(there.iter().map(|other| (other.starts_at, other.ends_at)));
        let overlaps = others.any(|(starts_at, ends_at)| slot.starts_at < ends_at && starts_at < slot.ends_at);
        check.that(
            !overlaps,
            &format!("/slots/{index}"),
            "overlaps",
            "与该资源的另一时段重叠；同一时段有多份请用 quantity。",
            "overlaps another time of this resource; where there are several at once, use quantity.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(from: &str, to: &str, quantity: i32) -> NewSlot {
        let at = |time: &str| Timestamp::parse(&format!("2026-03-07T{time}:00+08:00")).expect(time);
        NewSlot { starts_at: at(from), ends_at: at(to), quantity }
    }

    fn wrong(new: &[NewSlot], there: &[Slot]) -> Vec<(String, &'static str)> {
        let now = Timestamp::parse("2026-03-02T09:00:00+08:00").expect("a time");
        let mut check = Check::new();
        check_slots(&mut check, new, there, now);
        check.into_errors().into_iter().map(|error| (error.pointer, error.code)).collect()
    }

    #[test]
    fn times_of_one_resource_touch_and_do_not_overlap() {
        let morning = slot("09:00", "12:00", 1);
        assert_eq!(wrong(&[morning.clone(), slot("12:00", "14:00", 1)], &[]), []);
        assert_eq!(wrong(&[morning.clone(), slot("11:59", "14:00", 1)], &[]), [("/slots/1".to_owned(), "overlaps")]);
        let there = morning.of(&ResourceId::new());
        assert_eq!(wrong(&[slot("08:00", "13:00", 1)], &[there]), [("/slots/0".to_owned(), "overlaps")]);
    }

    #[test]
    fn a_time_begins_before_it_ends_and_has_something_to_give() {
        assert_eq!(
            wrong(&[slot("12:00", "09:00", 0)], &[]),
            [("/slots/0/ends_at".to_owned(), "before_the_start"), ("/slots/0/quantity".to_owned(), "out_of_range")]
        );
    }
}
