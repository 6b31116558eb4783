//! `cargo bench --bench engine`: the matching engine at the size of a city, on made-up records; the same seed gives the same ones.
//!
//! Prints figures and asserts nothing about time. `-- --needs 100000 --texts FILE.jsonl` sets the number of needs and takes the
//! clauses of real texts.

use std::time::{Duration, Instant};

use shuniu::matching::engine::records::{AreaRef, CatalogueItem, FinishedProject, Need, Organization, Project, Resource, Service};
use shuniu::matching::engine::{DEFAULT, Day, Engine, Question};
use shuniu::matching::taxonomy::{lexicon, taxonomy};
use shuniu::organizations::taxonomy::taxonomy as known;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A service field, and words that speak of it.
struct Field {
    slug: String,
    words: Vec<String>,
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn some<T>(&mut self, percent: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| make(self))
    }
}

/// Text of clauses, mixed with words of some fields.
struct Writer<'f> {
    fields: &'f [Field],
    words: Vec<String>,
}

/// The clauses of the texts of a JSON lines file: real language has the right frequencies.
fn clauses(file: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut clauses = Vec::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let text = row["text"].as_str().unwrap_or_default();
        clauses.extend(text.split(['，', '。', '；', '、']).filter(|clause| clause.chars().count() > 3).map(str::to_owned));
    }
    Ok(clauses)
}

impl<'f> Writer<'f> {
    /// Without real clauses, made-up words of which few are frequent.
    fn new(fields: &'f [Field], dice: &mut Dice, real: Vec<String>) -> Self {
        if !real.is_empty() {
            return Self { fields, words: real };
        }
        let common: Vec<char> = (0x4e00..0x5a00).filter_map(char::from_u32).step_by(2).collect();
        let words = (0..8_000)
            .map(|_| {
                let length = 2 + dice.below(2);
                // Few characters make up most of a text.
                (0..length).map(|_| common[dice.below(common.len()) * dice.below(common.len()) / common.len()]).collect()
            })
            .collect();
        Self { fields, words }
    }

    fn text(&self, dice: &mut Dice, characters: usize, fields: &[usize]) -> String {
        let mut text = String::new();
        let mut length = 0;
        while length < characters {
            let word = if !fields.is_empty() && dice.chance(15) {
                let words = &self.fields[fields[dice.below(fields.len())]].words;
                words[dice.below(words.len())].as_str()
            } else {
                let n = self.words.len();
                self.words[dice.below(n)].as_str()
            };
            text.push_str(word);
            length += word.chars().count();
            if dice.chance(15) {
                text.push('，');
            }
        }
        text
    }
}

fn street(dice: &mut Dice) -> String {
    let district = 310_101 + dice.below(16);
    format!("/310000/{district}/{district}{:03}", dice.below(14))
}

fn day(dice: &mut Dice) -> Day {
    Day::after_epoch(20_600 - dice.below(3_000) as i32)
}

struct Makers<'f> {
    fields: &'f [Field],
    writer: Writer<'f>,
    groups: Vec<String>,
    items: usize,
}

