//! One place of the tree. Pure.

use crate::text_enum;

text_enum! {
    /// City, district, street or town, residential or village committee.
    pub enum Level {
        City = "city",
        District = "district",
        Street = "street",
        Town = "town",
        Committee = "committee",
    }
}

text_enum! {
    /// A committee in preparation may be the target of a project and cannot sign an acceptance yet (S9).
    pub enum Status {
        Active = "active",
        Preparatory = "preparatory",
    }
}

impl Level {
    /// Whether a place of this level stands directly below one of `parent`'s; a city stands below nothing.
    pub fn stands_below(self, parent: Option<Level>) -> bool {
        match self {
            Level::City => parent.is_none(),
            Level::District => parent == Some(Level::City),
            Level::Street | Level::Town => parent == Some(Level::District),
            Level::Committee => matches!(parent, Some(Level::Street | Level::Town)),
        }
    }
}

/// The path below `parent`.
pub fn path_below(parent: Option<&str>, code: &str) -> String {
    format!("{}{code}/", parent.unwrap_or("/"))
}

/// Codes are letters and digits, so that a path can be read and never matches by accident.
pub fn is_code(code: &str) -> bool {
    (1..=20).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_holds_every_code_from_the_root() {
        assert_eq!(path_below(Some(&path_below(None, "310000")), "310107"), "/310000/310107/");
    }

    #[test]
    fn codes_cannot_break_a_path() {
        assert!(is_code("310112D01"));
        for bad in ["", "31/01", "31%", "310107015310107015310"] {
            assert!(!is_code(bad), "{bad}");
        }
    }
}
