//! Documents and where each term stands in them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::lexicon::Lexicon;
use super::normalize::Normal;
use super::saturation::{LengthClass, MOST, Saturation};
use super::tokens::{Kind, Term, tokens};

/// So many postings are sorted at once when many documents are added.
const BATCH: usize = 1 << 20;

/// A part of a text and how many times it counts; `boost` is at least 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub boost: u8,
    pub text: Box<str>,
}

impl Field {
    pub fn new(text: impl Into<Box<str>>, boost: u8) -> Self {
        Self { boost: boost.max(1), text: text.into() }
    }
}

/// The place of a document in the index; it changes when the document is replaced and when the index is compacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u32);

impl Slot {
    pub(super) fn new(place: u32) -> Self {
        Self(place)
    }

    pub(super) fn place(self) -> usize {
        self.0 as usize
    }
}

/// Where the documents of each old slot went in a compaction.
#[derive(Debug)]
pub struct Moves(Vec<Option<Slot>>);

impl Moves {
    /// The old slots that are still used, in their new order.
    pub(super) fn kept(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter_map(|(old, new)| new.is_some().then_some(old))
    }
}

/// A document in the index.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub id: Box<str>,
    pub fields: Box<[Field]>,
    /// Characters and words, boosts included.
    pub length: u64,
    pub different_terms: u64,
}

/// An inverted index in memory. Equal documents give equal answers, in whatever order and after whatever changes they came.
#[derive(Debug, Clone, Default)]
pub struct Index {
    lexicon: Arc<Lexicon>,
    postings: HashMap<Term, Postings, TermHasher>,
    /// How many of a term's postings belong to dead documents.
    dead_postings: HashMap<Term, u32, TermHasher>,
    /// How many terms only dead documents have.
    extinct: usize,
    documents: Vec<Option<Document>>,
    length_classes: Vec<LengthClass>,
    slots: HashMap<Box<str>, Slot>,
    total_length: u64,
}

