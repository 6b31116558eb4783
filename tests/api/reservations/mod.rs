//! `POST /resources/{id}/reservations`, `/resource-reservations` (S31).

mod answer;
mod ask;
mod letters;
pub mod scene;
