//! The matching engine: a pure function from records to a ranking that explains itself.
//!
//! It knows neither the web nor a database. The rooms around it feed it records and show what it answers: a score of 0–10000
//! per pair, made of the project's view (eight criteria whose points sum exactly to it) and the organisation's own, each part
//! with a bilingual reason that names the stored records it comes from.
//!
//! Two promises hold for every answer. The same input gives the same bytes, in whatever order the records arrived: nothing here
//! that decides an order is a float, a hash order or a clock. And nobody vanishes silently: who fails a [`Filter`] is counted
//! with its code, and [`Engine::why_not`] tells.
//!
//! ```text
//! records/   what is fed in      ─► symbols.rs  numbers for words ─► pool.rs, fits.rs  equal offers weighed once ─┐
//! criteria/  how well, and why      own_view.rs what it would like   filter.rs, gates.rs  never shown             │
//! text/      the words              text_side.rs                     weights.rs fixed.rs ─► ranking.rs  one score ─┤
//!                                                                                                                  ▼
//! state.rs   the engine ─► search.rs organizations_for.rs  projects_for.rs  offers_for.rs  similar.rs  why_not.rs ─► explain.rs  answer.rs
//!
//! assign/    a matching meeting: its best pairing with a proof, its stable one, shares, times
//! ```

mod answer;
pub mod assign;
mod criteria;
mod day;
mod digest;
mod explain;
mod filter;
mod fits;
mod fixed;
mod found;
mod gates;
mod names;
mod offers_for;
mod organizations_for;
mod own_view;
mod pool;
mod projects_for;
#[cfg(test)]
mod properties;
pub mod rank_files;
mod ranking;
pub mod records;
mod search;
mod similar;
mod state;
mod store;
mod symbols;
pub mod text;
mod text_side;
mod ties;
#[cfg(test)]
mod trade;
mod weights;
mod why_not;
mod wording;

pub use answer::{Answer, CompareToNext, Criterion, FailedFilter, Gap, LeftOut, Match, OrganizationView, Separator, ViewPart, WhyNot};
pub use criteria::text::TextEvidence;
pub use day::{Day, Period};
pub use digest::{Digest, KindDigest, digest};
pub use filter::Filter;
pub use found::{Found, FoundItem, FoundPart};
pub use names::{Reason, Taxonomy};
pub use organizations_for::{Candidates, Question};
pub use own_view::OwnKey;
pub use state::{Engine, SharedTaxonomy};
pub use weights::{DEFAULT, Key, Weight, Weights, WeightsError};

/// The value of a criterion that is met completely.
pub const FULL: u32 = 10_000;

/// The target group that stands for everybody (domain §3.3).
pub const ALL_RESIDENTS: &str = "all_residents";
