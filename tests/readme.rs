//! What the documents tell people to run, as a newcomer would run it: the demo in one terminal, the lines in another.

use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use shuniu::organizations::credit_code::CreditCode;
use shuniu::organizations::sheet::COLUMNS;

use crate::support::world::folder;

const README: &str = include_str!("../README.md");
const BIDDING: &str = include_str!("../docs/BIDDING-API.md");
const SPREADSHEETS: &str = include_str!("../docs/SPREADSHEETS.md");

/// A running `shuniu demo`; ended with the test, however that ends.
struct Demo {
    process: Child,
    address: String,
    data: std::path::PathBuf,
}

impl Demo {
    /// Plays the story and waits until it serves.
    fn play() -> Self {
        let data = folder();
        let mut process = Command::new(env!("CARGO_BIN_EXE_shuniu"))
            .args(["demo", "--bind", "127.0.0.1:0", "--data"])
            .arg(&data)
            .env_remove("DATABASE_URL")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the demo starts");
        let mut said = BufReader::new(process.stdout.take().expect("its output")).lines().map_while(Result::ok);
        let reference = said.find(|line| line.contains("Reference")).expect("the demo tells where it serves");
        let address = reference.split_whitespace().find(|word| word.starts_with("http")).expect("an address");
        let address = address.trim_end_matches("/docs/").to_owned();
        // Whatever it says later must not fill the pipe.
        std::thread::spawn(move || said.for_each(drop));
        Self { process, address, data }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// A line to a service that breaks once: after the service has answered the first submission, and before anybody hears of it.
struct BrittleLine {
    address: String,
    /// How many submissions came by.
    submissions: Arc<AtomicU32>,
}

impl BrittleLine {
    fn to(service: &str) -> Self {
        let service = service.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let submissions = Arc::new(AtomicU32::new(0));
        let counted = submissions.clone();
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let (far, counted) = (TcpStream::connect(&service).expect("the service"), counted.clone());
                std::thread::spawn(move || relay(near, far, &counted));
            }
        });
        Self { address, submissions }
    }
}

/// Carries one request and its answer; Python closes the connection after each.
fn relay(mut near: TcpStream, mut far: TcpStream, submissions: &AtomicU32) -> io::Result<()> {
    let mut begin = [0; 200];
    let length = near.peek(&mut begin)?;
    let is_submission = String::from_utf8_lossy(&begin[..length]).lines().next().is_some_and(|line| line.contains("/submit "));
    let (mut from, mut to) = (near.try_clone()?, far.try_clone()?);
    std::thread::spawn(move || io::copy(&mut from, &mut to));
    let mut answer = Vec::new();
    far.read_to_end(&mut answer)?;
    if !is_submission || submissions.fetch_add(1, Ordering::Relaxed) > 0 {
        near.write_all(&answer)?;
    }
    near.shutdown(Shutdown::Both)
}

/// The first block in `language` under a heading.
fn script(document: &'static str, heading: &str, language: &str) -> &'static str {
    let (_, section) = document.split_once(heading).expect("the section");
    let (_, script) = section.split_once(&format!("```{language}\n")).expect("the script");
    script.split_once("\n```").expect("its end").0
}

/// Runs a program; what it said.
fn run(command: &mut Command) -> String {
    let output = command.output().expect("bash, curl and python3 are installed");
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned());
    assert!(output.status.success(), "{said}\n{wrong}");
    said
}

#[test]
fn the_walk_through_of_a_bid_does_what_it_says() {
    let demo = Demo::play();
    let lines = script(README, "## Bid with curl", "sh");
    let said = run(Command::new("bash").args(["-euo", "pipefail", "-c", lines]).env("API", format!("{}/api/v1", demo.address)));
    let replies: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let [eligibility, file, check, submitted, withdrawn, changed, attached, again, receipts, keys, closed] = replies.as_slice() else {
        panic!("{said}")
    };
    assert!(eligibility["summary"]["met"].as_i64() > Some(0), "{eligibility}");
    assert_eq!([&file["name"], &file["media_type"]], ["plan.pdf", "application/pdf"], "{said}");
    assert_eq!((&check["is_ready"], &check["seals"]["files"][0]["digest"]), (&true.into(), &file["digest"]), "{said}");
    assert_eq!([&submitted["status"], &again["status"]], ["submitted", "submitted"], "{said}");
    assert_eq!([&withdrawn["status"], &changed["status"]], ["withdrawn", "withdrawn"], "{said}");
    assert_eq!(attached["digest"], file["digest"], "{said}");
    assert_eq!(receipts["current"], again["receipt"]);
    assert_eq!(receipts["earlier"].as_array().map(Vec::len), Some(1));
    assert!(keys["keys"][0]["x"].is_string(), "{keys}");
    assert_eq!([&closed["status"], &closed["status_reason"]], ["failed", "too_few_received"], "{closed}");
}

