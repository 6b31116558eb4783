//! The demand side: projects and needs.

use serde::{Deserialize, Serialize};

use super::super::day::Period;
use super::AreaRef;

/// A project as the matching sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    pub id: String,
    #[serde(default)]
    pub version: u64,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub text: String,
    /// Whether organisations may still answer it; others are shown to nobody.
    #[serde(default = "yes")]
    pub open: bool,
    /// It ends in a contract, which not everybody may sign (R3, R20).
    #[serde(default = "yes")]
    pub contract: bool,
    /// A statutory purchase: grade and place must not decide who is shown (R23, R24).
    #[serde(default)]
    pub statutory: bool,
    /// Slug of its service field.
    #[serde(default)]
    pub field: Option<String>,
    /// Id of the catalogue item it asks for.
    #[serde(default)]
    pub item: Option<String>,
    /// Slugs of the groups it is for; none means all residents.
    #[serde(default)]
    pub target_groups: Vec<String>,
    #[serde(default)]
    pub area: Option<AreaRef>,
    /// Fen.
    #[serde(default)]
    pub budget: Option<u64>,
    #[serde(default)]
    pub dates: Option<Period>,
    /// Slugs of licences and certificates that the law or the project asks for.
    #[serde(default)]
    pub required_documents: Vec<String>,
    /// The lowest grade, 1 to 5, that a project outside the statutory regimes asks for (R24).
    #[serde(default)]
    pub required_grade: Option<u8>,
    /// Who must not be its supplier: buyer, author and those behind them (R21, R22).
    #[serde(default)]
    pub conflicts: Conflicts,
    /// Ids of organisations that withdrew from this round or were rejected in it.
    #[serde(default)]
    pub closed_to: Vec<String>,
}

/// Those whom a conflict of interest keeps from a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Conflicts {
    /// Ids of buyer, author, and the bodies of the evaluators; what belongs to them is barred too.
    pub organizations: Vec<String>,
    /// Keys of their legal representatives.
    pub legal_representatives: Vec<String>,
    /// Ids of the bodies they belong to.
    pub parent_bodies: Vec<String>,
}

fn yes() -> bool {
    true
}

impl Project {
    /// One that says nothing yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            version: 0,
            title: String::new(),
            text: String::new(),
            open: true,
            contract: true,
            statutory: false,
            field: None,
            item: None,
            target_groups: Vec::new(),
            area: None,
            budget: None,
            dates: None,
            required_documents: Vec::new(),
            required_grade: None,
            conflicts: Conflicts::default(),
            closed_to: Vec::new(),
        }
    }
}

/// What residents need, whoever said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    pub id: String,
    #[serde(default)]
    pub version: u64,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub field: Option<String>,
    /// The catalogue item that a clerk chose for it: others learn from that.
    #[serde(default)]
    pub item: Option<String>,
    #[serde(default)]
    pub target_groups: Vec<String>,
    #[serde(default)]
    pub area: Option<AreaRef>,
    /// How many people it is about.
    #[serde(default)]
    pub people: Option<u32>,
    #[serde(default)]
    pub dates: Option<Period>,
}

impl Need {
    /// One that says nothing yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            version: 0,
            title: String::new(),
            text: String::new(),
            field: None,
            item: None,
            target_groups: Vec::new(),
            area: None,
            people: None,
            dates: None,
        }
    }

    /// The need as a project that needs no contract: teams may answer it too.
    pub(in super::super) fn as_project(&self) -> Project {
        Project {
            version: self.version,
            title: self.title.clone(),
            text: self.text.clone(),
            contract: false,
            field: self.field.clone(),
            item: self.item.clone(),
            target_groups: self.target_groups.clone(),
            area: self.area.clone(),
            dates: self.dates,
            ..Project::new(self.id.clone())
        }
    }
}
