use std::path::Path;
use std::time::{Duration, SystemTime};

use diesel::prelude::*;
use shuniu::app;
use shuniu::platform::db::Conn;
use shuniu::platform::ids;
use shuniu::platform::sandbox::Mode;
use shuniu::platform::time::Timestamp;
use shuniu::schema::bid_attachments;

use super::{drafted, files_on_disk, names_in, published};
use crate::on_both;
use crate::support::documents::pdf;
use crate::support::town::Town;
use crate::support::world::{BEGIN, config, folder};
use crate::support::{Client, World};

/// A draft with one file; the file's address and id.
async fn with_file(world: &World, town: &Town) -> (String, String) {
    let project = published(world, town).await;
    let bid = drafted(manager(town), &project, 7_600_000).await;
    let file = manager(town).attach(&bid, "proposal", "a.pdf", &pdf("x")).await.ok(201);
    let id = file["id"].as_str().expect("id").to_owned();
    (format!("{bid}/attachments/{id}"), id)
}

fn manager(town: &Town) -> &Client {
    &town.bidders[0].manager
}

/// As if the file had been written then.
fn written(path: &Path, then: SystemTime) {
    let file = std::fs::OpenOptions::new().append(true).create(true).open(path).expect("file");
    file.set_modified(then).expect("time");
}

fn long_ago() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1)
}

async fn keep_house(world: &World) {
    app::keep_house(&world.platform).await.expect("house");
}

/// Starts a service with these settings and ends it; why it did not start.
async fn start(config: shuniu::platform::config::Config) -> Result<(), String> {
    let mode = Mode::Sandbox { begin: Timestamp::parse(BEGIN).expect("begin") };
    let started = app::start(config, mode).await.map_err(|refused| refused.to_string())?;
    started.platform.db.close().await;
    Ok(())
}

on_both! {
    async fn what_a_crash_left_is_swept_and_what_has_a_row_stays(world) {
        let town = world.town().await;
        let (_, kept) = with_file(world, &town).await;
        let folder = world.data.join("attachments");
        let (orphan, part, young) = (ids::fresh(), format!("{}.part", ids::fresh()), ids::fresh());
        for name in [orphan.as_str(), &part, "README", &kept] {
            written(&folder.join(name), long_ago());
        }
        std::fs::write(folder.join(&young), b"x").expect("file");
        keep_house(world).await;
        let mut left = files_on_disk(world);
        left.sort();
        let mut expected = vec!["README".to_owned(), kept, young];
        expected.sort();
        assert_eq!(left, expected);
        // It lies aside for thirty days from now, however old it is.
        keep_house(world).await;
        assert_eq!(names_in(&folder.join("swept")), [orphan.as_str()]);
        written(&folder.join("swept").join(&orphan), long_ago());
        keep_house(world).await;
        assert_eq!(names_in(&folder.join("swept")), Vec::<String>::new());
    }

    async fn a_swept_file_comes_back_with_its_row(world) {
        let town = world.town().await;
        let (path, id) = with_file(world, &town).await;
        let rename = async |from: &str, to: &str| {
            let (from, to) = (from.to_owned(), to.to_owned());
            let update = move |conn: &mut Conn| {
                diesel::update(bid_attachments::table.filter(bid_attachments::id.eq(&from))).set(bid_attachments::id.eq(&to)).execute(conn)
            };
            world.write(update).await;
        };
        // As if an older dump were restored, which does not know of the file.
        let other = ids::fresh();
        rename(&id, &other).await;
        let file = world.data.join("attachments").join(&id);
        written(&file, long_ago());
        keep_house(world).await;
        assert_eq!(files_on_disk(world), Vec::<String>::new());
        // The newer one is found after all, even after a long time.
        rename(&other, &id).await;
        written(&world.data.join("attachments/swept").join(&id), long_ago());
        keep_house(world).await;
        assert!(manager(&town).get(&path).await.bytes == pdf("x"));
    }

    async fn a_folder_of_another_database_refuses_the_start_and_loses_nothing(world) {
        let town = world.town().await;
        let (path, id) = with_file(world, &town).await;
        let attachments = world.data.join("attachments");
        written(&attachments.join(&id), long_ago());
        let empty = folder();
        let mut other = config(&empty, None);
        other.data.attachments_dir = attachments.clone();
        // Whether the folder says whose it is, or its files are known to nobody here.
        for _ in 0..2 {
            let refused = start(other.clone()).await.expect_err("refused");
            for word in ["data.attachments_dir", &attachments.display().to_string(), "database.url", &empty.display().to_string()] {
                assert!(refused.contains(word), "{word}: {refused}");
            }
            let _ = std::fs::remove_file(attachments.join("database"));
        }
        assert_eq!(files_on_disk(world), [id.as_str()]);
        // Its own database takes the folder back, and needs no word for it.
        start(world.platform.config.clone()).await.expect("started");
        assert!(attachments.join("database").exists());
        start(other.clone()).await.expect_err("refused");
        keep_house(world).await;
        assert!(manager(&town).get(&path).await.bytes == pdf("x"));
        // In an empty folder the other database is at home.
        other.data.attachments_dir = empty.join("attachments");
        start(other).await.expect("started");
        std::fs::remove_dir_all(&empty).expect("the other folder");
    }
}
