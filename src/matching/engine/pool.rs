//! What many records have in common is weighed once: equal offers share a class, and so do equal wishes.
//!
//! A question then costs one look into a table per candidate and criterion, and the mean of a cohort is known at any time.

use std::collections::HashMap;
use std::hash::Hash;
use std::hint::select_unpredictable;

use super::records::Organization;

/// Whom an organisation is compared with where it says nothing: registered bodies with registered bodies, teams with teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Cohort {
    Registered,
    Teams,
}

impl Cohort {
    pub fn of(organization: &Organization) -> Self {
        if organization.is_team() { Self::Teams } else { Self::Registered }
    }
}

/// What one criterion makes of an organisation's offer and a project's wish.
pub(super) trait Fit {
    type Offer: Clone + Eq + Hash;
    type Wish: Clone + Eq + Hash;
    /// Of an offer whose value is that of its best part; `()` where offers are weighed as a whole.
    type Part: Clone + Eq + Hash;

    /// 0–10000; None where one side says nothing.
    fn value(offer: &Self::Offer, wish: &Self::Wish) -> Option<u32>;

    /// The parts of an offer; none where it says nothing.
    fn parts(_offer: &Self::Offer) -> Vec<Self::Part> {
        Vec::new()
    }

    /// What a part is worth; None where the wish says nothing.
    fn value_of_part(_part: &Self::Part, _wish: &Self::Wish) -> Option<u32> {
        None
    }

    /// Whether offers are looked up by their parts: where there are many different ones, most of no worth to a wish.
    const BY_PARTS: bool = false;

    /// The things that a wish asks for, where an offer is worth the mean of what its best parts are worth to each of them.
    fn each(wish: &Self::Wish) -> Vec<Self::Wish> {
        vec![wish.clone()]
    }
}

/// Where nobody of a cohort says anything.
pub(super) const NEUTRAL: u32 = 5_000;

/// A sum of values and how many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub sum: u64,
    pub count: u64,
}

impl Tally {
    pub fn mean(self) -> u32 {
        self.sum.checked_div(self.count).and_then(|mean| u32::try_from(mean).ok()).unwrap_or(NEUTRAL)
    }

    pub fn add(&mut self, value: u32, times: u64) {
        self.sum += u64::from(value) * times;
        self.count += times;
    }

    fn take(&mut self, value: u32) {
        self.sum = self.sum.saturating_sub(u64::from(value));
        self.count = self.count.saturating_sub(1);
    }
}

/// The number of a class.
pub(super) type Class = u32;

/// Distinct keys with how many records of each cohort have them.
#[derive(Debug, Clone)]
pub(super) struct Pool<K> {
    classes: HashMap<K, Class>,
    keys: Vec<Option<K>>,
    users: Vec<[u32; 2]>,
    free: Vec<Class>,
}

impl<K> Default for Pool<K> {
    fn default() -> Self {
        Self { classes: HashMap::new(), keys: Vec::new(), users: Vec::new(), free: Vec::new() }
    }
}

impl<K: Clone + Eq + Hash> Pool<K> {
    /// The class of a key, and whether it is a new one.
    pub fn enter(&mut self, key: K, cohort: Cohort) -> (Class, bool) {
        if let Some(class) = self.classes.get(&key) {
            self.users[*class as usize][cohort as usize] += 1;
            return (*class, false);
        }
        let class = self.free.pop().unwrap_or(self.keys.len() as Class);
        if class as usize == self.keys.len() {
            self.keys.push(None);
            self.users.push([0; 2]);
        }
        self.users[class as usize][cohort as usize] = 1;
        self.keys[class as usize] = Some(key.clone());
        self.classes.insert(key, class);
        (class, true)
    }

    /// What the records of a class have in common; none if no record is of it.
    pub fn key(&self, class: Class) -> Option<&K> {
        self.keys.get(class as usize)?.as_ref()
    }

    /// One more than the highest class.
    pub fn classes(&self) -> usize {
        self.keys.len()
    }

    pub fn leave(&mut self, class: Class, cohort: Cohort) {
        let users = &mut self.users[class as usize];
        users[cohort as usize] = users[cohort as usize].saturating_sub(1);
        if *users == [0; 2] {
            if let Some(key) = self.keys[class as usize].take() {
                self.classes.remove(&key);
            }
            self.free.push(class);
        }
    }

    /// Every class in use, with its key and users.
    pub fn all(&self) -> impl Iterator<Item = (usize, &K, [u32; 2])> {
        self.keys.iter().zip(&self.users).enumerate().filter_map(|(class, (key, users))| Some((class, key.as_ref()?, *users)))
    }
}

/// The classes of both sides under one criterion.
#[derive(Debug, Clone)]
pub(super) struct Classes<F: Fit> {
    offers: Pool<F::Offer>,
    wishes: Pool<F::Wish>,
    /// Which offers have a part, and for each class 0 if it has any and [`UNKNOWN`] if it says nothing.
    by_part: HashMap<F::Part, Vec<Class>>,
    blank: Vec<u16>,
    /// For each class of wishes what the active offers of each cohort are worth to it.
    known: Vec<[Tally; 2]>,
}

