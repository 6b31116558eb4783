//! Which service field a need belongs to.
//!
//! Three judges divide their votes among the fields, and the sums decide. The catalogue, with two votes: which fields' entries
//! fit the text best. The neighbours, with one to three: what the most similar needs are, the more the more alike the nearest
//! is. The words, with one: in which field's needs the text's words are common. The catalogue works from the first day; the
//! other two learn from every need whose field is known. Where the same was asked before, what was said then decides.

use super::fixed::{halved, log2, root, scale};
use super::index::{Field, Index, Slot};
use super::query::{Query, Scores, best};
use super::saturation::BITS;

/// How many entries of the catalogue vote.
const ENTRIES: usize = 10;
/// How many similar needs vote.
const NEIGHBOURS: usize = 30;
/// One vote.
const VOTE: u64 = 1 << VOTE_BITS;
/// A catalogue was written to tell the fields apart: its word counts twice.
const VOTES_OF_CATALOGUE: u64 = 2 * VOTE;
/// What the neighbours may have on top of their vote, the more the more alike the nearest is.
const VOTES_OF_LIKENESS: u64 = 2 * VOTE;
/// Where the same was asked before, its field outvotes all others: a correction counts at once.
const VOTES_OF_A_TWIN: u64 = 6 * VOTE;
/// What a text is about is told by its words: a single character, which speaks where no word is shared, counts a tenth.
const CHARACTER_TENTHS: u64 = 1;
/// Binary places of a vote.
const VOTE_BITS: u32 = 16;
/// Before any need was seen each word counts as seen once in so many needs of each field.
const UNSEEN: u64 = 16;
/// The words of a text lean on each other: their common evidence counts a twentieth.
const DEPENDENCE: u64 = 20;

/// A field and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion<'a> {
    pub field: &'a str,
    /// Of all votes the part for this field, 0–10000.
    pub share: u32,
}

/// What is known of the fields and of earlier needs.
#[derive(Debug, Clone, Default)]
pub struct Suggester {
    fields: Vec<String>,
    catalogue: Known,
    needs: Known,
}

/// Room for the scores of one suggestion; made to be used again.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    scores: Scores,
}

impl Suggester {
    /// Adds an entry of the catalogue.
    pub fn add_entry(&mut self, id: &str, text: &str, field: &str) {
        let field = self.number_of(field);
        self.catalogue.put(id, text, field);
    }

    /// Forgets an entry of the catalogue.
    pub fn drop_entry(&mut self, id: &str) {
        self.catalogue.remove(id);
    }

    /// Takes in a need whose field is known, in place of what was known of it: a clerk's correction teaches at once.
    pub fn teach(&mut self, id: &str, text: &str, field: &str) {
        let field = self.number_of(field);
        self.needs.put(id, text, field);
    }

    /// Forgets a need.
    pub fn forget(&mut self, id: &str) {
        self.needs.remove(id);
    }

    fn number_of(&mut self, field: &str) -> usize {
        self.fields.iter().position(|known| known == field).unwrap_or_else(|| {
            self.fields.push(field.to_owned());
            self.fields.len() - 1
        })
    }

