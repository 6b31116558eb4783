use serde_json::json;
use shuniu::platform::actor::Role;

use super::{at, counts, errors, import};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn a_finance_officer_brings_the_years_budget_of_the_own_office(world) {
        let town = world.town().await;
        let csv = format!("预算名称,年度,预算代码,使用区域,金额（元）\n就业服务,2026,2080799,{STREET},\"1,000,000.05\"\n为老服务,2026,2081002,{STREET},¥20.1元\n");
        let report = import(world, &town.finance, "budget-lines", "all_or_nothing", csv.as_bytes()).await;
        assert_eq!(counts(&report), ("completed".to_owned(), vec![2, 2, 0, 0, 2]), "{report}");
        let lines = town.finance.get("/budget-lines?year=2026").await.ok(200);
        let amounts: Vec<_> = lines["items"].as_array().into_iter().flatten().map(|line| line["amount_fen"].clone()).collect();
        assert_eq!(amounts, [json!(100_000_005), json!(2_010)]);
        assert_eq!(lines["items"][0]["organization_id"], json!(town.street));
        let again = import(world, &town.finance, "budget-lines", "all_or_nothing", csv.as_bytes()).await;
        assert_eq!(errors(&again), at(&[("C2", "exists"), ("C3", "exists")]));
    }

    async fn amounts_and_buyers_are_not_guessed(world) {
        let town = world.town().await;
        let csv = format!(
            "预算名称,年度,预算代码,使用区域,金额（元）,购买单位编号\n甲,2026,1,{STREET},1.005,\n乙,2026,2,{STREET},一万,\n丙,二〇二六,3,{STREET},5,\n\
             丁,2026,4,{STREET},0,\n戊,2026,5,{STREET},5,{hub}\n己,2026,6,{STREET},5,街道办\n",
            hub = town.hub_organization,
        );
        let report = import(world, &town.finance, "budget-lines", "valid_rows", csv.as_bytes()).await;
        let expected = [
            ("E2", "too_many_places"), ("E3", "not_an_amount"), ("B4", "not_a_number"), ("E5", "too_small"),
            ("D6", "rules/not_your_budget"), ("F7", "malformed"),
        ];
        assert_eq!(errors(&report), at(&expected));
        assert_eq!(report["imported"], json!(0));
    }

    async fn a_code_goes_out_and_comes_in_as_it_is(world) {
        let town = world.town().await;
        let line = |code: &str| json!({"area_code": STREET, "organization_id": town.street, "year": 2026, "code": code, "title_zh": "就业服务", "amount_fen": 1});
        for code in ["0080799", "2-3"] {
            town.finance.post("/budget-lines", line(code)).await.ok(201);
        }
        let export = town.finance.get("/budget-lines/export?format=csv&year=2026").await;
        assert!(export.body.contains(",0080799\t,") && export.body.contains(",2-3\t,"), "Excel keeps what has a tab behind it: {}", export.body);
        let report = import(world, &town.finance, "budget-lines", "valid_rows", &export.bytes).await;
        assert_eq!(counts(&report), ("completed".to_owned(), vec![2, 0, 0, 2, 0]), "no second line: {report}");
    }

    async fn who_may_not_open_a_line_does_not_learn_whether_there_is_one(world) {
        let town = world.town().await;
        let elsewhere = "310107005";
        let office = world.organization("曹杨新村街道办事处", "government", &[]).await;
        let finance = world.person(&[(Role::StreetFinance, Some(&office), Some(elsewhere))]).await;
        let body = json!({"area_code": elsewhere, "organization_id": office, "year": 2026, "code": "77", "title_zh": "为老服务", "amount_fen": 1});
        finance.post("/budget-lines", body).await.ok(201);
        let row = |code: u32| format!("为老服务,2026,{code},{elsewhere},5,{office}\n");
        let csv = format!("预算名称,年度,预算代码,使用区域,金额（元）,购买单位编号\n{}{}", row(77), row(78));
        for mode in ["dry_run", "valid_rows", "all_or_nothing"] {
            let report = import(world, &town.finance, "budget-lines", mode, csv.as_bytes()).await;
            assert_eq!(errors(&report), at(&[("D2", "rules/not_your_budget"), ("D3", "rules/not_your_budget")]), "{mode}: {report}");
        }
    }
}
