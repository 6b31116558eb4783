//! The purchase under evaluation: its project, its place and its frozen rules, and where the caller stands to it.

use crate::areas;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::ProjectId;
use crate::platform::money::Money;
use crate::projects::{self, Content, Project, Status};
use crate::rules::rule_set::RuleSet;

pub(super) struct Case {
    pub project: Project,
    pub area_path: String,
    pub rules: RuleSet,
    pub content: Content,
}

impl Case {
    /// For reading; 404 before publication.
    pub fn find(conn: &mut Conn, id: &ProjectId) -> Result<Self> {
        let project = projects::find(conn, id)?.ok_or_else(no_project)?;
        Self::of(conn, project)
    }

    /// For a move: the project is held alone until the transaction ends.
    pub fn locked(tx: &mut Tx, id: &ProjectId) -> Result<Self> {
        let project = projects::locked(tx, id, lock::Strength::Alone)?;
        Self::of(tx, project)
    }

    fn of(conn: &mut Conn, project: Project) -> Result<Self> {
        if project.rule_set.is_none() || !project.is_published() {
            return Err(no_project());
        }
        Ok(Self {
            area_path: areas::path_of(conn, &project.area_code, "/area_code")?,
            rules: project.frozen_rules()?,
            content: project.content()?,
            project,
        })
    }

    /// What the panel's size goes by, and the ceiling of prices.
    pub fn amount(&self) -> Result<Money> {
        self.project.budget()
    }

    /// The buyer's own people of this role, where it reaches the place.
    pub fn is_buyer(&self, actor: &Actor, role: Role) -> bool {
        actor.holds_in(&[role], &self.project.buyer_id) && actor.reaches(&[role], &self.area_path)
    }

    pub fn require_buyer(&self, actor: &Actor, role: Role) -> Result<()> {
        if self.is_buyer(actor, role) {
            return Ok(());
        }
        Err(Problem::forbidden(
            "evaluation/not_the_buyer",
            format!("只有采购单位在本区域的 {role} 可以这样做。"),
            format!("Only a {role} of the buyer whose reach covers this area may do this."),
        ))
    }

    /// The buyer's officer in charge; where none is named, every officer of the buyer is.
    pub fn is_in_charge(&self, actor: &Actor) -> bool {
        let named = self.project.officer_in_charge.as_ref();
        self.is_buyer(actor, Role::StreetOfficer) && named.is_none_or(|officer| actor.user_id() == Some(officer))
    }

    pub fn require_officer_in_charge(&self, actor: &Actor) -> Result<()> {
        if self.is_in_charge(actor) {
            return Ok(());
        }
        Err(Problem::forbidden(
            "evaluation/not_in_charge",
            "评审小组由采购单位的经办人组建。",
            "The panel is formed by the buyer's officer in charge.",
        ))
    }

    /// 409 unless the project stands in one of these.
    pub fn require_status(&self, wanted: &str, statuses: &[Status]) -> Result<()> {
        if statuses.contains(&self.project.status) {
            return Ok(());
        }
        let allowed: Vec<_> = self.project.status.moves().iter().map(projects::Move::as_str).collect();
        Err(Problem::wrong_state("evaluation/wrong_status", self.project.status.as_str(), wanted, &allowed))
    }
}

pub(super) fn no_project() -> Problem {
    Problem::not_found("项目", "project")
}
