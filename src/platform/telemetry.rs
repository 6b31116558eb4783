//! Logs by `tracing`: JSON lines for machines, plain lines for people. No personal data goes into a field.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use super::config::{Log, LogFormat};

/// Starts logging to standard error; a second call changes nothing.
pub fn start(log: &Log) -> Result<(), String> {
    let filter = EnvFilter::try_new(&log.level).map_err(|cause| format!("log.level: {:?} is not a filter: {cause}", log.level))?;
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let _ = match log.format {
        LogFormat::Json => builder.json().flatten_event(true).with_span_list(false).try_init(),
        LogFormat::Text => builder.try_init(),
    };
    Ok(())
}