impl Index {
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        Self { lexicon, ..Self::default() }
    }

    /// How many documents it holds.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    pub fn slot_of(&self, id: &str) -> Option<Slot> {
        self.slots.get(id).copied()
    }

    /// The id of the document in a slot; none once it was removed.
    pub fn id_of(&self, slot: Slot) -> Option<&str> {
        self.document(slot).map(|document| &*document.id)
    }

    /// Adds a document, in place of the one with the same id if there is one.
    pub fn put(&mut self, id: &str, fields: impl Into<Box<[Field]>>) -> Slot {
        self.put_and_tell(id, fields.into()).0
    }

    /// As [`Index::put`]; tells the document's terms too.
    pub(super) fn put_and_tell(&mut self, id: &str, fields: Box<[Field]>) -> (Slot, Vec<(Term, u32)>) {
        let (slot, terms) = self.admit(id, fields);
        for (term, frequency) in &terms {
            self.add_postings(*term, &[Posting::new(slot, *frequency)]);
        }
        (slot, terms)
    }

    /// Adds many documents: as [`Index::put`], but each term's list is looked up once per batch.
    pub fn put_all(&mut self, documents: impl IntoIterator<Item = (Box<str>, Box<[Field]>)>) {
        let mut batch: Vec<(Term, Posting)> = Vec::with_capacity(BATCH + BATCH / 8);
        for (id, fields) in documents {
            // A document that comes twice is counted out by its postings: they must be there.
            if batch.first().is_some_and(|(_, first)| self.slot_of(&id).is_some_and(|slot| slot >= first.slot())) {
                self.add_batch(&mut batch);
            }
            let (slot, terms) = self.admit(&id, fields);
            batch.extend(terms.into_iter().map(|(term, frequency)| (term, Posting::new(slot, frequency))));
            if batch.len() >= BATCH {
                self.add_batch(&mut batch);
            }
        }
        self.add_batch(&mut batch);
    }

    /// Everything about a new document but its postings.
    fn admit(&mut self, id: &str, fields: Box<[Field]>) -> (Slot, Vec<(Term, u32)>) {
        self.remove(id);
        let bag = Bag::of(&fields, &self.lexicon);
        let slot = Slot(u32::try_from(self.documents.len()).unwrap_or(u32::MAX));
        self.documents.push(Some(Document { id: id.into(), fields, length: bag.length, different_terms: bag.terms.len() as u64 }));
        self.length_classes.push(LengthClass::of(bag.length));
        self.slots.insert(id.into(), slot);
        self.total_length += bag.length;
        (slot, bag.terms)
    }

    fn add_batch(&mut self, batch: &mut Vec<(Term, Posting)>) {
        // Stable: a term's postings stay in the order of the slots.
        batch.sort_by_key(|(term, _)| *term);
        let mut postings = Vec::new();
        for of_term in batch.chunk_by(|(a, _), (b, _)| a == b) {
            postings.clear();
            postings.extend(of_term.iter().map(|(_, posting)| *posting));
            self.add_postings(of_term[0].0, &postings);
        }
        batch.clear();
    }

    /// `new` is not empty.
    fn add_postings(&mut self, term: Term, new: &[Posting]) {
        if self.extinct > 0 && self.postings.contains_key(&term) && self.holders(term) == 0 {
            self.extinct -= 1;
        }
        match (self.postings.entry(term), new) {
            (Entry::Vacant(place), [only]) => {
                place.insert(Postings::One(*only));
            }
            (Entry::Vacant(place), _) => {
                place.insert(Postings::Many(new.to_vec()));
            }
            (Entry::Occupied(place), _) => place.into_mut().extend(new),
        }
    }

    /// Takes a document out; false if there was none.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(slot) = self.slots.remove(id) else { return false };
        let Some(document) = self.documents[slot.place()].take() else { return false };
        self.total_length -= document.length;
        for (term, _) in Bag::of(&document.fields, &self.lexicon).terms {
            *self.dead_postings.entry(term).or_default() += 1;
            self.extinct += usize::from(self.holders(term) == 0);
        }
        true
    }

    /// Whether a fifth of the postings' documents are dead: time for [`Index::compact`].
    pub fn needs_compaction(&self) -> bool {
        let dead = self.documents.len() - self.slots.len();
        dead > 64 && dead * 5 > self.documents.len()
    }

    /// Drops what is dead and most of the memory held in reserve. Slots change, answers don't: what is kept by slot follows the
    /// [`Moves`].
    pub fn compact(&mut self) -> Moves {
        let mut moved = Vec::with_capacity(self.documents.len());
        let mut next = 0;
        for document in &self.documents {
            moved.push(document.is_some().then_some(Slot(next)));
            next += u32::from(document.is_some());
        }
        self.postings.retain(|_, postings| postings.move_to(&moved));
        self.postings.shrink_to_fit();
        self.dead_postings = HashMap::default();
        self.extinct = 0;
        let mut live = moved.iter();
        self.length_classes.retain(|_| live.next().is_some_and(Option::is_some));
        self.documents.retain(Option::is_some);
        self.documents.shrink_to_fit();
        for slot in self.slots.values_mut() {
            *slot = moved[slot.place()].unwrap_or(*slot);
        }
        Moves(moved)
    }

    /// How many documents contain a term.
    pub fn holders(&self, term: Term) -> usize {
        let all = self.postings.get(&term).map_or(0, |postings| postings.as_slice().len());
        all - self.dead_postings.get(&term).map_or(0, |dead| *dead as usize)
    }

    /// The documents that contain a term, the dead ones among them, by slot.
    pub(super) fn postings(&self, term: Term) -> &[Posting] {
        self.postings.get(&term).map_or(&[], Postings::as_slice)
    }

    /// How many different terms its documents have.
    pub(super) fn terms(&self) -> usize {
        self.postings.len() - self.extinct
    }

    /// How many different terms a document has.
    pub(super) fn different_terms(&self, slot: Slot) -> u64 {
        self.document(slot).map_or(0, |document| document.different_terms)
    }

    pub(super) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// One more than the highest slot.
    pub(super) fn slots(&self) -> usize {
        self.documents.len()
    }

    pub(super) fn document(&self, slot: Slot) -> Option<&Document> {
        self.documents.get(slot.place())?.as_ref()
    }

    /// The live documents by slot.
    pub(super) fn live(&self) -> impl Iterator<Item = (Slot, &Document)> {
        (0..).map(Slot).zip(&self.documents).filter_map(|(slot, document)| Some((slot, document.as_ref()?)))
    }

    pub(super) fn length_classes(&self) -> &[LengthClass] {
        &self.length_classes
    }

    pub(super) fn saturation(&self) -> Saturation {
        Saturation::around(LengthClass::of(self.total_length / (self.len() as u64).max(1)))
    }
}

