//! Who may be in a list at all: organisations that stand alike and set the same limits share a gate, which is tried once.

use super::filter::{self, Demands, Filter, Filters, Limits};
use super::organizations_for::Candidates;
use super::pool::{Class, Cohort, Pool};
use super::records::Organization;
use super::store::Row;
use super::symbols::Symbols;

/// What keeps an organisation away from projects, and which.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Gate {
    cohort: Cohort,
    standing: Filters,
    limits: Limits,
}

/// The gate of every organisation.
#[derive(Debug, Clone, Default)]
pub(super) struct Gates {
    pool: Pool<Gate>,
    /// By row, [`NOBODY`] where there is none.
    by_row: Vec<Class>,
}

const NOBODY: Class = Class::MAX;

impl Gates {
    /// Remembers the gate of the organisation in a row that has none.
    pub fn put(&mut self, row: Row, organization: &Organization, symbols: &Symbols) {
        let cohort = Cohort::of(organization);
        let gate = Gate { cohort, standing: filter::standing(organization), limits: Limits::of(organization, symbols) };
        if self.by_row.len() <= row {
            self.by_row.resize(row + 1, NOBODY);
        }
        self.by_row[row] = self.pool.enter(gate, cohort).0;
    }

    pub fn remove(&mut self, row: Row) {
        let Some(class) = self.by_row.get_mut(row).map(|class| std::mem::replace(class, NOBODY)) else { return };
        if let Some(cohort) = self.pool.key(class).map(|gate| gate.cohort) {
            self.pool.leave(class, cohort);
        }
    }

    /// Tries every gate for one question about such candidates.
    pub fn tried(&self, demands: &Demands, waived: Filters, candidates: Candidates) -> Tried<'_> {
        let mut trials = vec![Trial::default(); self.pool.classes()];
        for (class, gate, _) in self.pool.all() {
            let failed = gate.standing.without(waived).and(gate.limits.failed(demands));
            trials[class] = Trial { is_asked: candidates.contains(gate.cohort), failed };
        }
        Tried { gates: self, trials }
    }
}

/// What one question makes of every gate.
pub(super) struct Tried<'a> {
    gates: &'a Gates,
    /// By class.
    trials: Vec<Trial>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Trial {
    /// Whether the question is about such organisations.
    is_asked: bool,
    failed: Filters,
}

impl Trial {
    fn is_passed(self) -> bool {
        self.is_asked && self.failed == Filters::NONE
    }

    /// What an organisation is left out for.
    fn left_out_for(self) -> Option<Filter> {
        self.failed.first().filter(|_| self.is_asked)
    }
}

/// How many failed each filter first, in the order of [`Filter::ALL`].
pub(super) type LeftOutBy = [usize; Filter::ALL.len()];

impl Tried<'_> {
    /// The filters that a row fails, whether the question is about it or not.
    pub fn failed(&self, row: Row) -> Filters {
        self.trial(row).failed
    }

    fn trial(&self, row: Row) -> Trial {
        let class = self.gates.by_row.get(row).copied().unwrap_or(NOBODY);
        self.trials.get(class as usize).copied().unwrap_or_default()
    }

    /// Calls `with` for each row that passes, of some or of all; tells how many of the others fail what.
    pub fn each_passed(&self, among: Option<&[Row]>, with: impl FnMut(Row)) -> LeftOutBy {
        match among {
            Some(rows) => self.each_passed_among(rows, with),
            None => {
                self.each_passed_of_all(with);
                self.left_out_of_all()
            }
        }
    }

    fn each_passed_among(&self, rows: &[Row], with: impl FnMut(Row)) -> LeftOutBy {
        let mut left_out = LeftOutBy::default();
        for failed in rows.iter().filter_map(|row| self.trial(*row).left_out_for()) {
            left_out[failed as usize] += 1;
        }
        rows.iter().copied().filter(|row| self.trial(*row).is_passed()).for_each(with);
        left_out
    }

    /// Some rows at a time, tried without a branch: whether the next one passes is anybody's guess, and a wrong guess takes
    /// longer than all the rest.
    fn each_passed_of_all(&self, mut with: impl FnMut(Row)) {
        const AT_A_TIME: usize = 512;
        let is_passed: Vec<bool> = self.trials.iter().map(|trial| trial.is_passed()).collect();
        let mut passed: [Row; AT_A_TIME] = [0; AT_A_TIME];
        for (round, classes) in self.gates.by_row.chunks(AT_A_TIME).enumerate() {
            let mut count = 0;
            for (row, class) in (round * AT_A_TIME..).zip(classes) {
                passed[count] = row;
                count += usize::from(is_passed.get(*class as usize).copied().unwrap_or(false));
            }
            passed[..count].iter().copied().for_each(&mut with);
        }
    }

    /// Gate by gate: each knows how many it is of.
    fn left_out_of_all(&self) -> LeftOutBy {
        let mut left_out = LeftOutBy::default();
        for (class, _, users) in self.gates.pool.all() {
            if let Some(failed) = self.trials[class].left_out_for() {
                left_out[failed as usize] += users.iter().map(|count| *count as usize).sum::<usize>();
            }
        }
        left_out
    }
}

#[cfg(test)]
mod tests {
    use super::super::records::Project;
    use super::*;

    fn organization(number: usize) -> Organization {
        Organization {
            verified: !number.is_multiple_of(3),
            can_contract: !number.is_multiple_of(5),
            budget_min: number.is_multiple_of(7).then_some(900),
            kind: if number.is_multiple_of(2) { "community_team" } else { "social_service_agency" }.into(),
            ..Organization::new(number.to_string())
        }
    }

    #[test]
    fn all_rows_at_once_are_tried_as_each_is_on_its_own() {
        let symbols = Symbols::default();
        let mut gates = Gates::default();
        (0..1_500).for_each(|row| gates.put(row, &organization(row), &symbols));
        (0..1_500).step_by(11).for_each(|row| gates.remove(row));
        let project = Project { budget: Some(800), ..Project::new("p") };
        let rows: Vec<Row> = (0..1_600).collect();
        for candidates in [Candidates::All, Candidates::Organizations, Candidates::Teams] {
            let tried = gates.tried(&Demands::of(&project, &symbols), Filters::NONE, candidates);
            let passed = |among: Option<&[Row]>| {
                let mut passed = Vec::new();
                (tried.each_passed(among, |row| passed.push(row)), passed)
            };
            assert_eq!(passed(None), passed(Some(&rows)));
            let asked = |row: &Row| !row.is_multiple_of(11) && *row < 1_500 && candidates.contains(Cohort::of(&organization(*row)));
            let expected: Vec<Row> = rows.iter().copied().filter(|row| asked(row) && tried.failed(*row) == Filters::NONE).collect();
            assert!(!expected.is_empty());
            assert_eq!(passed(None).1, expected);
        }
    }
}
