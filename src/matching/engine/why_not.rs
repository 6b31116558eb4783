//! Why an organisation is missing from a project's list.

use super::answer::{FailedFilter, WhyNot};
use super::explain::{self, Listed, Searched};
use super::organizations_for::Question;
use super::ranking::Scored;
use super::search::Search;
use super::state::Engine;
use super::wording::project_text;

impl Engine {
    /// The filters that an organisation failed, or where it lost most against the last one shown; none if one of the two is
    /// not stored.
    pub fn why_not(&self, project: &str, organization: &str, question: &Question) -> Option<WhyNot> {
        let (_, project) = self.demand.store.get(project)?;
        let row = self.supply.store.row(organization)?;
        let hot = self.supply.hot.get(row)?.as_ref()?;
        let search = Search::new(self, project, false, &project_text(project), question);
        let failed: Vec<FailedFilter> = search.failed(row).iter().map(|filter| FailedFilter { filter, reason: filter.failed() }).collect();
        if !failed.is_empty() {
            return Some(WhyNot::LeftOut { failed });
        }
        let best = search.best(question.most).best;
        let own = search.weigh_row(row, hot);
        if let Some(place) = best.iter().position(|scored| scored.row == row) {
            return Some(WhyNot::Shown { place: place + 1, rank_score: own.rank_score() });
        }
        let listed = |scored: Scored| {
            let organization = self.supply.store.at(scored.row)?;
            Some(Listed {
                scored,
                id: &organization.id,
                name: &organization.name,
                open_invitations: organization.open_invitations,
                pair: search.pair(scored.row)?,
                evidence: self.supply.text.evidence(&search.asked, scored.row),
                searched: Searched::Organization,
            })
        };
        let last = best.last().copied().and_then(listed);
        let gaps = match (listed(own), &last) {
            (Some(own), Some(last)) => explain::gaps(&own, last, question.weights),
            _ => Vec::new(),
        };
        Some(WhyNot::Ranked {
            rank_score: own.rank_score(),
            last_shown: last.as_ref().map(|last| last.scored.rank_score()),
            last_shown_id: last.as_ref().map(|last| last.id.to_owned()),
            gaps,
        })
    }
}
