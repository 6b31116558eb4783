//! The pages at the door: one-time links, a forgotten password, the registration of an organisation.

use serde_json::json;
use shuniu::identity::first_administrator_link;

use crate::api::identity::{PASSWORD, account, holder, mailed, sign_in};
use crate::on_both;
use crate::support::town::STREET;

const ADDRESS: &str = "li.na@dongxin.example";
const NEW: &str = "four willows behind the house";

on_both! {
    async fn a_forgotten_password_is_set_on_the_pages_that_the_letter_leads_to(world) {
        account(world, ADDRESS).await;
        let nobody = world.anonymous();
        assert!(nobody.page("/desk/sign-in").await.body.contains("/account/forgotten-password"));
        assert!(nobody.page("/account/forgotten-password").await.body.contains("<form"));
        let known = nobody.form("/account/forgotten-password", &[("email", ADDRESS)]).await;
        let unknown = nobody.form("/account/forgotten-password", &[("email", "nobody@street.example")]).await;
        assert_eq!(known.body, unknown.body.replace("nobody@street.example", ADDRESS), "the page tells nothing");
        let token = mailed(world, ADDRESS).await.remove(0);

        let page = format!("/account/links/{token}");
        for _ in 0..2 {
            // A scanner of mails looks too; that uses nothing up.
            let shown = nobody.page(&page).await;
            assert!(shown.status == 200 && shown.body.contains(ADDRESS) && shown.body.contains("new-password"), "{}", shown.body);
            assert_eq!((shown.header("cache-control").as_deref(), shown.header("referrer-policy").as_deref()), (Some("no-store"), Some("no-referrer")));
        }
        let short = nobody.form(&page, &[("password", "short")]).await;
        assert!(short.status == 422 && short.body.contains("role=\"alert\"") && !short.body.contains("value=\"short\""), "{}", short.body);
        let done = nobody.form(&page, &[("password", NEW)]).await;
        let next = done.header("location").expect("a place");
        assert_eq!((done.status, next.as_str()), (303, "/desk/sign-in?done=password_reset"));
        assert!(nobody.page(&next).await.body.contains("新密码已生效"));
        nobody.post("/auth/login", json!({"email": ADDRESS, "password": NEW})).await.ok(200);
        assert_eq!(nobody.page(&page).await.status, 409, "used once");
        assert_eq!(nobody.page("/account/links/shn_link_nonsense").await.status, 404);
    }

    async fn an_invitation_is_accepted_on_its_page(world) {
        let town = world.town().await;
        let body = json!({"email": ADDRESS, "name": "李娜", "role": "ngo_manager", "organization_id": town.bidders[0].organization});
        town.hub.post("/invitations", body).await.ok(201);
        let first = mailed(world, ADDRESS).await.remove(0);
        let page = format!("/account/links/{first}");
        let nobody = world.anonymous();
        let shown = nobody.page(&page).await;
        assert!(shown.body.contains("鸟巢") && shown.body.contains("value=\"李娜\""), "{}", shown.body);
        assert_eq!(nobody.form(&page, &[("name", "李娜"), ("password", NEW)]).await.header("location").as_deref(), Some("/desk/sign-in?done=invitation"));
        nobody.post("/auth/login", json!({"email": ADDRESS, "password": NEW})).await.ok(200);

        // Who has an account proves it with its password, and gets the second organisation beside the first.
        let body = json!({"email": ADDRESS, "role": "ngo_manager", "organization_id": town.bidders[1].organization});
        town.hub.post("/invitations", body).await.ok(201);
        let page = format!("/account/links/{}", mailed(world, ADDRESS).await.into_iter().find(|token| *token != first).expect("a second link"));
        assert!(nobody.page(&page).await.body.contains("current-password"));
        assert_eq!(nobody.form(&page, &[("password", "not this one at all")]).await.status, 401);
        assert_eq!(nobody.form(&page, &[("password", NEW)]).await.status, 303);
    }

    async fn an_organisation_registers_itself_on_the_pages(world) {
        let town = world.town().await;
        let nobody = world.anonymous();
        let empty = nobody.page("/account/register").await;
        assert!(empty.body.contains(STREET) && empty.body.contains("jobs_startups") && !empty.body.contains("\"government\""), "{}", empty.body);
        let mut fields = vec![
            ("name_zh", "东新社工事务所"), ("kind", "social_service_agency"), ("credit_code", "52310107MJ0000026F"), ("area_code", STREET),
            ("description_zh", "为社区青年提供就业服务"), ("contact_name", "李娜"), ("contact_email", ADDRESS), ("password", PASSWORD),
        ];
        let lacking = nobody.form("/account/register", &fields).await;
        assert!(lacking.status == 422 && lacking.body.contains("value=\"东新社工事务所\"") && !lacking.body.contains(PASSWORD), "{}", lacking.body);
        fields.extend([("fields", "jobs_startups"), ("fields", "elderly_care")]);
        let asked = nobody.form("/account/register", &fields).await;
        assert!(asked.status == 200 && asked.body.contains(ADDRESS), "{}", asked.body);
        let page = format!("/account/links/{}", mailed(world, ADDRESS).await.remove(0));
        assert!(nobody.page(&page).await.body.contains("东新社工事务所"));
        assert_eq!(nobody.form(&page, &[("password", PASSWORD)]).await.header("location").as_deref(), Some("/desk/sign-in?done=registration"));
        let manager = holder(world, &sign_in(world, ADDRESS).await);
        assert_eq!(manager.get("/me").await.ok(200)["memberships"][0]["role"], "ngo_manager");
        let found = town.hub.get("/organizations?status=submitted").await.ok(200);
        assert_eq!(found["items"][0]["fields"], json!(["elderly_care", "jobs_startups"]));
    }

    async fn the_first_administrator_begins_on_the_page_that_the_start_prints(world) {
        let token = first_administrator_link(&world.platform).await.expect("stored").expect("nobody is there yet");
        let page = format!("/account/links/{}", token.expose());
        let nobody = world.anonymous();
        let wrong = nobody.form(&page, &[("email", "no address"), ("name", "王芳"), ("password", PASSWORD)]).await;
        assert!(wrong.status == 422 && wrong.body.contains("value=\"王芳\"") && wrong.body.contains("value=\"no address\""), "{}", wrong.body);
        let right = nobody.form(&page, &[("email", "wang.fang@street.example"), ("name", "王芳"), ("password", PASSWORD)]).await;
        assert_eq!(right.header("location").as_deref(), Some("/desk/sign-in?done=first_administrator"));
        nobody.post("/auth/login", json!({"email": "wang.fang@street.example", "password": PASSWORD})).await.ok(200);
    }

    async fn a_registration_is_taken_where_a_hub_reads_it(world) {
        let nobody = world.anonymous();
        let early = nobody.page("/account/register").await;
        assert!(early.body.contains("还没有枢纽受理登记") && !early.body.contains("<form"), "{}", early.body);
        world.town().await;
        assert!(nobody.page("/account/register").await.body.contains(STREET));
        let city = json!({
            "name_zh": "东新社工事务所", "kind": "social_service_agency", "credit_code": "52310107MJ0000026F", "area_code": "310000",
            "description_zh": "为社区青年提供就业服务", "fields": ["jobs_startups"], "contact_name": "李娜", "contact_email": ADDRESS, "password": PASSWORD,
        });
        assert_eq!(nobody.post("/registrations", city).await.field_errors(), [("/area_code".to_owned(), "no_hub".to_owned())]);
    }
}
