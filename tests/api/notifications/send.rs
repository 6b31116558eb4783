//! Over a mail server of our own that answers what a test tells it to.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use diesel::prelude::*;
use shuniu::app;
use shuniu::platform::config::{MailTransport, SmtpSecurity};
use shuniu::platform::sandbox::Mode;
use shuniu::platform::time::Timestamp;
use shuniu::schema::{deliveries, jobs};

use crate::support::World;
use crate::support::world::{BEGIN, config};

/// What the server has taken, line by line.
type Taken = Arc<Mutex<Vec<String>>>;

/// A server that answers `RCPT` with `answer`.
fn server(answer: &'static str) -> (u16, Taken) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("port");
    let port = listener.local_addr().expect("address").port();
    let taken = Taken::default();
    let lines = taken.clone();
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| drop(serve(stream, answer, &lines))));
    (port, taken)
}

fn serve(stream: TcpStream, answer: &str, taken: &Taken) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    out.write_all(b"220 test\r\n")?;
    let mut in_data = false;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        taken.lock().expect("taken").push(line.clone());
        let reply = match (in_data, line.split([' ', ':']).next().unwrap_or_default()) {
            (true, ".") => {
                in_data = false;
                "250 taken"
            }
            (true, _) => continue,
            (_, "RCPT") => answer,
            (_, "DATA") => {
                in_data = true;
                "354 go on"
            }
            (_, "QUIT") => "221 bye",
            _ => "250 yes",
        };
        out.write_all(format!("{reply}\r\n").as_bytes())?;
    }
    Ok(())
}

/// Submits a project and lets an instance that mails through `port` do what is due.
async fn mailed_through(world: &World, port: u16) {
    let town = world.town().await;
    let project = world.project(&town, "submitted").await;
    world.submitted(&project).await;
    let mut config = config(&world.data, None);
    config.mail.transport = MailTransport::Smtp;
    config.mail.smtp_host = "127.0.0.1".to_owned();
    config.mail.smtp_port = port;
    config.mail.smtp_security = SmtpSecurity::None;
    let instance = app::start(config, Mode::Sandbox { begin: Timestamp::parse(BEGIN).expect("begin") }).await.expect("start");
    app::settle(&instance.platform, &instance.registry).await.expect("settle");
    instance.platform.db.close().await;
}

async fn rows(world: &World) -> Vec<(String, i32, Option<String>)> {
    let read = |conn: &mut shuniu::platform::db::Conn| {
        Ok(deliveries::table.select((deliveries::status, deliveries::attempts, deliveries::last_error)).load(conn)?)
    };
    world.platform.db.read(read).await.expect("rows")
}

async fn job_errors(world: &World) -> Vec<(String, Option<String>)> {
    world.platform.db.read(|conn| Ok(jobs::table.select((jobs::status, jobs::last_error)).load(conn)?)).await.expect("jobs")
}

#[actix_web::test]
async fn a_mail_goes_out_over_smtp_with_its_message_id() {
    let world = World::sqlite().await;
    let (port, taken) = server("250 yes");
    mailed_through(&world, port).await;
    assert_eq!(rows(&world).await, vec![("sent".to_owned(), 1, None); 3]);
    let taken = taken.lock().expect("taken").clone();
    assert_eq!(taken.iter().filter(|line| line.starts_with("Message-ID: <") && line.ends_with("@shuniu.test>")).count(), 3, "{taken:?}");
    assert!(taken.iter().any(|line| line == "Auto-Submitted: auto-generated"));
    world.finish().await;
}

#[actix_web::test]
async fn a_refusal_for_now_is_tried_again_later_and_names_no_address() {
    let world = World::sqlite().await;
    let (port, _) = server("450 street_approver@example.org is busy");
    mailed_through(&world, port).await;
    for (status, attempts, error) in rows(&world).await {
        assert_eq!((status.as_str(), attempts), ("queued", 1));
        assert_eq!(error.as_deref(), Some("the mail server refused the mail for now (450)"));
    }
    let waiting = job_errors(&world).await;
    assert!(
        waiting.len() == 3 && waiting.iter().all(|(status, error)| status == "queued" && !format!("{error:?}").contains('@')),
        "{waiting:?}"
    );
    world.finish().await;
}

#[actix_web::test]
async fn a_refusal_for_good_is_never_repeated() {
    let world = World::sqlite().await;
    let (port, taken) = server("550 nobody of that name");
    mailed_through(&world, port).await;
    for (status, attempts, error) in rows(&world).await {
        assert_eq!((status.as_str(), attempts), ("dead", 1));
        assert_eq!(error.as_deref(), Some("the mail server refused the mail for good (550)"));
    }
    assert_eq!(taken.lock().expect("taken").iter().filter(|line| line.starts_with("RCPT")).count(), 3);
    assert!(job_errors(&world).await.iter().all(|(status, _)| status == "dead"));
    world.write(|conn| diesel::delete(jobs::table).execute(conn)).await;
    world.finish().await;
}

#[actix_web::test]
async fn a_server_that_is_not_there_costs_nothing_but_time() {
    let world = World::sqlite().await;
    let nobody = TcpListener::bind("127.0.0.1:0").expect("port").local_addr().expect("address").port();
    mailed_through(&world, nobody).await;
    for (status, _, error) in rows(&world).await {
        assert_eq!(status, "queued");
        assert!(error.is_some_and(|words| words.contains("mail.smtp_host")));
    }
    world.finish().await;
}
