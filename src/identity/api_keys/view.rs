//! What the organisation's managers see of a key: never the key itself.

use serde::Serialize;

use super::store::{ApiKey, ApiKeyStatus};
use crate::platform::ids::{ApiKeyId, OrganizationId, UserId};
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ApiKeyView {
    pub id: ApiKeyId,
    pub organization_id: OrganizationId,
    pub created_by: UserId,
    #[schema(example = "投标系统")]
    pub name: String,
    /// The key's last characters, to tell it from others.
    #[schema(example = "x7Yq2LmA")]
    pub last_eight: String,
    #[schema(example = json!(["projects_list", "bids_submit"]))]
    pub scopes: Vec<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub status: ApiKeyStatus,
    /// What the caller may do with it now.
    #[schema(example = json!(["revoke"]))]
    pub allowed_actions: Vec<&'static str>,
}

impl ApiKeyView {
    pub fn new(key: ApiKey, now: Timestamp) -> Self {
        let status = key.status(now);
        Self {
            scopes: key.scopes(),
            id: key.id,
            organization_id: key.organization_id,
            created_by: key.created_by,
            name: key.name,
            last_eight: key.last_eight,
            created_at: key.created_at,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
            status,
            allowed_actions: if status == ApiKeyStatus::Active { vec!["revoke"] } else { Vec::new() },
        }
    }
}
