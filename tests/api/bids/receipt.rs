use std::path::PathBuf;
use std::process::Command;

use serde_json::json;

use super::{AFTER, drafted, offer, opened, published, submitted};
use crate::on_both;
use crate::support::World;
use crate::support::documents::pdf;

/// A file of this test for the command line.
fn kept(world: &World, name: &str, content: &str) -> PathBuf {
    let path = world.data.join(name);
    std::fs::write(&path, content).expect("file");
    path
}

/// `shuniu receipt verify`: its status and everything that it says.
fn verify(receipt: &PathBuf, keys: &PathBuf, bid: Option<&PathBuf>) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuniu"));
    command.args(["receipt", "verify"]).arg(receipt).arg("--keys").arg(keys);
    if let Some(bid) = bid {
        command.arg("--bid").arg(bid);
    }
    let output = command.output().expect("shuniu");
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

on_both! {
    async fn a_downloaded_receipt_and_the_opened_bid_are_verified_offline(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        manager.attach(&bid, "proposal", "服务方案.pdf", &pdf("方案")).await.ok(201);
        manager.get(&format!("{bid}/receipt.jws")).await.refused(404, "not_found");
        manager.act(&bid, "submit", json!({})).await.ok(200);
        for bidder in &town.bidders[1..] {
            submitted(&bidder.manager, &project, 7_700_000).await;
        }
        let got = town.bidders[0].member.get(&format!("{bid}/receipt.jws")).await;
        let view = manager.get(&format!("{bid}/receipt")).await.ok(200);
        assert_eq!((got.status, &json!(got.body)), (200, &view["current"]["receipt"]));
        let name = format!("attachment; filename=\"{}.jws\"", view["current"]["receipt_no"].as_str().expect("number"));
        assert_eq!(got.header("content-disposition"), Some(name));
        for other in [&town.bidders[1].manager, &town.bidders[1].member] {
            other.get(&format!("{bid}/receipt.jws")).await.refused(404, "not_found");
        }
        world.advance_to(AFTER).await;
        opened(world, &town, &project).await.ok(200);

        let receipt = kept(world, "receipt.jws", &got.body);
        let keys = kept(world, "keys.json", &world.anonymous().get("/audit/keys").await.body);
        let read = town.officer.get(&bid).await;
        let bid = kept(world, "opened.json", &read.body);
        let (status, said) = verify(&receipt, &keys, Some(&bid));
        assert!(status == Some(0) && said.contains("一致：") && said.contains(view["current"]["commitment"].as_str().expect("commitment")), "{said}");
        assert_eq!(verify(&receipt, &keys, None).0, Some(0));
        let cheaper = kept(world, "cheaper.json", &read.body.replace("7600000", "7500000"));
        let (status, said) = verify(&receipt, &keys, Some(&cheaper));
        assert!(status == Some(1) && said.contains("不一致"), "{said}");
        let (status, said) = verify(&receipt, &world.data.join("nowhere.json"), None);
        assert!(status == Some(1) && said.contains("nowhere.json"), "{said}");
    }

    async fn every_submission_has_its_receipt(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let (bid, first) = submitted(manager, &project, 7_600_000).await;
        manager.act(&bid, "withdraw", json!({})).await.ok(200);
        let version = manager.get(&bid).await.etag();
        manager.patch(&bid, &version, offer(7_400_000)).await.ok(200);
        let second = manager.act(&bid, "submit", json!({})).await.ok(200);
        for (query, answer) in [("", &second), ("?number=2", &second), ("?number=1", &first)] {
            assert_eq!(json!(manager.get(&format!("{bid}/receipt.jws{query}")).await.body), answer["receipt"]["receipt"]);
        }
        manager.get(&format!("{bid}/receipt.jws?number=3")).await.refused(404, "not_found");
    }

    async fn a_page_explains_receipts_in_both_languages_with_the_script_of_the_seal_page(world) {
        let page = world.anonymous().page("/receipts").await;
        assert_eq!((page.status, page.header("content-type").as_deref()), (200, Some("text/html; charset=utf-8")));
        let text = page.body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let seal = include_str!("../../../docs/SEAL.md");
        let scripts: Vec<_> = seal.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        assert!(scripts.len() >= 2);
        for script in scripts.iter().filter(|script| !script.starts_with("shuniu")) {
            assert!(text.contains(script), "{script}");
        }
        for words in ["核对回执", "what was opened is what was submitted", "shuniu receipt verify receipt.jws --keys keys.json --bid opened.json"] {
            assert!(text.contains(words), "{words}");
        }
    }
}
