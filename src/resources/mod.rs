//! Resources without money (资源, S31): organisations offer venues, equipment and people, at the times at which they can be had. Who
//! has reserved what lies in `reservations`.

mod advance;
mod create;
mod get;
mod list;
mod model;
mod policy;
mod slots;
mod store;
mod update;
mod view;

pub use model::Status;
pub use policy::{AREA_READERS, Relation, known, out_of_reach, provider};
pub use store::{
    Offered, Placed, Resource, Slot, every_id, give_back, of_organizations, of_reservations, offered, placed, slot, take, turned, upcoming,
};
pub use view::SlotView;

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list::handle)
        .service(create::handle)
        .service(get::handle)
        .service(update::handle)
        .service(advance::withdraw)
        .service(advance::offer)
        .service(slots::add::handle)
        .service(slots::remove::handle);
}
