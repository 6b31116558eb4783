//! A matching meeting as numbers: projects with slots, organisations with capacity, and the pairs that may be made.

use std::fmt;

/// The largest weight of a pair. Scores are 0..=10000; the rest is head room for other callers.
pub const MAX_WEIGHT: i64 = 1_000_000_000;
/// The largest number of slots of a project and the largest capacity of an organisation.
pub const MAX_ROOM: u32 = 1_000_000;
/// The largest number of projects, of organisations and of pairs.
pub const MAX_COUNT: usize = 100_000_000;

/// A pair that may be made. Projects and organisations are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub project: u32,
    pub organisation: u32,
    /// 0..=[`MAX_WEIGHT`], larger is better.
    pub weight: i64,
}

/// An organisation's part in the meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guest {
    /// How many projects it can take.
    pub capacity: u32,
    /// Newly incubated: counts towards the guaranteed share.
    pub new: bool,
}

/// A well-formed meeting: every index in range, every pair once, sorted by project and organisation.
#[derive(Debug, Clone)]
pub struct Instance {
    pub(super) slots: Vec<u32>,
    pub(super) guests: Vec<Guest>,
    /// `start[p]..start[p + 1]` are the pairs of project p.
    pub(super) start: Vec<u32>,
    pub(super) organisation: Vec<u32>,
    pub(super) weight: Vec<i64>,
}

/// What is wrong with an instance, and on which line if it was read from text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadInstance {
    pub line: Option<usize>,
    pub problem: String,
}

impl fmt::Display for BadInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.problem),
            None => f.write_str(&self.problem),
        }
    }
}

impl std::error::Error for BadInstance {}

impl Instance {
    /// Puts the pairs in order. Refuses pairs named twice, indices out of range and numbers out of bounds.
    pub fn new(slots: Vec<u32>, guests: Vec<Guest>, mut pairs: Vec<Candidate>) -> Result<Self, BadInstance> {
        if slots.len() > MAX_COUNT || guests.len() > MAX_COUNT || pairs.len() > MAX_COUNT {
            return Err(bad(format!("more than {MAX_COUNT} projects, organisations or pairs")));
        }
        if let Some(p) = slots.iter().position(|&slots| slots > MAX_ROOM) {
            return Err(bad(format!("project {p} has {} slots, more than {MAX_ROOM}", slots[p])));
        }
        if let Some(o) = guests.iter().position(|guest| guest.capacity > MAX_ROOM) {
            return Err(bad(format!("organisation {o} has capacity {}, more than {MAX_ROOM}", guests[o].capacity)));
        }
        if let Some(pair) = pairs.iter().find(|pair| pair.project as usize >= slots.len()) {
            return Err(bad(format!("project {} of a pair: there are only {} projects, counted from 0", pair.project, slots.len())));
        }
        if let Some(pair) = pairs.iter().find(|pair| pair.organisation as usize >= guests.len()) {
            let (o, count) = (pair.organisation, guests.len());
            return Err(bad(format!("organisation {o} of a pair: there are only {count} organisations, counted from 0")));
        }
        if let Some(pair) = pairs.iter().find(|pair| !(0..=MAX_WEIGHT).contains(&pair.weight)) {
            return Err(bad(format!("score {} is not within 0..={MAX_WEIGHT}", pair.weight)));
        }
        let place = |pair: &Candidate| (pair.project, pair.organisation);
        if !pairs.is_sorted_by_key(place) {
            pairs.sort_unstable_by_key(place);
        }
        if let Some(twice) = pairs.windows(2).find(|two| place(&two[0]) == place(&two[1])) {
            return Err(bad(format!("project {} and organisation {} are paired twice", twice[0].project, twice[0].organisation)));
        }
        let mut start = vec![0; slots.len() + 1];
        for pair in &pairs {
            start[pair.project as usize + 1] += 1;
        }
        for p in 0..slots.len() {
            start[p + 1] += start[p];
        }
        let organisation = pairs.iter().map(|pair| pair.organisation).collect();
        let weight = pairs.iter().map(|pair| pair.weight).collect();
        Ok(Self { slots, guests, start, organisation, weight })
    }

    pub fn projects(&self) -> usize {
        self.slots.len()
    }

    pub fn organisations(&self) -> usize {
        self.guests.len()
    }

    pub fn pairs(&self) -> usize {
        self.organisation.len()
    }

    /// The numbers of a project's pairs.
    pub fn pairs_of(&self, project: usize) -> std::ops::Range<usize> {
        self.start[project] as usize..self.start[project + 1] as usize
    }

    /// The pair with this number.
    pub fn pair(&self, number: u32) -> Candidate {
        let project = self.start.partition_point(|&start| start <= number) as u32 - 1;
        Candidate { project, organisation: self.organisation[number as usize], weight: self.weight[number as usize] }
    }

    /// The total weight of pairs.
    pub fn total(&self, pairs: &[u32]) -> i64 {
        pairs.iter().map(|&pair| self.weight[pair as usize]).sum()
    }

    /// How many of the pairs are with new organisations.
    pub fn count_new(&self, pairs: &[u32]) -> usize {
        pairs.iter().filter(|&&pair| self.is_new(pair)).count()
    }

    /// Whether the pair's organisation is new.
    pub fn is_new(&self, pair: u32) -> bool {
        self.guests[self.organisation[pair as usize] as usize].new
    }

    /// The number of a pair, if it may be made.
    pub fn number_of(&self, project: u32, organisation: u32) -> Option<u32> {
        if project as usize >= self.projects() {
            return None;
        }
        let places = self.pairs_of(project as usize);
        let within = self.organisation[places.clone()].binary_search(&organisation).ok()?;
        Some((places.start + within) as u32)
    }
}

fn bad(problem: String) -> BadInstance {
    BadInstance { line: None, problem }
}
