//! `match assign`: reads a meeting from a file, solves it and says what came out.

use super::certificate;
use super::conditions::Conditions;
use super::instance::BadInstance;
use super::market::Market;
use super::optimal;
use super::share::{self, NotPossible, Share};
use super::stable::{self, Orders};
use super::stable_share;
use super::text;
use serde::Serialize;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Instant;

/// Which meeting is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The largest total weight.
    #[default]
    Optimal,
    /// No two that would both rather be paired.
    Stable,
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "optimal" => Ok(Self::Optimal),
            "stable" => Ok(Self::Stable),
            _ => Err(format!("no mode “{text}”: optimal or stable")),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Args {
    pub instance: PathBuf,
    pub mode: Mode,
    pub new_share: Option<Share>,
}

/// What came out; as JSON exactly the seven keys, each `null` where there is nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Total weight of the pairs.
    pub objective: Option<i64>,
    /// Whether the prices prove that no other meeting (with the share, if one was asked for) has a larger total. `null` in stable mode,
    /// which isn't about the largest total.
    pub certificate_verified: Option<bool>,
    /// Pairs that aren't made although both sides would rather have them, counted by score (in stable mode with the share's bonus).
    pub blocking_pairs: Option<usize>,
    pub filled_slots: Option<usize>,
    /// The part of the filled slots that went to new organisations, 0..=1; `null` if no slot is filled.
    pub new_share: Option<f64>,
    /// The part of the total that the guaranteed share costs, against the same mode without it: 0.011 is 1.1 %. `null` if no share
    /// was asked for or the total is 0. In stable mode it can be below 0.
    pub new_share_cost: Option<f64>,
    /// Milliseconds for solving: all but reading the file, checking the certificate and counting blocking pairs.
    pub solve_ms: f64,
    /// An upper bound on the total of any meeting with the share; only with a share in optimal mode.
    #[serde(skip)]
    pub bound: Option<i64>,
    /// The largest possible total, in stable mode: what stability costs can be seen from it.
    #[serde(skip)]
    pub optimum: Option<i64>,
}

/// Why there is no meeting.
#[derive(Debug)]
pub enum Failure {
    /// The file can't be read.
    Unreadable(PathBuf, std::io::Error),
    /// The file isn't a meeting.
    Malformed(PathBuf, BadInstance),
    /// The guaranteed share can't be reached. The report has nothing but the time it took to find out.
    NotPossible(NotPossible, Box<Report>),
}

impl Failure {
    /// The exit code of the command: 1 for a file that is no meeting, 3 for a share that isn't possible.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Unreadable(..) | Self::Malformed(..) => 1,
            Self::NotPossible(..) => 3,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Malformed(path, bad) => write!(f, "{}: {bad}", path.display()),
            Self::NotPossible(refusal, report) => write!(f, "{refusal} (found in {:.1} ms)", report.solve_ms),
        }
    }
}

impl std::error::Error for Failure {}

/// Reads, solves, checks, reports.
pub fn run(args: &Args) -> Result<Report, Failure> {
    let content = std::fs::read_to_string(&args.instance).map_err(|error| Failure::Unreadable(args.instance.clone(), error))?;
    let malformed = |bad| Failure::Malformed(args.instance.clone(), bad);
    let instance = text::read(&content).map_err(malformed)?;
    let clock = Instant::now();
    let market = Market::new(&instance, &Conditions::default()).map_err(malformed)?;
    match (args.mode, args.new_share) {
        (Mode::Optimal, None) => Ok(optimal(&market, clock)),
        (Mode::Optimal, Some(share)) => optimal_with_share(&market, share, clock),
        (Mode::Stable, None) => Ok(stable(&market, clock)),
        (Mode::Stable, Some(share)) => stable_with_share(&market, share, clock),
    }
}

fn optimal(market: &Market<'_>, clock: Instant) -> Report {
    let solution = optimal::solve(market);
    let solve_ms = milliseconds(clock);
    let certificate_verified = Some(certificate::verify(market, &solution).is_ok());
    Report { certificate_verified, solve_ms, ..about(market, &solution.pairs, Orders::default()) }
}

fn optimal_with_share(market: &Market<'_>, share: Share, clock: Instant) -> Result<Report, Failure> {
    let found = share::optimal_with(market, share).map_err(|refusal| refused(refusal, clock))?;
    let solve_ms = milliseconds(clock);
    let proven = found.solution.objective == found.bound && certificate::verify(market, &found.solution).is_ok();
    Ok(Report {
        certificate_verified: Some(proven),
        new_share_cost: part(found.best - found.solution.objective, found.best),
        bound: Some(found.bound),
        solve_ms,
        ..about(market, &found.solution.pairs, Orders::default())
    })
}

fn stable(market: &Market<'_>, clock: Instant) -> Report {
    let orders = Orders::default();
    let pairs = stable::propose(market, orders);
    let solve_ms = milliseconds(clock);
    Report { optimum: Some(optimal::solve(market).objective), solve_ms, ..about(market, &pairs, orders) }
}

