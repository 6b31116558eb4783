//! Places in the area tree.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A place in the area tree; in JSON its path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaRef {
    /// The area's own code, such as `310107015`. Never compared by prefix: 310000 is no prefix of 310107.
    pub code: String,
    /// The position in the tree from the root down, such as `/310000/310107/310107015`.
    pub path: String,
}

impl AreaRef {
    /// The place at a path; its code is the path's last step.
    pub fn at(path: &str) -> Self {
        let code = path.trim_matches('/').rsplit('/').next().unwrap_or_default();
        Self { code: code.to_owned(), path: path.to_owned() }
    }

    /// The codes from the root down to the area itself.
    pub(in super::super) fn steps(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter(|step| !step.is_empty())
    }
}

impl Serialize for AreaRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.path)
    }
}

impl<'de> Deserialize<'de> for AreaRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::at(&String::deserialize(deserializer)?))
    }
}
