//! A plain HTTP/1.1 client that spends as little as it can: prepared bytes out, status and length in.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::CONNECTIONS;

/// The requests of one run, made by their number.
pub struct Requests<'a> {
    make: Box<dyn Fn(usize) -> Vec<u8> + Sync + 'a>,
    most: usize,
    time: Duration,
}

impl<'a> Requests<'a> {
    pub fn count(most: usize, make: impl Fn(usize) -> Vec<u8> + Sync + 'a) -> Self {
        Self { make: Box::new(make), most, time: Duration::MAX }
    }

    pub fn until(time: Duration, make: impl Fn(usize) -> Vec<u8> + Sync + 'a) -> Self {
        Self { make: Box::new(make), most: usize::MAX, time }
    }
}

/// What a run came to.
pub struct Figures {
    /// Requests per second.
    pub rate: f64,
    /// Ninety-nine of a hundred were faster.
    slow: Duration,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} ({:.1})", self.rate, self.slow.as_secs_f64() * 1000.0)
    }
}

/// Sends them over all connections at once; panics on an answer that is no success.
pub fn run(address: SocketAddr, requests: Requests<'_>) -> Figures {
    let (next, begun) = (AtomicUsize::new(0), Instant::now());
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(|| ask(address, &requests, &next, begun))).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a connection")).collect()
    });
    let taken = begun.elapsed();
    times.sort_unstable();
    Figures { rate: times.len() as f64 / taken.as_secs_f64(), slow: times[times.len() * 99 / 100] }
}

fn ask(address: SocketAddr, requests: &Requests<'_>, next: &AtomicUsize, begun: Instant) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).expect("connected");
    stream.set_nodelay(true).expect("no delay");
    let mut answers = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut times = Vec::new();
    while begun.elapsed() < requests.time {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= requests.most {
            break;
        }
        let request = (requests.make)(n);
        let sent = Instant::now();
        stream.write_all(&request).expect("sent");
        answer(&mut answers);
        times.push(sent.elapsed());
    }
    times
}

fn answer(answers: &mut BufReader<TcpStream>) {
    let (mut line, mut length, mut status) = (String::new(), 0, String::new());
    loop {
        line.clear();
        answers.read_line(&mut line).expect("an answer");
        if status.is_empty() {
            status.clone_from(&line);
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    answers.read_exact(&mut body).expect("a body");
    assert!(status.starts_with("HTTP/1.1 2"), "{status}{}", String::from_utf8_lossy(&body));
}

pub fn get(path: &str, token: Option<&str>) -> Vec<u8> {
    let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\n{token}\r\n").into_bytes()
}

pub fn post(path: &str, token: Option<&str>, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{token}{headers}\r\n{body}"
    )
    .into_bytes()
}
