use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use diesel::prelude::*;
use reqwest::Method;
use serde_json::json;
use shuniu::platform::crypto::sha256;
use shuniu::platform::ids;
use shuniu::platform::time::Timestamp;
use shuniu::schema::bid_attachments;

use super::{AFTER, drafted, files_on_disk, published, submitted};
use crate::on_both;
use crate::support::documents::{BOUNDARY, Part, docx, form, jpeg, pdf, png, xlsx};
use crate::support::tender::DEADLINE;
use crate::support::{Client, World};

/// An upload of which the beginning was sent, and the service has begun to store the file.
struct Begun {
    stream: TcpStream,
    rest: Vec<u8>,
}

impl Begun {
    async fn at(world: &World, client: &Client, bid: &str, content: &[u8]) -> Self {
        let mut begin = form(&[Part::Text("kind", "proposal"), Part::File("file", "a.pdf", content)]);
        let head = format!(
            "POST /api/v1{bid}/attachments HTTP/1.1\r\nHost: shuniu.test\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Idempotency-Key: {}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
            client.token(),
            ids::fresh(),
            begin.len()
        );
        let rest = begin.split_off(begin.len() - 80);
        let mut stream = TcpStream::connect(world.address.trim_start_matches("http://")).expect("a connection");
        stream.write_all(&[head.as_bytes(), &begin].concat()).expect("the beginning");
        while !files_on_disk(world).iter().any(|name| name.ends_with(".part")) {
            tokio::task::yield_now().await;
        }
        Self { stream, rest }
    }

    /// Sends the rest; status and body of the answer.
    async fn finish(mut self) -> (u16, serde_json::Value) {
        let answer = tokio::task::spawn_blocking(move || {
            self.stream.write_all(&self.rest).expect("the rest");
            let mut answer = String::new();
            self.stream.read_to_string(&mut answer).expect("an answer");
            answer
        });
        let answer = answer.await.expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let body = answer.split_once("\r\n\r\n").expect("a body").1;
        (status, serde_json::from_str(body).expect("JSON"))
    }
}

