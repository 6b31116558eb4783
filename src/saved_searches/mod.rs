//! What somebody looks for again and again, kept under a name: calls or needs, by words, service field, place, budget, and by how well
//! they suit the person's organisation. New ones are told by mail at once or with the digest of the day (`notifications`).
//!
//! A saved search is its person's own: nobody else sees it, and its words stand neither in the journal nor in a log.

mod create;
mod delete;
mod draft;
mod get;
mod list;
mod listen;
mod matches;
mod model;
mod policy;
mod store;
mod update;
mod view;

pub use create::save_search;
pub use delete::delete_search;
pub use draft::Draft;
pub use list::own;
pub use listen::{Fresh, Said, listening};
pub use model::{LooksIn, Notify};
pub use store::{Named, SavedSearch, is_anybody_looking, still_told};
pub use update::change_search;
pub use view::SavedSearchView;

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list::handle)
        .service(create::handle)
        .service(get::handle)
        .service(update::handle)
        .service(delete::handle)
        .service(matches::handle);
}
