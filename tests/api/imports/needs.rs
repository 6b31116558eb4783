use serde_json::json;

use super::{at, counts, errors, import};
use crate::on_both;
use crate::support::town::STREET;

fn file(rows: &[(&str, &str)]) -> String {
    let row = |(title, text): &(&str, &str)| format!("{title}\t{text}\t{STREET}\t就业创业\tYoung people；elderly\t代表会议\n");
    format!("需求名称\t需求描述\t所在区域\t服务领域\t服务对象\t来源\n{}", rows.iter().map(row).collect::<String>())
}

on_both! {
    async fn a_committee_brings_the_needs_of_its_meetings(world) {
        let town = world.town().await;
        let fields = town.hub.get("/service-fields?limit=200").await.ok(200);
        let named = |slug: &str| fields["items"].as_array().into_iter().flatten().find(|f| f["slug"] == slug).map(|f| f["label_zh"].clone());
        let label = named("jobs_startups").expect("a label");
        let file = file(&[("青年就业", "毕业生找不到工作")]).replace("就业创业", label.as_str().expect("text")).replace("Young people", "youth");
        let report = import(world, &town.committee, "needs", "all_or_nothing", file.as_bytes()).await;
        assert_eq!(counts(&report), ("completed".to_owned(), vec![1, 1, 0, 0, 1]), "{report}");
        let list = town.committee.get("/needs?q=青年就业").await.ok(200);
        let need = &list["items"][0];
        assert_eq!((&need["channel"], &need["category"], &need["field"]), (&json!("committee"), &json!("livelihood"), &json!("jobs_startups")));
        assert_eq!((&need["target_groups"], &need["source"]), (&json!(["youth", "elderly"]), &json!("代表会议")));
        let again = import(world, &town.committee, "needs", "valid_rows", file.as_bytes()).await;
        assert_eq!(counts(&again), ("completed".to_owned(), vec![1, 0, 0, 1, 0]));
    }

    async fn residents_stay_anonymous(world) {
        let town = world.town().await;
        let csv = format!("title_zh,description_zh,area_code,field\n找13812345678,身份证 31010719900101123X,{STREET},jobs_startups\n");
        let report = import(world, &town.committee, "needs", "valid_rows", csv.as_bytes()).await;
        assert_eq!(errors(&report), at(&[("A2", "personal_data"), ("B2", "personal_data")]));
        assert!(!report.to_string().contains("13812345678"), "the number is not repeated");
    }
}
