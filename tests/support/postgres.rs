//! A PostgreSQL for the tests: the one `TEST_DATABASE_URL` names, else a private one that lives as long as this process.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;

/// A server on which the tests may create databases.
pub struct Cluster {
    /// `postgres://…` of an existing database, from which others are created.
    admin_url: String,
    /// Holds the pipe that keeps a private server alive; never dropped, closed by the end of the process.
    _keeper: Option<Child>,
}

/// The server of this test process, started at the first call.
///
/// `None`, with one loud line, where PostgreSQL is not installed: the tests then run on SQLite only.
///
/// # Panics
/// Where PostgreSQL does not start, and, with `SHUNIU_TEST_REQUIRE_PG=1`, where it is not installed.
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    CLUSTER
        .get_or_init(|| {
            if let Some(admin_url) = variable("TEST_DATABASE_URL") {
                return Some(Cluster { admin_url, _keeper: None });
            }
            if let Some(programs) = programs() {
                return Some(Cluster::start(&programs));
            }
            let missing = "PostgreSQL is not installed (no initdb found) and TEST_DATABASE_URL is not set";
            assert!(variable("SHUNIU_TEST_REQUIRE_PG").as_deref() != Some("1"), "{missing}");
            // Not `eprintln!`, which the test runner swallows when the test passes.
            let _ = writeln!(std::io::stderr(), "\n!!! {missing}: EVERYTHING IS TESTED ON SQLITE ONLY !!!\n");
            None
        })
        .as_ref()
}

impl Cluster {
    /// Creates an empty database, or a copy of `template` (to which nobody may be connected), and returns its URL.
    ///
    /// On a server given by `TEST_DATABASE_URL` other processes may be at work: choose names that are yours alone.
    pub fn create_database(&self, name: &str, template: Option<&str>) -> String {
        let template = template.unwrap_or("template0");
        self.execute(&format!("CREATE DATABASE {} TEMPLATE {}", quoted(name), quoted(template)));
        with_database(&self.admin_url, name)
    }

    /// Drops a database, whoever is still connected to it; a missing one is no error.
    pub fn drop_database(&self, name: &str) {
        self.execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name)));
    }

    fn execute(&self, statement: &str) {
        PgConnection::establish(&self.admin_url)
            .map_err(|error| error.to_string())
            .and_then(|mut connection| connection.batch_execute(statement).map_err(|error| error.to_string()))
            .unwrap_or_else(|error| panic!("{statement} on {}: {error}", self.admin_url));
    }

    /// Starts a private server; a few times over, because a port that was free may be taken a moment later.
    fn start(programs: &Path) -> Self {
        let mut said = String::new();
        for _ in 0..3 {
            let port = free_port();
            match keep(programs, port) {
                Ok(keeper) => {
                    let admin_url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
                    return Self { admin_url, _keeper: Some(keeper) };
                }
                Err(output) => said = output,
            }
        }
        panic!("PostgreSQL from {} does not start:\n{said}", programs.display());
    }
}

/// Runs the keeper script until its server is ready; what it said when it is not.
fn keep(programs: &Path, port: u16) -> Result<Child, String> {
    let mut keeper = Command::new("sh")
        .args(["-c", include_str!("postgres.sh"), "postgres.sh"])
        .arg(programs)
        .arg(port.to_string())
        // A Ctrl-C or a kill that reaches the tests' whole group must not reach it.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sh is installed");
    let mut said = Vec::new();
    for line in BufReader::new(keeper.stdout.take().expect("piped")).lines() {
        match line.expect("the keeper speaks UTF-8") {
            line if line == "ready" => return Ok(keeper),
            line => said.push(line),
        }
    }
    keeper.wait().expect("the keeper can be waited for");
    Err(said.join("\n"))
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("loopback has a free port").port()
}

