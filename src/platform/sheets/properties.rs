//! What is written is read again, whatever the texts are; what is hostile is refused.

use std::io::{Cursor, Write as _};

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::platform::i18n::{Language, Text};
use crate::platform::money::Money;

fn colours() -> Vec<Choice> {
    vec![Choice::new("red", "红", "Red"), Choice::new("blue", "蓝", "Blue")]
}

const COLUMNS: &[Column] = &[
    Column::new("name", "名称", "Name", Shape::Text).required().example("甲"),
    Column::new("code", "代码", "Code", Shape::Code).example("007"),
    Column::new("colours", "颜色", "Colours", Shape::Choices(colours)).example("red;blue"),
    Column::new("day", "日期", "Day", Shape::Date).example("2026-03-02"),
    Column::new("amount", "金额（元）", "Amount (yuan)", Shape::Money).example("12.50"),
    Column::new("note", "备注", "Note", Shape::Text).derived(),
];
const LIMITS: Limits = Limits { rows: 100 };

type Record = (String, String, Vec<&'static str>, Option<NaiveDate>, Option<i64>);

fn written(format: Format, language: Language, records: &[Record]) -> Vec<u8> {
    let mut writer = Writer::new(format, COLUMNS.iter().collect(), language).expect("a writer");
    for (name, code, colours, day, fen) in records {
        let cells = [
            Cell::text(name),
            Cell::text(code),
            Cell::List(colours.iter().map(|c| (*c).to_owned()).collect()),
            Cell::optional(*day, Cell::Date),
            Cell::optional(fen.map(Money::from_fen), Cell::Money),
            Cell::text("=derived"),
        ];
        writer.row(&cells).expect("a row");
    }
    writer.finish().expect("a file")
}

fn read_again(bytes: &[u8]) -> Vec<Record> {
    let sheet = read(bytes, COLUMNS, LIMITS).expect("a table");
    let record = |row: &Row| {
        let mut cells = RowReader::new(&sheet, row);
        let colours = cells.list("colours").iter().map(|code| if code == "red" { "red" } else { "blue" }).collect();
        let record = (cells.text("name"), cells.text("code"), colours, cells.date("day"), cells.money("amount").map(Money::fen));
        assert_eq!(cells.into_errors(), []);
        record
    };
    sheet.rows.iter().map(record).collect()
}

/// Texts as people have them: rare characters of GB 18030-2022, quotes, separators, line breaks, formulas; no blanks around them.
fn text() -> impl Strategy<Value = String> {
    "['=+@-]{0,2}[a-z0-9长寿路𠂇鿫㐀😀,;\t\"'\n=<>&_x]{0,12}[a-z路𠂇鿫\"]".prop_map(|text| text.trim().to_owned())
}

fn record() -> impl Strategy<Value = Record> {
    let day = (1900_i32..2200, 1_u32..=12, 1_u32..=28).prop_map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d));
    let colours = prop_oneof![Just(vec![]), Just(vec!["red"]), Just(vec!["red", "blue"])];
    (text(), "[0-9A-Z]{1,18}", colours, day, proptest::option::of(0_i64..=100_000_000_000_000))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn an_export_is_read_as_it_was_written(records in proptest::collection::vec(record(), 1..6), english: bool, workbook: bool) {
        let language = if english { Language::En } else { Language::Zh };
        let format = if workbook { Format::Xlsx } else { Format::Csv };
        let bytes = written(format, language, &records);
        prop_assert_eq!(read_again(&bytes), records);
    }

    #[test]
    fn a_csv_saved_as_gb18030_is_the_same_table(records in proptest::collection::vec(record(), 1..4)) {
        let bytes = written(Format::Csv, Language::Zh, &records);
        let text = String::from_utf8(bytes[3..].to_vec()).expect("UTF-8");
        prop_assert_eq!(read_again(&encoding_rs::GB18030.encode(&text).0), records);
    }

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in proptest::collection::vec(any::<u8>(), 0..400), lead in prop_oneof![Just(&b""[..]), Just(&b"PK\x03\x04"[..]), Just("名称,代码\n".as_bytes())]) {
        let _ = read(&[lead, &bytes].concat(), COLUMNS, LIMITS);
    }
}

#[test]
fn codes_in_a_csv_stay_text_in_excel() {
    let records = ["0080799", "2-3", "1E5"].map(|code| ("甲".to_owned(), code.to_owned(), vec![], None, None));
    let bytes = written(Format::Csv, Language::Zh, &records);
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    for code in ["0080799", "2-3", "1E5"] {
        assert!(text.contains(&format!("甲,{code}\t,")), "{text}");
    }
    assert_eq!(read_again(&bytes), records);
}

fn refusal(bytes: &[u8]) -> (String, &'static str) {
    let problem = read(bytes, COLUMNS, LIMITS).map(|_| ()).expect_err("refused");
    let first = problem.errors().first().expect("an error");
    (first.pointer.clone(), first.code)
}

