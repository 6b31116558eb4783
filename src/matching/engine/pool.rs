//! What many records have in common is weighed once: equal offers share a class, and so do equal wishes.
//!
//! A question then costs one look into a table per candidate and criterion, and the mean of a cohort is known at any time.

use std::collections::HashMap;
use std::hash::Hash;

use super::records::Organization;

/// Whom an organisation is compared with where it says nothing: registered bodies with registered bodies, teams with teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    /// 0–10000; None where one side says nothing.
    fn value(offer: &Self::Offer, wish: &Self::Wish) -> Option<u32>;
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
    /// For each class of wishes what the active offers of each cohort are worth to it.
    known: Vec<[Tally; 2]>,
}

impl<F: Fit> Default for Classes<F> {
    fn default() -> Self {
        Self { offers: Pool::default(), wishes: Pool::default(), known: Vec::new() }
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
    /// For each class its value in either cohort.
    values: Vec<[u16; 2]>,
    known: Vec<bool>,
    #[cfg(test)]
    means: [u32; 2],
}

impl Table {
    pub fn value(&self, class: Class, cohort: Cohort) -> u32 {
        u32::from(self.values[class as usize][cohort as usize])
    }

    pub fn of(&self, class: Class, cohort: Cohort) -> Value {
        Value { value: self.value(class, cohort), known: self.known[class as usize] }
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
        self.offers.enter(offer, cohort).0
    }

    pub fn drop_offer(&mut self, class: Class, cohort: Cohort) {
        if let Some(offer) = &self.offers.keys[class as usize] {
            for (wish, key, _) in self.wishes.all() {
                if let Some(value) = F::value(offer, key) {
                    self.known[wish][cohort as usize].take(value);
                }
            }
        }
        self.offers.leave(class, cohort);
    }

    pub fn wish(&mut self, wish: F::Wish) -> Class {
        let tallies = if self.wishes.classes.contains_key(&wish) { None } else { Some(self.tallies(&wish)) };
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
        let classes = self.offers.keys.len();
        let (mut values, mut known) = (vec![[0; 2]; classes], vec![false; classes]);
        let mut tallies = [Tally::default(); 2];
        for (class, offer, users) in self.offers.all() {
            if let Some(value) = F::value(offer, wish) {
                values[class] = [narrow(value); 2];
                known[class] = true;
                tally(&mut tallies, Some(value), users);
            }
        }
        let means = tallies.map(Tally::mean);
        for (value, _) in values.iter_mut().zip(&known).filter(|(_, known)| !**known) {
            *value = means.map(narrow);
        }
        Table {
            values,
            known,
            #[cfg(test)]
            means,
        }
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

    fn tallies(&self, wish: &F::Wish) -> [Tally; 2] {
        let mut tallies = [Tally::default(); 2];
        for (_, offer, users) in self.offers.all() {
            tally(&mut tallies, F::value(offer, wish), users);
        }
        tallies
    }
}

fn tally(tallies: &mut [Tally; 2], value: Option<u32>, users: [u32; 2]) {
    if let Some(value) = value {
        for (tally, users) in tallies.iter_mut().zip(users) {
            tally.add(value, u64::from(users));
        }
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
            assert_eq!(classes.known[class as usize].map(Tally::mean), classes.for_wish(&wish).means);
        }
        assert_eq!(classes.for_wish(&4_000).means, [(7_000 + 9_000 + 9_000) / 3, 5_000]);
        classes.drop_offer(offers[0], Cohort::Registered);
        assert_eq!(classes.for_offer(&None, Cohort::Registered)[early as usize], Value { value: 9_000, known: false });
        assert_eq!(classes.for_offer(&Some(4_000), Cohort::Registered)[early as usize], Value { value: 10_000, known: true });
        classes.drop_wish(early);
        assert_eq!(classes.wish(1), early, "a class nobody uses is used again");
    }

    #[test]
    fn where_nobody_says_anything_the_value_is_neutral() {
        let mut classes = Classes::<Line>::default();
        let class = classes.offer(None, Cohort::Teams);
        assert_eq!(classes.for_wish(&1).of(class, Cohort::Teams), Value { value: NEUTRAL, known: false });
    }
}