impl<F: Fit> Default for Classes<F> {
    fn default() -> Self {
        Self { offers: Pool::default(), wishes: Pool::default(), by_part: HashMap::new(), blank: Vec::new(), known: Vec::new() }
    }
}

/// What a criterion is worth, and whether that is known: else it is the mean of the cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value {
    /// 0–10000.
    pub value: u32,
    pub known: bool,
}

/// What one wish finds: the value per class of offers, and the mean of each cohort for those who say nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    values: Vec<u16>,
    means: [u16; 2],
}

/// In a table: the offer or the wish says nothing.
const UNKNOWN: u16 = u16::MAX;

impl Table {
    pub fn value(&self, class: Class, cohort: Cohort) -> u32 {
        let (value, mean) = (self.values[class as usize], self.means[cohort as usize]);
        // Who says something is anybody's guess.
        u32::from(select_unpredictable(value == UNKNOWN, mean, value))
    }

    pub fn of(&self, class: Class, cohort: Cohort) -> Value {
        Value { value: self.value(class, cohort), known: self.values[class as usize] != UNKNOWN }
    }
}

fn narrow(value: u32) -> u16 {
    value.min(super::FULL) as u16
}

impl<F: Fit> Classes<F> {
    pub fn offer(&mut self, offer: F::Offer, cohort: Cohort) -> Class {
        for (wish, key, _) in self.wishes.all() {
            if let Some(value) = F::value(&offer, key) {
                self.known[wish][cohort as usize].add(value, 1);
            }
        }
        let parts = F::parts(&offer);
        let (class, is_new) = self.offers.enter(offer, cohort);
        if F::BY_PARTS && is_new {
            self.blank.resize(self.offers.classes(), UNKNOWN);
            self.blank[class as usize] = if parts.is_empty() { UNKNOWN } else { 0 };
            for part in parts {
                self.by_part.entry(part).or_default().push(class);
            }
        }
        class
    }

    pub fn drop_offer(&mut self, class: Class, cohort: Cohort) {
        let Some(offer) = self.offers.keys[class as usize].clone() else { return };
        for (wish, key, _) in self.wishes.all() {
            if let Some(value) = F::value(&offer, key) {
                self.known[wish][cohort as usize].take(value);
            }
        }
        self.offers.leave(class, cohort);
        if F::BY_PARTS && self.offers.keys[class as usize].is_none() {
            self.blank[class as usize] = UNKNOWN;
            for part in F::parts(&offer) {
                if let Some(classes) = self.by_part.get_mut(&part) {
                    classes.retain(|other| *other != class);
                    if classes.is_empty() {
                        self.by_part.remove(&part);
                    }
                }
            }
        }
    }

    pub fn wish(&mut self, wish: F::Wish) -> Class {
        let tallies = if self.wishes.classes.contains_key(&wish) { None } else { Some(self.tallies(&self.values(&wish))) };
        let (class, _) = self.wishes.enter(wish, Cohort::Registered);
        if let Some(tallies) = tallies {
            self.known.resize(self.wishes.keys.len(), [Tally::default(); 2]);
            self.known[class as usize] = tallies;
        }
        class
    }

    pub fn drop_wish(&mut self, class: Class) {
        self.wishes.leave(class, Cohort::Registered);
    }

    /// Every offer weighed for one wish, stored or not.
    pub fn for_wish(&self, wish: &F::Wish) -> Table {
        let values = self.values(wish);
        // What a stored wish finds is counted already.
        let counted = self.wishes.classes.get(wish).map(|class| self.known[*class as usize]);
        let means = counted.unwrap_or_else(|| self.tallies(&values)).map(|tally| narrow(tally.mean()));
        Table { values, means }
    }

    fn values(&self, wish: &F::Wish) -> Vec<u16> {
        if F::BY_PARTS {
            return self.values_by_parts(wish).unwrap_or_else(|| vec![UNKNOWN; self.offers.classes()]);
        }
        let mut values = vec![UNKNOWN; self.offers.classes()];
        for (class, offer, _) in self.offers.all() {
            values[class] = F::value(offer, wish).map_or(UNKNOWN, narrow);
        }
        values
    }

    /// None where the wish says nothing.
    fn values_by_parts(&self, wish: &F::Wish) -> Option<Vec<u16>> {
        let each = F::each(wish);
        if let [only] = &each[..] {
            return self.best_parts(only);
        }
        let mut sums = vec![0_u32; self.blank.len()];
        for one in &each {
            for (sum, value) in sums.iter_mut().zip(self.best_parts(one)?) {
                *sum += u32::from(value);
            }
        }
        let count = each.len().max(1) as u32;
        let mean = |(blank, sum): (&u16, u32)| if *blank == UNKNOWN { UNKNOWN } else { narrow(sum / count) };
        Some(self.blank.iter().zip(sums).map(mean).collect())
    }

    /// What the best part of each offer is worth.
    fn best_parts(&self, wish: &F::Wish) -> Option<Vec<u16>> {
        let mut values = self.blank.clone();
        for (part, classes) in &self.by_part {
            let value = narrow(F::value_of_part(part, wish)?);
            if value > 0 {
                for class in classes {
                    values[*class as usize] = values[*class as usize].max(value);
                }
            }
        }
        Some(values)
    }

