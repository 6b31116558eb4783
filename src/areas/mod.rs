//! The tree of city, district, street and committee. Scope goes by the tree (`path`), never by code prefix: 310000 is no
//! prefix of 310107, and districts merge.

mod create;
mod get;
mod list;
mod model;
mod store;
mod view;

pub use create::{CreateArea, create};
pub use model::{Level, Status};
pub use store::{Area, at_or_below, down_to_streets, find, find_many, path_of, paths_of, unknown, up_to, within};

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config.service(list::handle).service(create::handle).service(get::handle);
}
