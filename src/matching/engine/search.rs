//! One question for organisations: the filters, the score of each candidate, and the best of them.
//!
//! Every candidate is scored; nothing is sampled. A candidate that could not get into the list even with the best text is
//! passed over early, which changes no answer.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::FULL;
use super::answer::LeftOut;
use super::criteria::Pair;
use super::filter::{self, Demands, Filter, Filters};
use super::fits::{ClassesOf, Tables, Wishes};
use super::fixed::fuse;
use super::gates::{LeftOutBy, Tried};
use super::organizations_for::Question;
use super::own_view;
use super::pool::{Class, Cohort, Tally, Value};
use super::ranking::{Best, Scored, rank_score};
use super::records::Project;
use super::state::{Engine, Hot, Supply};
use super::store::Row;
use super::text::Field;
use super::text_side::Asked;
use super::ties::Tie;
use super::weights::Key;

/// One question for organisations, prepared.
pub(super) struct Search<'a> {
    engine: &'a Engine,
    pub project: &'a Project,
    is_need: bool,
    pub question: &'a Question<'a>,
    tables: Tables,
    gates: Tried<'a>,
    /// Rows with something of their own.
    ties: BTreeMap<Row, Tied>,
    /// Whether a row is among those, up to the last one that is.
    is_tied: Vec<bool>,
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

/// What decides, but for texts and records, how promising an organisation looks: as small as can be, for a question reads
/// that of many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub cohort: Cohort,
    pub field: Class,
    pub target_group: Class,
    pub area: Class,
    pub rating: Class,
    pub capacity: Class,
    pub budget: Class,
}

