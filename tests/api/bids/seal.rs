use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::json;
use shuniu::platform::db::Conn;

use super::{AFTER, Tender, drafted, opened, submitted};
use crate::on_both;
use crate::support::documents::pdf;
use crate::support::{Client, World};

/// Above 2^48, so that SQLite stores it in eight bytes that appear nowhere by chance.
const PRICE: i64 = 912_345_678_901_234;
const WORD: &str = "金丝雀七八四二";
/// Stands in a file. Files stay encrypted on disk after the opening, too.
const BODY: &str = "文件里的金丝雀五一九三";

/// Everything that somebody finds who holds the database, the outbox and all other files of the service.
async fn haul(world: &World) -> Vec<u8> {
    let mut bytes = Vec::new();
    files(&world.data, &mut bytes);
    let dumped: Vec<String> = world.platform.db.read(|conn| Ok(dump(conn)?)).await.expect("dump");
    for text in dumped {
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

fn files(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            files(&path, bytes);
        } else {
            bytes.extend(std::fs::read(&path).expect("file"));
        }
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every row of every table as text; bytes appear as hexadecimal digits. SQLite's file has been read already.
fn dump(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let Conn::Postgres(conn) = conn else { return Ok(Vec::new()) };
    let tables = "SELECT table_name::text AS line FROM information_schema.tables WHERE table_schema = 'public'";
    let tables: Vec<Line> = diesel::sql_query(tables).load(conn)?;
    let mut lines = Vec::new();
    for table in tables {
        let rows: Vec<Line> = diesel::sql_query(format!("SELECT t::text AS line FROM \"{}\" AS t", table.line)).load(conn)?;
        lines.extend(rows.into_iter().map(|row| row.line));
    }
    Ok(lines)
}

/// How often the planted price and word, and the word planted in files, are found, in every way in which they could be stored.
async fn found(world: &World) -> (usize, usize, usize) {
    let haul = haul(world).await;
    // Beside the runtime: connections that it cannot look after are closed under it.
    tokio::task::spawn_blocking(move || count(&haul)).await.expect("counted")
}

fn count(haul: &[u8]) -> (usize, usize, usize) {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes();
    let times = |needle: &[u8]| haul.windows(needle.len()).filter(|window| *window == needle).count();
    let text = PRICE.to_string();
    let prices = times(text.as_bytes()) + times(&PRICE.to_be_bytes()) + times(&hex(text.as_bytes()));
    let words = |word: &str| times(word.as_bytes()) + times(&hex(word.as_bytes()));
    (prices, words(WORD), words(BODY))
}

async fn canary(client: &Client, bid: &str) {
    let version = client.get(bid).await.etag();
    let words = json!({ "offer": { "price_fen": PRICE, "proposal_zh": WORD, "team_zh": WORD, "declarations": { "r20": WORD } } });
    client.patch(bid, &version, words).await.ok(200);
    let name = format!("{WORD}.pdf");
    client.attach(bid, "proposal", &name, &plan()).await.ok(201);
    // What is refused repeats neither names nor contents, and leaves nothing.
    for (name, content) in
        [(name.as_str(), plan()), (&format!("{WORD}.png"), plan()), (&format!("{WORD}/a.pdf"), plan()), (&name, BODY.into())]
    {
        let refused = client.attach(bid, "proposal", name, &content).await;
        assert!(refused.status >= 400 && ![WORD, BODY].iter().any(|word| refused.body.contains(word)), "{}", refused.body);
    }
}

/// More than one chunk, with the word at its beginning, in its middle and at its end.
fn plan() -> Vec<u8> {
    pdf(&format!("{BODY}{}{BODY}{}{BODY}", "字".repeat(30_000), "字".repeat(30_000)))
}

on_both! {
    async fn nobody_who_holds_all_files_finds_a_price_or_a_word_before_the_opening(world) {
        let town = world.town().await;
        let project = Tender { budget: 1_000_000_000_000_000, ..Tender::default() }.publish(world, &town).await;
        // Drafted; drafted and submitted; submitted, withdrawn and drafted anew.
        let mut bids = Vec::new();
        for bidder in &town.bidders {
            let bid = drafted(&bidder.manager, &project, 1).await;
            canary(&bidder.manager, &bid).await;
            bids.push(bid);
        }
        for (bidder, bid) in town.bidders.iter().zip(&bids).skip(1) {
            bidder.manager.act(bid, "submit", json!({})).await.ok(200);
        }
        town.bidders[2].manager.act(&bids[2], "withdraw", json!({})).await.ok(200);
        canary(&town.bidders[2].manager, &bids[2]).await;
        world.settle().await;
        assert_eq!(found(world).await, (0, 0, 0));

        for place in [0, 2] {
            town.bidders[place].manager.act(&bids[place], "submit", json!({})).await.ok(200);
        }
        world.advance_to(AFTER).await;
        assert_eq!(found(world).await, (0, 0, 0));

        opened(world, &town, &project).await.ok(200);
        let (prices, words, bodies) = found(world).await;
        assert!(prices >= 3 && words >= 3, "the search finds nothing at all: {prices} {words}");
        assert_eq!(bodies, 0);
        assert_eq!(town.officer.get(&bids[0]).await.ok(200)["price_fen"], PRICE);
        for bid in &bids {
            let file = town.officer.get(&format!("{bid}/attachments")).await.ok(200)["items"][0].clone();
            assert_eq!(file["name"], format!("{WORD}.pdf"));
            let sent = town.officer.get(&format!("{bid}/attachments/{}", file["id"].as_str().expect("id"))).await;
            assert!(sent.bytes == plan());
        }
        // The search does find what lies in plain.
        std::fs::write(world.data.join("plain.pdf"), plan()).expect("file");
        assert_eq!(found(world).await.2, 3);
    }

    async fn reading_a_competitors_sealed_bid_is_refused_to_everybody(world) {
        let town = world.town().await;
        let project = Tender::default().publish(world, &town).await;
        let (bid, _) = submitted(&town.bidders[0].manager, &project, 7_600_000).await;
        for other in [
            &town.bidders[1].manager, &town.bidders[1].member, &town.hub, &town.officer, &town.approver, &town.finance, &town.auditor,
            &town.committee, &town.evaluators[0],
        ] {
            other.get(&bid).await.refused(404, "not_found");
            assert_eq!(other.get(&format!("/projects/{project}/bids")).await.ok(200)["items"], json!([]));
        }
        town.admin.get(&bid).await.refused(403, "auth/role_missing");
        world.anonymous().get(&bid).await.refused(401, "auth/required");
    }
}
