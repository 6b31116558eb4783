//! The body of every decision that must be explained.

use serde::Deserialize;

use crate::platform::http::{Check, Result};

/// Most characters of a reason.
const MOST: usize = 2000;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Told to those concerned.
    pub reason: String,
}

impl Reason {
    /// The reason without blanks around it; 422 where nothing is said.
    pub(super) fn given(&self) -> Result<&str> {
        let mut check = Check::new();
        check.text("/reason", &self.reason, MOST);
        check.finish()?;
        Ok(self.reason.trim())
    }
}
