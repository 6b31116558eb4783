//! Locked and forbidden pairs one by one; the meeting keeps them as a whole.

use super::draft::Draft;
use super::model::Command;
use super::policy;
use super::rules::Condition;
use super::update::update;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Reply, Result};
use crate::platform::ids::{MeetingDemandId, OrganizationId};

/// A change of the pairs that are locked or forbidden.
pub enum ChangeConditions {
    Add(Condition),
    /// Those of these pairs.
    Remove(Vec<(MeetingDemandId, OrganizationId)>),
}

/// Changes them in the version of the meeting that the caller read; judged as every change of the meeting is.
pub fn change_conditions(tx: &mut Tx, call: &Call, id: &str, change: &ChangeConditions) -> Result<Reply> {
    let mut conditions = policy::held_by_hub(tx, &call.actor, id, Command::Update)?.meeting.conditions()?;
    match change {
        ChangeConditions::Add(condition) => conditions.push(condition.clone()),
        ChangeConditions::Remove(pairs) => {
            conditions
                .retain(|own| pairs.iter().all(|(demand, organization)| own.demand_id != *demand || own.organization_id != *organization));
        }
    }
    update(tx, call, id, &Draft { conditions: Some(conditions), ..Draft::default() })
}
