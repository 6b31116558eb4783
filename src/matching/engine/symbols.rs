//! Small numbers for slugs, codes and ids, so that comparing them is cheap.

use std::collections::HashMap;

use super::records::AreaRef;

/// A word by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Symbol(u32);

impl Symbol {
    /// A word that no stored record uses.
    const UNHEARD: Self = Self(u32::MAX);
}

/// The words heard so far. Numbers depend on the order of arrival, and so nothing that decides an order may.
#[derive(Debug, Clone, Default)]
pub(super) struct Symbols {
    numbers: HashMap<Box<str>, Symbol>,
}

impl Symbols {
    /// The number of a word, a new one if it was never heard.
    pub fn learn(&mut self, word: &str) -> Symbol {
        if let Some(known) = self.numbers.get(word) {
            return *known;
        }
        let fresh = Symbol(u32::try_from(self.numbers.len()).unwrap_or(u32::MAX));
        self.numbers.insert(word.into(), fresh);
        fresh
    }

    /// The number of a word; those never heard share one that no record has.
    pub fn of(&self, word: &str) -> Symbol {
        self.numbers.get(word).copied().unwrap_or(Symbol::UNHEARD)
    }

    /// The place of an area; one that no record lies in equals no other.
    pub fn place(&self, area: &AreaRef) -> Place {
        Place::of(area.steps().map(|step| self.of(step)))
    }

    pub fn learn_area(&mut self, area: &AreaRef) {
        for step in area.steps() {
            self.learn(step);
        }
    }
}

/// Levels of the area tree that are told apart: province, city, district, street, committee and one more.
const LEVELS: usize = 6;

/// A position in the area tree, from the root down. What lies deeper than [`LEVELS`] counts as the area above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    depth: u8,
    steps: [Symbol; LEVELS],
}

impl Place {
    fn of(steps: impl Iterator<Item = Symbol>) -> Self {
        let mut place = Self { depth: 0, steps: [Symbol(0); LEVELS] };
        for (slot, step) in place.steps.iter_mut().zip(steps) {
            *slot = step;
            place.depth += 1;
        }
        place
    }

    /// Whether `other` is this area or lies below it in the tree.
    pub fn contains(&self, other: &Self) -> bool {
        self.depth > 0 && self.depth <= other.depth && self.common(other) == self.depth
    }

    /// Whether `other` lies below the area directly above this one: two streets of one district, but not two districts of
    /// one city, because the root of the tree makes nobody neighbours.
    pub fn is_near(&self, other: &Self) -> bool {
        self.depth > 2 && self.common(other) + 1 >= self.depth
    }

    /// Whether this area is the one directly above `other`.
    pub fn is_parent_of(&self, other: &Self) -> bool {
        self.contains(other) && other.depth == self.depth + 1
    }

    /// Whether both lie in one city, or whatever the root is.
    pub fn shares_root_with(&self, other: &Self) -> bool {
        self.common(other) > 0
    }

    fn common(&self, other: &Self) -> u8 {
        let depth = self.depth.min(other.depth) as usize;
        self.steps[..depth].iter().zip(&other.steps[..depth]).take_while(|(a, b)| a == b).count() as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(symbols: &mut Symbols, path: &str) -> Place {
        symbols.learn_area(&AreaRef::at(path));
        symbols.place(&AreaRef::at(path))
    }

    #[test]
    fn scope_goes_by_the_tree_and_not_by_code_prefix() {
        let symbols = &mut Symbols::default();
        let putuo = place(symbols, "/310000/310107");
        assert!(place(symbols, "/310000").contains(&putuo));
        assert!(putuo.contains(&place(symbols, "/310000/310107/310107015")));
        assert!(putuo.contains(&putuo));
        assert!(!putuo.contains(&place(symbols, "/310000/3101070")));
        // A code that starts alike but hangs elsewhere in the tree, as after a merger of districts.
        assert!(!putuo.contains(&place(symbols, "/310000/310106/310107099")));
        assert!(!place(symbols, "").contains(&putuo));
    }

    #[test]
    fn streets_of_a_district_are_near_and_districts_of_a_city_are_not() {
        let symbols = &mut Symbols::default();
        let changshou = place(symbols, "/310000/310107/310107015");
        assert!(changshou.is_near(&place(symbols, "/310000/310107/310107020")));
        assert!(changshou.is_near(&place(symbols, "/310000/310107/310107020/7")));
        assert!(!changshou.is_near(&place(symbols, "/310000/310106/310106010")));
        assert!(!place(symbols, "/310000/310107").is_near(&place(symbols, "/310000/310106")));
        assert!(!place(symbols, "/310000").is_near(&place(symbols, "/320000")));
        assert!(place(symbols, "/310000/310107").is_parent_of(&changshou));
        assert!(!place(symbols, "/310000").is_parent_of(&changshou));
    }

    #[test]
    fn a_path_of_any_length_is_a_place() {
        let symbols = &mut Symbols::default();
        let deep = place(symbols, "/1/2/3/4/5/6/7/8");
        assert_eq!(deep, place(symbols, "1//2/3/4/5/6"));
        assert_eq!(symbols.of("nowhere"), Symbol::UNHEARD);
    }
}