impl Makers<'_> {
    fn some_fields(&self, dice: &mut Dice, most: usize) -> Vec<usize> {
        (0..=dice.below(most)).map(|_| dice.below(self.fields.len())).collect()
    }

    fn groups(&self, dice: &mut Dice) -> Vec<String> {
        (0..=dice.below(3)).map(|_| self.groups[dice.below(self.groups.len())].clone()).collect()
    }

    fn organization(&self, dice: &mut Dice, number: usize, team: bool) -> Organization {
        let fields = self.some_fields(dice, 3);
        let services = fields.iter().enumerate().map(|(i, field)| Service {
            id: format!("{number}-{i}"),
            name: self.writer.text(dice, 8, &[*field]),
            field: self.fields[*field].slug.clone(),
            item: dice.some(50, |dice| format!("item{}", dice.below(self.items))),
            target_groups: Vec::new(),
        });
        let services = services.collect();
        let finished = (0..dice.below(if team { 1 } else { 5 })).map(|i| FinishedProject {
            id: format!("c{number}-{i}"),
            title: self.writer.text(dice, 12, &fields),
            field: self.fields[fields[dice.below(fields.len())]].slug.clone(),
            finished_on: day(dice),
            rating: dice.some(80, |dice| 250 + dice.below(251) as u32),
            budget: dice.some(90, |dice| 2_000_000 + dice.below(80_000_000) as u64),
        });
        let finished = finished.collect();
        Organization {
            version: 1,
            name: self.writer.text(dice, 10, &fields),
            kind: if team { "community_team" } else { "social_service_agency" }.into(),
            verified: dice.chance(95),
            can_contract: !team,
            services,
            fields: fields.iter().map(|field| self.fields[*field].slug.clone()).collect(),
            target_groups: self.groups(dice),
            areas_served: (0..dice.below(3)).map(|_| AreaRef::at(&street(dice))).collect(),
            home_area: Some(AreaRef::at(&street(dice))),
            free_slots: dice.some(60, |dice| dice.below(5) as u32),
            total_slots: Some(5),
            staff: dice.some(60, |dice| 1 + dice.below(60) as u32),
            finished,
            stars: dice.some(40, |dice| 1 + dice.below(5) as u8),
            grade: dice.some(40, |dice| 1 + dice.below(5) as u8),
            budget_min: dice.some(20, |dice| 1_000_000 * (1 + dice.below(10) as u64)),
            text: self.writer.text(dice, 300, &fields),
            legal_representative: Some(format!("head{}", dice.below(30_000))),
            open_invitations: dice.below(3) as u32,
            invited_this_month: dice.below(4) as u32,
            ..Organization::new(format!("o{number:06}"))
        }
    }

    fn project(&self, dice: &mut Dice, number: usize, characters: usize) -> Project {
        let field = dice.below(self.fields.len());
        Project {
            title: self.writer.text(dice, 14, &[field]),
            text: self.writer.text(dice, characters, &[field]),
            field: Some(self.fields[field].slug.clone()),
            item: dice.some(30, |dice| format!("item{}", dice.below(self.items))),
            target_groups: self.groups(dice),
            area: Some(AreaRef::at(&street(dice))),
            budget: Some(2_000_000 + dice.below(100_000_000) as u64),
            ..Project::new(format!("p{number:06}"))
        }
    }

    fn need(&self, dice: &mut Dice, number: usize) -> Need {
        let field = dice.below(self.fields.len());
        Need {
            title: self.writer.text(dice, 10, &[field]),
            text: self.writer.text(dice, 110, &[field]),
            item: dice.some(20, |dice| format!("item{:04}", dice.below(self.items))),
            target_groups: self.groups(dice),
            area: Some(AreaRef::at(&street(dice))),
            people: Some(dice.below(60) as u32),
            ..Need::new(format!("n{number:06}"))
        }
    }
}

