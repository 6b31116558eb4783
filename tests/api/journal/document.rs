//! The worked example of docs/AUDIT.md, as an auditor would run it.

use std::process::Command;

use super::{forged, grown};
use crate::on_both;
use crate::support::World;

const DOCUMENT: &str = include_str!("../../../docs/AUDIT.md");

fn script() -> &'static str {
    let (_, section) = DOCUMENT.split_once("## Check one entry against a mail").expect("the section");
    let (_, script) = section.split_once("```sh\n").expect("the script");
    script.split_once("\n```").expect("its end").0
}

async fn said(world: &World, token: String, seq: &'static str, head: &str) -> String {
    let (api, head) = (format!("{}/api/v1", world.address), head.to_owned());
    let run = move || {
        let output = Command::new("bash")
            .args(["-u", "-c", script()])
            .env("API", api)
            .env("TOKEN", token)
            .env("SEQ", seq)
            .env("HEAD", head)
            .output()
            .expect("bash and curl are installed");
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    tokio::task::spawn_blocking(run).await.expect("the script")
}

on_both! {
    async fn the_worked_example_does_what_it_says(world) {
        let town = world.town().await;
        grown(world, &town, 6).await;
        let head = town.auditor.get("/audit/head").await.ok(200)["digest"].as_str().expect("digest").to_owned();
        let token = town.auditor.token();
        let whole = "entry 2 is whole\nentry 2 lies under the head of the mail\n";
        assert_eq!(said(world, token.clone(), "2", &head).await, whole);
        // Another head is not arrived at, and an entry that was changed is not whole.
        let other = town.auditor.get("/audit/entries/1").await.ok(200)["digest"].as_str().expect("digest").to_owned();
        assert_eq!(said(world, token.clone(), "2", &other).await, "entry 2 is whole\n");
        forged(world, 4).await;
        assert_eq!(said(world, token.clone(), "2", &head).await, "entry 2 is whole\n");
        assert_eq!(said(world, token, "4", &head).await, "");
    }
}
