//! What a need can be answered with besides an organisation: catalogue items and resources.

use serde::{Deserialize, Serialize};

use super::super::day::Period;
use super::AreaRef;

/// A service of the purchase catalogue (level 3 of the taxonomy).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueItem {
    pub id: String,
    #[serde(default)]
    pub version: u64,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub field: Option<String>,
}

/// A venue or equipment that can be lent (S31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    pub id: String,
    #[serde(default)]
    pub version: u64,
    #[serde(default)]
    pub name: String,
    /// Such as `venue` or `equipment`.
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub area: Option<AreaRef>,
    /// How many people it serves at once.
    #[serde(default)]
    pub capacity: Option<u32>,
    /// How many of it are free; none left means it is not shown.
    #[serde(default)]
    pub free: Option<u32>,
    #[serde(default)]
    pub available: Option<Period>,
}