/// A document and how often a term stands in it, in 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting(u32);

const FREQUENCY_BITS: u32 = 6;

impl Posting {
    fn new(slot: Slot, frequency: u32) -> Self {
        Self(slot.0 << FREQUENCY_BITS | frequency.min(MOST))
    }

    pub fn slot(self) -> Slot {
        Slot(self.0 >> FREQUENCY_BITS)
    }

    pub fn frequency(self) -> u32 {
        self.0 & MOST
    }
}

/// Most terms stand in a single document; they need no list.
#[derive(Debug, Clone)]
enum Postings {
    One(Posting),
    Many(Vec<Posting>),
}

impl Postings {
    fn extend(&mut self, new: &[Posting]) {
        match self {
            Self::One(first) => *self = Self::Many([&[*first], new].concat()),
            Self::Many(list) => {
                if list.capacity() - list.len() < new.len() {
                    list.reserve_exact(room_for(list.len()).max(new.len()));
                }
                list.extend_from_slice(new);
            }
        }
    }

    fn as_slice(&self) -> &[Posting] {
        match self {
            Self::One(posting) => std::slice::from_ref(posting),
            Self::Many(list) => list,
        }
    }

    /// Follows the documents to their new slots; false if none is left.
    fn move_to(&mut self, moved: &[Option<Slot>]) -> bool {
        let follow = |posting: &Posting| Some(Posting::new(moved[posting.slot().place()]?, posting.frequency()));
        let count = self.as_slice().iter().filter(|posting| moved[posting.slot().place()].is_some()).count();
        let mut left: Vec<Posting> = Vec::with_capacity(count + room_for(count));
        left.extend(self.as_slice().iter().filter_map(follow));
        match left[..] {
            [] => return false,
            [only] => *self = Self::One(only),
            _ => *self = Self::Many(left),
        }
        true
    }
}

/// Room to grow for a list: an eighth, where doubling would hold much memory for nothing and none would copy it at each write.
fn room_for(length: usize) -> usize {
    length / 8
}

/// A text's terms with how often each stands in it, boosts included, by term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bag {
    pub terms: Vec<(Term, u32)>,
    /// Characters and words, boosts included.
    pub length: u64,
}

impl Bag {
    pub fn of(fields: &[Field], lexicon: &Lexicon) -> Self {
        let mut all: Vec<(Term, u32)> = Vec::new();
        let mut normal = Normal::default();
        for field in fields {
            normal.read(&field.text);
            let boost = u32::from(field.boost);
            tokens(&normal, |token| all.push((token.term, boost)));
            all.extend(lexicon.meanings(&normal).map(|meaning| (meaning, boost)));
        }
        let counts = |term: &Term| matches!(term.kind(), Kind::Character | Kind::Word);
        let length = all.iter().filter(|(term, _)| counts(term)).map(|(_, boost)| u64::from(*boost)).sum();
        all.sort_unstable();
        let mut terms: Vec<(Term, u32)> = Vec::with_capacity(all.len());
        for (term, boost) in all {
            match terms.last_mut() {
                Some((last, frequency)) if *last == term => *frequency += boost,
                _ => terms.push((term, boost)),
            }
        }
        Self { terms, length }
    }
}

/// Terms are spread over their bits already or packed characters: one multiplication suffices.
pub(super) type TermHasher = BuildHasherDefault<TermHash>;

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TermHash(u64);

impl Hasher for TermHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        let product = u128::from(self.0 ^ value) * 0x9e37_79b9_7f4a_7c15;
        self.0 = (product >> 64) as u64 ^ product as u64;
    }
}