impl Look {
    pub fn of(classes: &ClassesOf, cohort: Cohort) -> Self {
        let ClassesOf { field, target_group, area, rating, capacity, budget, .. } = *classes;
        Self { cohort, field, target_group, area, rating, capacity, budget }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Tied {
    barred: Filters,
    offers_item: bool,
}

/// What a search found.
pub(super) struct Found {
    pub candidates: usize,
    pub best: Vec<Scored>,
    pub left_out: Vec<LeftOut>,
}

impl<'a> Search<'a> {
    pub fn new(engine: &'a Engine, project: &'a Project, is_need: bool, text: &[Field], question: &'a Question<'a>) -> Self {
        let supply = &engine.supply;
        let wishes = Wishes::of(project, &*engine.taxonomy, &engine.symbols);
        let demands = Demands::of(project, &engine.symbols);
        let mean_of_field = wishes.service_field().and_then(|field| supply.field_means.get(&field)).copied().unwrap_or_default().mean();
        let mut records = vec![NO_RECORD; supply.hot.len()];
        for (row, record) in wishes.service_field().and_then(|field| supply.records.get(&field)).into_iter().flatten() {
            records[*row] = record.value(mean_of_field) as u16;
        }
        let ties = ties(engine, project);
        let mut is_tied = vec![false; ties.keys().next_back().map_or(0, |last| last + 1)];
        ties.keys().for_each(|row| is_tied[*row] = true);
        Self {
            tables: engine.fits.for_wishes(&wishes),
            gates: supply.gates.tried(&demands, filter::waived(project), question.candidates),
            ties,
            is_tied,
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
    pub fn failed(&self, row: Row) -> Filters {
        self.gates.failed(row).and(self.tied(row).barred)
    }

    /// The `most` best of all candidates.
    ///
    /// Those who fit best by all but their texts are weighed first, so that most of the others need no more than a look.
    pub fn best(&self, most: usize) -> Found {
        let mut glanced: Vec<Glanced> = Vec::with_capacity(self.among.as_ref().map_or(self.engine.supply.store.len(), Vec::len));
        let mut barred = LeftOutBy::default();
        let passed = |row: Row| {
            let tied = self.tied(row);
            match tied.barred.first() {
                Some(failed) => barred[failed as usize] += 1,
                None => glanced.extend(self.glance(row, tied.offers_item)),
            }
        };
        let mut left_out = self.gates.each_passed(self.among.as_deref(), passed);
        // These filters are the last that are tried: who fails another one is counted there.
        left_out.iter_mut().zip(barred).for_each(|(all, barred)| *all += barred);
        let mut best = Best::new(most);
        if glanced.len() > FIRST {
            glanced.select_nth_unstable_by_key(FIRST, |seen| Reverse(seen.bound));
        }
        let (first, others) = glanced.split_at(FIRST.min(glanced.len()));
        for round in [first, others] {
            let least = best.least_project_score() * 100;
            // Read in one go: what is read of each lies apart from the others, and so the memory answers several at a time.
            let near: Vec<Near> = round.iter().filter(|seen| seen.bound >= least).filter_map(|seen| self.near(*seen)).collect();
            near.iter().for_each(|candidate| self.consider(candidate, &mut best));
        }
        let counted = Filter::ALL.into_iter().zip(left_out).filter(|(_, count)| *count > 0);
        let left_out = counted.map(|(filter, count)| LeftOut { filter, count, reason: filter.failed() }).collect();
        Found { candidates: glanced.len(), best: best.into_sorted(), left_out }
    }

    fn tied(&self, row: Row) -> Tied {
        if self.is_tied.get(row) == Some(&true) { self.ties.get(&row).copied().unwrap_or_default() } else { Tied::default() }
    }

    fn near(&self, Glanced { row, bound }: Glanced) -> Option<Near<'a>> {
        let row = row as Row;
        let hot = self.engine.supply.hot.get(row)?.as_ref()?;
        let own_view = own_view::view(self.own(hot).map(|value| value.value));
        Some(Near { row, bound, own_view, hot })
    }

    /// Offers a candidate to the best; the more a bound costs the later it is asked for.
    fn consider(&self, candidate: &Near<'a>, best: &mut Best<'a>) {
        let Near { row, bound, own_view, hot } = *candidate;
        let invited = self.invited(hot);
        let can_rank = |bound: u32| rank_score(fuse(bound / 100, own_view), invited) >= best.least_rank_score();
        if bound < best.least_project_score() * 100 || !can_rank(bound) {
            return;
        }
        let text = self.question.weights.of(Key::Text) * (FULL - self.text(row, hot).value);
        if !can_rank(bound - text) {
            return;
        }
        if let Some(organization) = self.engine.supply.store.at(row) {
            best.offer(self.weigh_row(row, hot), hot.open_invitations, &organization.id);
        }
    }

    fn glance(&self, row: Row, offers_item: bool) -> Option<Glanced> {
        let (tables, weights) = (&self.tables, self.question.weights);
        let look = self.engine.supply.looks.get(row)?.as_ref()?;
        let field = if offers_item { FULL } else { tables.field.value(look.field, look.cohort) };
        let bound = weights.of(Key::Text) * FULL
            + weights.of(Key::Field) * field
            + weights.of(Key::TargetGroup) * tables.target_group.value(look.target_group, look.cohort)
            + weights.of(Key::Area) * tables.area.value(look.area, look.cohort)
            + weights.of(Key::TrackRecord) * self.record(row).value
            + weights.of(Key::Rating) * tables.rating.value(look.rating, look.cohort)
            + weights.of(Key::Capacity) * tables.capacity.value(look.capacity, look.cohort)
            + weights.of(Key::BudgetFit) * tables.budget.value(look.budget, look.cohort);
        Some(Glanced { row: row as u32, bound })
    }

    fn record(&self, row: Row) -> Value {
        match self.records.get(row) {
            Some(value) if *value != NO_RECORD => Value { value: u32::from(*value), known: true },
            _ => Value { value: self.mean_of_field, known: false },
        }
    }

    /// Everything about one row.
    pub fn weigh_row(&self, row: Row, hot: &Hot) -> Scored {
        let (tables, classes, cohort) = (&self.tables, &hot.classes, hot.cohort);
        let field = if self.tied(row).offers_item && self.knows_field {
            Value { value: FULL, known: true }
        } else {
            tables.field.of(classes.field, cohort)
        };
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
        Scored::new(row, values, self.own(hot), self.invited(hot), self.question.weights)
    }

    /// What the organisation would make of the project, in the order of [`own_view::OwnKey::ALL`].
    fn own(&self, hot: &Hot) -> [Value; own_view::OwnKey::ALL.len()] {
        let (tables, classes, cohort) = (&self.tables, &hot.classes, hot.cohort);
        [
            tables.preference.of(classes.preference, cohort),
            tables.distance.of(classes.distance, cohort),
            tables.minimum.of(classes.minimum, cohort),
            tables.load.of(classes.load, cohort),
        ]
    }

    /// Invitations of the month, where they count.
    fn invited(&self, hot: &Hot) -> u32 {
        if self.question.fair_exposure { hot.invited_this_month } else { 0 }
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

/// A candidate at a glance.
#[derive(Debug, Clone, Copy)]
struct Glanced {
    row: u32,
    /// The most that the sum of weight times value can be, whatever its text.
    bound: u32,
}

/// A candidate that may get into the list.
struct Near<'a> {
    row: Row,
    bound: u32,
    own_view: u32,
    hot: &'a Hot,
}

/// So many of those who look best are weighed first: the more, the fewer of the others come near the list.
const FIRST: usize = 64;

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
