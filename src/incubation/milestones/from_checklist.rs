//! The programme's checklist as milestones of a case, and which of them are not reached.

use chrono::NaiveDate;

use super::store::{self, Milestone};
use crate::incubation::programmes::ChecklistItem;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Call, Result};
use crate::platform::ids::{IncubationCaseId, MilestoneId};

/// One milestone for each item, when the term begins.
pub fn from_checklist(tx: &mut Tx, call: &Call, case: &IncubationCaseId, checklist: Vec<ChecklistItem>) -> Result<()> {
    for item in checklist {
        let milestone = Milestone {
            id: MilestoneId::new(),
            case_id: case.clone(),
            checklist_key: Some(item.key),
            title_zh: item.title_zh,
            title_en: item.title_en,
            due_on: None,
            reached_on: None,
            note_zh: String::new(),
            created_at: call.now,
            updated_at: call.now,
            version: 1,
        };
        store::insert(tx, &milestone)?;
    }
    Ok(())
}

/// The items of the checklist that are not reached by `day`.
pub fn open_items(conn: &mut Conn, case: &IncubationCaseId, day: NaiveDate) -> Result<Vec<Milestone>> {
    let is_open = |milestone: &Milestone| {
        milestone.checklist_key.is_some() && milestone.reached_on.as_ref().is_none_or(|reached| day < reached.date())
    };
    Ok(store::of_case(conn, case)?.into_iter().filter(is_open).collect())
}