/// The folder of PostgreSQL's programs: that of the first `initdb` on the PATH, else the newest of Debian's.
fn programs() -> Option<PathBuf> {
    let on_path = variable("PATH").unwrap_or_default();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut packaged: Vec<(u32, PathBuf)> =
        versions.filter_map(|version| Some((version.file_name().to_str()?.parse().ok()?, version.path().join("bin")))).collect();
    packaged.sort();
    std::env::split_paths(&on_path)
        .chain([PathBuf::from("/usr/local/bin")])
        .chain(packaged.into_iter().rev().map(|(_, folder)| folder))
        // The other programs lie beside the real initdb, not beside a link to it.
        .filter_map(|folder| folder.join("initdb").canonicalize().ok()?.parent().map(Path::to_path_buf))
        .find(|folder| folder.join("pg_ctl").is_file())
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let host = address.find("://").map_or(0, |at| at + 3);
    let server = address[host..].find('/').map_or(address, |end| &address[..host + end]);
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    format!("{server}/{name}{options}")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[expect(clippy::disallowed_methods, reason = "where the tests find their server is told by the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

mod tests {
    use std::io::Read;
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use diesel::RunQueryDsl;
    use diesel::sql_types::BigInt;

    use super::*;

    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }

    #[test]
    fn a_copy_has_the_rows_of_its_template_and_a_dropped_one_is_gone() {
        let Some(cluster) = cluster() else { return };
        let [template, copy] = ["template", "copy"].map(|role| format!("support_{role}_{}", std::process::id()));
        let url = cluster.create_database(&template, None);
        PgConnection::establish(&url)
            .expect("the template exists")
            .batch_execute("CREATE TABLE needs (text TEXT NOT NULL); INSERT INTO needs VALUES ('找工作'), ('停车难')")
            .expect("the template is writable");

        let url = cluster.create_database(&copy, Some(&template));
        let mut connection = PgConnection::establish(&url).expect("the copy exists");
        let rows: Count = diesel::sql_query("SELECT count(*) AS count FROM needs WHERE text = '找工作'")
            .get_result(&mut connection)
            .expect("the copy has the table");
        assert_eq!(rows.count, 1);

        cluster.drop_database(&copy);
        cluster.drop_database(&template);
        cluster.drop_database(&template);
        assert!(PgConnection::establish(&url).is_err(), "dropped although somebody was connected");
    }

    /// The test starts itself again as a process that holds a server, kills it and watches the server go.
    #[test]
    fn a_killed_test_process_leaves_no_server_behind() {
        if variable("SHUNIU_TEST_HOLD_PG").is_some() {
            return hold_a_server();
        }
        if programs().is_none() {
            return;
        }
        let mut holder = Command::new(std::env::current_exe().expect("this test has a path"))
            .args(["--exact", "support::postgres::tests::a_killed_test_process_leaves_no_server_behind", "--nocapture"])
            .env("SHUNIU_TEST_HOLD_PG", "1")
            .env_remove("TEST_DATABASE_URL")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this test can be started again");
        let port: u16 = BufReader::new(holder.stdout.take().expect("piped"))
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("holding port ")?.1.parse().ok())
            .expect("the holder names its port");
        let listens = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        assert!(listens());

        holder.kill().expect("the holder can be killed");
        holder.wait().expect("the holder can be waited for");
        let since = Instant::now();
        while listens() {
            assert!(since.elapsed() < Duration::from_secs(60), "port {port} still listens");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn hold_a_server() {
        let cluster = cluster().expect("a server was found");
        let port = cluster.admin_url.trim_end_matches("/postgres").rsplit(':').next().unwrap_or_default();
        let mut out = std::io::stdout();
        writeln!(out, "holding port {port}").and_then(|()| out.flush()).expect("somebody listens");
        std::io::stdin().read_to_end(&mut Vec::new()).expect("standard input is open");
    }

    #[test]
    fn a_url_keeps_its_server_and_options_when_the_database_changes() {
        for (url, other) in [
            ("postgres://u:p@h:5432/a", "postgres://u:p@h:5432/b"),
            ("postgres://u@h", "postgres://u@h/b"),
            ("postgresql:///a?host=/run/pg&port=5433", "postgresql:///b?host=/run/pg&port=5433"),
        ] {
            assert_eq!(with_database(url, "b"), other);
        }
    }
}