/// A workbook of these parts.
fn parts(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(content).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A workbook whose only sheet has these rows.
fn workbook(rows: &str, strings: &str) -> Vec<u8> {
    let sheet =
        format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>");
    parts(&[
        ("_rels/.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ])
}

const NO_STRINGS: &str = "<sst uniqueCount=\"0\"></sst>";

fn inline(cell: &str, text: &str) -> String {
    format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn what_is_no_table_is_refused_with_words() {
    for (bytes, code) in [
        (&b""[..], "empty"),
        (b"\xEF\xBB\xBF \r\n", "empty"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "web_page"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "old_workbook"),
        (b"%PDF-1.7", "unknown_type"),
        (b"GIF89a\0\0", "unknown_type"),
        (b"PK\x03\x04 and no more", "broken_workbook"),
    ] {
        assert_eq!(refusal(bytes), ("file".to_owned(), code));
    }
    assert_eq!(refusal("名称,代码\n".as_bytes()).1, "no_rows");
    assert_eq!(refusal("名称,颜色,天气\n甲,红,晴\n".as_bytes()), ("C1".to_owned(), "unknown_column"));
    assert_eq!(refusal("名称,名称\n甲,乙\n".as_bytes()), ("B1".to_owned(), "duplicate_column"));
    assert_eq!(refusal("代码\n007\n".as_bytes()), ("/name".to_owned(), "missing_column"));
    assert_eq!(refusal("名称,\n甲,乙\n".as_bytes()), ("B2".to_owned(), "no_heading"));
    assert_eq!(refusal("名称\n\"甲\n".as_bytes()), ("row 2".to_owned(), "quotes"));
    assert_eq!(refusal(format!("名称\n{}", "甲\n".repeat(101)).as_bytes()).1, "too_many_rows");
    assert_eq!(refusal(format!("名称{}\n甲\n", ",".repeat(1_000_000)).as_bytes()).1, "too_many_columns");
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_read() {
    let zeros = vec![b' '; 60 << 20];
    let bomb = parts(&[("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    assert_eq!(refusal(&bomb).1, "too_big_inside");
    assert_eq!(refusal(&parts(&[("xl/styles.xml", &zeros[..3 << 20])])).1, "too_big_inside");
    let announced = workbook("<row r=\"1\"></row>", "<sst uniqueCount=\"99999999999\"></sst>");
    assert_eq!(refusal(&announced).1, "too_big_inside");
    assert_eq!(refusal(&workbook("", "<!DOCTYPE x [<!ENTITY a \"aa\">]><sst></sst>")).1, "broken_workbook");
}

#[test]
fn a_text_that_many_cells_share_is_counted_for_each() {
    let strings = |text: &str| format!("<sst uniqueCount=\"1\"><si><t>{text}</t></si></sst>");
    let row = |number: u32| {
        let cells: String = (0..20).map(|at| format!("<c r=\"{}\" t=\"s\"><v>0</v></c>", cell_name(at, number))).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let rows: String = (1..=100).map(row).collect();
    let bomb = workbook(&rows, &strings(&"x".repeat(32_767)));
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    assert_eq!(refusal(&bomb), ("file".to_owned(), "too_big_inside"));
    assert_eq!(refusal(&workbook(&row(2), &strings(&"路".repeat(32_768)))), ("A2".to_owned(), "too_long"));
    let longest = format!("<row r=\"1\">{}</row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>", inline("A1", "名称"));
    assert!(read(&workbook(&longest, &strings(&"路".repeat(32_767))), COLUMNS, LIMITS).is_ok());
}

#[test]
fn a_workbook_a_million_columns_wide_is_refused() {
    let row = format!("<row r=\"1\">{}{}</row>", inline("A1", "名称"), inline("XFD1", "代码"));
    assert_eq!(refusal(&workbook(&row, NO_STRINGS)), ("row 1".to_owned(), "too_many_columns"));
}

#[test]
fn formulas_and_codes_as_numbers_are_told_by_cell() {
    let rows = format!(
        "<row r=\"1\">{}{}{}</row><row r=\"7\">{}<c r=\"B7\"><v>523101070000000000</v></c><c r=\"C7\"><f>1+1</f><v>2</v></c></row>",
        inline("A1", "名称"),
        inline("B1", "代码"),
        inline("C1", "金额（元）"),
        inline("A7", "甲"),
    );
    let sheet = read(&workbook(&rows, NO_STRINGS), COLUMNS, LIMITS).expect("a table");
    let mut cells = RowReader::new(&sheet, &sheet.rows[0]);
    let _ = (cells.text("code"), cells.money("amount"));
    let codes: Vec<_> = cells.into_errors().into_iter().map(|error| (error.pointer, error.code)).collect();
    assert_eq!(sheet.rows[0].number, 7);
    assert_eq!(codes, [("/code".to_owned(), "code_as_number".to_owned()), ("/amount".to_owned(), "formula".to_owned())]);
}

#[test]
fn a_template_has_headings_and_an_example_that_is_passed_over() {
    let allowed = Allowed { places: vec![("310107015".into(), Text::new("长寿路街道", "Changshou Road Street"))] };
    for format in [Format::Csv, Format::Xlsx] {
        for language in [Language::Zh, Language::En] {
            let bytes = template(format, COLUMNS, &allowed, language).expect("a template");
            let problem = read(&bytes, COLUMNS, LIMITS).map(|_| ()).expect_err("nothing is filled in");
            assert_eq!(problem.errors()[0].code, "no_rows");
        }
    }
}
