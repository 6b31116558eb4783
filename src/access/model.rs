//! What the access log says. Pure.

use crate::platform::http::Call;
use crate::platform::ids::ProjectId;
use crate::platform::time::Timestamp;
use crate::text_enum;

text_enum! {
    /// What became of the attempt.
    pub enum Outcome {
        Shown = "shown",
        /// 403.
        Forbidden = "forbidden",
        /// 404 for a record that there is.
        NotFound = "not_found",
    }
}

text_enum! {
    /// What kind of record it was about.
    pub enum Entity {
        Bid = "bid",
        Project = "project",
        Contract = "contract",
        /// Contacts of organisations, many at once.
        Organization = "organization",
    }
}

/// Somebody is about to be shown what another sealed.
#[derive(Clone, Debug)]
pub struct Shown {
    pub(super) actor: String,
    pub(super) operation: &'static str,
    pub(super) entity: Entity,
    /// None where it is many.
    pub(super) entity_id: Option<String>,
    pub(super) project_id: Option<ProjectId>,
    pub(super) times: i64,
    pub(super) at: Timestamp,
}

impl Shown {
    pub fn new(call: &Call, operation: &'static str, entity: Entity, id: impl ToString, project: &ProjectId) -> Self {
        let (entity_id, project_id) = (Some(id.to_string()), Some(project.clone()));
        Self { actor: call.author(), operation, entity, entity_id, project_id, times: 1, at: call.now }
    }

    /// The contacts of so many organisations.
    pub fn contacts(call: &Call, operation: &'static str, count: i64) -> Self {
        let entity = Entity::Organization;
        Self { actor: call.author(), operation, entity, entity_id: None, project_id: None, times: count, at: call.now }
    }

    pub fn is_about(&self, project: &ProjectId) -> bool {
        self.project_id.as_ref() == Some(project)
    }
}

/// A record that somebody was refused, and the purchase that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub entity: Entity,
    pub project_id: String,
    /// For a bid of the present round: nobody may learn of it before this moment, while the call is not closed.
    pub secret_until: Option<Timestamp>,
    /// The same for attempts to bid, on the purchase itself.
    pub bidding_secret_until: Option<Timestamp>,
}

impl Known {
    /// When the attempt may be known of: what shows that somebody bids, or wants to, waits for the deadline.
    pub fn visible_from(&self, operation: &str) -> Option<Timestamp> {
        let shows_a_bid = operation.starts_with("bids_");
        self.secret_until.or(self.bidding_secret_until.filter(|_| shows_a_bid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_that_somebody_bids_waits_for_the_deadline() {
        let deadline = Timestamp::from_micros(1_000_000);
        let project = |open: Option<Timestamp>| Known {
            entity: Entity::Project,
            project_id: "1".into(),
            secret_until: None,
            bidding_secret_until: open,
        };
        assert_eq!(project(deadline).visible_from("bids_create"), deadline);
        assert_eq!(project(deadline).visible_from("projects_file"), None);
        assert_eq!(project(None).visible_from("bids_create"), None);
        let bid = Known { entity: Entity::Bid, secret_until: deadline, ..project(deadline) };
        assert_eq!(bid.visible_from("scores_put"), deadline);
    }
}