on_both! {
    async fn every_kind_of_document_is_taken_and_comes_back_byte_for_byte(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bidder = &town.bidders[0];
        let bid = drafted(&bidder.manager, &project, 7_600_000).await;
        let long = pdf(&"字".repeat(100_000));
        for (kind, name, media_type, content) in [
            ("proposal", "服务方案（终稿）.pdf", "application/pdf", long),
            ("certificate", "登记证书.PNG", "image/png", png()),
            ("certificate", "照片.jpeg", "image/jpeg", jpeg()),
            ("financial_statement", "审计报告.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx("审计")),
            ("other", "明细.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx("明细")),
        ] {
            let before = bidder.member.get(&bid).await.etag();
            let got = bidder.member.attach(&bid, kind, name, &content).await;
            let (place, version) = (got.header("location").expect("a place"), got.etag());
            assert_ne!(version, before);
            let taken = got.ok(201);
            assert_eq!((&taken["kind"], &taken["name"], &taken["media_type"]), (&json!(kind), &json!(name), &json!(media_type)));
            assert_eq!((&taken["size"], &taken["digest"]), (&json!(content.len()), &json!(sha256(&content).to_string())));
            assert_eq!(bidder.member.get(&bid).await.etag(), version);
            let sent = bidder.manager.get(&place).await;
            assert_eq!((sent.status, sent.header("content-type").as_deref()), (200, Some(media_type)));
            assert!(sent.bytes == content, "{name}");
            assert_eq!(sent.header("x-content-type-options").as_deref(), Some("nosniff"));
            assert!(sent.header("content-disposition").expect("disposition").starts_with("attachment; filename*=UTF-8''"));
            assert!(sent.header("content-security-policy").expect("policy").contains("sandbox"));
        }
        let list = bidder.manager.get(&format!("{bid}/attachments")).await.ok(200);
        assert_eq!(list["items"].as_array().map(Vec::len), Some(5));
        assert_eq!(files_on_disk(world).len(), 5);
        for other in [&town.bidders[1].manager, &town.hub, &town.officer, &town.auditor] {
            other.get(&format!("{bid}/attachments")).await.refused(404, "not_found");
            let id = list["items"][0]["id"].as_str().expect("id");
            other.get(&format!("{bid}/attachments/{id}")).await.refused(404, "not_found");
        }
        town.bidders[1].manager.attach(&bid, "other", "a.pdf", &pdf("x")).await.refused(404, "not_found");
        town.hub.attach(&bid, "other", "a.pdf", &pdf("x")).await.refused(403, "auth/role_missing");
        world.anonymous().attach(&bid, "other", "a.pdf", &pdf("x")).await.refused(401, "auth/required");
        assert_eq!(files_on_disk(world).len(), 5);
    }

    async fn a_program_attaches_with_its_key(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let scopes = json!({"name": "投标系统", "scopes": ["bids_create", "bids_get", "bids_attach", "bids_attachments", "bids_check"]});
        let key = town.bidders[0].manager.post("/api-keys", scopes).await.ok(201);
        let program = Client::new(&world.address, key["key"].as_str().map(str::to_owned));
        let bid = drafted(&program, &project, 7_600_000).await;
        program.attach(&bid, "proposal", "a.pdf", &pdf("x")).await.ok(201);
        assert_eq!(program.get(&format!("{bid}/attachments")).await.ok(200)["items"][0]["name"], "a.pdf");
        let id = program.get(&format!("{bid}/attachments")).await.ok(200)["items"][0]["id"].as_str().expect("id").to_owned();
        program.get(&format!("{bid}/attachments/{id}")).await.refused(403, "auth/scope_missing");
    }

    async fn the_same_request_is_answered_once_and_leaves_one_file(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        let path = format!("{bid}/attachments");
        let content = pdf("x");
        let parts = [Part::File("file", "a.pdf", &content), Part::Text("kind", "proposal")];
        let first = manager.send_form(&path, &parts, "one").await.ok(201);
        let again = manager.send_form(&path, &parts, "one").await;
        assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
        assert_eq!(again.ok(201), first);
        let other = pdf("y");
        let parts = [Part::File("file", "a.pdf", &other), Part::Text("kind", "proposal")];
        assert_eq!(manager.send_form(&path, &parts, "one").await.field_errors()[0].1, "reused_with_another_body");
        assert_eq!(files_on_disk(world), [first["id"].as_str().expect("id")]);
        let refused = manager.attach(&bid, "proposal", "b.pdf", &content).await.refused(409, "bids/already_attached");
        assert!(refused["detail"].as_str().expect("detail").contains(first["id"].as_str().expect("id")));
        assert_eq!(files_on_disk(world).len(), 1);
    }

    async fn ten_files_at_once_are_ten_files(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        let tasks: Vec<_> = (0..10).map(|n| {
            let (client, bid) = (manager.clone(), bid.clone());
            actix_web::rt::spawn(async move { client.attach(&bid, "other", &format!("{n}.pdf"), &pdf(&n.to_string())).await.status })
        }).collect();
        for task in tasks {
            assert_eq!(task.await.expect("an answer"), 201);
        }
        let list = manager.get(&format!("{bid}/attachments")).await.ok(200);
        assert_eq!((list["items"].as_array().map(Vec::len), files_on_disk(world).len()), (Some(10), 10));
    }

    async fn only_a_draft_takes_files_and_only_before_the_deadline(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (bid, _) = submitted(&town.bidders[0].manager, &project, 7_600_000).await;
        let refused = town.bidders[0].manager.attach(&bid, "proposal", "a.pdf", &pdf("x")).await.refused(409, "bids/wrong_status");
        assert_eq!(refused["allowed"], json!(["withdraw"]));
        let late = drafted(&town.bidders[1].manager, &project, 7_600_000).await;
        world.advance_to(AFTER).await;
        town.bidders[1].manager.attach(&late, "proposal", "a.pdf", &pdf("x")).await.refused(409, "bids/deadline_passed");
        assert_eq!(files_on_disk(world), Vec::<String>::new());
    }

    async fn a_file_counts_when_its_request_arrived(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        let upload = Begun::at(world, manager, &bid, &pdf("x")).await;
        let clock = &world.platform.clock;
        assert!(clock.set_offset(clock.offset_for(Timestamp::parse(DEADLINE).expect("deadline"))));
        let (status, body) = upload.finish().await;
        assert_eq!(status, 201, "{body}");
        assert!(body["created_at"].as_str().is_some_and(|at| at.starts_with("2026-03-02T01:")), "{body}");
        manager.attach(&bid, "proposal", "b.pdf", &pdf("y")).await.refused(409, "bids/deadline_passed");
    }

    async fn all_versions_of_a_bid_together_have_an_end(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        let first = manager.attach(&bid, "proposal", "a.pdf", &pdf("x")).await.ok(201);
        manager.act(&bid, "submit", json!({})).await.ok(200);
        manager.act(&bid, "withdraw", json!({})).await.ok(200);
        let path = world.data.join("attachments").join(first["id"].as_str().expect("id"));
        let sealed = std::fs::OpenOptions::new().write(true).open(path).expect("the sealed file");
        // As if it had filled five versions, but for a kilobyte.
        sealed.set_len((300 << 20) - 1024).expect("length");
        let long = pdf(&"x".repeat(1024));
        let refused = manager.attach(&bid, "proposal", "b.pdf", &long).await.refused(409, "bids/versions_too_large");
        let said = refused["detail"].as_str().expect("detail");
        assert!(said.contains("300 MB") && said.contains("1 KB"), "{said}");
        manager.attach(&bid, "proposal", "c.pdf", &pdf("y")).await.ok(201);
        manager.attach(&bid, "proposal", "d.pdf", &pdf(&"z".repeat(900))).await.refused(409, "bids/versions_too_large");
        assert_eq!(files_on_disk(world).len(), 2);
    }

    async fn a_file_for_a_draft_that_was_submitted_meanwhile_is_not_taken_into_the_next(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        let upload = Begun::at(world, manager, &bid, &pdf("x")).await;
        manager.act(&bid, "submit", json!({})).await.ok(200);
        manager.act(&bid, "withdraw", json!({})).await.ok(200);
        let (status, body) = upload.finish().await;
        assert_eq!((status, &body["code"]), (412, &json!("stale")));
        assert_eq!(files_on_disk(world), Vec::<String>::new());
    }

    async fn a_submission_made_from_an_older_list_of_files_is_stale(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        let before = manager.get(&bid).await.etag();
        manager.attach(&bid, "proposal", "a.pdf", &pdf("x")).await.ok(201);
        manager.post_if(&format!("{bid}/submit"), &before, json!({})).await.refused(412, "stale");
        manager.act(&bid, "submit", json!({})).await.ok(200);
        let (sealed, readable): (i64, i64) = world.platform.db.read(|conn| Ok((
            bid_attachments::table.filter(bid_attachments::number.eq(1)).count().get_result(conn)?,
            bid_attachments::table.filter(bid_attachments::hidden.is_not_null().or(bid_attachments::opened.is_not_null())).count().get_result(conn)?,
        ))).await.expect("rows");
        assert_eq!((sealed, readable), (1, 0));
        let path = format!("{bid}/attachments");
        manager.send(Method::POST, &path, Some("{}".into()), &[]).await.refused(415, "unsupported_media_type");
    }
}
