//! The organisations and teams that suit a project or a need best.
//!
//! Every candidate is scored; nothing is sampled. A candidate that could not get into the list even with the best text and the
//! warmest own view is passed over early, which changes no answer.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::FULL;
use super::answer::Answer;
use super::criteria::Pair;
use super::explain::{Listed, Searched};
use super::filter::{self, Demands, Filter, Filters};
use super::fits::{Tables, Wishes};
use super::pool::{Cohort, Tally, Value};
use super::ranking::{Best, Scored};
use super::records::Project;
use super::state::{Engine, Hot, Supply, Tie, need_text, project_text};
use super::store::Row;
use super::text::Field;
use super::text_side::Asked;
use super::weights::{Key, Weights};

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
    fn contains(self, cohort: Cohort) -> bool {
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

/// One question for organisations, prepared.
pub(super) struct Search<'a> {
    engine: &'a Engine,
    pub project: &'a Project,
    is_need: bool,
    pub question: &'a Question<'a>,
    tables: Tables,
    /// By class of limits.
    limits: Vec<Filters>,
    waived: Filters,
    /// Rows with something of their own.
    ties: BTreeMap<Row, Tied>,
    /// The rows to look at, where they are not all.
    among: Option<Vec<Row>>,
    /// The value of the track record by row, [`NO_RECORD`] where there is none.
    records: Vec<u16>,
    mean_of_field: u32,
    knows_field: bool,
    pub asked: Asked,
    text_means: OnceCell<[u32; 2]>,
}

const NO_RECORD: u16 = u16::MAX;

#[derive(Debug, Clone, Copy, Default)]
struct Tied {
    barred: Filters,
    offers_item: bool,
}

/// What a search found.
pub(super) struct Found {
    pub candidates: usize,
    pub best: Vec<Scored>,
    pub left_out: Vec<super::answer::LeftOut>,
}

impl<'a> Search<'a> {
    pub fn new(engine: &'a Engine, project: &'a Project, is_need: bool, text: &[Field], question: &'a Question<'a>) -> Self {
        let supply = &engine.supply;
        let wishes = Wishes::of(project, &*engine.taxonomy, &engine.symbols);
        let demands = Demands::of(project, &engine.symbols);
        let mut limits = vec![Filters::NONE; supply.limits.classes()];
        for (class, key, _) in supply.limits.all() {
            limits[class] = key.failed(&demands);
        }
        let mean_of_field = wishes.service_field().and_then(|field| supply.field_means.get(&field)).copied().unwrap_or_default().mean();
        let mut records = vec![NO_RECORD; supply.hot.len()];
        for (row, record) in wishes.service_field().and_then(|field| supply.records.get(&field)).into_iter().flatten() {
            records[*row] = record.value(mean_of_field) as u16;
        }
        Self {
            tables: engine.fits.for_wishes(&wishes),
            limits,
            waived: filter::waived(project),
            ties: ties(engine, project),
            among: question.among.map(|ids| rows_of(supply, ids)),
            records,
            mean_of_field,
            knows_field: wishes.service_field().is_some(),
            asked: supply.text.ask(text),
            text_means: OnceCell::new(),
            engine,
            project,
            is_need,
            question,
        }
    }

