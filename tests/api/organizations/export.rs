use diesel::RunQueryDsl as _;
use serde_json::{Value, json};
use shuniu::platform::ids;

use crate::api::imports::{agencies, code, counts, import};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn an_export_opens_in_excel_and_formulas_are_neutralised(world) {
        let town = world.town().await;
        let body = json!({
            "name_zh": "=HYPERLINK(\"http://x\")", "kind": "social_service_agency", "credit_code": code(1), "area_code": STREET,
            "description_zh": "两行\n\"引号\"，逗号", "fields": ["elderly_care"], "registered_on": "2020-05-06",
        });
        town.hub.post("/organizations", body).await.ok(201);
        let csv = town.hub.get("/organizations/export?format=csv&status=draft").await;
        assert_eq!(csv.header("content-type").as_deref(), Some("text/csv; charset=utf-8"));
        assert_eq!(csv.header("content-disposition").as_deref(), Some("attachment; filename=\"organizations-2026-03-02.csv\""));
        assert!(csv.bytes.starts_with(b"\xEF\xBB\xBF"));
        let lines: Vec<_> = csv.body.trim_start_matches('\u{feff}').split("\r\n").collect();
        assert!(lines[0].starts_with("机构名称,英文名称,机构类型,"), "{}", lines[0]);
        assert!(lines[1].starts_with("\"'=HYPERLINK(\"\"http://x\"\")\",,社会服务机构,"), "{}", lines[1]);
        assert!(lines[1].contains("\"两行\n\"\"引号\"\"，逗号\"") && lines[1].contains("2020-05-06"), "{}", lines[1]);
        let english = town.hub.send(reqwest::Method::GET, "/organizations/export?format=csv", None, &[("accept-language", "en")]).await;
        assert!(english.body.contains("Name (Chinese),Name (English),Kind,"), "{}", english.body);
    }

    async fn the_rows_are_those_of_the_list_and_contacts_are_for_the_hub(world) {
        let town = world.town().await;
        let address = format!("{}@example.org", town.bidders[0].organization);
        let of_hub = town.hub.get("/organizations/export?format=csv&field=jobs_startups").await;
        assert_eq!(of_hub.body.matches("社会服务机构").count(), 3);
        assert!(of_hub.body.contains("联系邮箱") && of_hub.body.contains(&address));
        let of_other = town.officer.get("/organizations/export?format=csv&field=jobs_startups").await;
        assert_eq!(of_other.body.matches("社会服务机构").count(), 3);
        assert!(!of_other.body.contains("联系邮箱") && !of_other.body.contains(&address), "{}", of_other.body);
        town.hub.get("/organizations/export?cursor=x").await.refused(400, "request_unreadable");
        let draft = json!({"name_zh": "未公开", "kind": "social_service_agency", "credit_code": code(1), "area_code": STREET});
        town.hub.post("/organizations", draft).await.ok(201);
        assert!(town.hub.get("/organizations/export?format=csv").await.body.contains("未公开"));
        assert!(!town.officer.get("/organizations/export?format=csv").await.body.contains("未公开"));
    }

    async fn an_export_is_an_import_whichever_way_it_is_written(world) {
        let town = world.town().await;
        let file = agencies(&[("春雨社工服务社", &code(1)), ("夏荷社工服务社", &code(2))]);
        import(world, &town.hub, "organizations", "all_or_nothing", file.as_bytes()).await;
        for format in ["xlsx", "csv"] {
            let export = town.hub.get(&format!("/organizations/export?format={format}&status=draft")).await;
            let path = "/imports/organizations?mode=dry_run";
            let sent = town.hub.upload(path, &export.bytes, "application/octet-stream", &[("idempotency-key", &ids::fresh())]).await.ok(202);
            world.settle().await;
            let report = town.hub.get(&format!("/imports/{}", sent["id"].as_str().expect("an id"))).await.ok(200);
            assert_eq!(counts(&report), ("completed".to_owned(), vec![2, 0, 0, 2, 0]), "every row is recognised: {report}");
        }
    }

    async fn who_takes_contacts_out_is_recorded(world) {
        let town = world.town().await;
        let reads = async |who: &crate::support::Client| {
            let page = town.auditor.get(&format!("/audit/reads?actor=user:{}", who.user_id)).await.ok(200);
            page["items"].as_array().expect("items").clone()
        };
        for who in [&town.officer, &town.bidders[0].manager] {
            assert_eq!(who.get("/organizations/export").await.status, 200);
            assert_eq!(reads(who).await, [Value::Null; 0], "there were no contacts in it");
        }
        assert_eq!(town.hub.get("/organizations/export?field=jobs_startups").await.status, 200);
        assert_eq!(town.hub.get("/organizations/export?q=nobody").await.status, 200);
        let lines = reads(&town.hub).await;
        assert_eq!(lines.len(), 1, "{lines:?}");
        let line = &lines[0];
        assert_eq!([&line["outcome"], &line["operation"], &line["entity"]], ["shown", "organizations_export", "organization"]);
        assert_eq!((&line["times"], &line["entity_id"], &line["project_id"]), (&json!(3), &json!(null), &json!(null)));
    }

    async fn contacts_that_cannot_be_recorded_are_not_shown(world) {
        let town = world.town().await;
        world.write(|conn| diesel::sql_query("ALTER TABLE access_log RENAME TO access_log_away").execute(conn)).await;
        let got = town.hub.get("/organizations/export?format=csv").await;
        assert!(got.status >= 500 && !got.body.contains("@example.org"), "{} {}", got.status, got.body);
        assert_eq!(town.officer.get("/organizations/export?format=csv").await.status, 200);
        world.write(|conn| diesel::sql_query("ALTER TABLE access_log_away RENAME TO access_log").execute(conn)).await;
    }
}
