//! The organisations of a meeting: they register themselves, or the hub enters them.

pub(super) mod list;
pub(super) mod register;
pub(super) mod withdraw;

use serde::Serialize;

use super::store::participants::Named;
use crate::platform::http::Result;
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = MeetingParticipantView)]
pub struct ParticipantView {
    pub organization_id: OrganizationId,
    pub organization_zh: String,
    pub organization_en: Option<String>,
    /// How many talks it takes.
    pub capacity: i32,
    /// Times at which it is not there.
    pub absent: Vec<String>,
    /// Only verified organisations are paired; one that was suspended since stays out until it is reinstated.
    pub is_verified: bool,
    pub updated_at: Timestamp,
}

impl ParticipantView {
    pub(super) fn of(named: Named) -> Result<Self> {
        Ok(Self {
            is_verified: named.is_verified(),
            absent: named.participant.absent.parse()?,
            organization_id: named.participant.organization_id,
            organization_zh: named.name_zh,
            organization_en: named.name_en,
            capacity: named.participant.capacity,
            updated_at: named.participant.updated_at,
        })
    }
}
