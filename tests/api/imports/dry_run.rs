use serde_json::json;

use super::{agencies, at, code, counts, dry_run, errors, events, found, import};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn a_dry_run_says_what_would_become_of_each_row_and_enters_nothing(world) {
        let town = world.town().await;
        let file = agencies(&[("春雨社工服务社", &code(1)), ("夏荷社工服务社", "52310107MJ0000026X"), ("", &code(2)), ("秋叶社工服务社", &code(1))]);
        let report = import(world, &town.hub, "organizations", "dry_run", file.as_bytes()).await;
        assert_eq!(counts(&report), ("completed".to_owned(), vec![4, 1, 3, 0, 0]));
        assert_eq!(errors(&report), at(&[("C3", "malformed"), ("A4", "required"), ("C5", "duplicate")]));
        let first = &report["errors"][0];
        assert_eq!((&first["row"], &first["column"], &first["pointer"]), (&json!(3), &json!("统一社会信用代码"), &json!("/credit_code")));
        assert!(first["message_zh"].as_str().is_some_and(|m| m.contains("校验码")), "{first}");
        assert!(first["message_en"].as_str().is_some_and(|m| m.contains("check digit")), "{first}");
        let path = format!("/imports/{}/errors", report["id"].as_str().expect("an id"));
        let file = town.hub.get(&format!("{path}?format=csv")).await;
        assert!(file.body.contains("行,单元格,列,问题,代码\r\n3,C3,统一社会信用代码,"), "{}", file.body);
        assert!(town.hub.get(&path).await.bytes.starts_with(b"PK"));
        assert_eq!(found(&town, "社工服务社").await, 1, "the town's own");
        let done = events(&town, "import.completed").await;
        assert_eq!(done.len(), 1);
        assert_eq!(done[0]["payload"]["imported"], json!(0));
        assert_eq!(done[0]["payload"]["digest"], report["digest"]);
        assert!(!done[0].to_string().contains("春雨"), "no words of the file: {}", done[0]);
    }

    async fn the_rules_are_those_of_the_single_record(world) {
        let town = world.town().await;
        let file = format!(
            "机构名称,机构类型,统一社会信用代码,所在区域,服务领域,服务区域,联系邮箱,成立日期\n\
             甲,社会团体,{a},{STREET},,,,\n\
             乙,社会服务机构,{b},310107999,,,,\n\
             丙,社会服务机构,{c},{STREET},钓鱼,310107;1,nobody,昨天\n\
             丁,社会服务机构,{d},{STREET},,310107；999,nobody,2020/5/6\n\
             戊,备案团队,{e},{STREET},,,,\n",
            a = code(1), b = code(2), c = code(3), d = code(4), e = code(5),
        );
        let report = import(world, &town.hub, "organizations", "dry_run", file.as_bytes()).await;
        let expected = [
            ("C2", "wrong_class"), ("D3", "unknown_area"), ("H4", "not_a_date"), ("E4", "unknown_value"),
            ("G5", "malformed"), ("F5", "unknown_area"), ("C6", "not_applicable"),
        ];
        assert_eq!(errors(&report), at(&expected));
    }

    async fn a_hub_imports_for_the_places_that_it_reaches(world) {
        let town = world.town().await;
        let elsewhere = world.person(&[(shuniu::platform::actor::Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        let file = agencies(&[("春雨社工服务社", &code(1))]);
        let report = import(world, &elsewhere, "organizations", "valid_rows", file.as_bytes()).await;
        assert_eq!(errors(&report), at(&[("D2", "organizations/not_yours")]));
        assert_eq!(counts(&report), ("completed".to_owned(), vec![1, 0, 1, 0, 0]));
        // An export is recognised wherever its organisations are at home, as far as everybody may see them.
        let export = town.hub.get("/organizations/export?format=csv&status=verified").await;
        let report = import(world, &elsewhere, "organizations", "dry_run", &export.bytes).await;
        let (_, numbers) = counts(&report);
        assert!(numbers[0] > 0 && numbers[0] == numbers[3], "every row is on file: {report}");
        assert!(errors(&report).iter().all(|(_, code)| code == "exists"), "{report}");
    }

    async fn every_cell_of_a_row_that_cannot_be_read_is_named(world) {
        let town = world.town().await;
        let needs = format!("需求名称,需求描述,所在区域,服务领域,需求类别,服务对象\n楼道灯坏了,夜里看不见,{STREET},钓鱼,赶集,外星人\n");
        let report = import(world, &town.hub, "needs", "dry_run", needs.as_bytes()).await;
        assert_eq!(errors(&report), at(&[("D2", "unknown_value"), ("E2", "unknown_value"), ("F2", "unknown_value")]));
        let agencies = format!("机构名称,机构类型,所在区域,服务领域,成立日期\n甲,渔船,{STREET},钓鱼,昨天\n");
        let report = import(world, &town.hub, "organizations", "dry_run", agencies.as_bytes()).await;
        let mut wrong = errors(&report);
        wrong.sort();
        assert_eq!(wrong, at(&[("B2", "unknown_value"), ("D2", "unknown_value"), ("E2", "not_a_date")]));
    }

    async fn a_report_is_for_who_sent_the_file(world) {
        let town = world.town().await;
        let id = dry_run(&town).await;
        world.settle().await;
        town.admin.get(&format!("/imports/{id}")).await.refused(404, "not_found");
        let own = town.hub.get("/imports").await.ok(200);
        assert_eq!(own["items"][0]["id"], json!(id));
        assert_eq!(town.admin.get("/imports").await.ok(200)["items"], json!([]));
    }
}
