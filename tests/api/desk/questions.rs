use serde_json::json;

use super::decide;
use crate::api::clarifications::asked;
use crate::api::projects::desk::Desk;
use crate::on_both;

on_both! {
    async fn the_hub_answers_on_the_page_that_task_and_letter_lead_to(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let question = asked(&town.bidders[0].manager, &project, "是否包括周末？").await;
        let page = question.replace("/clarifications/", "/desk/questions/");
        let tasks = town.hub.get("/me/tasks").await.ok(200);
        assert_eq!((&tasks["items"][0]["kind"], &tasks["items"][0]["page"]), (&json!("answer_question"), &json!(page)));
        assert!(town.hub.page("/desk/questions").await.body.replace("&#x2f;", "/").contains(&page));
        assert_eq!(town.bidders[0].manager.page("/desk/questions").await.status, 403);
        assert!(town.hub.page("/desk/questions").await.body.contains("是否包括周末？"), "the list says how it begins");
        let refused = town.bidders[0].manager.page("/desk/questions").await.body;
        assert!(refused.contains("街道经办人、枢纽运营人员") && !refused.contains("street_officer"), "roles are said in words: {refused}");
        world.settle().await;
        assert!(world.outbox().iter().any(|(_, mail)| mail.replace("=\r\n", "").contains(&page)), "the letter leads there");

        let shown = town.hub.page(&page).await.body;
        assert!(shown.contains("是否包括周末？") && !shown.contains("name=\"affects_bids\""), "what may affect bids is the buyer's: {shown}");
        assert!(!shown.contains("鸟巢"), "nobody learns who asked: {shown}");
        assert!(!town.bidders[0].manager.page(&page).await.body.contains("<textarea"), "the asker reads and does not answer");
        let personal = decide(&town.hub, &page, &[("answer", "请打 13812345678。"), ("answer_en", "Call us.")]).await;
        assert!(personal.status == 422 && personal.body.contains("答复：含有像是手机号码"), "{}", personal.body);
        assert!(personal.body.contains("请打 13812345678。</textarea>") && personal.body.contains("Call us.</textarea>"), "{}", personal.body);
        let beyond = decide(&town.hub, &page, &[("answer", "包括。"), ("affects_bids", "yes")]).await;
        assert!(beyond.status == 403 && beyond.body.contains("采购方的经办人"), "{}", beyond.body);
        let forged = town.hub.form(&page, &[("csrf", "forged"), ("version", "1"), ("key", "a key"), ("answer", "包括。")]).await;
        assert_eq!(forged.status, 403);
        assert_eq!(decide(&town.hub, &page, &[("answer", "包括，周六上午。")]).await.status, 303);
        let answered = town.hub.page(&page).await.body;
        assert!(answered.contains("包括，周六上午。") && !answered.contains("<textarea"), "{answered}");
        let call = project.replace("/projects/", "/desk/calls/");
        assert!(town.bidders[1].manager.page(&call).await.body.contains("答复：包括，周六上午。"));
    }

    async fn an_answer_that_is_late_is_marked_in_the_list(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        let question = asked(&desk.town.bidders[0].manager, &project, "团队须几人？").await;
        assert!(!desk.town.hub.page("/desk/questions").await.body.contains("已逾期"));
        let due = desk.town.hub.get(&question).await.ok(200)["answer_by"].as_str().expect("a moment").to_owned();
        world.advance_to(&due.replace(":00Z", ":01Z")).await;
        let listed = desk.town.hub.page("/desk/questions").await.body;
        assert!(listed.contains("已逾期") && listed.contains("团队须几人？"), "{listed}");
    }

    async fn an_answer_that_may_affect_bids_extends_the_deadline_from_the_page(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let question = asked(&town.bidders[0].manager, &project, "团队须几人？").await;
        let page = question.replace("/clarifications/", "/desk/questions/");
        let fields = [("answer", "至少三人。"), ("affects_bids", "yes"), ("deadline", "2026-03-02T12:00")];
        let earlier = decide(&town.officer, &page, &fields).await;
        assert!(earlier.status == 422 && earlier.body.contains("投标截止：") && earlier.body.contains("value=\"2026-03-02T12:00\""), "{}", earlier.body);
        let fields = [("answer", "至少三人。"), ("affects_bids", "yes"), ("deadline", "2026-03-27T17:00")];
        let done = decide(&town.officer, &page, &fields).await;
        assert_eq!(done.status, 303, "{}", done.body);
        assert_eq!(town.officer.get(&project).await.ok(200)["deadline"], "2026-03-27T09:00:00Z");
        let shown = town.officer.page(&page).await.body;
        assert!(shown.contains("可能影响投标") && shown.contains("2026-03-27 17:00"), "{shown}");
    }
}
