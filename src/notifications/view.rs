//! What the outside sees of a delivery: never the letter, never the whole address.

use serde::Serialize;

use super::audience::Recipient;
use super::model::{Status, masked};
use super::store::Delivery;
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeliveryView {
    #[schema(format = Uuid)]
    pub id: String,
    /// Whom the letter means.
    #[schema(value_type = Recipient)]
    pub recipient_role: String,
    /// First letter and host; a panel member's is hidden, for who sits on a panel is secret.
    #[schema(example = "z***@street.gov.cn")]
    pub recipient: String,
    #[schema(example = "project_published")]
    pub template: String,
    #[schema(example = "project.published")]
    pub event: String,
    #[schema(format = Uuid)]
    pub event_id: String,
    pub project_id: Option<String>,
    #[schema(example = "zh-CN")]
    pub language: String,
    pub message_id: String,
    pub status: Status,
    pub attempts: i32,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// System time.
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

impl DeliveryView {
    pub(super) fn of(row: Delivery, event: String) -> Self {
        let secret = Recipient::parse(&row.recipient_role).is_none_or(Recipient::is_panel);
        Self {
            recipient: if secret { "***".to_owned() } else { masked(&row.recipient) },
            // The Message-ID follows from the address: whoever guesses an address could check it.
            message_id: if secret { String::new() } else { row.message_id },
            id: row.id,
            recipient_role: row.recipient_role,
            template: row.template,
            event,
            event_id: row.event_id,
            project_id: row.project_id,
            language: row.language.to_string(),
            status: row.status,
            attempts: row.attempts,
            last_error: row.last_error,
            created_at: row.created_at,
            sent_at: row.sent_at,
        }
    }
}