    /// The fields that something speaks for, best first, equals by name; what is known of the need `except` is left aside.
    pub fn suggest(&self, text: &str, except: Option<&str>, scratch: &mut Scratch) -> Vec<Suggestion<'_>> {
        let asked = [Field::new(text, 1)];
        let mut votes = vec![0; self.fields.len()];
        self.ask_catalogue(&asked, &mut votes, &mut scratch.scores);
        self.ask_needs(&asked, except, &mut votes, &mut scratch.scores);
        let total: u64 = votes.iter().sum();
        let share = |vote: u64| u32::try_from(scale(vote, 10_000, total)).unwrap_or(10_000);
        let mut ranked: Vec<(u64, &str)> = votes.into_iter().zip(&self.fields).map(|(vote, field)| (vote, field.as_str())).collect();
        ranked.retain(|(vote, _)| *vote > 0);
        ranked.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.cmp(y)));
        ranked.into_iter().map(|(vote, field)| Suggestion { field, share: share(vote) }).collect()
    }

    /// The entries that fit best vote, each with its score. A field with many entries has more chances to be among them: its
    /// votes are divided by the root of how many could be.
    fn ask_catalogue(&self, asked: &[Field], votes: &mut [u64], scores: &mut Scores) {
        let known = &self.catalogue;
        about(asked, &known.index).score(&known.index, scores);
        let mut strengths = vec![0; votes.len()];
        for entry in best(&known.index, ENTRIES, |slot| i64::from(scores.of(slot)), scores) {
            strengths[known.field_by_slot[entry.slot.place()]] += u64::from(entry.raw) << VOTE_BITS;
        }
        for (field, strength) in strengths.iter_mut().enumerate() {
            let chances = known.count(field).clamp(1, ENTRIES as u64);
            *strength = scale(*strength, VOTE, root(chances, VOTE_BITS));
        }
        divide_votes(VOTES_OF_CATALOGUE, &strengths, votes);
    }

    fn ask_needs(&self, asked: &[Field], except: Option<&str>, votes: &mut [u64], scores: &mut Scores) {
        let index = &self.needs.index;
        let query = about(asked, index);
        query.score(index, scores);
        let except = except.and_then(|id| index.slot_of(id));

        let mut strengths = vec![0; votes.len()];
        let nearest = best(index, NEIGHBOURS + 1, |slot| i64::from(scores.of(slot)), scores);
        let neighbours = || nearest.iter().filter(|neighbour| Some(neighbour.slot) != except).take(NEIGHBOURS);
        if let Some(nearest) = neighbours().next() {
            let (same, closest) = (self.score_of_the_same(&query, nearest.slot), u64::from(nearest.raw));
            for neighbour in neighbours() {
                strengths[self.needs.field_by_slot[neighbour.slot.place()]] += u64::from(neighbour.raw);
            }
            divide_votes(VOTE + scale(closest.min(same), VOTES_OF_LIKENESS, same), &strengths, votes);
            // All that is asked, and nothing else: a long text that mentions it too is another one.
            let says_more = self.needs.words_by_slot[nearest.slot.place()] * 19 > query.different_terms() * 20;
            if closest * 20 >= same * 19 && !says_more {
                let mut twins = vec![0; votes.len()];
                for twin in neighbours().take_while(|neighbour| neighbour.raw == nearest.raw) {
                    twins[self.needs.field_by_slot[twin.slot.place()]] += 1;
                }
                divide_votes(VOTES_OF_A_TWIN, &twins, votes);
            }
        }
        divide_votes(VOTE, &self.likelihoods(&query, except.map(Slot::place)), votes);
    }

    /// What a need as long as the one in this slot would score that has every word of the question.
    fn score_of_the_same(&self, query: &Query, slot: Slot) -> u64 {
        let index = &self.needs.index;
        let saturation = index.saturation().of(1, index.length_classes()[slot.place()]);
        scale(query.weight_of_all(), u64::from(saturation), 1 << BITS)
    }

    /// How likely the question's words are in each field's needs, the likeliest field as 2^16; nothing without needs.
    fn likelihoods(&self, query: &Query, except: Option<usize>) -> Vec<u64> {
        let needs = &self.needs;
        let own = except.map(|place| (needs.field_by_slot[place], needs.words_by_slot[place]));
        let of_own = |field: usize, count: u64| own.filter(|(own, _)| *own == field).map_or(0, |_| count);
        let known: Vec<bool> = (0..self.fields.len()).map(|field| needs.count(field) > of_own(field, 1)).collect();
        let mut logarithms: Vec<i64> = vec![0; self.fields.len()];
        let mut seen = vec![0_u64; self.fields.len()];
        for (term, _) in query.terms() {
            seen.fill(0);
            for posting in needs.index.postings(*term) {
                let place = posting.slot().place();
                if Some(place) != except && needs.is_alive[place] {
                    seen[needs.field_by_slot[place]] += 1;
                }
            }
            for (logarithm, seen) in logarithms.iter_mut().zip(&seen) {
                *logarithm += signed(log2(UNSEEN * seen + 1));
            }
        }
        for (field, logarithm) in logarithms.iter_mut().enumerate() {
            let words = needs.words(field) - of_own(field, own.map_or(0, |(_, words)| words));
            *logarithm -= signed(log2(UNSEEN * words + needs.index.terms() as u64)) * query.terms().len() as i64;
            *logarithm += signed(log2(needs.count(field) - of_own(field, 1) + 1));
        }
        let likeliest = logarithms.iter().zip(&known).filter(|(_, known)| **known).map(|(logarithm, _)| *logarithm).max();
        let likelihood = |(logarithm, known): (&i64, &bool)| match likeliest {
            Some(likeliest) if *known => halved(VOTE_BITS, likeliest.abs_diff(*logarithm) / DEPENDENCE),
            _ => 0,
        };
        logarithms.iter().zip(&known).map(likelihood).collect()
    }
}

