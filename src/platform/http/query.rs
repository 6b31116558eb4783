//! What is wrong with a query, told by the parameter that it is about and in the reader's language.

use actix_web::web::QueryConfig;

use super::problem::{FieldError, Problem};

/// Answers a query that cannot be read.
pub fn config() -> QueryConfig {
    QueryConfig::default().error_handler(|error, request| refused(&error.to_string(), request.query_string()).into())
}

/// The parser says what it did not understand and rarely where; the query itself tells the rest.
fn refused(words: &str, query: &str) -> Problem {
    let words = words.trim_start_matches("Query deserialize error: ");
    let asked: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let mut quoted = words.split('`').skip(1).step_by(2);
    let culprit = quoted.next().unwrap_or_default();
    let allowed = quoted.collect::<Vec<_>>().join("、");
    let with_value = asked.iter().find(|(_, value)| value == culprit);
    let error = if words.starts_with("unknown field") {
        let (zh, en) = (format!("没有这个查询参数；可用：{allowed}。"), format!("is no parameter; there are: {allowed}."));
        Some(FieldError::new(culprit, "unknown_parameter", zh, en))
    } else if words.starts_with("missing field") {
        Some(FieldError::new(culprit, "required", "必须给出。", "must be given."))
    } else if let (true, Some((name, value))) = (words.starts_with("unknown variant"), with_value) {
        let (zh, en) = (format!("“{value}”不是可用的值；可用：{allowed}。"), format!("{value:?} is none of: {allowed}."));
        Some(FieldError::new(name, "unknown_value", zh, en))
    } else {
        // The parser repeats what it could not read, or there is only one that it can be.
        let named = asked.iter().find(|(_, value)| !value.is_empty() && words.contains(value.as_str()));
        named.or(asked.first().filter(|_| asked.len() == 1)).map(|(name, value)| {
            let (zh, en) = (format!("“{value}”无法读取，请核对写法。"), format!("{value:?} cannot be read: {words}."));
            FieldError::new(name, "unreadable", zh, en)
        })
    };
    match error {
        Some(error) => {
            let (zh, en) = (format!("查询参数 {}：{}", error.pointer, error.detail.zh), format!("{}: {}", error.pointer, error.detail.en));
            Problem::unreadable("request_unreadable", zh, en).with_errors(vec![error])
        }
        None => {
            let names = asked.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("、");
            Problem::unreadable(
                "request_unreadable",
                format!("查询参数（{names}）中有一个无法读取，请核对日期、数字和编号的写法。"),
                format!("One of the parameters ({names}) cannot be read: {words}."),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str, query: &str) -> (Option<(String, &'static str)>, String) {
        let problem = refused(&format!("Query deserialize error: {words}"), query);
        let error = problem.errors().first().map(|error| (error.pointer.clone(), error.code));
        (error, problem.detail().zh.clone())
    }

    #[test]
    fn the_parameter_is_named_where_it_can_be_known() {
        let named = |words: &str, query: &str| told(words, query).0.map(|(name, code)| format!("{name} {code}"));
        assert_eq!(named("unknown field `foo`, expected `q` or `limit`", "foo=1&q=a").as_deref(), Some("foo unknown_parameter"));
        assert_eq!(named("missing field `mode`", "").as_deref(), Some("mode required"));
        assert_eq!(
            named("unknown variant `dryrun`, expected one of `dry_run`, `valid_rows`", "q=a&mode=dryrun").as_deref(),
            Some("mode unknown_value")
        );
        assert_eq!(named("\"abc\" is no digest", "x=1&head=abc").as_deref(), Some("head unreadable"));
        assert_eq!(named("invalid digit found in string", "after=one").as_deref(), Some("after unreadable"));
        assert_eq!(named("input is out of range", "from=2026-13-01&to=2026-12-01"), None);
        assert!(told("input is out of range", "from=2026-13-01&to=2026-12-01").1.contains("from、to"));
        assert!(told("unknown variant `x`, expected `csv` or `xlsx`", "format=x").1.contains("csv、xlsx"));
    }
}
