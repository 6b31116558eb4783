//! Ranking by text alone: an inverted index in memory, weighed so that long Chinese needs find the right text.
//!
//! ```text
//! normalize.rs  one form for one meaning ─► tokens.rs  characters, pairs, words ─┬─► index.rs      which text has what
//! traditional.txt                           lexicon.rs  synonyms ────────────────┘   saturation.rs how often counts how much
//!
//! query.rs  weighs a question, scores all ─► calibrate.rs  makes candidates comparable ─► ranker.rs  the best, in order
//!                                            evidence.rs   the literal phrase that fits
//! suggest.rs  the field of a need
//!
//! rows.rs  files of rows ─► eval.rs, suggestion_run.rs  the offline commands ─► measure.rs  how good an order is
//! ```
//!
//! Nothing that decides an order is a float or depends on the order in which documents came: the same documents and the same
//! question give the same bytes on every machine.

mod calibrate;
pub mod eval;
mod evidence;
mod fixed;
mod index;
mod lexicon;
pub mod measure;
mod normalize;
mod query;
mod ranker;
pub mod rows;
mod saturation;
pub mod suggest;
pub mod suggestion_run;
mod tokens;

#[cfg(test)]
mod properties;

pub use calibrate::{Calibration, FEWEST, SAMPLE, VALUE_BITS, criterion};
pub use evidence::Evidence;
pub use index::{Field, Index, Moves, Slot};
pub use lexicon::Lexicon;
pub use normalize::normalize;
pub use query::{Query, Scores};
pub use ranker::{Hit, Ranker, SCORE_BITS};
pub use tokens::{Kind, Term};
