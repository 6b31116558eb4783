//! Turns scored pairs into matches: points, reasons, and what separates one from the next.

use std::cmp::Reverse;

use super::answer::{CompareToNext, Criterion, Gap, Match, OrganizationView, Separator, ViewPart};
use super::criteria::text::TextEvidence;
use super::criteria::{Pair, Told, area, budget, capacity, field, rating, target_group, text, track_record};
use super::filter::Filter;
use super::names::Reason;
use super::own_view::{self, OwnKey};
use super::ranking::Scored;
use super::weights::{Key, Weights};

/// A scored pair with what is needed to tell it.
pub(super) struct Listed<'a> {
    pub scored: Scored,
    pub id: &'a str,
    pub name: &'a str,
    pub open_invitations: u32,
    pub pair: Pair<'a>,
    pub evidence: Vec<TextEvidence>,
    pub searched: Searched,
}

/// Whose text a question was put to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Searched {
    Organization,
    Project,
}

impl Listed<'_> {
    /// The part of the record in which the best phrase stands.
    fn text_source(&self) -> String {
        let phrase = self.evidence.first().map(|evidence| evidence.phrase.as_str());
        let holds = |text: &str| phrase.is_some_and(|phrase| text.contains(phrase));
        if self.searched == Searched::Project {
            let project = self.pair.project;
            let part = if holds(&project.text) {
                "#text"
            } else if holds(&project.title) {
                "#title"
            } else {
                ""
            };
            return format!("{}{part}", self.pair.demand_record());
        }
        let organization = self.pair.organization;
        if holds(&organization.text) {
            return self.pair.offered("text");
        }
        if holds(&organization.name) {
            return self.pair.offered("name");
        }
        let service = organization.services.iter().find(|service| holds(&service.name)).map(|service| format!("services/{}", service.id));
        let finished =
            || organization.finished.iter().find(|project| holds(&project.title)).map(|project| format!("finished/{}", project.id));
        service.or_else(finished).map_or_else(|| self.pair.organization_record(), |part| self.pair.offered(&part))
    }
}

/// The first `most` of a list, told; one more is used to compare the last one with.
pub(super) fn matches(all: &[Listed], most: usize, weights: &Weights, filters_passed: Vec<Filter>) -> Vec<Match> {
    let nexts = all.iter().skip(1).map(Some).chain([None]);
    all.iter().take(most).zip(nexts).map(|(listed, next)| one(listed, next, weights, filters_passed.clone())).collect()
}

fn one(listed: &Listed, next: Option<&Listed>, weights: &Weights, filters_passed: Vec<Filter>) -> Match {
    let scored = &listed.scored;
    let criteria = Key::ALL.into_iter().zip(scored.values).map(|(key, value)| {
        let Told { reason, sources } = tell(key, listed);
        let points = weights.points(key, value.value);
        Criterion { key, weight: weights.of(key), value: value.value, points, no_data: !value.known, reason, sources }
    });
    let parts = OwnKey::ALL.into_iter().zip(scored.own).map(|(key, value)| {
        let (reason, sources) = own_view::tell(key, &listed.pair, value.value, value.known);
        ViewPart { key, weight: key.weight(), value: value.value, no_data: !value.known, reason, sources }
    });
    Match {
        id: listed.id.to_owned(),
        name: listed.name.to_owned(),
        rank_score: scored.rank_score(),
        score: scored.score,
        penalty: scored.penalty,
        project_score: scored.project_score,
        criteria: criteria.collect(),
        organization_view: OrganizationView { value: scored.own_view, parts: parts.collect() },
        confidence: scored.confidence(weights),
        filters_passed,
        text_evidence: listed.evidence.clone(),
        compare_to_next: next.map(|next| compare(listed, next, weights)),
    }
}

pub(super) fn tell(key: Key, listed: &Listed) -> Told {
    let pair = &listed.pair;
    match key {
        Key::Field => field::tell(pair),
        Key::TargetGroup => target_group::tell(pair),
        Key::Area => area::tell(pair),
        Key::Text => {
            let value = listed.scored.values[Key::Text as usize];
            text::tell(pair, value.known, &listed.evidence, value.value, listed.text_source())
        }
        Key::TrackRecord => track_record::tell(pair),
        Key::Rating => rating::tell(pair),
        Key::Capacity => capacity::tell(pair),
        Key::BudgetFit => budget::tell(pair),
    }
}

