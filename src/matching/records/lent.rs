//! What is lent, as the engine weighs it.

use super::super::engine::Period;
use super::super::engine::records::{AreaRef, Resource};
use super::day;
use crate::platform::calendar::start_of_day_utc;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::ResourceId;
use crate::platform::time::Timestamp;
use crate::resources::{self, Offered, Slot};

/// Those of these resources that can be asked for today or later: a record changes with what is written and with the day, not by the
/// minute. Who shows them leaves out what has begun since.
pub fn resources(conn: &mut Conn, ids: &[ResourceId], now: Timestamp) -> Result<Vec<Resource>> {
    let midnight = Timestamp::from_naive(start_of_day_utc(now.shanghai_date()));
    Ok(resources::offered(conn, ids, midnight)?.into_iter().map(|offered| record(offered, midnight)).collect())
}

/// Free is what is free at the times that begin after `midnight`, and it is available from the first to the last of them.
fn record(offered: Offered, midnight: Timestamp) -> Resource {
    let Offered { resource, path, slots } = offered;
    let free: Vec<Slot> = slots.into_iter().filter(|slot| midnight < slot.starts_at && slot.free > 0).collect();
    let sum: i64 = free.iter().map(|slot| i64::from(slot.free)).sum();
    let count = u32::try_from(sum).unwrap_or(u32::MAX);
    let available = Period {
        from: free.iter().map(|slot| day(slot.starts_at.shanghai_date())).min(),
        to: free.iter().map(|slot| day(slot.ends_at.shanghai_date())).max(),
    };
    Resource {
        version: version(resource.version, sum),
        id: resource.id.to_string(),
        name: resource.name_zh,
        kind: resource.kind.to_string(),
        text: resource.description_zh,
        area: Some(AreaRef { code: resource.area_code, path }),
        capacity: resource.seats.and_then(|seats| u32::try_from(seats).ok()),
        free: Some(count),
        available: (!free.is_empty()).then_some(available),
    }
}

/// What a check compares: reservations change what is free and not the row of the offer.
fn version(stored: i64, free: i64) -> u64 {
    let (stored, free) = (u64::try_from(stored).unwrap_or_default(), u64::try_from(free).unwrap_or_default());
    (stored << 32).wrapping_add(free)
}