    /// Every wish weighed for one offer; where one of the two says nothing it is the mean of the cohort for that wish.
    pub fn for_offer(&self, offer: &F::Offer, cohort: Cohort) -> Vec<Value> {
        let mut values = vec![Value { value: NEUTRAL, known: false }; self.wishes.keys.len()];
        for (class, wish, _) in self.wishes.all() {
            let value = F::value(offer, wish);
            let mean = || self.known[class][cohort as usize].mean();
            values[class] = Value { value: value.unwrap_or_else(mean), known: value.is_some() };
        }
        values
    }

    fn tallies(&self, values: &[u16]) -> [Tally; 2] {
        let mut tallies = [Tally::default(); 2];
        for (value, users) in values.iter().zip(&self.offers.users).filter(|(value, _)| **value != UNKNOWN) {
            for (tally, users) in tallies.iter_mut().zip(users) {
                tally.add(u32::from(*value), u64::from(*users));
            }
        }
        tallies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The nearer the better, on a line of 10,000 steps.
    #[derive(Debug, Clone)]
    struct Line;

    impl Fit for Line {
        type Offer = Option<u32>;
        type Wish = u32;
        type Part = ();

        fn value(offer: &Option<u32>, wish: &u32) -> Option<u32> {
            offer.map(|offer| 10_000 - offer.abs_diff(*wish))
        }
    }

    #[test]
    fn the_running_means_are_those_of_all_offers_whatever_came_first() {
        let mut classes = Classes::<Line>::default();
        let early = classes.wish(4_000);
        let offers = [Some(1_000), Some(3_000), None, Some(3_000)].map(|offer| classes.offer(offer, Cohort::Registered));
        classes.offer(Some(9_000), Cohort::Teams);
        let late = classes.wish(9_000);
        for (class, wish) in [(early, 4_000), (late, 9_000)] {
            assert_eq!(classes.known[class as usize].map(|tally| narrow(tally.mean())), classes.for_wish(&wish).means);
        }
        assert_eq!(classes.for_wish(&4_000).means, [(7_000 + 9_000 + 9_000) / 3, 5_000]);
        classes.drop_offer(offers[0], Cohort::Registered);
        assert_eq!(classes.for_offer(&None, Cohort::Registered)[early as usize], Value { value: 9_000, known: false });
        assert_eq!(classes.for_offer(&Some(4_000), Cohort::Registered)[early as usize], Value { value: 10_000, known: true });
        classes.drop_wish(early);
        assert_eq!(classes.wish(1), early, "a class nobody uses is used again");
    }

    /// Of several points the nearest to each wanted one counts.
    #[derive(Debug, Clone)]
    struct Points;

    impl Fit for Points {
        type Offer = Vec<u32>;
        type Wish = Vec<u32>;
        type Part = u32;
        const BY_PARTS: bool = true;

        fn value(offer: &Vec<u32>, wish: &Vec<u32>) -> Option<u32> {
            let nearest = |wanted: &u32| offer.iter().map(|own| 10_000 - own.abs_diff(*wanted)).max();
            Some(wish.iter().filter_map(nearest).sum::<u32>() / wish.len() as u32).filter(|_| !offer.is_empty())
        }

        fn parts(offer: &Vec<u32>) -> Vec<u32> {
            offer.clone()
        }

        fn each(wish: &Vec<u32>) -> Vec<Vec<u32>> {
            wish.iter().map(|wanted| vec![*wanted]).collect()
        }

        fn value_of_part(part: &u32, wish: &Vec<u32>) -> Option<u32> {
            wish.iter().map(|wanted| 10_000 - part.abs_diff(*wanted)).max()
        }
    }

    #[test]
    fn an_offer_is_worth_the_same_by_its_parts_as_in_whole() {
        let mut classes = Classes::<Points>::default();
        let offers = [vec![], vec![0], vec![10, 7_000], vec![9_999, 3, 5_000]];
        let entered = offers.clone().map(|offer| classes.offer(offer, Cohort::Teams));
        for wish in [vec![4], vec![6_000, 1], vec![1, 2, 9_000]] {
            for stored in [false, true] {
                let table = classes.for_wish(&wish);
                for (offer, class) in offers.iter().zip(entered) {
                    let expected = Points::value(offer, &wish);
                    let mean = table.means[Cohort::Teams as usize];
                    let value = Value { value: expected.unwrap_or(u32::from(mean)), known: expected.is_some() };
                    assert_eq!(table.of(class, Cohort::Teams), value, "{offer:?} {wish:?} {stored}");
                }
                classes.wish(wish.clone());
            }
        }
    }

    #[test]
    fn where_nobody_says_anything_the_value_is_neutral() {
        let mut classes = Classes::<Line>::default();
        let class = classes.offer(None, Cohort::Teams);
        assert_eq!(classes.for_wish(&1).of(class, Cohort::Teams), Value { value: NEUTRAL, known: false });
    }
}