/// How much each part does for the first of two, in the order of an answer: seven tenths of a criterion's points, three
/// tenths of the views, and the whole penalty.
fn differences(one: &Scored, other: &Scored, weights: &Weights) -> Vec<(Separator, i64)> {
    let gain = |a: u32, b: u32, tenths: i64| (i64::from(a) - i64::from(b)) * tenths;
    let points = |scored: &Scored, key: Key| weights.points(key, scored.values[key as usize].value);
    let criteria = Key::ALL.into_iter().map(|key| (Separator::Criterion(key), gain(points(one, key), points(other, key), 7)));
    criteria
        .chain([
            (Separator::OrganizationView, gain(one.own_view, other.own_view, 3)),
            (Separator::InvitedThisMonth, gain(other.penalty, one.penalty, 10)),
        ])
        .collect()
}

fn compare(listed: &Listed, next: &Listed, weights: &Weights) -> CompareToNext {
    let difference = listed.scored.rank_score().saturating_sub(next.scored.rank_score());
    let largest =
        differences(&listed.scored, &next.scored, weights).into_iter().max_by_key(|(separator, gain)| (*gain, Reverse(place(*separator))));
    let mainly = match largest {
        Some((separator, gain)) if difference > 0 && gain > 0 => separator,
        _ if listed.open_invitations < next.open_invitations => Separator::OpenInvitations,
        _ => Separator::Id,
    };
    CompareToNext { id: next.id.to_owned(), difference, mainly, reason: separated_by(mainly) }
}

/// Of equal gains the one that stands first in an answer is told.
fn place(separator: Separator) -> usize {
    match separator {
        Separator::Criterion(key) => key as usize,
        Separator::OrganizationView => Key::ALL.len(),
        _ => Key::ALL.len() + 1,
    }
}

fn separated_by(separator: Separator) -> Reason {
    match separator {
        Separator::Criterion(key) => {
            let (zh, en) = key.labels();
            Reason::new(format!("主要差别在“{zh}”"), format!("mainly by {en}"))
        }
        Separator::OrganizationView => Reason::new("主要差别在机构自身意愿", "mainly by the organisation's own view"),
        Separator::InvitedThisMonth => Reason::new("对方本月已收到更多邀请", "the other has received more invitations this month"),
        Separator::OpenInvitations => Reason::new("得分相同，对方有更多未答复的邀请", "equal scores; the other has more open invitations"),
        Separator::Id => Reason::new("得分相同，按编号排序", "equal scores; ordered by id"),
    }
}

/// Where a candidate lost most against another, largest first.
pub(super) fn gaps(own: &Listed, shown: &Listed, weights: &Weights) -> Vec<Gap> {
    let mut lost: Vec<(Separator, i64)> =
        differences(&shown.scored, &own.scored, weights).into_iter().filter(|(_, gain)| *gain > 0).collect();
    lost.sort_by_key(|(separator, gain)| (Reverse(*gain), place(*separator)));
    let gap = |(separator, _): (Separator, i64)| {
        let points = |scored: &Scored, key: Key| weights.points(key, scored.values[key as usize].value);
        let (mine, theirs, reason, sources) = match separator {
            Separator::Criterion(key) => {
                let Told { reason, sources } = tell(key, own);
                (points(&own.scored, key), points(&shown.scored, key), reason, sources)
            }
            Separator::OrganizationView => {
                (own.scored.own_view, shown.scored.own_view, separated_by(separator), vec![own.pair.organization_record()])
            }
            _ => {
                let reason = Reason::new("本月已收到更多邀请", "it has received more invitations this month");
                (own.scored.penalty, shown.scored.penalty, reason, vec![own.pair.offered("invited_this_month")])
            }
        };
        Gap { by: separator, own: mine, last_shown: theirs, reason, sources }
    };
    lost.into_iter().map(gap).collect()
}
