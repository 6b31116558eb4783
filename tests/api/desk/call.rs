use shuniu::platform::actor::Role;

use super::{bids::begun, send};
use crate::api::bids::published;
use crate::api::projects::desk::Desk;
use crate::on_both;

on_both! {
    async fn a_question_is_asked_on_the_page_of_the_call_and_nobody_learns_who_asked(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let page = project.replace("/projects/", "/desk/calls/");
        let (asker, other) = (&town.bidders[0].manager, &town.bidders[1].manager);
        let to = format!("{page}/questions");
        let named = send(asker, &page, &to, &[("question", "鸟巢创业服务社想问：含周末吗？")]).await;
        assert!(named.status == 422 && named.body.contains("role=\"alert\"") && named.body.contains("含周末吗？</textarea>"), "{}", named.body);
        let forged = asker.form(&to, &[("csrf", "forged"), ("version", "0"), ("key", "a key"), ("question", "含周末吗？")]).await;
        assert!(forged.status == 403 && forged.body.contains("含周末吗？</textarea>"), "{}", forged.body);
        assert_eq!(send(asker, &page, &to, &[("question", "含周末吗？")]).await.status, 303);
        let (own, others) = (asker.page(&page).await.body, other.page(&page).await.body);
        assert!(own.contains("含周末吗？") && own.contains("本机构提出") && own.contains("待答复"), "{own}");
        assert!(others.contains("含周末吗？") && !others.contains("本机构提出") && !others.contains("鸟巢创业服务社"), "{others}");
        assert!(others.contains("提问截止"));
        for said in ["服务方案 50.00 分", "团队 30.00 分", "价格 20.00 分", "适用规则", "合格投标不足 3 份时，可能流标"] {
            assert!(others.contains(said), "{said}: {others}");
        }
        assert!(!town.officer.page(&page).await.body.contains("<textarea"), "officials answer and do not ask");
        assert_eq!(town.evaluators[0].page("/desk/calls/nothing").await.status, 404);
    }

    async fn a_member_of_two_organisations_says_which_one_bids_and_sees_both(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let page = format!("/desk/calls/{project}");
        let both: Vec<_> = town.bidders.iter().take(2).map(|bidder| bidder.organization.clone()).collect();
        let manager = world.person(&[(Role::NgoManager, Some(&both[0]), None), (Role::NgoManager, Some(&both[1]), None)]).await;
        let shown = manager.page(&page).await.body;
        assert!(shown.contains("以“鸟巢创业服务社”开始投标") && shown.contains("以“乐业社工服务社”开始投标"), "{shown}");
        let unsaid = send(&manager, &page, &format!("{page}/bid"), &[]).await;
        assert!(unsaid.status == 422 && unsaid.body.contains("机构：您属于多个机构"), "{}", unsaid.body);
        let begun_for = send(&manager, &page, &format!("{page}/bid"), &[("organization", both[1].as_str())]).await;
        assert_eq!(begun_for.status, 303);
        let shown = manager.page(&page).await.body;
        assert!(shown.contains("乐业社工服务社的投标") && shown.contains("以“鸟巢创业服务社”开始投标"), "{shown}");
        let list = manager.page("/desk/bids").await.body;
        assert!(list.contains("乐业社工服务社") && list.contains(project.as_str()), "its bid, and the call for the other: {list}");
        begun(&town.bidders[0].manager, &project).await;
        let twice = send(&manager, &page, &format!("{page}/bid"), &[("organization", both[0].as_str())]).await;
        assert_eq!(twice.status, 409, "{}", twice.body);
    }
}
