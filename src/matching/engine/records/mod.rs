//! What the engine is fed.

mod area;
mod offer;
mod organization;
mod project;

pub use area::AreaRef;
pub use offer::{CatalogueItem, Resource};
pub use organization::{FinishedProject, Incubation, Inspection, Organization, Service};
pub use project::{Conflicts, Need, Project};
