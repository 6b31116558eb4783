//! A call for bids as the pages of those who answer it show it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::areas;
use crate::bids;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::platform::time::Timestamp;
use crate::projects::{Project, Status};

#[derive(Serialize)]
pub(in crate::desk) struct CallFacts {
    id: ProjectId,
    number: String,
    round: i32,
    title: Text,
    description_zh: String,
    buyer: Text,
    area: Text,
    status: Status,
    deadline: Option<Timestamp>,
    /// Whether bids may be written and submitted now.
    pub is_open: bool,
    budget_fen: Option<i64>,
    service_from: Option<NaiveDate>,
    service_to: Option<NaiveDate>,
    /// What must be among the files of a bid.
    documents: Vec<Text>,
}

impl CallFacts {
    pub fn of(conn: &mut Conn, call: &Call, project: &Project) -> Result<Self> {
        let content = project.content()?;
        let area = areas::find(conn, &project.area_code)?.map(|area| Text::new(area.name_zh, area.name_en));
        let titles = content.requirements.documents.iter().map(|kind| kind.title());
        Ok(Self {
            id: project.id.clone(),
            number: project.number.clone(),
            round: project.round,
            title: Text::new(&project.title_zh, project.title_en.as_ref().unwrap_or(&project.title_zh)),
            description_zh: project.description_zh.clone(),
            buyer: organizations::name_of(conn, project.buyer_id.as_str())?.unwrap_or_default(),
            area: area.unwrap_or_else(|| Text::new(&project.area_code, &project.area_code)),
            status: project.status,
            deadline: project.deadline,
            is_open: bids::window(project.status, project.deadline, call.now).is_ok(),
            budget_fen: project.budget_fen.map(|budget| budget.fen()),
            service_from: content.service_from,
            service_to: content.service_to,
            documents: titles.map(|(zh, en)| Text::new(zh, en)).collect(),
        })
    }
}
