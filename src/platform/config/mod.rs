//! Settings: `config/default.toml`, then a file, then `SHUNIU__SECTION__KEY` variables. Unknown keys are refused.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use chrono::NaiveTime;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::calendar::start_of_day_utc;
use super::time::Timestamp;

const DEFAULTS: &str = include_str!("../../../config/default.toml");

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub data: Data,
    pub database: Database,
    pub keys: Keys,
    pub mail: Mail,
    pub auth: Auth,
    pub limits: Limits,
    pub audit: Audit,
    pub log: Log,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub bind: String,
    pub public_url: String,
    pub shutdown_seconds: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    pub dir: PathBuf,
    pub attachments_dir: PathBuf,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub url: SecretString,
    pub connections: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    pub master: SecretString,
    pub signing: SecretString,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub transport: MailTransport,
    pub from: String,
    pub smtp_host: String,
    pub smtp_port: u16,
    pub smtp_security: SmtpSecurity,
    pub smtp_user: String,
    pub smtp_password: SecretString,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    File,
    Smtp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    Starttls,
    Tls,
    None,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    pub access_minutes: u32,
    pub refresh_days: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub requests_per_minute: NonZeroU32,
    pub attachment_mb: u32,
    pub attachments_mb: u32,
    pub attachments: u32,
    pub import_rows: usize,
    pub import_bytes: usize,
    pub export_rows: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    pub daily_at: String,
}

impl Audit {
    /// The next moment of the day's work after `now`; none where there is no such work.
    pub fn next_daily(&self, now: Timestamp) -> Option<Timestamp> {
        let at = NaiveTime::parse_from_str(&self.daily_at, "%H:%M").ok()?;
        let today = now.shanghai_date();
        Some(moment_of(today, at)).filter(|moment| *moment > now).or_else(|| today.succ_opt().map(|next| moment_of(next, at)))
    }
}

/// This time of day in Shanghai.
pub fn moment_of(date: chrono::NaiveDate, at: NaiveTime) -> Timestamp {
    Timestamp::from_naive(start_of_day_utc(date)).plus(at.signed_duration_since(NaiveTime::MIN))
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    pub level: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Json,
    Text,
}

/// A setting that cannot be used: names it and says what would do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{0}")]
    Unreadable(String),
    #[error("{setting}: {value:?} {problem}")]
    Value { setting: &'static str, value: String, problem: &'static str },
}

/// What the command line says over file and variables.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    pub file: Option<PathBuf>,
    pub data_dir: Option<PathBuf>,
    pub bind: Option<String>,
    /// Key files in the data folder will do on PostgreSQL too: one instance, a sandbox.
    pub key_files: bool,
}

impl Config {
    /// Reads the defaults, the file, the process's variables and the command line, in that order.
    pub fn load(overrides: &Overrides) -> Result<Self, ConfigError> {
        let environment = config::Environment::with_prefix("SHUNIU").prefix_separator("__").separator("__").try_parsing(false);
        Self::build(overrides, environment, database_url_variable())
    }

    /// Like `load`, with the variables given: for tests.
    pub fn from_variables(overrides: &Overrides, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let variables: std::collections::HashMap<_, _> = variables.into_iter().collect();
        let database_url = variables.get("DATABASE_URL").cloned();
        let source =
            config::Environment::with_prefix("SHUNIU").prefix_separator("__").separator("__").source(Some(variables.into_iter().collect()));
        Self::build(overrides, source, database_url)
    }

    fn build(overrides: &Overrides, environment: config::Environment, database_url: Option<String>) -> Result<Self, ConfigError> {
        let mut builder = config::Config::builder().add_source(config::File::from_str(DEFAULTS, config::FileFormat::Toml));
        if let Some(file) = &overrides.file {
            builder = builder.add_source(config::File::from(file.as_path()).format(config::FileFormat::Toml));
        }
        builder = builder.add_source(environment);
        let unreadable = |error: config::ConfigError| ConfigError::Unreadable(explain(&error.to_string()));
        if let Some(url) = database_url {
            builder = builder.set_override("database.url", url).map_err(unreadable)?;
        }
        if let Some(bind) = &overrides.bind {
            builder = builder.set_override("server.bind", bind.as_str()).map_err(unreadable)?;
        }
        let read = builder.build().map_err(unreadable)?;
        let mut config: Self = serde_path_to_error::deserialize(read).map_err(|error| {
            let path = error.path().to_string();
            let words = explain(&error.into_inner().to_string());
            ConfigError::Unreadable(if path == "." { words } else { format!("{path}: {words}") })
        })?;
        if let Some(dir) = &overrides.data_dir {
            config.data.dir.clone_from(dir);
        }
        config.check(overrides.key_files)?;
        Ok(config)
    }

