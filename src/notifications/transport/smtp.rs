//! Over SMTP, with a limit on every step: a server that hangs costs ten seconds and no more.

use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use secrecy::ExposeSecret as _;

use super::Refusal;
use crate::platform::config::{Mail, SmtpSecurity};

const LIMIT: Duration = Duration::from_secs(10);

/// Refusals of our own sign-in: a person corrects the settings and the mails go out.
const SIGN_IN: [u16; 4] = [530, 534, 535, 538];

pub async fn deliver(mail: &Mail, message: &Message) -> Result<(), Refusal> {
    let transport = transport(mail).map_err(|_| Refusal::Later("mail.smtp_host is no name that TLS can check".to_owned()))?;
    match tokio::time::timeout(LIMIT, transport.send(message.clone())).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(judge(&error)),
        Err(_) => Err(Refusal::Later("the mail server did not answer within 10 seconds".to_owned())),
    }
}

fn transport(mail: &Mail) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    let tls = match mail.smtp_security {
        SmtpSecurity::Starttls => Tls::Required(TlsParameters::new(mail.smtp_host.clone())?),
        SmtpSecurity::Tls => Tls::Wrapper(TlsParameters::new(mail.smtp_host.clone())?),
        SmtpSecurity::None => Tls::None,
    };
    let builder =
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(mail.smtp_host.as_str()).port(mail.smtp_port).timeout(Some(LIMIT)).tls(tls);
    Ok(if mail.smtp_user.is_empty() {
        builder.build()
    } else {
        builder.credentials(Credentials::new(mail.smtp_user.clone(), mail.smtp_password.expose_secret().to_owned())).build()
    })
}

/// 5xx is for good, unless it is about our own sign-in; everything else may pass. Servers repeat addresses in their
/// words, so only the code is kept.
fn judge(error: &Error) -> Refusal {
    match error.status().map(u16::from) {
        Some(code) if SIGN_IN.contains(&code) => {
            Refusal::Later(format!("the mail server refused our sign-in ({code}): check mail.smtp_user and mail.smtp_password"))
        }
        Some(code) if error.is_permanent() => Refusal::Never(format!("the mail server refused the mail for good ({code})")),
        Some(code) => Refusal::Later(format!("the mail server refused the mail for now ({code})")),
        None if error.is_tls() => Refusal::Later("no TLS with the mail server: check mail.smtp_security and mail.smtp_host".to_owned()),
        None => Refusal::Later("the mail server cannot be reached: check mail.smtp_host and mail.smtp_port".to_owned()),
    }
}
