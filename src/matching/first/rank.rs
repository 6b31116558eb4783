//! Filter, score, order, explain.

use std::cmp::Reverse;

use serde::Serialize;

use super::criteria::{AreaFit, FieldFit, TargetGroupFit};
use super::lexicon::Lexicon;
use super::reasons::{self, Reason, Sourced, Taxonomy};
use super::records::{Demand, Supply};
use super::text::{Document, Rarity};
use super::weights::{Key, Weights};

/// A hard condition; a pair that fails one is not ranked, whatever its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// The hub has verified the organisation.
    Verified,
    /// The organisation may contract in its own name (R3).
    CanContract,
}

impl Filter {
    pub const ALL: [Filter; 2] = [Filter::Verified, Filter::CanContract];

    fn passes(self, supply: &Supply) -> bool {
        match self {
            Self::Verified => supply.verified,
            Self::CanContract => supply.can_contract,
        }
    }

    fn first_failed(supply: &Supply) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| !filter.passes(supply))
    }
}

/// What one criterion adds to a pair's score, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Criterion {
    pub key: Key,
    /// Percent.
    pub weight: u32,
    /// 0–10000.
    pub value: u32,
    /// `weight × value / 100`, rounded down.
    pub points: u32,
    pub reason: Reason,
    /// The stored record behind the reason, such as `organizations/7#fields/elderly_care`.
    pub source: Option<String>,
}

/// One pair of an organisation and a project, seen from the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The organisation's id in a ranking for a project, the project's in one for an organisation.
    pub id: String,
    /// The organisation's name or the project's title.
    pub name: String,
    /// 0–10000: exactly the sum of the criteria's points.
    pub score: u32,
    pub criteria: Vec<Criterion>,
    pub filters_passed: Vec<Filter>,
    /// Phrases that stand in both texts, most telling first.
    pub words_in_common: Vec<String>,
}

/// Who was not ranked, and the filter that was not passed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LeftOut {
    pub id: String,
    pub failed: Filter,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ranking {
    /// The version of the weight table used.
    pub weights: String,
    /// How many candidates passed the filters; `matches` holds the best of them.
    pub candidates: usize,
    pub matches: Vec<Match>,
    /// By id.
    pub left_out: Vec<LeftOut>,
}

/// Ranks one side for the other under one weight table, taxonomy and lexicon.
#[derive(Clone, Copy)]
pub struct Matcher<'a> {
    pub weights: &'a Weights,
    pub taxonomy: &'a dyn Taxonomy,
    pub lexicon: &'a Lexicon,
}

