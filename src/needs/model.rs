//! Where a need stands. Pure.

use crate::text_enum;

text_enum! {
    /// Where a need stands (`design/lifecycles`).
    pub enum Status {
        Reported = "reported",
        Verified = "verified",
        Planned = "planned",
        InDelivery = "in_delivery",
        Met = "met",
        Confirmed = "confirmed",
        Declined = "declined",
        Merged = "merged",
    }
}