#[test]
fn a_program_bids_with_its_api_key_as_the_page_says() {
    let demo = Demo::play();
    let api = format!("{}/api/v1", demo.address);
    let lines = format!("{}\necho \"KEY=$KEY\"", script(BIDDING, "## Make a key", "sh"));
    let said = run(Command::new("bash").args(["-euo", "pipefail", "-c", &lines]).env("API", &api));
    let key = said.lines().find_map(|line| line.strip_prefix("KEY=")).expect("a key");
    assert!(said.contains("the key works"), "{said}");
    let line = BrittleLine::to(&demo.address);
    let said = run(Command::new("python3")
        .args(["-c", script(BIDDING, "## The whole way", "python")])
        .env("API", format!("{}/api/v1", line.address))
        .env("KEY", key)
        .env("PYTHONIOENCODING", "utf-8")
        .current_dir(&demo.data));
    for words in ["questions are taken until 2026", "ready with", "receipt ", "our bid was bid.submitted", "status withdrawn"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(line.submissions.load(Ordering::Relaxed), 3, "broken, repeated, and repeated once more on purpose");
}

/// A workbook as a person fills in the template: two agencies, with texts, a code and a day.
fn filled(path: &std::path::Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let headings: Vec<_> = COLUMNS.iter().filter(|column| !column.derived).collect();
    let (text, day) = (Format::new().set_num_format("@"), Format::new().set_num_format("yyyy-mm-dd"));
    for (at, column) in (0_u16..).zip(&headings) {
        sheet.write_string(0, at, column.zh).expect("a heading");
    }
    let place = |key: &str| headings.iter().position(|column| column.key == key).map(|at| at as u16).expect("a column");
    for (row, name) in (1_u32..).zip(["春雨社工服务社", "夏荷社工服务社"]) {
        let code = CreditCode::synthetic("52", "310107", 90_000 + row).expect("a code");
        for (key, written) in [("name_zh", name), ("kind", "社会服务机构"), ("credit_code", code.as_str()), ("area_code", "310107015")]
        {
            sheet.write_string_with_format(row, place(key), written, &text).expect("a cell");
        }
        let founded = ExcelDateTime::from_ymd(2020, 5, 6).expect("a day");
        sheet.write_datetime_with_format(row, place("registered_on"), founded, &day).expect("a cell");
    }
    workbook.save(path).expect("a workbook");
}

#[test]
fn a_filled_template_is_entered_as_the_page_says() {
    let demo = Demo::play();
    filled(&demo.data.join("filled.xlsx"));
    let (fetch, send) = (script(SPREADSHEETS, "## The template", "sh"), script(SPREADSHEETS, "## In and out", "sh"));
    let lines = format!("{fetch}\nmv organizations.xlsx template.xlsx\nmv filled.xlsx organizations.xlsx\n{send}");
    let said = run(Command::new("bash")
        .args(["-euo", "pipefail", "-c", &lines])
        .env("API", format!("{}/api/v1", demo.address))
        .current_dir(&demo.data));
    let reports: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let counts =
        |report: &serde_json::Value| [&report["mode"], &report["status"], &report["valid"], &report["imported"]].map(ToString::to_string);
    let [dry, entered] = reports.as_slice() else { panic!("{said}") };
    assert_eq!(counts(dry), ["\"dry_run\"", "\"completed\"", "2", "0"], "{dry}");
    assert_eq!(counts(entered), ["\"all_or_nothing\"", "\"completed\"", "2", "2"], "{entered}");
    let file = |name: &str| std::fs::read(demo.data.join(name)).expect(name);
    for name in ["template.xlsx", "errors.xlsx", "needs.xlsx"] {
        assert!(file(name).starts_with(b"PK\x03\x04"), "{name}");
    }
    let drafts = String::from_utf8(file("drafts.csv")).expect("UTF-8");
    assert!(drafts.contains("春雨社工服务社") && drafts.contains("夏荷社工服务社"), "{drafts}");
}

/// `shuniu routes | head -1`, whatever the moment at which `head` ends.
#[test]
fn a_reader_who_goes_away_is_no_error() {
    let (reader, writer) = io::pipe().expect("a pipe");
    drop(reader);
    let mut routes = Command::new(env!("CARGO_BIN_EXE_shuniu"));
    let output = routes.arg("routes").stdout(writer).stderr(Stdio::piped()).output().expect("it runs");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}
