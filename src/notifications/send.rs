//! The job that hands one letter of the ledger to the mail server (or the outbox folder).
//!
//! A process may die after the server took the letter and before the ledger says so; the letter is then sent again, with
//! the same Message-ID. SMTP cannot promise more than that.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::letter::Letter;
use super::model::Status;
use super::store::{self, Delivery};
use super::transport::{self, Refusal};
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::http::Result;
use crate::platform::jobs::{Job, JobError, MOST_ATTEMPTS};

/// The kind of job; its subject is the id of the delivery.
pub const JOB: &str = "notifications.send";

/// Sends the letter unless it is sent already.
pub async fn handle(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let id = job.subject.clone();
    let Some(delivery) = platform.db.read(move |conn| store::find(conn, &id)).await? else { return Ok(()) };
    if delivery.status == Status::Sent {
        return Ok(());
    }
    let outcome = match compose(&platform, &delivery) {
        Ok(message) => transport::deliver(&platform.config, &delivery.message_id, &message).await,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(()) => Ok(note(&platform, delivery.id, Status::Sent, None).await?),
        Err(Refusal::Later(words)) if job.attempts < MOST_ATTEMPTS => {
            note(&platform, delivery.id, Status::Queued, Some(words.clone())).await?;
            Err(JobError::Retry(words))
        }
        Err(Refusal::Later(words) | Refusal::Never(words)) => {
            note(&platform, delivery.id, Status::Dead, Some(words.clone())).await?;
            Err(JobError::Fatal(words))
        }
    }
}

async fn note(platform: &Platform, id: String, status: Status, error: Option<String>) -> Result<()> {
    let sent_at = (status == Status::Sent).then(system_now);
    platform.db.write(move |tx| store::note(tx, &id, status, error.as_deref(), sent_at)).await
}

/// The mail as it goes out. Its date is the ledger's, so that what is sent again is the same mail.
fn compose(platform: &Platform, delivery: &Delivery) -> std::result::Result<Message, Refusal> {
    let never = |what: &str| Refusal::Never(what.to_owned());
    let letter = Letter::open(&platform.keys, &delivery.id, &delivery.message).map_err(|_| never("the stored letter does not open"))?;
    let from: Mailbox = platform.config.mail.from.parse().map_err(|_| never("mail.from is not an address"))?;
    let to: Mailbox = delivery.recipient.parse().map_err(|_| never("the recipient's address is not one"))?;
    let micros = u64::try_from(delivery.created_at.micros()).unwrap_or(0);
    let mut message = Message::builder()
        .message_id(Some(format!("<{}>", delivery.message_id)))
        .date(UNIX_EPOCH + Duration::from_micros(micros))
        .from(from)
        .to(to)
        .subject(letter.subject)
        .header(AutoSubmitted);
    if let Some(place) = letter.stop {
        message = message.header(ListUnsubscribe(format!("<{place}>")));
    }
    message
        .multipart(
            MultiPart::alternative()
                .singlepart(lettre::message::SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.text))
                .singlepart(lettre::message::SinglePart::builder().header(ContentType::TEXT_HTML).body(letter.html)),
        )
        .map_err(|_| never("the letter cannot be written as a mail"))
}

/// RFC 2369: mail programs offer the place to stop such letters.
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(value: &str) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(value.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// RFC 3834: nobody's absence note answers us.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
