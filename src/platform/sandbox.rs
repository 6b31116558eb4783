//! The sandbox: a database whose business time can be moved. Plain `serve` refuses one; the demo and the tests make one.

use std::sync::Arc;

use diesel::prelude::*;

use super::Platform;
use super::clock::Clock;
use super::db::Db;
use super::http::{Problem, Result};
use super::i18n::Text;
use super::jobs;
use super::settings;
use super::time::Timestamp;
const OFFSET: &str = "sandbox.offset_micros";

/// How the service is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Real time only.
    Plain,
    /// Business time that can be moved; a new sandbox begins at this moment.
    Sandbox { begin: Timestamp },
}

/// The clock for this database: a sandbox stays one, and real data never becomes one.
pub async fn clock(db: &Db, mode: Mode) -> Result<Clock> {
    let stored: Option<String> = db.read(|conn| settings::get(conn, OFFSET)).await?;
    match (mode, stored) {
        (Mode::Plain, None) => Ok(Clock::system()),
        (Mode::Plain, Some(_)) => Err(refused(
            "这个数据库是演示沙箱，时间可被拨动；请用 shuniu demo 打开，或另选数据目录。",
            "This database is a sandbox whose time can be moved: open it with `shuniu demo`, or choose another data folder.",
        )),
        (Mode::Sandbox { .. }, Some(offset)) => {
            Ok(Clock::sandbox(offset.parse().map_err(|_| Problem::broken("the sandbox's offset is not a number"))?))
        }
        (Mode::Sandbox { begin }, None) => {
            if has_users(db).await? {
                return Err(refused(
                    "这个数据库里有真实数据，不能用作演示；请另选一个空的数据库。",
                    "This database holds real data and cannot become a sandbox: choose an empty one.",
                ));
            }
            let clock = Clock::sandbox(0);
            let offset = clock.offset_for(begin);
            clock.set_offset(offset);
            store(db, offset).await?;
            Ok(clock)
        }
    }
}

/// Moves business time to `to`, from due moment to due moment; `settle` does at each what is due then.
pub async fn advance(platform: &Arc<Platform>, settle: impl AsyncFn() -> Result<()>, to: Timestamp) -> Result<()> {
    loop {
        settle().await?;
        let next = platform.db.read(jobs::next_business_moment).await?;
        match next.filter(|moment| *moment > platform.clock.now() && *moment <= to) {
            Some(moment) => set(platform, moment).await?,
            None => break,
        }
    }
    if to > platform.clock.now() {
        set(platform, to).await?;
    }
    settle().await
}

async fn set(platform: &Arc<Platform>, moment: Timestamp) -> Result<()> {
    let offset = platform.clock.offset_for(moment);
    if !platform.clock.set_offset(offset) {
        return Err(refused("只有沙箱的时间可以拨动。", "Only a sandbox's time can be moved."));
    }
    store(&platform.db, offset).await
}

async fn store(db: &Db, offset: i64) -> Result<()> {
    db.write(move |tx| settings::set(tx, OFFSET, &offset.to_string())).await
}

async fn has_users(db: &Db) -> Result<bool> {
    use crate::schema::users;
    db.read(|conn| Ok(users::table.select(users::id).first::<String>(conn).optional()?.is_some())).await
}

fn refused(zh: &str, en: &str) -> Problem {
    Problem::new(500, "sandbox/refused", ("沙箱", "Sandbox"), Text::new(zh, en))
}
