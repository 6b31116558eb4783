//! Logs by `tracing`: JSON lines for machines, plain lines for people. No personal data goes into a field.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{JsonFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields, fmt};
use tracing_subscriber::registry::LookupSpan;

use super::config::{Log, LogFormat};

/// Starts logging to standard error; a second call changes nothing.
pub fn start(log: &Log) -> Result<(), String> {
    let filter = EnvFilter::try_new(&log.level).map_err(|cause| format!("log.level: {:?} is not a filter: {cause}", log.level))?;
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let _ = match log.format {
        LogFormat::Json => builder.fmt_fields(JsonFields::new()).event_format(JsonLine).try_init(),
        LogFormat::Text => builder.try_init(),
    };
    Ok(())
}

/// One JSON object a line: `timestamp`, `level`, the event's fields, and the fields of the request that it belongs to as `span`.
///
/// The library's own format reads the span's fields back from their text for every line; here the text is taken as it is.
struct JsonLine;

impl<S, N> FormatEvent<S, N> for JsonLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        line.write_str("{\"timestamp\":\"")?;
        SystemTime.format_time(&mut line)?;
        write!(line, "\",\"level\":\"{}\"", event.metadata().level())?;
        let mut fields = Fields { line: line.by_ref(), outcome: Ok(()) };
        event.record(&mut fields);
        fields.outcome?;
        if let Some(span) = context.lookup_current()
            && let Some(fields) = span.extensions().get::<FormattedFields<N>>().filter(|fields| !fields.is_empty())
        {
            write!(line, ",\"span\":{fields}")?;
        }
        line.write_str("}\n")
    }
}

/// Writes `,"name":value` for each field.
struct Fields<'w> {
    line: Writer<'w>,
    outcome: fmt::Result,
}

impl Fields<'_> {
    fn write(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        if self.outcome.is_ok() {
            self.outcome = write!(self.line, ",\"{}\":{value}", field.name());
        }
    }
}

impl Visit for Fields<'_> {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.write(field, format_args!("{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.write(field, format_args!("{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.write(field, format_args!("{value}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.write(field, format_args!("{}", Quoted(value)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

/// A text as JSON writes it.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("the lines").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_is_one_json_object_with_its_request() {
        let kept = Kept::default();
        let written = kept.clone();
        let subscriber = fmt().fmt_fields(JsonFields::new()).event_format(JsonLine).with_writer(move || written.clone()).finish();
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(entries = 3, is_whole = true, error = ?"a \"quoted\"\nline", "outside");
            let span = tracing::info_span!("request", request_id = "r-1", path = %"/api/v1/\u{1}");
            span.in_scope(|| tracing::warn!(status = 404_u16, "inside"));
        });
        let lines = kept.0.lock().expect("the lines").clone();
        let lines: Vec<Value> = String::from_utf8_lossy(&lines).lines().map(|line| serde_json::from_str(line).expect(line)).collect();
        let [outside, inside] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!([&outside["level"], &outside["message"]], ["INFO", "outside"]);
        assert_eq!((&outside["entries"], &outside["is_whole"]), (&json!(3), &json!(true)));
        assert_eq!((outside["error"].as_str(), &outside["span"]), (Some("\"a \\\"quoted\\\"\\nline\""), &Value::Null));
        assert_eq!((&inside["status"], &inside["span"]), (&json!(404), &json!({"request_id": "r-1", "path": "/api/v1/\u{1}"})));
        assert!(inside["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')));
    }
}
