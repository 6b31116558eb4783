//! Matching meetings: who takes part, runs, talks and what became of them (S14).

mod letters;
mod outcomes;
mod prepare;
mod runs;
pub mod scene;
mod take_part;
mod talks;