impl Matcher<'_> {
    /// The `most` organisations that suit a project best: by score, then fewer open invitations, then id.
    ///
    /// Rarity of words is counted over the organisations that pass the filters. Ids are expected to be unique.
    pub fn organizations_for(&self, demand: &Demand, supplies: &[Supply], most: usize) -> Ranking {
        let (passed, failed): (Vec<_>, Vec<_>) = supplies.iter().partition(|supply| Filter::first_failed(supply).is_none());
        let asked = self.asked(demand);
        let offers: Vec<Document> = passed.iter().map(|supply| self.offered(supply)).collect();
        let rarity = Rarity::among(&offers);
        let mut pairs: Vec<Pair> =
            passed.into_iter().zip(&offers).map(|(supply, offered)| self.weigh(supply, demand, &asked, offered, &rarity)).collect();
        pairs.sort_by_key(|pair| (Reverse(pair.score), pair.supply.open_invitations, &pair.supply.id));
        let explain = |pair: &Pair| self.explain(pair, &rarity, &pair.supply.id, &pair.supply.name);
        Ranking {
            weights: self.weights.version().to_owned(),
            candidates: pairs.len(),
            matches: pairs.iter().take(most).map(explain).collect(),
            left_out: left_out(failed.into_iter().map(|supply| (&supply.id, supply))),
        }
    }

    /// The `most` projects that suit an organisation best: by score, then id.
    ///
    /// Rarity of words is counted over the projects. An organisation that fails a filter gets no project, and is told why.
    pub fn projects_for(&self, supply: &Supply, demands: &[Demand], most: usize) -> Ranking {
        let left_out = left_out(demands.iter().map(|demand| (&demand.id, supply)));
        let demands = if left_out.is_empty() { demands } else { &[] };
        let offered = self.offered(supply);
        let asked: Vec<Document> = demands.iter().map(|demand| self.asked(demand)).collect();
        let rarity = Rarity::among(&asked);
        let mut pairs: Vec<Pair> =
            demands.iter().zip(&asked).map(|(demand, asked)| self.weigh(supply, demand, asked, &offered, &rarity)).collect();
        pairs.sort_by_key(|pair| (Reverse(pair.score), &pair.demand.id));
        let explain = |pair: &Pair| self.explain(pair, &rarity, &pair.demand.id, &pair.demand.title);
        Ranking {
            weights: self.weights.version().to_owned(),
            candidates: pairs.len(),
            matches: pairs.iter().take(most).map(explain).collect(),
            left_out,
        }
    }

    fn asked(&self, demand: &Demand) -> Document {
        Document::read(self.lexicon, [&demand.title, &demand.text])
    }

    fn offered(&self, supply: &Supply) -> Document {
        Document::read(self.lexicon, [&supply.name, &supply.text])
    }

    fn weigh<'p>(&self, supply: &'p Supply, demand: &'p Demand, asked: &'p Document, offered: &'p Document, rarity: &Rarity) -> Pair<'p> {
        let field = FieldFit::of(supply, demand, self.taxonomy);
        let area = AreaFit::of(supply, demand);
        let group = TargetGroupFit::of(supply, demand);
        let values = [field.value(), area.value(), group.value(), rarity.coverage(asked, offered)];
        let score = score(self.weights, values);
        Pair { supply, demand, asked, offered, field, area, group, values, score }
    }

    fn explain(&self, pair: &Pair, rarity: &Rarity, id: &str, name: &str) -> Match {
        let (text, words_in_common) = reasons::of_text(pair.supply, pair.asked, pair.offered, rarity, self.taxonomy);
        let told: [Sourced; Key::ALL.len()] = [
            reasons::of_field(&pair.field, pair.supply, pair.demand, self.taxonomy),
            reasons::of_area(&pair.area, pair.supply, pair.demand, self.taxonomy),
            reasons::of_target_group(&pair.group, pair.supply, self.taxonomy),
            text,
        ];
        let criteria = Key::ALL.into_iter().zip(pair.values).zip(told).map(|((key, value), (reason, source))| {
            let (weight, points) = (self.weights.of(key), self.weights.points(key, value));
            Criterion { key, weight, value, points, reason, source }
        });
        Match {
            id: id.to_owned(),
            name: name.to_owned(),
            score: pair.score,
            criteria: criteria.collect(),
            filters_passed: Filter::ALL.to_vec(),
            words_in_common,
        }
    }
}

/// Those whose organisation fails a filter, by id.
fn left_out<'a>(pairs: impl Iterator<Item = (&'a String, &'a Supply)>) -> Vec<LeftOut> {
    let mut left_out: Vec<LeftOut> =
        pairs.filter_map(|(id, supply)| Filter::first_failed(supply).map(|failed| LeftOut { id: id.clone(), failed })).collect();
    left_out.sort();
    left_out
}

/// A pair weighed but not yet explained.
struct Pair<'a> {
    supply: &'a Supply,
    demand: &'a Demand,
    asked: &'a Document,
    offered: &'a Document,
    field: FieldFit<'a>,
    area: AreaFit<'a>,
    group: TargetGroupFit<'a>,
    values: [u32; Key::ALL.len()],
    score: u32,
}

/// The sum of the points of all criteria, given their values in the order of [`Key::ALL`].
pub(super) fn score(weights: &Weights, values: [u32; Key::ALL.len()]) -> u32 {
    Key::ALL.into_iter().zip(values).map(|(key, value)| weights.points(key, value)).sum()
}