    fn check(&self, key_files: bool) -> Result<(), ConfigError> {
        let wrong = |setting, value: &str, problem| Err(ConfigError::Value { setting, value: value.to_owned(), problem });
        if self.server.bind.parse::<std::net::SocketAddr>().is_err() {
            return wrong("server.bind", &self.server.bind, "is not ADDRESS:PORT like 127.0.0.1:8080");
        }
        let url = &self.server.public_url;
        if !url.is_empty() && !url.starts_with("http://") && !url.starts_with("https://") {
            return wrong("server.public_url", url, "must begin with http:// or https://");
        }
        if self.keys.master.expose_secret().is_empty() != self.keys.signing.expose_secret().is_empty() {
            return wrong("keys", "", "needs both keys.master and keys.signing, or neither");
        }
        if self.uses_postgres() && !self.keys_are_configured() && !key_files {
            return wrong(
                "keys.master",
                "",
                "is empty; on PostgreSQL set keys.master and keys.signing (`shuniu keys generate` makes a pair)",
            );
        }
        if self.database.connections == 0 || self.database.connections > 500 {
            return wrong("database.connections", &self.database.connections.to_string(), "must be between 1 and 500");
        }
        if self.mail.from.parse::<lettre::message::Mailbox>().is_err() {
            return wrong("mail.from", &self.mail.from, "is not an address like Name <name@host>");
        }
        if self.mail.transport == MailTransport::Smtp && self.mail.smtp_host.is_empty() {
            return wrong("mail.smtp_host", "", "is empty; name the mail server or set mail.transport = \"file\"");
        }
        let limits = &self.limits;
        if !(1..=1024).contains(&limits.attachment_mb) {
            return wrong("limits.attachment_mb", &limits.attachment_mb.to_string(), "must be between 1 and 1024");
        }
        if !(limits.attachment_mb..=10_240).contains(&limits.attachments_mb) {
            return wrong("limits.attachments_mb", &limits.attachments_mb.to_string(), "must be between limits.attachment_mb and 10240");
        }
        if !(1..=200).contains(&limits.attachments) {
            return wrong("limits.attachments", &limits.attachments.to_string(), "must be between 1 and 200");
        }
        if !(1..=1440).contains(&self.auth.access_minutes) {
            return wrong("auth.access_minutes", &self.auth.access_minutes.to_string(), "must be between 1 and 1440");
        }
        let daily = &self.audit.daily_at;
        if !daily.is_empty() && NaiveTime::parse_from_str(daily, "%H:%M").is_err() {
            return wrong("audit.daily_at", daily, "is not a time of day like 06:00; leave it empty for never");
        }
        if !(1..=365).contains(&self.auth.refresh_days) {
            return wrong("auth.refresh_days", &self.auth.refresh_days.to_string(), "must be between 1 and 365");
        }
        if !(1..=100_000).contains(&self.limits.import_rows) {
            return wrong("limits.import_rows", &self.limits.import_rows.to_string(), "must be between 1 and 100000");
        }
        if !(1024..=100 << 20).contains(&self.limits.import_bytes) {
            return wrong("limits.import_bytes", &self.limits.import_bytes.to_string(), "must be between 1024 and 104857600");
        }
        if !(1..=1_000_000).contains(&self.limits.export_rows) {
            return wrong("limits.export_rows", &self.limits.export_rows.to_string(), "must be between 1 and 1000000");
        }
        Ok(())
    }

    /// The database to open: as set, or the SQLite file in the data folder.
    pub fn database_url(&self) -> String {
        let url = self.database.url.expose_secret();
        if url.is_empty() { format!("sqlite:{}", self.data.dir.join("shuniu.db").display()) } else { url.to_owned() }
    }

    pub fn uses_postgres(&self) -> bool {
        self.database.url.expose_secret().starts_with("postgres")
    }

    pub fn keys_are_configured(&self) -> bool {
        !self.keys.master.expose_secret().is_empty()
    }

    /// The address in links, without a slash at its end.
    pub fn public_url(&self) -> String {
        if self.server.public_url.is_empty() {
            format!("http://{}", self.server.bind)
        } else {
            self.server.public_url.trim_end_matches('/').to_owned()
        }
    }

    /// Where the file transport puts its mails.
    pub fn outbox(&self) -> PathBuf {
        self.data.dir.join("outbox")
    }

    /// Where the encrypted files of bids lie.
    pub fn attachments_dir(&self) -> PathBuf {
        let set = &self.data.attachments_dir;
        if set.as_os_str().is_empty() { self.data.dir.join("attachments") } else { set.clone() }
    }

    pub fn keys_dir(&self) -> PathBuf {
        self.data.dir.join("keys")
    }

