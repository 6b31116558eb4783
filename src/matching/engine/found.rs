//! Short lists with a few parts each: catalogue items and resources for a need, and "more like this".

use std::cmp::Reverse;

use serde::Serialize;

use super::answer::LeftOut;
use super::criteria::text::{TextEvidence, speaks_of};
use super::names::Reason;
use super::pool::Value;
use super::store::Row;

/// The answer to a question for something else than the partner of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MatchedOffers)]
pub struct Found {
    /// The last change that the answer knows of.
    pub as_of: u64,
    pub candidates: usize,
    pub items: Vec<FoundItem>,
    /// How many failed each filter first.
    pub left_out: Vec<LeftOut>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FoundItem {
    pub id: String,
    pub name: String,
    /// 0–10000: exactly the sum of the parts' points.
    pub score: u32,
    pub parts: Vec<FoundPart>,
    pub text_evidence: Vec<TextEvidence>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FoundPart {
    pub key: &'static str,
    /// Percent.
    pub weight: u32,
    /// 0–10000.
    pub value: u32,
    pub points: u32,
    pub no_data: bool,
    pub reason: Reason,
    /// Never empty.
    pub sources: Vec<String>,
}

/// The parts of a list with their weights in percent.
pub(super) type Plan<const N: usize> = [(&'static str, u32); N];

/// A candidate with the values of its parts.
pub(super) struct Candidate<'a, const N: usize> {
    pub row: Row,
    pub id: &'a str,
    pub name: &'a str,
    pub values: [Value; N],
}

impl<const N: usize> Candidate<'_, N> {
    fn score(&self, plan: &Plan<N>) -> u32 {
        plan.iter().zip(self.values).map(|((_, weight), value)| weight * value.value / 100).sum()
    }
}

/// The `most` best by score, then id.
pub(super) fn best<'a, const N: usize>(mut all: Vec<Candidate<'a, N>>, plan: &Plan<N>, most: usize) -> Vec<Candidate<'a, N>> {
    // Most need no place in the order.
    let mut scores: Vec<u32> = all.iter().map(|candidate| candidate.score(plan)).collect();
    if (1..scores.len()).contains(&most) {
        let (_, least, _) = scores.select_nth_unstable_by_key(most - 1, |score| Reverse(*score));
        let least = *least;
        all.retain(|candidate| candidate.score(plan) >= least);
    }
    all.sort_by_cached_key(|candidate| (Reverse(candidate.score(plan)), candidate.id));
    all.truncate(most);
    all
}

/// A candidate told; `reasons` in the order of the plan.
pub(super) fn item<const N: usize>(
    candidate: &Candidate<N>,
    plan: &Plan<N>,
    reasons: [(Reason, Vec<String>); N],
    text_evidence: Vec<TextEvidence>,
) -> FoundItem {
    let parts = plan.iter().zip(candidate.values).zip(reasons).map(|(((key, weight), value), (reason, sources))| FoundPart {
        key,
        weight: *weight,
        value: value.value,
        points: weight * value.value / 100,
        no_data: !value.known,
        reason,
        sources,
    });
    FoundItem {
        id: candidate.id.to_owned(),
        name: candidate.name.to_owned(),
        score: candidate.score(plan),
        parts: parts.collect(),
        text_evidence,
    }
}

/// What the text says in such a list, with the record that was searched.
pub(super) fn text_reason(evidence: &[TextEvidence], value: u32, record: String) -> (Reason, Vec<String>) {
    let reason = match evidence.first() {
        Some(_) => speaks_of(evidence),
        None if value > 0 => Reason::new("文字只在单字上相近", "the texts share single characters only"),
        None => Reason::new("文字没有共同的词语", "the texts have no words in common"),
    };
    (reason, vec![record])
}