fn about(asked: &[Field], index: &Index) -> Query {
    Query::with_characters_at(CHARACTER_TENTHS, asked, index)
}

/// Gives each field its part of the votes, by strength.
fn divide_votes(all: u64, strengths: &[u64], votes: &mut [u64]) {
    let total: u64 = strengths.iter().sum();
    for (vote, strength) in votes.iter_mut().zip(strengths) {
        *vote += scale(*strength, all, total);
    }
}

fn signed(logarithm: u64) -> i64 {
    i64::try_from(logarithm).unwrap_or(i64::MAX)
}

/// Texts with their fields.
#[derive(Debug, Clone, Default)]
struct Known {
    index: Index,
    /// By slot, as the next two.
    field_by_slot: Vec<usize>,
    /// How many different terms the text has.
    words_by_slot: Vec<u64>,
    is_alive: Vec<bool>,
    /// For each field how many texts there are, and the sum of their different terms.
    totals: Vec<(u64, u64)>,
}

impl Known {
    fn put(&mut self, id: &str, text: &str, field: usize) {
        self.remove(id);
        let slot = self.index.put(id, vec![Field::new(text, 1)]);
        let words = self.index.different_terms(slot);
        self.field_by_slot.push(field);
        self.words_by_slot.push(words);
        self.is_alive.push(true);
        if self.totals.len() <= field {
            self.totals.resize(field + 1, (0, 0));
        }
        self.totals[field].0 += 1;
        self.totals[field].1 += words;
        if self.index.needs_compaction() {
            self.compact();
        }
    }

    fn remove(&mut self, id: &str) {
        let Some(place) = self.index.slot_of(id).map(Slot::place) else { return };
        self.index.remove(id);
        self.is_alive[place] = false;
        let (count, words) = &mut self.totals[self.field_by_slot[place]];
        *count -= 1;
        *words -= self.words_by_slot[place];
    }

    fn compact(&mut self) {
        let moves = self.index.compact();
        self.field_by_slot = moves.kept().map(|old| self.field_by_slot[old]).collect();
        self.words_by_slot = moves.kept().map(|old| self.words_by_slot[old]).collect();
        self.is_alive = vec![true; self.field_by_slot.len()];
    }

    fn count(&self, field: usize) -> u64 {
        self.totals.get(field).map_or(0, |(count, _)| *count)
    }

    fn words(&self, field: usize) -> u64 {
        self.totals.get(field).map_or(0, |(_, words)| *words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Suggester {
        let mut suggester = Suggester::default();
        for (id, text, field) in [("1", "老年助餐 送餐上门", "meals"), ("2", "停车管理 车位", "parking"), ("3", "社区食堂", "meals")]
        {
            suggester.add_entry(id, text, field);
        }
        suggester
    }

    fn first<'a>(suggester: &'a Suggester, text: &str, except: Option<&str>) -> Option<&'a str> {
        suggester.suggest(text, except, &mut Scratch::default()).first().map(|suggestion| suggestion.field)
    }

    #[test]
    fn the_catalogue_alone_suggests_from_the_first_day() {
        let suggester = catalogue();
        assert_eq!(first(&suggester, "希望有人送餐", None), Some("meals"));
        assert_eq!(first(&suggester, "小区没有车位", None), Some("parking"));
        assert_eq!(first(&suggester, "xyz", None), None);
        assert_eq!(first(&Suggester::default(), "车位", None), None);
    }

    #[test]
    fn a_correction_teaches_at_once_and_can_be_forgotten() {
        let mut suggester = catalogue();
        for id in ["a", "b", "c"] {
            suggester.teach(id, &format!("充电桩不够用{id}"), "charging");
        }
        assert_eq!(first(&suggester, "我们这里充电桩太少", None), Some("charging"));
        suggester.teach("a", "广场舞太吵", "noise");
        assert_eq!(first(&suggester, "晚上广场舞扰民", None), Some("noise"));
        assert_ne!(first(&suggester, "广场舞太吵", Some("a")), Some("noise"));
        suggester.forget("a");
        assert_ne!(first(&suggester, "晚上广场舞扰民", None), Some("noise"));
    }

