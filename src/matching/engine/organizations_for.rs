//! The organisations and teams that suit a project or a need best.

use super::answer::Answer;
use super::explain::{Listed, Searched};
use super::filter;
use super::pool::Cohort;
use super::ranking::Scored;
use super::records::Project;
use super::search::Search;
use super::state::Engine;
use super::weights::Weights;
use super::wording::{need_text, project_text};

/// How a question is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'w> {
    pub weights: &'w Weights,
    /// How many matches are shown.
    pub most: usize,
    /// Whom to look at.
    pub candidates: Candidates,
    /// Only these organisations, by id, instead of all: the participants of a meeting, say.
    pub among: Option<&'w [String]>,
    /// Take off for invitations received this month, as lists do and assignments must not.
    pub fair_exposure: bool,
}

/// Whom a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Candidates {
    All,
    Organizations,
    Teams,
}

impl Candidates {
    pub(super) fn contains(self, cohort: Cohort) -> bool {
        match self {
            Self::All => true,
            Self::Organizations => cohort == Cohort::Registered,
            Self::Teams => cohort == Cohort::Teams,
        }
    }
}

impl<'w> Question<'w> {
    /// The `most` best of all, as a list shows them.
    pub fn new(weights: &'w Weights, most: usize) -> Self {
        Self { weights, most, candidates: Candidates::All, among: None, fair_exposure: true }
    }
}

impl Engine {
    /// The organisations that suit a stored project best; none if there is no such project.
    pub fn organizations_for(&self, project: &str, question: &Question) -> Option<Answer> {
        let (_, project) = self.demand.store.get(project)?;
        Some(self.organizations_for_project(project, question))
    }

    /// The organisations that suit a project best that need not be stored, such as a draft.
    pub fn organizations_for_project(&self, project: &Project, question: &Question) -> Answer {
        self.answer(&Search::new(self, project, false, &project_text(project), question))
    }

    /// The organisations and teams that could answer a stored need; no contract is asked of them.
    pub fn organizations_for_need(&self, need: &str, question: &Question) -> Option<Answer> {
        let (_, need) = self.needs.store.get(need)?;
        Some(self.answer(&Search::new(self, &need.as_project(), true, &need_text(need), question)))
    }

    /// The score of each of the `question.most` best organisations for a project: the weights of an assignment when
    /// `fair_exposure` is off. Best first; none if there is no such project.
    pub fn scores_for(&self, project: &str, question: &Question) -> Option<Vec<(String, u32)>> {
        let (_, project) = self.demand.store.get(project)?;
        let search = Search::new(self, project, false, &project_text(project), question);
        let found = search.best(question.most).best;
        let named = |scored: &Scored| Some((self.supply.store.at(scored.row)?.id.clone(), scored.rank_score()));
        Some(found.iter().filter_map(named).collect())
    }

    fn answer(&self, search: &Search) -> Answer {
        let question = search.question;
        let found = search.best(question.most.saturating_add(1));
        let listed = |(place, scored): (usize, &Scored)| {
            let organization = self.supply.store.at(scored.row)?;
            // The one beyond the last is compared with and not shown.
            let is_shown = place < question.most;
            Some(Listed {
                scored: *scored,
                id: &organization.id,
                name: &organization.name,
                open_invitations: organization.open_invitations,
                pair: search.pair(scored.row)?,
                evidence: if is_shown { self.supply.text.evidence(&search.asked, scored.row) } else { Vec::new() },
                searched: Searched::Organization,
            })
        };
        let all: Vec<Listed> = found.best.iter().enumerate().filter_map(listed).collect();
        Answer {
            weights: question.weights.version().to_owned(),
            weight_table: question.weights.table(),
            as_of: self.as_of,
            candidates: found.candidates,
            items: super::explain::matches(&all, question.most, question.weights, filter::applied(search.project)),
            left_out: found.left_out,
        }
    }
}
