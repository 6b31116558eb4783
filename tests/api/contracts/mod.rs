mod draft;
mod sign;