fn percentiles(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |permille: usize| times[(times.len() * permille / 1000).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("{name:46} p50 {:7.3} ms   p99 {:7.3} ms   max {:7.3} ms   n {}", at(500), at(990), at(1000), times.len());
}

fn timed<T>(times: &mut Vec<Duration>, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = work();
    times.push(started.elapsed());
    result
}

/// What follows a name among the arguments.
fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

fn main() -> Outcome {
    let count = |name: &str, usual: usize| argument(name).map_or(Ok(usual), |value| value.parse());
    let (organizations, teams) = (count("--organizations", 12_000)?, count("--teams", 23_000)?);
    let (projects, needs, rounds) = (count("--projects", 5_000)?, count("--needs", 20_000)?, count("--rounds", 1_000)?);
    let (items, resources) = (count("--items", 1_000)?, count("--resources", 2_000)?);

    let fields: Vec<Field> =
        known().fields().iter().map(|field| Field { slug: field.slug.clone(), words: field.synonyms.clone() }).collect();
    let groups: Vec<String> = known().target_groups().iter().map(|group| group.slug.clone()).collect();
    let dice = &mut Dice(7);
    let real = argument("--texts").map(|file| clauses(&file)).transpose()?.unwrap_or_default();
    let makers = Makers { fields: &fields, writer: Writer::new(&fields, dice, real), groups, items };
    let mut engine = Engine::new(taxonomy(), lexicon(), Day::after_epoch(20_600));

    let made: Vec<Organization> = (0..organizations + teams).map(|n| makers.organization(dice, n, n >= organizations)).collect();
    let started = Instant::now();
    made.into_iter().for_each(|organization| engine.upsert_organization(organization));
    println!("{organizations} organisations and {teams} teams loaded in {:.2} s", started.elapsed().as_secs_f64());
    let made: Vec<Project> = (0..projects).map(|n| makers.project(dice, n, 250)).collect();
    let started = Instant::now();
    made.into_iter().for_each(|project| engine.upsert_project(project));
    println!("{projects} projects loaded in {:.2} s", started.elapsed().as_secs_f64());
    let made: Vec<Need> = (0..needs).map(|n| makers.need(dice, n)).collect();
    let started = Instant::now();
    made.into_iter().for_each(|need| engine.upsert_need(need));
    println!("{needs} needs loaded in {:.2} s", started.elapsed().as_secs_f64());
    for n in 0..items {
        let field = n % fields.len();
        engine.upsert_catalogue_item(CatalogueItem {
            id: format!("item{n:04}"),
            version: 0,
            name: makers.writer.text(dice, 8, &[field]),
            text: makers.writer.text(dice, 60, &[field]),
            field: Some(fields[field].slug.clone()),
        });
    }
    for n in 0..resources {
        engine.upsert_resource(Resource {
            id: format!("r{n:05}"),
            version: 0,
            name: makers.writer.text(dice, 8, &[]),
            kind: "venue".into(),
            text: makers.writer.text(dice, 60, &[]),
            area: Some(AreaRef::at(&street(dice))),
            capacity: dice.some(80, |dice| 10 + dice.below(200) as u32),
            free: Some(dice.below(4) as u32),
            available: None,
        });
    }
    let started = Instant::now();
    engine.calibrate();
    println!("calibrated in {:.2} s", started.elapsed().as_secs_f64());

    let question = Question::new(&DEFAULT, 10);
    let mut times = Vec::new();
    for n in 0..rounds {
        let id = format!("p{:06}", n * 7919 % projects);
        timed(&mut times, || engine.organizations_for(&id, &question)).ok_or("a project")?;
    }
    percentiles("project -> top 10 with reasons", times);

    let mut times = Vec::new();
    for n in 0..rounds {
        let project = makers.project(dice, n, 60);
        timed(&mut times, || engine.organizations_for_project(&project, &question));
    }
    percentiles("short draft -> top 10 with reasons", times);

    let mut times = Vec::new();
    for n in 0..rounds {
        let id = format!("o{:06}", n * 7919 % organizations);
        timed(&mut times, || engine.projects_for(&id, &question)).ok_or("an organisation")?;
    }
    percentiles("organisation -> top 10 projects with reasons", times);

    let mut times = Vec::new();
    for n in 0..rounds {
        let id = format!("n{:06}", n * 7919 % needs);
        timed(&mut times, || (engine.catalogue_for(&id, 10), engine.resources_for(&id, 10)));
    }
    percentiles("need -> catalogue and resources", times);

    let mut times = Vec::new();
    for n in 0..rounds {
        let organization = makers.organization(dice, n * 31 % (organizations + teams), n % 2 == 0);
        timed(&mut times, || engine.upsert_organization(organization));
    }
    percentiles("one organisation changed", times);
    Ok(())
}
