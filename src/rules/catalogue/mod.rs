//! The guide catalogue of purchasable services (S25): a purchase cites an item that is valid on its date.

mod create;
mod list;
mod store;
mod view;

pub use store::{CatalogueItem, find_many};

use crate::platform::http::Routes;
use chrono::NaiveDate;

use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::CatalogueItemId;

pub(super) fn routes(config: &mut Routes) {
    config.service(list::handle).service(create::handle);
}

/// The item with this id, if it is valid on the date.
pub fn valid_on(conn: &mut Conn, id: &CatalogueItemId, date: NaiveDate) -> Result<Option<CatalogueItem>> {
    Ok(store::find(conn, id)?.filter(|item| item.is_valid_on(date)))
}

/// Everything that may be bought on a date, by code; at most a thousand entries.
pub fn items(conn: &mut Conn, date: NaiveDate) -> Result<Vec<CatalogueItem>> {
    store::valid(conn, date, 1_000)
}