    pub fn pair(&self, row: Row) -> Option<Pair<'a>> {
        let organization = self.engine.supply.store.at(row)?;
        Some(Pair { organization, project: self.project, is_need: self.is_need, taxonomy: &*self.engine.taxonomy })
    }

    /// Every filter that a row fails.
    pub fn failed(&self, row: Row, hot: &Hot) -> Filters {
        self.failed_untied(hot).and(self.tied(row).barred)
    }

    fn failed_untied(&self, hot: &Hot) -> Filters {
        hot.standing.without(self.waived).and(self.limits[hot.limits as usize])
    }

    /// The `most` best of all candidates.
    ///
    /// Those who fit best by field, group and area are weighed first, so that most of the others need no more than a look.
    pub fn best(&self, most: usize) -> Found {
        let mut best = Best::new(most);
        let mut later = Vec::with_capacity(self.engine.supply.hot.len());
        let mut candidates = 0;
        let mut left_out = [0_usize; Filter::ALL.len()];
        let mut look = |row: Row| {
            let hot = self.engine.supply.hot.get(row).and_then(Option::as_ref);
            let Some(hot) = hot.filter(|hot| self.question.candidates.contains(hot.cohort)) else { return };
            let tied = self.tied(row);
            if let Some(failed) = self.failed_untied(hot).and(tied.barred).first() {
                left_out[failed as usize] += 1;
                return;
            }
            candidates += 1;
            let glance = self.glance(hot, tied.offers_item);
            if glance >= self.promising() {
                self.consider(row, hot, tied.offers_item, glance, &mut best);
            } else {
                later.push((row, hot, tied.offers_item, glance));
            }
        };
        match &self.among {
            None => (0..self.engine.supply.hot.len()).for_each(&mut look),
            Some(rows) => rows.iter().copied().for_each(&mut look),
        }
        for (row, hot, offers_item, glance) in later {
            self.consider(row, hot, offers_item, glance, &mut best);
        }
        let counted = Filter::ALL.into_iter().zip(left_out).filter(|(_, count)| *count > 0);
        let left_out = counted.map(|(filter, count)| super::answer::LeftOut { filter, count, reason: filter.failed() }).collect();
        Found { candidates, best: best.into_sorted(), left_out }
    }

    fn tied(&self, row: Row) -> Tied {
        if self.ties.is_empty() { Tied::default() } else { self.ties.get(&row).copied().unwrap_or_default() }
    }

    fn consider(&self, row: Row, hot: &Hot, offers_item: bool, glance: u32, best: &mut Best<'a>) {
        let least = best.least_project_score() * 100;
        if glance + self.rest() * FULL < least {
            return;
        }
        let bound = self.bound(row, hot, glance);
        if bound < least {
            return;
        }
        let text = self.question.weights.of(Key::Text) * (FULL - self.text(row, hot).value);
        if bound - text < least {
            return;
        }
        let scored = self.weigh(row, hot, offers_item);
        if let Some(organization) = self.engine.supply.store.at(row) {
            best.offer(scored, hot.open_invitations, &organization.id);
        }
    }

    /// Weight times value by field, group and area.
    fn glance(&self, hot: &Hot, offers_item: bool) -> u32 {
        let (tables, classes, weights) = (&self.tables, &hot.classes, self.question.weights);
        let field = if offers_item { FULL } else { tables.field.value(classes.field, hot.cohort) };
        weights.of(Key::Field) * field
            + weights.of(Key::TargetGroup) * tables.target_group.value(classes.target_group, hot.cohort)
            + weights.of(Key::Area) * tables.area.value(classes.area, hot.cohort)
    }

    /// The weight of what a glance leaves out.
    fn rest(&self) -> u32 {
        let weights = self.question.weights;
        100 - weights.of(Key::Field) - weights.of(Key::TargetGroup) - weights.of(Key::Area)
    }

    /// Three quarters of what a glance can be.
    fn promising(&self) -> u32 {
        (100 - self.rest()) * FULL / 4 * 3
    }

    /// The most that weight times value of a row can be, whatever its text.
    fn bound(&self, row: Row, hot: &Hot, glance: u32) -> u32 {
        let (tables, classes, weights) = (&self.tables, &hot.classes, self.question.weights);
        glance
            + weights.of(Key::Text) * FULL
            + weights.of(Key::TrackRecord) * self.record(row).value
            + weights.of(Key::Rating) * tables.rating.value(classes.rating, hot.cohort)
            + weights.of(Key::Capacity) * tables.capacity.value(classes.capacity, hot.cohort)
            + weights.of(Key::BudgetFit) * tables.budget.value(classes.budget, hot.cohort)
    }

    fn record(&self, row: Row) -> Value {
        match self.records.get(row) {
            Some(value) if *value != NO_RECORD => Value { value: u32::from(*value), known: true },
            _ => Value { value: self.mean_of_field, known: false },
        }
    }

    /// Everything about one row.
    pub fn weigh_row(&self, row: Row, hot: &Hot) -> Scored {
        self.weigh(row, hot, self.tied(row).offers_item)
    }

    fn weigh(&self, row: Row, hot: &Hot, offers_item: bool) -> Scored {
        let (tables, classes, cohort) = (&self.tables, &hot.classes, hot.cohort);
        let field =
            if offers_item && self.knows_field { Value { value: FULL, known: true } } else { tables.field.of(classes.field, cohort) };
        let values = [
            field,
            tables.target_group.of(classes.target_group, cohort),
            tables.area.of(classes.area, cohort),
            self.text(row, hot),
            self.record(row),
            tables.rating.of(classes.rating, cohort),
            tables.capacity.of(classes.capacity, cohort),
            tables.budget.of(classes.budget, cohort),
        ];
        let own = [
            tables.preference.of(classes.preference, cohort),
            tables.distance.of(classes.distance, cohort),
            tables.minimum.of(classes.minimum, cohort),
            tables.load.of(classes.load, cohort),
        ];
        let invited = if self.question.fair_exposure { hot.invited_this_month } else { 0 };
        Scored::new(row, values, own, invited, self.question.weights)
    }

    /// Who says nothing of itself and shares no word by its name takes the mean of those who do.
    fn text(&self, row: Row, hot: &Hot) -> Value {
        let value = self.engine.supply.text.value(&self.asked, row);
        if value > 0 || hot.has_text {
            return Value { value, known: true };
        }
        Value { value: self.text_means.get_or_init(|| self.text_means())[hot.cohort as usize], known: false }
    }

    fn text_means(&self) -> [u32; 2] {
        let mut tallies = [Tally::default(); 2];
        for (row, hot) in self.engine.supply.hot.iter().enumerate() {
            if let Some(hot) = hot.as_ref().filter(|hot| hot.has_text) {
                tallies[hot.cohort as usize].add(self.engine.supply.text.value(&self.asked, row), 1);
            }
        }
        tallies.map(Tally::mean)
    }
}

