//! Who holds which role in which organisation and for which place. A role is held until its membership ends, and ends at once.

mod add;
pub(super) mod end;
pub(super) mod list;
mod people;
pub(super) mod policy;
pub(super) mod store;
mod view;

pub use add::{NewMembership, add_membership};
pub use end::end_membership;
pub use people::{OpenInvitation, People, manages_people, own_memberships, people};
pub use store::{Membership, Seat, seat};
pub use view::{MembershipView, describe};
