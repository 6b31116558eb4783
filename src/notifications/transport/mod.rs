//! How a mail leaves the service: into a folder, or to a mail server.

mod file;
mod smtp;

use lettre::Message;

use crate::platform::config::{Config, MailTransport};

/// Why a mail did not leave. The words go to ledger and log, so they name no address and nothing of the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Worth another try.
    Later(String),
    /// Refused for good.
    Never(String),
}

/// Hands one mail over; it is safe to hand it over again.
pub async fn deliver(config: &Config, message_id: &str, message: &Message) -> Result<(), Refusal> {
    match config.mail.transport {
        MailTransport::File => file::deliver(config.outbox(), message_id, message.formatted()).await,
        MailTransport::Smtp => smtp::deliver(&config.mail, message).await,
    }
}
