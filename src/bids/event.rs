//! Who hears of what happens to a bid.

use super::store::Bid;
use crate::journal::Event;
use crate::projects::Project;

/// A fact about a bid: for its bidder at once, for the officials of the place from the deadline on.
pub(super) fn about(name: &'static str, bid: &Bid, project: &Project, area: &str) -> Event {
    let event = Event::new(name, &bid.id).of_project(&project.id).for_organization(&bid.organization_id).for_area(area);
    match project.deadline {
        Some(deadline) => event.hidden_until(deadline),
        None => event,
    }
}