/// The rows of some organisations, each once; an unknown id has none.
fn rows_of(supply: &Supply, ids: &[String]) -> Vec<Row> {
    let mut rows: Vec<Row> = ids.iter().filter_map(|id| supply.store.row(id)).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The rows that a project bars by name or that offer the very item it asks for.
fn ties(engine: &Engine, project: &Project) -> BTreeMap<Row, Tied> {
    let supply = &engine.supply;
    let mut ties: BTreeMap<Row, Tied> = BTreeMap::new();
    let conflicts = &project.conflicts;
    let by_id = |ids: &[String]| ids.iter().filter_map(|id| supply.store.row(id)).collect::<Vec<Row>>();
    let mut barred = by_id(&conflicts.organizations);
    barred.extend(by_id(&conflicts.parent_bodies));
    barred.extend(conflicts.legal_representatives.iter().flat_map(|head| supply.tied(Tie::Head, head)));
    barred.extend(conflicts.parent_bodies.iter().chain(&conflicts.organizations).flat_map(|body| supply.tied(Tie::Body, body)));
    for row in barred {
        let tied = ties.entry(row).or_default();
        tied.barred = tied.barred.and(Filters::of(Filter::NoConflict));
    }
    for row in by_id(&project.closed_to) {
        let tied = ties.entry(row).or_default();
        tied.barred = tied.barred.and(Filters::of(Filter::StillInRound));
    }
    for row in project.item.iter().flat_map(|item| supply.tied(Tie::Item, item)) {
        ties.entry(row).or_default().offers_item = true;
    }
    ties
}
