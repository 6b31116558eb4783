pub mod draft;
mod sign;
