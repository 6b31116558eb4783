//! A call for bids as the pages of those who answer it show it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::areas;
use crate::bids;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Call, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::platform::time::Timestamp;
use crate::projects::{Criterion, Project, Status};

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
    /// What the panel scores, and of how many points.
    criteria: Vec<Criterion>,
    price_weight: Option<Hundredths>,
    /// What the frozen rules are called; none before the publication.
    rules: Option<Text>,
    /// How many bids the rules ask for, fewer of which fail the round.
    least_bids: Option<u32>,
}

impl CallFacts {
    pub fn of(conn: &mut Conn, call: &Call, project: &Project) -> Result<Self> {
        let content = project.content()?;
        let area = areas::find(conn, &project.area_code)?.map(|area| Text::new(area.name_zh, area.name_en));
        let rules = if project.rule_set.is_some() { Some(project.frozen_rules()?) } else { None };
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
            criteria: content.criteria,
            price_weight: content.price_weight,
            least_bids: rules.as_ref().map(|rules| rules.min_qualified.n),
            rules: rules.map(|rules| Text::new(rules.name_zh, rules.name_en)),
        })
    }
}
