//! `cargo bench`: the running release binary over loopback, beside a bare actix-web + diesel + SQLite handler in the same run, each
//! in a process of its own. Prints figures and ratios; asserts nothing about time.
//!
//! A word after `--` keeps to the lines whose name contains it: `cargo bench --bench http -- bid`.
//!
//! The service's side is whole: token, session, memberships, permission, rate limit, tracing, ETag, journal, idempotent reply.

mod bare;
mod load;
mod street;
#[allow(dead_code, unused_imports, reason = "shared with the tests, which use all of it")]
#[path = "../support/mod.rs"]
mod support;

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use load::{Figures, Requests};
use street::Street;

/// Connections that ask at once.
const CONNECTIONS: usize = 64;
const ROUNDS: usize = 3;
const READING: Duration = Duration::from_secs(2);
const WRITES: usize = 1_000;

struct Server {
    process: Child,
    address: std::net::SocketAddr,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let address = free_address();
        let process = command.args(["--bind", &address.to_string()]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a server");
        while std::net::TcpStream::connect(address).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
        Self { process, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_address() -> std::net::SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

/// One line of the table: what is measured, the bare handler's requests and ours.
struct Line<'a> {
    name: &'static str,
    goal: f64,
    bare: Box<dyn Fn(usize) -> Requests<'a> + 'a>,
    ours: Box<dyn Fn(usize) -> Requests<'a> + 'a>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--bare") {
        return bare::serve(&arguments[at + 1], &arguments[at + 3]);
    }
    let wanted = arguments.iter().skip(1).find(|argument| !argument.starts_with("--")).cloned().unwrap_or_default();
    println!("laying out a street: 100 organisations, {} drafted bids, 2,000 needs", ROUNDS * WRITES);
    let street = actix_web::rt::System::new().block_on(Street::lay_out(ROUNDS * WRITES));
    let mut bare = Command::new(&arguments[0]);
    let bare = Server::start({
        bare.args(["--bare".as_ref(), street.data.join("shuniu.db").as_os_str()]);
        bare
    });
    let mut ours = Command::new(env!("CARGO_BIN_EXE_shuniu"));
    ours.arg("serve").arg("--data").arg(&street.data).envs(street.settings.clone());
    let ours = Server::start(ours);

    println!("{CONNECTIONS} connections, median of {ROUNDS} rounds, requests per second (slowest of a hundred in ms)\n");
    println!("{:<34}{:>18}{:>18}{:>8}{:>7}", "", "bare", "shuniu", "ratio", "goal");
    for line in lines(&street).into_iter().filter(|line| line.name.contains(&wanted)) {
        let mut figures: Vec<(Figures, Figures)> =
            (0..ROUNDS).map(|n| (load::run(bare.address, (line.bare)(n)), load::run(ours.address, (line.ours)(n)))).collect();
        figures.sort_by(|a, b| (a.1.rate / a.0.rate).total_cmp(&(b.1.rate / b.0.rate)));
        let (bare, ours) = &figures[ROUNDS / 2];
        let (bare_text, ours_text) = (bare.to_string(), ours.to_string());
        println!("{:<34}{bare_text:>18}{ours_text:>18}{:>8.2}{:>7.1}", line.name, ours.rate / bare.rate, line.goal);
    }
    drop((bare, ours));
    let _ = std::fs::remove_dir_all(&street.data);
}

fn lines(street: &Street) -> Vec<Line<'_>> {
    let insert =
        |_: usize| Requests::count(WRITES, |n| load::post("/bare/rows", None, &[], &format!("{{\"body\": \"{n} {}\"}}", "x".repeat(300))));
    vec![
        Line {
            name: "read one project",
            goal: 0.7,
            bare: Box::new(|_| Requests::until(READING, |_| load::get(&format!("/bare/projects/{}", street.project), None))),
            ours: Box::new(|_| {
                Requests::until(READING, |_| load::get(&format!("/api/v1/projects/{}", street.project), Some(&street.reader)))
            }),
        },
        Line {
            name: "list 20 projects of a field",
            goal: 0.7,
            bare: Box::new(|_| Requests::until(READING, |_| load::get("/bare/projects?field=jobs_startups", None))),
            ours: Box::new(|_| {
                Requests::until(READING, |_| load::get("/api/v1/projects?field=jobs_startups&limit=20", Some(&street.reader)))
            }),
        },
        Line {
            name: "report a need (one insert)",
            goal: 1.0,
            bare: Box::new(insert),
            ours: Box::new(|_| Requests::count(WRITES, |n| load::post("/api/v1/needs", Some(&street.reporter), &[], &street::need(n)))),
        },
        Line {
            name: "submit a bid (one insert)",
            goal: 0.3,
            bare: Box::new(insert),
            ours: Box::new(move |round| {
                Requests::count(WRITES, move |n| {
                    let (bid, token) = &street.bids[round * WRITES + n];
                    let key = format!("bench-{round}-{n}");
                    let headers = [("If-Match", "\"1\""), ("Idempotency-Key", key.as_str())];
                    load::post(&format!("/api/v1/bids/{bid}/submit"), Some(token), &headers, "{}")
                })
            }),
        },
    ]
}
