//! What is done for the index in the background: its loading, and the turn of the day.

use std::sync::Arc;

use chrono::NaiveDate;

use super::changes::Changes;
use super::{BEING_CHANGED, Index};
use crate::matching::records;
use crate::organizations;
use crate::platform::Platform;
use crate::platform::calendar::start_of_day_utc;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::time::Timestamp;
use crate::resources;

/// Invitations of the last month and of this one are counted anew when the day turns, and suppliers may have finished a project.
const RECENT: chrono::TimeDelta = chrono::TimeDelta::days(62);

/// Loads the engine, unless that is done; questions are answered from then on.
pub async fn load(platform: &Arc<Platform>) -> Result<()> {
    let (index, now) = (Index::of(platform), platform.clock.now());
    if index.is_loaded() {
        return Ok(());
    }
    platform.db.read(move |conn| index.load(conn, now)).await
}

/// Reads everything anew: for a database that was changed behind the service's back.
pub async fn reload(platform: &Arc<Platform>) -> Result<()> {
    let (index, now) = (Index::of(platform), platform.clock.now());
    platform.db.read(move |conn| index.reload(conn, now)).await
}

/// Applies what is committed, so that the next question has little to do; after midnight in Shanghai also what follows from the
/// new day.
pub async fn follow(platform: &Arc<Platform>) -> Result<()> {
    let (index, now) = (Index::of(platform), platform.clock.now());
    if !index.is_loaded() {
        return Ok(());
    }
    let followed = platform
        .db
        .read(move |conn| {
            index.catch_up(conn, now)?;
            index.turn_the_day(conn, now)
        })
        .await;
    // Somebody else reads every text anew, with other words: the next round finds that done.
    match followed {
        Err(problem) if problem.code() == BEING_CHANGED => Ok(()),
        other => other,
    }
}

impl Index {
    /// Finished projects are older, invitations of the month before do not count any more, grades and bars run out, entries of the catalogue come
    /// and go, what was lent is over.
    fn turn_the_day(&self, conn: &mut Conn, now: Timestamp) -> Result<()> {
        let today = now.shanghai_date();
        let known = self.read().as_ref().map(|state| (state.day, state.seen.clone(), state.generation));
        let Some((before, seen, generation)) = known.filter(|(day, ..)| *day != today) else { return Ok(()) };
        let mut aged = records::invited_since(conn, now.plus(-RECENT))?;
        aged.extend(records::suppliers(conn)?);
        aged.extend(organizations::grades_ended(conn, before, today)?);
        aged.extend(records::barred_until(conn, before, today)?);
        let aged = Changes::of_organizations(aged).read(conn, now)?;
        let catalogue = Changes::of_catalogue(records::catalogue_ids(conn)?).read(conn, now)?;
        let lent = Changes::of_resources(resources::turned(conn, start_of(before), now)?).read(conn, now)?;
        // What somebody caught up with meanwhile is younger than what was read here: then the follower's next round turns the day.
        if let Some(state) = self.write().as_mut().filter(|state| state.seen == seen && state.generation == generation) {
            state.day = today;
            state.engine.set_day(records::day(today));
            aged.apply(&mut state.engine, &mut state.teacher, &self.places);
            catalogue.apply(&mut state.engine, &mut state.teacher, &self.places);
            lent.apply(&mut state.engine, &mut state.teacher, &self.places);
            state.engine.calibrate();
        }
        Ok(())
    }
}

fn start_of(day: NaiveDate) -> Timestamp {
    Timestamp::from_naive(start_of_day_utc(day))
}
