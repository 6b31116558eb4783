//! The working days of each year, added as the State Council announces them.

mod add;
mod list;
mod store;
mod view;

use std::sync::Arc;

use crate::platform::http::Routes;

use crate::platform::Platform;
use crate::platform::calendar::{Calendar, YearData};
use crate::platform::http::Result;

/// The job that is asked for when a year was added, for those who counted without it.
pub const CHANGED: &str = "calendar.changed";

pub(super) fn routes(config: &mut Routes) {
    config.service(list::handle).service(add::handle);
}

/// The embedded years under the years that were added.
pub async fn load(platform: &Arc<Platform>) -> Result<()> {
    let added = platform.db.read(store::all).await?;
    platform.set_calendar(with(added));
    Ok(())
}

fn with(added: Vec<YearData>) -> Calendar {
    added.into_iter().fold(Calendar::embedded(), Calendar::with_year)
}
