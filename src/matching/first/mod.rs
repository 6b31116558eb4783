//! The matching engine: a pure function from records to a ranking that explains itself.
//!
//! It knows neither the web nor a database. The rooms around it feed it [`Supply`] and [`Demand`] records and show what it
//! answers: a score of 0–10000 per pair, split into criteria whose points sum to it, each with a bilingual reason that names
//! the stored record it comes from.
//!
//! Two promises hold for every answer. The same input gives the same bytes, in whatever order the records arrive: nothing
//! here is a float, a hash order or a clock. And nobody vanishes silently: who fails a [`Filter`] is listed with its code.
//!
//! ```text
//! text.rs      normalise, lexicon.rs words of the trade ─┐
//! records.rs   Supply, Demand ─► criteria.rs  how well ──┼─► rank.rs  filter, score, order ─► reasons.rs  say why
//! weights.rs   how much each criterion counts ───────────┘
//! ```

mod criteria;
mod lexicon;
mod rank;
mod reasons;
mod records;
mod text;
mod weights;

#[cfg(test)]
mod properties;

pub use criteria::{ALL_RESIDENTS, FULL};
pub use lexicon::Lexicon;
pub use rank::{Criterion, Filter, LeftOut, Match, Matcher, Ranking};
pub use reasons::{Reason, Taxonomy};
pub use records::{AreaRef, Demand, Supply};
pub use weights::{FIRST, Key, Weights, WeightsError};
