//! One key. Pure.

use crate::platform::ids::{ApiKeyId, OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::text_enum;

text_enum! {
    pub enum ApiKeyStatus {
        Active = "active",
        Expired = "expired",
        Revoked = "revoked",
    }
}

/// A key as stored. Times are system time.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Insertable)]
#[diesel(table_name = crate::schema::api_keys)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub organization_id: OrganizationId,
    pub created_by: UserId,
    pub name: String,
    pub last_eight: String,
    pub key_hash: String,
    /// Operation ids with blanks between them.
    pub scopes: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

impl ApiKey {
    pub fn status(&self, now: Timestamp) -> ApiKeyStatus {
        if self.revoked_at.is_some() {
            ApiKeyStatus::Revoked
        } else if self.expires_at <= now {
            ApiKeyStatus::Expired
        } else {
            ApiKeyStatus::Active
        }
    }

    pub fn scopes(&self) -> Vec<String> {
        self.scopes.split(' ').map(str::to_owned).collect()
    }
}
