//! What people need, whoever said it. A need names no person: residents stay anonymous.
//!
//! ```text
//! reported → verified → planned → in_delivery → met → confirmed
//! reported | verified | planned → declined | merged        planned | in_delivery → verified   (its project ended without result)
//! ```

mod cite;
mod decline;
mod export;
mod from_survey;
mod get;
mod list;
mod model;
mod policy;
mod report;
mod seek;
pub mod sheet;
mod store;
mod verify;
mod view;

pub use cite::{cite, release};
pub use decline::{DeclineNeed, decline_need};
pub use export::{ExportQuery, download as export_needs};
pub use get::sheet;
pub use model::{Channel, Move, Status};
pub use policy::may_see;
pub use report::{ReportNeed, report, vet};
pub use seek::{Sought, seek};
pub use store::{Need, find, find_many, is_known};
pub use verify::{VerifyNeed, verify_need};
pub use view::NeedView;

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list::handle)
        .service(export::handle)
        .service(report::handle)
        .service(from_survey::handle)
        .service(get::handle)
        .service(verify::handle)
        .service(decline::handle);
}
