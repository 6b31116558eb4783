//! The text version of a letter, made from its HTML. Knows the few tags that our templates use. Pure.

/// What stands in the first `<title>`.
pub fn title_of(html: &str) -> String {
    from_html(between(html, "<title>", "</title>")).replace('\n', " ")
}

/// The text of the body, block by block.
pub fn body_of(html: &str) -> String {
    from_html(between(html, "<body>", "</body>"))
}

fn between<'h>(html: &'h str, from: &str, to: &str) -> &'h str {
    let rest = html.split_once(from).map_or(html, |(_, rest)| rest);
    rest.split_once(to).map_or(rest, |(inner, _)| inner)
}

fn from_html(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        flow(&mut text, &rest[..at]);
        let Some(end) = rest[at..].find('>') else { break };
        let tag = rest[at + 1..at + end].split_whitespace().next().unwrap_or_default();
        mark(&mut text, tag);
        rest = &rest[at + end + 1..];
    }
    flow(&mut text, rest);
    text.trim().to_owned()
}

/// Appends running text: any white space is one blank, none at the beginning of a line.
fn flow(text: &mut String, html: &str) {
    for c in unescape(html).chars() {
        match c.is_whitespace() {
            true if text.is_empty() || text.ends_with(char::is_whitespace) => {}
            true => text.push(' '),
            false => text.push(c),
        }
    }
}

fn mark(text: &mut String, tag: &str) {
    match tag {
        "p" | "/p" | "table" | "/table" | "ul" | "/ul" | "/h1" => break_lines(text, 2),
        "/tr" | "/li" | "br" => break_lines(text, 1),
        "li" => text.push_str("- "),
        "/th" => text.push_str(": "),
        _ => {}
    }
}

fn break_lines(text: &mut String, wanted: usize) {
    let kept = text.trim_end_matches(' ').len();
    text.truncate(kept);
    let there = text.len() - text.trim_end_matches('\n').len();
    if !text.is_empty() {
        text.extend(std::iter::repeat_n('\n', wanted.saturating_sub(there)));
    }
}

/// Undoes the escapes that the template engine writes; the ampersand last, so that nothing is undone twice.
fn unescape(html: &str) -> String {
    if !html.contains('&') {
        return html.to_owned();
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
        .iter()
        .fold(html.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_lines_and_escapes_are_undone() {
        let html = "<html><head><title>A &amp;\n B</title></head><body>\n  <p>Hello,\n   you</p>\n\n<table><tr><th>Price</th><td>&lt;5&gt;</td></tr>\
                    <tr><th>Link</th><td><a href=\"x\">http:&#x2f;&#x2f;h</a></td></tr></table><ul><li>one</li><li>two</li></ul></body></html>";
        assert_eq!(title_of(html), "A & B");
        assert_eq!(body_of(html), "Hello, you\n\nPrice: <5>\nLink: http://h\n\n- one\n- two");
    }

    #[test]
    fn what_somebody_typed_is_not_undone_twice() {
        assert_eq!(body_of("<body><p>&amp;lt;b&amp;gt;</p></body>"), "&lt;b&gt;");
    }
}
