//! `/desk/imports`: templates, the form for a file, what is on file as a spreadsheet, and the caller's last imports.

use actix_web::{HttpResponse, get};
use serde::Serialize;

use super::send::Sent;
use super::{exports, kinds};
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::imports::{self, ImportView, Kind, Mode};
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::i18n::Text;

/// Most imports on the page.
const MOST: i64 = 20;

#[derive(Serialize)]
struct ImportsPage {
    kinds: Vec<(Kind, Text)>,
    exports: Vec<(Kind, Text)>,
    modes: Vec<(Mode, Text)>,
    imports: Vec<ImportView>,
    most_mb: usize,
    most_rows: usize,
    hidden: Hidden,
    typed: Sent,
    problems: Vec<Text>,
}

#[get("/desk/imports")]
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    page(&desk, Sent::default(), None).await
}

pub(super) async fn page(desk: &Desk, typed: Sent, problem: Option<&Problem>) -> Result<HttpResponse> {
    let limits = desk.cx()?.platform().config.limits.clone();
    let look = |conn: &mut Conn, call: &Call| Ok((kinds(&call.actor), exports(&call.actor), imports::latest(conn, call, MOST)?));
    let (kinds, exports, imports) = desk.look("imports_list", look).await?;
    let named = |kinds: Vec<Kind>| kinds.into_iter().map(|kind| (kind, kind.words())).collect();
    let page = ImportsPage {
        kinds: named(kinds),
        exports: named(exports),
        modes: Mode::ALL.iter().map(|mode| (*mode, mode.words())).collect(),
        imports,
        most_mb: limits.import_bytes >> 20,
        most_rows: limits.import_rows,
        // A file is brought anew: there is no version to hold.
        hidden: desk.hidden(0),
        typed,
        problems: problem.map(said).unwrap_or_default(),
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("imports.html", &page)?))
}

fn said(problem: &Problem) -> Vec<Text> {
    problem.words_with(|error| match error.pointer.trim_start_matches('/') {
        // What other forms call the field is not what the spreadsheet calls it.
        _ if error.code == "missing_column" => Some(Text::new("文件", "File")),
        cell if is_cell(cell) => Some(Text::new(cell, cell)),
        "file" => Some(Text::new("文件", "File")),
        "kind" => Some(Text::new("内容", "What it holds")),
        "mode" => Some(Text::new("方式", "How")),
        _ => None,
    })
}

/// As spreadsheets call a cell: `H13`.
fn is_cell(name: &str) -> bool {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    (1..=3).contains(&letters) && name.len() > letters && name.bytes().skip(letters).all(|byte| byte.is_ascii_digit())
}
