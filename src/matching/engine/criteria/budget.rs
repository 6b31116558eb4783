//! Budget fit: the project's budget against the usual size of the organisation's projects, the smaller by the larger.

use super::super::fixed::{ratio, size_class};
use super::super::names::Reason;
use super::super::pool::Fit;
use super::super::records::{Organization, Project};
use super::{Pair, Told, yuan};

#[derive(Debug, Clone)]
pub(in super::super) struct Budget;

impl Fit for Budget {
    /// The size of its usual project.
    type Offer = Option<u16>;
    type Wish = Option<u16>;
    type Part = ();

    fn value(usual: &Option<u16>, budget: &Option<u16>) -> Option<u32> {
        usual.zip(*budget).map(|(usual, budget)| ratio(usual, budget))
    }
}

pub(in super::super) fn offer(organization: &Organization) -> Option<u16> {
    organization.usual_budget().map(size_class)
}

pub(in super::super) fn wish(project: &Project) -> Option<u16> {
    project.budget.filter(|budget| *budget > 0).map(size_class)
}

pub(in super::super) fn tell(pair: &Pair) -> Told {
    let Some(budget) = pair.project.budget.filter(|budget| *budget > 0) else {
        return pair.not_asked("未注明预算", "states no budget");
    };
    let Some(usual) = pair.organization.usual_budget() else {
        return pair.no_data("没有以往项目的预算", "no usual size of its projects is known");
    };
    let reason = Reason::new(
        format!("以往项目通常为{}元，本项目为{}元", yuan(usual), yuan(budget)),
        format!("its projects are usually of {} yuan, this one is of {}", yuan(usual), yuan(budget)),
    );
    let mut finished = pair.organization.finished.iter().filter(|project| project.budget == Some(usual)).map(|project| &project.id);
    let part = finished.by_ref().min().map_or_else(|| "typical_budget".to_owned(), |id| format!("finished/{id}"));
    Told::new(reason, vec![pair.offered(&part)])
}