fn stable_with_share(market: &Market<'_>, share: Share, clock: Instant) -> Result<Report, Failure> {
    let found = stable_share::stable_with(market, Orders::default(), share).map_err(|refusal| refused(refusal, clock))?;
    let solve_ms = milliseconds(clock);
    let report = about(market, &found.pairs, Orders { bonus: found.bonus, ..Orders::default() });
    let new_share_cost = part(found.without - market.instance.total(&found.pairs), found.without);
    Ok(Report { new_share_cost, optimum: Some(optimal::solve(market).objective), solve_ms, ..report })
}

fn about(market: &Market<'_>, pairs: &[u32], orders: Orders<'_>) -> Report {
    Report {
        objective: Some(market.instance.total(pairs)),
        blocking_pairs: Some(stable::blocking_pairs(market, pairs, orders)),
        filled_slots: Some(pairs.len()),
        new_share: part(market.instance.count_new(pairs) as i64, pairs.len() as i64),
        ..Report::default()
    }
}

fn refused(refusal: NotPossible, clock: Instant) -> Failure {
    Failure::NotPossible(refusal, Box::new(Report { solve_ms: milliseconds(clock), ..Report::default() }))
}

fn milliseconds(clock: Instant) -> f64 {
    clock.elapsed().as_secs_f64() * 1000.0
}

/// Only for showing: nothing is decided by it.
fn part(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(objective) = self.objective else { return writeln!(f, "no meeting ({:.1} ms)", self.solve_ms) };
        writeln!(f, "objective            {objective}")?;
        if let Some(optimum) = self.optimum {
            let lost = part(optimum - objective, optimum).unwrap_or(0.0);
            writeln!(f, "below the optimum    {:.2} % of {optimum}", lost * 100.0)?;
        }
        if let Some(verified) = self.certificate_verified {
            writeln!(f, "certificate verified {}", if verified { "yes" } else { "NO" })?;
        }
        writeln!(f, "blocking pairs       {}", self.blocking_pairs.unwrap_or(0))?;
        writeln!(f, "filled slots         {}", self.filled_slots.unwrap_or(0))?;
        writeln!(f, "new organisations    {:.2} %", self.new_share.unwrap_or(0.0) * 100.0)?;
        if let Some(cost) = self.new_share_cost {
            writeln!(f, "price of the share   {:.3} % of the total", cost * 100.0)?;
        }
        if let Some(bound) = self.bound {
            writeln!(f, "bound with the share {bound}")?;
        }
        writeln!(f, "solved in            {:.1} ms", self.solve_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::{Args, Failure, Mode, Report, run};
    use std::path::PathBuf;

    fn file(name: &str, text: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("assign-report-{}-{name}", std::process::id()));
        std::fs::write(&path, text).expect("a temporary file");
        path
    }

    fn solve(name: &str, text: &str, mode: Mode, share: Option<&str>) -> Result<Report, Failure> {
        let instance = file(name, text);
        let report = run(&Args { instance: instance.clone(), mode, new_share: share.map(|share| share.parse().expect("a share")) });
        std::fs::remove_file(instance).expect("it was there");
        report
    }

    const MEETING: &str = "2 3 5\n1\n1\n1 0\n1 0\n1 1\n0 0 9000\n0 1 8000\n0 2 6000\n1 0 8500\n1 2 7000\n";

    #[test]
    fn the_report_has_exactly_the_seven_keys() {
        let report = solve("keys", MEETING, Mode::Optimal, None).expect("solved");
        let json = serde_json::to_value(&report).expect("numbers");
        let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
        let expected = "blocking_pairs certificate_verified filled_slots new_share new_share_cost objective solve_ms";
        let mut keys: Vec<&str> = keys.into_iter().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys.join(" "), expected);
        assert_eq!((json["objective"].as_i64(), json["certificate_verified"].as_bool()), (Some(16500), Some(true)));
        assert!(json["new_share_cost"].is_null());
    }

    #[test]
    fn a_share_has_its_price() {
        let report = solve("share", MEETING, Mode::Optimal, Some("0.5")).expect("possible");
        assert_eq!((report.objective, report.new_share, report.bound), (Some(16000), Some(0.5), Some(16000)));
        assert_eq!(report.new_share_cost, Some(500.0 / 16500.0));
        assert_eq!(report.certificate_verified, Some(true));
    }

    #[test]
    fn in_stable_mode_nothing_blocks() {
        let report = solve("stable", MEETING, Mode::Stable, None).expect("solved");
        assert_eq!((report.objective, report.blocking_pairs, report.certificate_verified), (Some(16000), Some(0), None));
        let report = solve("stable-share", MEETING, Mode::Stable, Some("1"));
        assert!(matches!(report, Err(Failure::NotPossible(..))));
    }

    #[test]
    fn what_fails_says_why_and_has_its_exit_code() {
        let failure = solve("impossible", MEETING, Mode::Optimal, Some("0.9")).expect_err("only one new organisation");
        assert_eq!(failure.exit_code(), 3);
        assert!(
            failure
                .to_string()
                .starts_with("not possible with these capacities: 2 slots would have to go to new organisations, at most 1 can")
        );
        let failure = solve("malformed", "1 1\n", Mode::Optimal, None).expect_err("malformed");
        assert_eq!(failure.exit_code(), 1);
        let failure = run(&Args { instance: "/nowhere".into(), mode: Mode::Optimal, new_share: None }).expect_err("missing");
        assert!(failure.to_string().starts_with("/nowhere: "));
    }
}
