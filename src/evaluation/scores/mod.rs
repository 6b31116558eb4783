//! Scores: each member for itself and blind, signed all at once and then immutable (R34).

pub mod list;
mod model;
pub mod own;
pub mod put;
pub mod sign;
pub mod store;
pub mod view;

pub use model::{CriterionScore, SheetStatus};

use super::case::Case;
use super::panel::{Panel, PanelStatus};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Problem, Result};
use crate::projects::{self, Move, Status};

/// Scores are given while the project is evaluated; the first touch of a correction takes a returned project up again.
pub(super) fn open_for_scoring(tx: &mut Tx, call: &Call, case: &mut Case, panel: &Panel) -> Result<()> {
    case.require_status("score", &[Status::Evaluating, Status::ReturnedToPanel])?;
    if panel.status != PanelStatus::Scoring {
        return Err(Problem::wrong_state("evaluation/not_scoring", panel.status.as_str(), "score", &[]));
    }
    if case.project.status == Status::ReturnedToPanel {
        projects::advance(tx, call, &mut case.project, Move::Resume, None, serde_json::json!({}))?;
    }
    Ok(())
}