    /// The settings as people may see them: no secret, no password inside a URL.
    pub fn redacted(&self) -> String {
        let secret = |s: &SecretString| if s.expose_secret().is_empty() { "" } else { "********" };
        let c = self;
        format!(
            "[server]\nbind = {:?}\npublic_url = {:?}\nshutdown_seconds = {}\n\n[data]\ndir = {:?}\nattachments_dir = {:?}\n\n[database]\nurl = {:?}\nconnections = {}\n\n\
             [keys]\nmaster = {:?}\nsigning = {:?}\n\n[mail]\ntransport = \"{}\"\nfrom = {:?}\nsmtp_host = {:?}\nsmtp_port = {}\nsmtp_security = \"{}\"\n\
             smtp_user = {:?}\nsmtp_password = {:?}\n\n[auth]\naccess_minutes = {}\nrefresh_days = {}\n\n[limits]\nrequests_per_minute = {}\n\
             attachment_mb = {}\nattachments_mb = {}\nattachments = {}\nimport_rows = {}\nimport_bytes = {}\nexport_rows = {}\n\n\
             [audit]\ndaily_at = {:?}\n\n[log]\nformat = \"{}\"\nlevel = {:?}\n",
            c.server.bind,
            c.public_url(),
            c.server.shutdown_seconds,
            c.data.dir.display().to_string(),
            c.attachments_dir().display().to_string(),
            redact_url(&c.database_url()),
            c.database.connections,
            secret(&c.keys.master),
            secret(&c.keys.signing),
            if c.mail.transport == MailTransport::File { "file" } else { "smtp" },
            c.mail.from,
            c.mail.smtp_host,
            c.mail.smtp_port,
            match c.mail.smtp_security {
                SmtpSecurity::Starttls => "starttls",
                SmtpSecurity::Tls => "tls",
                SmtpSecurity::None => "none",
            },
            c.mail.smtp_user,
            secret(&c.mail.smtp_password),
            c.auth.access_minutes,
            c.auth.refresh_days,
            c.limits.requests_per_minute,
            c.limits.attachment_mb,
            c.limits.attachments_mb,
            c.limits.attachments,
            c.limits.import_rows,
            c.limits.import_bytes,
            c.limits.export_rows,
            c.audit.daily_at,
            if c.log.format == LogFormat::Json { "json" } else { "text" },
            c.log.level,
        )
    }
}

#[expect(clippy::disallowed_methods, reason = "settings are read from the environment here and nowhere else")]
fn database_url_variable() -> Option<String> {
    std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty())
}

/// A database URL without its password.
pub fn redact_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((user, host)) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()),
        None => url.to_owned(),
    }
}

/// Adds the nearest known name to serde's "unknown field".
fn explain(words: &str) -> String {
    let mut names = words.split('`').skip(1).step_by(2);
    let Some(unknown) = names.next().filter(|_| words.contains("unknown field")) else { return words.to_owned() };
    let nearest = names.min_by_key(|known| distance(unknown, known));
    match nearest {
        Some(known) => format!("unknown setting `{unknown}`; did you mean `{known}`?"),
        None => words.to_owned(),
    }
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Makes the data folder, or says why it cannot be used.
pub fn prepare_data_dir(dir: &Path) -> Result<(), ConfigError> {
    let unusable = |cause: std::io::Error| {
        ConfigError::Unreadable(format!("data.dir: cannot use {}: {cause}; choose a folder that this user may write to", dir.display()))
    };
    std::fs::create_dir_all(dir).map_err(unusable)?;
    let probe = dir.join(format!(".writable-{}", std::process::id()));
    std::fs::write(&probe, b"").map_err(unusable)?;
    std::fs::remove_file(&probe).map_err(unusable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Config, String> {
        let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::from_variables(&Overrides::default(), variables).map_err(|e| e.to_string())
    }

    #[test]
    fn defaults_are_complete_and_variables_win() {
        let config = with(&[("SHUNIU__SERVER__BIND", "127.0.0.1:9"), ("SHUNIU__LIMITS__REQUESTS_PER_MINUTE", "7")]);
        assert_eq!(config.map(|c| (c.server.bind, c.limits.requests_per_minute.get())), Ok(("127.0.0.1:9".into(), 7)));
    }

    #[test]
    fn an_unknown_setting_is_refused_with_the_nearest_name() {
        let error = with(&[("SHUNIU__SERVER__BINDD", "x")]).map(|_| ());
        assert_eq!(error, Err("server.bindd: unknown setting `bindd`; did you mean `bind`?".into()));
    }

    #[test]
    fn a_wrong_value_names_its_setting() {
        for (variable, value, named) in [
            ("SHUNIU__SERVER__BIND", "nowhere", "server.bind"),
            ("SHUNIU__MAIL__TRANSPORT", "pigeon", "mail.transport"),
            ("SHUNIU__MAIL__TRANSPORT", "smtp", "mail.smtp_host"),
            ("SHUNIU__AUTH__ACCESS_MINUTES", "0", "auth.access_minutes"),
            ("SHUNIU__DATABASE__CONNECTIONS", "many", "database.connections"),
        ] {
            let error = with(&[(variable, value)]).map(|_| ()).err().unwrap_or_default();
            assert!(error.contains(named), "{variable}={value}: {error}");
        }
    }

    #[test]
    fn secrets_are_never_printed() {
        let config = with(&[
            ("DATABASE_URL", "postgres://u:geheim@h/d"),
            ("SHUNIU__KEYS__MASTER", "topsecret"),
            ("SHUNIU__KEYS__SIGNING", "alsosecret"),
            ("SHUNIU__MAIL__SMTP_PASSWORD", "hush"),
        ]);
        let printed = config.map(|c| format!("{}{c:?}", c.redacted())).unwrap_or_default();
        assert!(printed.contains("postgres://u@h/d"));
        for secret in ["geheim", "topsecret", "alsosecret", "hush"] {
            assert!(!printed.contains(secret), "{secret} in {printed}");
        }
    }
}