    #[test]
    fn leaving_a_need_aside_is_like_never_having_seen_it() {
        let texts = [
            ("a", "充电桩不够用", "charging"),
            ("b", "没有地方充电", "charging"),
            ("c", "食堂太远", "meals"),
            ("d", "车位太少", "parking"),
        ];
        let mut all = catalogue();
        texts.iter().for_each(|(id, text, field)| all.teach(id, text, field));
        for (left_out, asked, _) in texts {
            let mut without = catalogue();
            texts.iter().filter(|(id, ..)| *id != left_out).for_each(|(id, text, field)| without.teach(id, text, field));
            // Rarity still counts the need itself; the order is what must not know its field.
            assert_eq!(first(&all, asked, Some(left_out)), first(&without, asked, None), "{left_out}");
        }
    }

    #[test]
    fn one_correction_counts_more_than_thirty_needs_that_are_only_similar() {
        let mut suggester = catalogue();
        for i in 0..300 {
            suggester.teach(&format!("other{i}"), &format!("第{i}号车位太少"), "parking");
        }
        for i in 0..30 {
            suggester.teach(&format!("lamp{i}"), "楼道的灯坏了", "lighting");
        }
        assert_eq!(first(&suggester, "楼道的灯坏了，电线裸露在外", None), Some("lighting"));
        suggester.teach("corrected", "楼道的灯坏了，电线裸露在外", "safety");
        assert_eq!(first(&suggester, "楼道的灯坏了，电线裸露在外", None), Some("safety"));
    }

    #[test]
    fn a_need_that_mentions_it_among_others_is_not_the_same() {
        let mut suggester = catalogue();
        for i in 0..60 {
            suggester.teach(&format!("lamp{i}"), &format!("楼道的灯坏了{i}"), "lighting");
            suggester.teach(&format!("park{i}"), &format!("车位太少{i}"), "parking");
        }
        suggester.teach("long", "食堂太远，送餐也慢，社区食堂的菜价涨了，晚上回家楼道的灯坏了没有人管，希望社区食堂早点开门", "meals");
        assert_eq!(first(&suggester, "没有人管", None), Some("meals"));
        assert_eq!(first(&suggester, "楼道的灯坏了没有人管", None), Some("lighting"));
    }

    #[test]
    fn what_was_forgotten_leaves_no_trace() {
        let strange: String = (0x5000..0x5200).filter_map(char::from_u32).collect();
        let (mut plain, mut forgetful) = (catalogue(), catalogue());
        for suggester in [&mut plain, &mut forgetful] {
            suggester.teach("a", "充电桩不够用", "charging");
            suggester.teach("b", "食堂太远，菜也不好", "meals");
        }
        forgetful.teach("c", &strange, "noise");
        forgetful.teach("c", "广场舞太吵", "noise");
        plain.teach("c", "广场舞太吵", "noise");
        forgetful.teach("d", &strange, "noise");
        forgetful.forget("d");
        let shares = |suggester: &Suggester| {
            let suggested = suggester.suggest("食堂旁边不够用的充电桩", None, &mut Scratch::default());
            suggested.iter().map(|one| (one.field.to_owned(), one.share)).collect::<Vec<_>>()
        };
        assert_eq!(shares(&forgetful), shares(&plain));
    }

    #[test]
    fn a_field_does_not_win_by_having_many_entries() {
        let mut suggester = Suggester::default();
        suggester.add_entry("few", "电动车 充电 充电桩", "charging");
        for i in 0..30 {
            suggester.add_entry(&format!("many{i}"), &format!("电动车 停放 第{i}处"), "parking");
        }
        for i in 0..200 {
            suggester.add_entry(&format!("green{i}"), &format!("绿化 养护 {i}"), "green");
        }
        assert_eq!(first(&suggester, "电动车没有充电桩", None), Some("charging"));
        assert_eq!(first(&suggester, "电动车停放很乱", None), Some("parking"));
    }

    #[test]
    fn shares_add_up_and_do_not_depend_on_the_order_of_teaching() {
        let needs: Vec<(String, String, &str)> =
            (0..40).map(|i| (i.to_string(), format!("第{i}号{}", ["车位", "食堂"][i % 2]), ["parking", "meals"][i % 2])).collect();
        let (mut one, mut other) = (catalogue(), catalogue());
        needs.iter().for_each(|(id, text, field)| one.teach(id, text, field));
        needs.iter().rev().for_each(|(id, text, field)| other.teach(id, text, field));
        let (a, b) =
            (one.suggest("食堂旁边的车位", None, &mut Scratch::default()), other.suggest("食堂旁边的车位", None, &mut Scratch::default()));
        assert_eq!(a, b);
        assert!((9_990..=10_000).contains(&a.iter().map(|suggestion| suggestion.share).sum::<u32>()));
    }
}
