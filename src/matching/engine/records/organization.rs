//! The supply side: organisations and teams.

use serde::{Deserialize, Serialize};

use super::super::day::{Day, Period};
use super::AreaRef;

/// An organisation or a team as the matching sees it. What is not known is `None` or empty, never 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    pub id: String,
    /// Grows with every change; part of the digest.
    #[serde(default)]
    pub version: u64,
    #[serde(default)]
    pub name: String,
    /// Such as `social_service_agency`; `community_team` for a team on file.
    #[serde(default)]
    pub kind: String,
    /// The hub has verified its registration, and it is active.
    #[serde(default = "yes")]
    pub verified: bool,
    /// It may sign a contract in its own name (R3, R20).
    #[serde(default = "yes")]
    pub can_contract: bool,
    /// It stands on the abnormal or the serious list.
    #[serde(default)]
    pub listed: bool,
    #[serde(default)]
    pub services: Vec<Service>,
    /// Slugs of its registered service fields.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Slugs of the groups it works for; those of its services count too.
    #[serde(default)]
    pub target_groups: Vec<String>,
    #[serde(default)]
    pub areas_served: Vec<AreaRef>,
    /// Where it is registered or has its office.
    #[serde(default)]
    pub home_area: Option<AreaRef>,
    /// Fields its registration limits it to.
    #[serde(default)]
    pub scope: Option<Vec<String>>,
    /// Areas its registration limits it to.
    #[serde(default)]
    pub areas_allowed: Option<Vec<AreaRef>>,
    /// Days on which it can work.
    #[serde(default)]
    pub available: Option<Period>,
    /// Projects it could take on now.
    #[serde(default)]
    pub free_slots: Option<u32>,
    /// Projects it can run at the same time.
    #[serde(default)]
    pub total_slots: Option<u32>,
    /// People who work for it, in full-time places.
    #[serde(default)]
    pub staff: Option<u32>,
    #[serde(default)]
    pub finished: Vec<FinishedProject>,
    /// The hub's stars: 1 to 5.
    #[serde(default)]
    pub stars: Option<u8>,
    /// The social-organisation grade 1A to 5A, as 1 to 5.
    #[serde(default)]
    pub grade: Option<u8>,
    #[serde(default)]
    pub inspection: Option<Inspection>,
    #[serde(default)]
    pub incubation: Option<Incubation>,
    /// Licences and certificates it has, by slug.
    #[serde(default)]
    pub documents: Vec<String>,
    /// The budgets it works with, in fen.
    #[serde(default)]
    pub budget_min: Option<u64>,
    #[serde(default)]
    pub budget_max: Option<u64>,
    /// The usual size of its projects in fen, where no finished one tells.
    #[serde(default)]
    pub typical_budget: Option<u64>,
    /// Fields it would rather work in.
    #[serde(default)]
    pub preferred_fields: Vec<String>,
    /// What it says of itself.
    #[serde(default)]
    pub text: String,
    /// A key of its legal representative, for conflicts of interest (R21); never shown.
    #[serde(default)]
    pub legal_representative: Option<String>,
    /// The id of the body it belongs to (R21).
    #[serde(default)]
    pub parent_body: Option<String>,
    /// Invitations it has not answered yet; of two equal ones the one with fewer is named first.
    #[serde(default)]
    pub open_invitations: u32,
    #[serde(default)]
    pub invited_this_month: u32,
}

fn yes() -> bool {
    true
}

impl Organization {
    /// One that has registered nothing yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            version: 0,
            name: String::new(),
            kind: String::new(),
            verified: true,
            can_contract: true,
            listed: false,
            services: Vec::new(),
            fields: Vec::new(),
            target_groups: Vec::new(),
            areas_served: Vec::new(),
            home_area: None,
            scope: None,
            areas_allowed: None,
            available: None,
            free_slots: None,
            total_slots: None,
            staff: None,
            finished: Vec::new(),
            stars: None,
            grade: None,
            inspection: None,
            incubation: None,
            documents: Vec::new(),
            budget_min: None,
            budget_max: None,
            typical_budget: None,
            preferred_fields: Vec::new(),
            text: String::new(),
            legal_representative: None,
            parent_body: None,
            open_invitations: 0,
            invited_this_month: 0,
        }
    }

    pub fn is_team(&self) -> bool {
        self.kind == "community_team"
    }

    /// The registered fields and those of the services.
    pub(in super::super) fn all_fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().chain(self.services.iter().map(|service| &service.field)).map(String::as_str).filter(|field| !field.is_empty())
    }

    pub(in super::super) fn all_groups(&self) -> impl Iterator<Item = &str> {
        self.target_groups.iter().chain(self.services.iter().flat_map(|service| &service.target_groups)).map(String::as_str)
    }

    /// Whether it says anything of itself beside its name.
    pub(in super::super) fn has_text(&self) -> bool {
        !self.text.trim().is_empty() || self.services.iter().any(|service| !service.name.trim().is_empty())
    }

    /// The usual size of its projects: the middle one of the finished ones, else what it states.
    pub(in super::super) fn usual_budget(&self) -> Option<u64> {
        let mut budgets: Vec<u64> = self.finished.iter().filter_map(|project| project.budget).filter(|budget| *budget > 0).collect();
        budgets.sort_unstable();
        budgets.get(budgets.len().saturating_sub(1) / 2).copied().or(self.typical_budget.filter(|budget| *budget > 0))
    }
}

/// What an organisation offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub id: String,
    #[serde(default)]
    pub name: String,
    /// Slug of its service field.
    #[serde(default)]
    pub field: String,
    /// Id of the catalogue item it offers.
    #[serde(default)]
    pub item: Option<String>,
    #[serde(default)]
    pub target_groups: Vec<String>,
}

/// A project that an organisation has brought to an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishedProject {
    /// Id of its contract.
    pub id: String,
    #[serde(default)]
    pub title: String,
    pub field: String,
    pub finished_on: Day,
    /// Hundredths of a point: 0 to 500.
    #[serde(default)]
    pub rating: Option<u32>,
    /// Fen.
    #[serde(default)]
    pub budget: Option<u64>,
}

/// The outcome of the last annual inspection (年检).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inspection {
    Passed,
    BasicallyPassed,
    Failed,
    Missed,
}

/// A time in the incubator, past or present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incubation {
    /// Id of the case.
    pub id: String,
    pub since: Day,
    #[serde(default)]
    pub graduated_on: Option<Day>,
}
