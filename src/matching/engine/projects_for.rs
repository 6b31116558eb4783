//! The open projects that suit an organisation best.
//!
//! The same criteria as the other way round. The text is asked the other way too: which call speaks of what the organisation
//! says of itself.

use super::FULL;
use super::answer::{Answer, LeftOut};
use super::criteria::Pair;
use super::explain::{Listed, Searched};
use super::filter::{self, Filter, Filters, Limits};
use super::fits::Offers;
use super::organizations_for::Question;
use super::pool::{Cohort, NEUTRAL, Value};
use super::ranking::{Best, Scored, project_score};
use super::records::{Organization, Project};
use super::state::Engine;
use super::store::Row;
use super::symbols::Symbol;
use super::weights::Key;
use super::wording::organization_question;

impl Engine {
    /// The projects that suit a stored organisation best: by score, then id; none if there is no such organisation.
    pub fn projects_for(&self, organization: &str, question: &Question) -> Option<Answer> {
        self.projects_among(organization, question, None)
    }

    /// The `score` that a project has in an organisation's own list; none where it fails a hard condition, or one of them is not stored.
    pub fn score_for(&self, organization: &str, project: &str, question: &Question) -> Option<u32> {
        let (row, _) = self.demand.store.get(project)?;
        self.projects_among(organization, question, Some(row))?.items.pop().map(|item| item.score)
    }

    /// `only`: no other project is looked at.
    fn projects_among(&self, organization: &str, question: &Question, only: Option<Row>) -> Option<Answer> {
        let (row, organization) = self.supply.store.get(organization)?;
        let cohort = Cohort::of(organization);
        let tables = self.fits.for_offers(&Offers::of(organization, &*self.taxonomy, &self.symbols), cohort);
        let limits = Limits::of(organization, &self.symbols);
        let standing = filter::standing(organization);
        let asked = self.demand.text.ask(&organization_question(organization));
        let has_text = organization.has_text();

        let mut best = Best::new(question.most.saturating_add(1));
        let mut candidates = 0;
        let mut left_out = [0_usize; Filter::ALL.len()];
        let items: Vec<Symbol> =
            organization.services.iter().filter_map(|service| Some(self.symbols.of(service.item.as_deref()?))).collect();
        // By class of fields asked for.
        let mut track_records: Vec<Option<Value>> = vec![None; tables.field.len()];
        let rows = only.map_or(0..self.demand.asks.len(), |row| row..row + 1);
        for (project_row, ask) in rows.filter_map(|row| Some((row, self.demand.asks.get(row)?.as_ref()?))) {
            // Of most projects the record itself is never read.
            let project = || self.demand.store.at(project_row);
            let barred = if ask.bars { project().map_or(Filters::NONE, |project| barred(organization, project)) } else { Filters::NONE };
            let standing = standing.without(ask.waived).and(Filters::when(!ask.open, Filter::Open));
            if let Some(failed) = standing.and(limits.failed(&ask.demands)).and(barred).first() {
                left_out[failed as usize] += 1;
                continue;
            }
            candidates += 1;
            let classes = &ask.classes;
            let field = if ask.field.is_some() && ask.item.is_some_and(|item| items.contains(&item)) {
                Value { value: FULL, known: true }
            } else {
                tables.field[classes.field as usize]
            };
            let mut values = [
                field,
                tables.target_group[classes.target_group as usize],
                tables.area[classes.area as usize],
                Value { value: FULL, known: true },
                *track_records[classes.field as usize].get_or_insert_with(|| self.track_record(row, ask.field)),
                tables.rating[classes.rating as usize],
                tables.capacity[classes.capacity as usize],
                tables.budget[classes.budget as usize],
            ];
            // The text is read only of those that could get in with the best one.
            let is_hopeless = |values: &[Value; 8], best: &Best| {
                project_score(question.weights, values.map(|value| value.value)) < best.least_project_score()
            };
            if is_hopeless(&values, &best) {
                continue;
            }
            values[Key::Text as usize] = if has_text {
                Value { value: self.demand.text.value(&asked, project_row), known: true }
            } else {
                Value { value: NEUTRAL, known: false }
            };
            if is_hopeless(&values, &best) {
                continue;
            }
            let own = [
                tables.preference[classes.preference as usize],
                tables.distance[classes.distance as usize],
                tables.minimum[classes.minimum as usize],
                tables.load[classes.load as usize],
            ];
            if let Some(project) = project() {
                best.offer(Scored::new(project_row, values, own, 0, question.weights), 0, &project.id);
            }
        }

        let listed = |(place, scored): (usize, &Scored)| {
            let project = self.demand.store.at(scored.row)?;
            Some(Listed {
                scored: *scored,
                id: &project.id,
                name: &project.title,
                open_invitations: 0,
                pair: Pair { organization, project, is_need: false, taxonomy: &*self.taxonomy },
                // The one beyond the last is compared with and not shown.
                evidence: if place < question.most { self.demand.text.evidence(&asked, scored.row) } else { Vec::new() },
                searched: Searched::Project,
            })
        };
        let found = best.into_sorted();
        let all: Vec<Listed> = found.iter().enumerate().filter_map(listed).collect();
        let counted = Filter::ALL.into_iter().zip(left_out).filter(|(_, count)| *count > 0);
        Some(Answer {
            weights: question.weights.version().to_owned(),
            weight_table: question.weights.table(),
            as_of: self.as_of,
            candidates,
            items: super::explain::matches(&all, question.most, question.weights, Filter::ALL.to_vec()),
            left_out: counted.map(|(filter, count)| LeftOut { filter, count, reason: filter.failed() }).collect(),
        })
    }

    fn track_record(&self, row: Row, field: Option<Symbol>) -> Value {
        let Some(field) = field else { return Value { value: NEUTRAL, known: false } };
        let mean = self.supply.field_means.get(&field).copied().unwrap_or_default().mean();
        match self.supply.records.get(&field).and_then(|rows| rows.get(&row)) {
            Some(record) => Value { value: record.value(mean), known: true },
            None => Value { value: mean, known: false },
        }
    }
}

/// What keeps an organisation from a project by name.
fn barred(organization: &Organization, project: &Project) -> Filters {
    Filters::when(filter::conflict(organization, project), Filter::NoConflict)
        .and(Filters::when(project.closed_to.contains(&organization.id), Filter::StillInRound))
}
