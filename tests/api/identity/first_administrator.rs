use serde_json::json;
use shuniu::identity::{first_administrator_link, has_administrator};

use super::{PASSWORD, count, holder, sign_in, together};
use crate::on_both;
use crate::support::World;
use crate::support::client::Got;

async fn link(world: &World) -> Option<String> {
    first_administrator_link(&world.platform).await.expect("link").map(|token| token.expose().to_owned())
}

async fn become_administrator(world: &World, token: &str, email: &str) -> Got {
    let body = json!({"token": token, "email": email, "name": "王芳", "password": PASSWORD});
    world.anonymous().post("/auth/first-administrator", body).await
}

on_both! {
    async fn the_link_of_an_empty_installation_makes_its_administrator(world) {
        assert!(!has_administrator(&world.platform).await.expect("none"));
        let token = link(world).await.expect("a link");
        become_administrator(world, &token, "wang.fang@street.example").await.ok(201);
        assert!(has_administrator(&world.platform).await.expect("one"));
        let admin = holder(world, &sign_in(world, "wang.fang@street.example").await);
        assert_eq!(admin.get("/users").await.ok(200)["items"].as_array().map(Vec::len), Some(1));
        become_administrator(world, &token, "other@street.example").await.refused(409, "auth/administrator_exists");
        assert_eq!(link(world).await, None);
    }

    async fn a_new_link_makes_the_older_one_useless(world) {
        let older = link(world).await.expect("a link");
        let newer = link(world).await.expect("a link");
        become_administrator(world, &older, "wang.fang@street.example").await.refused(404, "not_found");
        become_administrator(world, &newer, "wang.fang@street.example").await.ok(201);
    }

    async fn only_one_becomes_the_first(world) {
        let token = link(world).await.expect("a link");
        let try_it = |n: usize| {
            let (client, token) = (world.anonymous(), token.clone());
            let body = json!({"token": token, "email": format!("a{n}@street.example"), "name": "王芳", "password": PASSWORD});
            async move { client.post("/auth/first-administrator", body).await }
        };
        let answers = together((0..5).map(try_it)).await;
        assert_eq!((count(&answers, 201), count(&answers, 409)), (1, 4));
    }

    async fn everything_wrong_is_listed_and_the_link_stays(world) {
        let token = link(world).await.expect("a link");
        let body = json!({"token": token, "email": "nobody", "name": "", "password": "short"});
        let got = world.anonymous().post("/auth/first-administrator", body).await;
        let pointers: Vec<_> = got.field_errors().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/email", "/name", "/password"]);
        become_administrator(world, &token, "wang.fang@street.example").await.ok(201);
    }

    async fn the_command_line_makes_one_too(world) {
        let secret = PASSWORD.to_owned().into();
        shuniu::cli::user::create_admin(&world.platform, "wang.fang@street.example", "王芳", &secret).await.expect("administrator");
        assert!(has_administrator(&world.platform).await.expect("one"));
        sign_in(world, "wang.fang@street.example").await;
        let twice = shuniu::cli::user::create_admin(&world.platform, "Wang.Fang@street.example", "王芳", &secret).await;
        assert_eq!(twice.expect_err("taken").errors()[0].code, "taken");
        let weak = shuniu::cli::user::create_admin(&world.platform, "b@street.example", "王芳", &"short".to_owned().into()).await;
        assert_eq!(weak.expect_err("weak").errors()[0].pointer, "/password");
    }
}
