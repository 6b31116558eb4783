//! Track record: the mean rating of the finished projects of the field, the older the lighter, smoothed by five projects
//! of the field's mean. A graduation from the incubator counts as one good project: evidence, never a gate.

use std::collections::BTreeMap;

use super::super::day::Day;
use super::super::fixed::decay;
use super::super::names::Reason;
use super::super::pool::NEUTRAL;
use super::super::records::{FinishedProject, Organization};
use super::super::symbols::{Symbol, Symbols};
use super::{Pair, Told};

/// How many projects of the field's mean are added to each organisation's own.
const SMOOTHING: u64 = 5;
/// Four of five.
const GOOD: u32 = 8_000;
/// Binary places of a project's weight.
const ONE: u64 = 1 << 16;

/// Weighted ratings of the finished projects in one field, and of a graduation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Record {
    /// Ratings of 0–10000 times weights.
    rated: u64,
    weight_rated: u64,
    /// The weight of finished projects that nobody rated: they count as the mean of the field.
    weight_unrated: u64,
    weight_graduated: u64,
}

impl Record {
    /// (Σ rating + 5 × mean) / (n + 5), 0–10000.
    pub fn value(&self, mean_of_field: u32) -> u32 {
        let mean = u64::from(mean_of_field);
        let smoothing = SMOOTHING * ONE + self.weight_unrated;
        let graduated = self.weight_graduated * u64::from(GOOD.max(mean_of_field));
        let weight = self.weight_rated + smoothing + self.weight_graduated;
        ((self.rated + smoothing * mean + graduated) / weight) as u32
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What an organisation has brought to an end in each of its fields until a day.
pub(in super::super) fn records(organization: &Organization, today: Day, symbols: &Symbols) -> BTreeMap<Symbol, Record> {
    let mut records: BTreeMap<Symbol, Record> = BTreeMap::new();
    for project in &organization.finished {
        let record = records.entry(symbols.of(&project.field)).or_default();
        let weight = decay(today.since(project.finished_on));
        match project.rating {
            Some(rating) => {
                record.rated += weight * u64::from(rating.min(500) * 20);
                record.weight_rated += weight;
            }
            None => record.weight_unrated += weight,
        }
    }
    if let Some(graduated_on) = organization.incubation.as_ref().and_then(|incubation| incubation.graduated_on) {
        for field in organization.all_fields() {
            records.entry(symbols.of(field)).or_default().weight_graduated = decay(today.since(graduated_on));
        }
    }
    records.retain(|_, record| !record.is_empty());
    records
}

/// The ratings of one field over all organisations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct FieldMean {
    rated: u128,
    weight: u128,
}

impl FieldMean {
    pub fn add(&mut self, record: &Record) {
        self.rated += u128::from(record.rated);
        self.weight += u128::from(record.weight_rated);
    }

    pub fn take(&mut self, record: &Record) {
        self.rated = self.rated.saturating_sub(u128::from(record.rated));
        self.weight = self.weight.saturating_sub(u128::from(record.weight_rated));
    }

    pub fn mean(&self) -> u32 {
        self.rated.checked_div(self.weight).and_then(|mean| u32::try_from(mean).ok()).unwrap_or(NEUTRAL)
    }
}

pub(in super::super) fn tell(pair: &Pair) -> Told {
    let Pair { organization, project, taxonomy, .. } = *pair;
    let Some(asked) = project.field.as_deref() else { return pair.not_asked("未注明服务领域", "states no service field") };
    let name = taxonomy.field_name(asked);
    let mut finished: Vec<&FinishedProject> = organization.finished.iter().filter(|project| project.field == asked).collect();
    finished.sort_by(|a, b| (b.finished_on, &a.id).cmp(&(a.finished_on, &b.id)));
    let graduated = organization
        .incubation
        .as_ref()
        .filter(|_| organization.all_fields().any(|field| field == asked))
        .and_then(|incubation| Some((incubation, incubation.graduated_on?)));
    let mut sources: Vec<String> = finished.iter().map(|project| pair.offered(&format!("finished/{}", project.id))).collect();
    let mut parts = Vec::new();
    if let Some(oldest) = finished.last() {
        let (count, year) = (finished.len(), oldest.finished_on.year());
        let plural = if count == 1 { "project" } else { "projects" };
        let ratings: Vec<u64> = finished.iter().filter_map(|project| project.rating).map(|rating| u64::from(rating.min(500))).collect();
        parts.push(match (ratings.iter().sum::<u64>() + ratings.len() as u64 / 2).checked_div(ratings.len() as u64) {
            Some(mean) => Reason::new(
                format!("自{year}年起在“{}”完成{count}个项目，平均{}.{:02}分（满分5分）", name.zh, mean / 100, mean % 100),
                format!("{count} finished {plural} in {} since {year}, mean {}.{:02} of 5", name.en, mean / 100, mean % 100),
            ),
            None => Reason::new(
                format!("自{year}年起在“{}”完成{count}个项目，尚无评分", name.zh),
                format!("{count} finished {plural} in {} since {year}, not rated", name.en),
            ),
        });
    }
    if let Some((incubation, day)) = graduated {
        parts.push(Reason::new(
            format!("{day}孵化出壳，计为一个良好项目"),
            format!("graduated from the incubator on {day}, which counts as one good project"),
        ));
        sources.push(pair.offered(&format!("incubation/{}", incubation.id)));
    }
    if parts.is_empty() {
        let (zh, en) = (format!("“{}”领域尚无已完成项目", name.zh), format!("no finished project in {}", name.en));
        return pair.no_data(&zh, &en);
    }
    let join = |language: fn(&Reason) -> &str, separator: &str| parts.iter().map(language).collect::<Vec<_>>().join(separator);
    Told::new(Reason::new(join(|part| &part.zh, "；"), join(|part| &part.en, "; ")), sources)
}
