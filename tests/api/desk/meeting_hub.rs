use serde_json::json;
use shuniu::platform::actor::Role;

use super::{fields_of, press};
use crate::api::meetings::scene::{AFTER, Meeting, about_a_call, appoint, id, items, member, need, opened};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::Client;
use crate::support::client::Got;
use crate::support::town::STREET;

/// The hub's side of the meeting with this path in the API.
fn hub_of(path: &str) -> String {
    format!("{}/hub", path.replace("/matching-meetings/", "/desk/meetings/"))
}

/// The value of the option that is called so.
async fn option(client: &Client, page: &str, words: &str) -> String {
    let shown = client.page(page).await.body;
    let (before, _) = shown.split_once(&format!(">{words}")).unwrap_or_else(|| panic!("no {words}: {shown}"));
    let (_, value) = before.rsplit_once("value=\"").expect("a value");
    value.split('"').next().unwrap_or_default().to_owned()
}

/// Where a form led on.
fn went(got: &Got) -> String {
    assert_eq!(got.status, 303, "{}", got.body);
    got.header("location").expect("a place")
}

const FACTS: [(&str, &str); 5] = [
    ("area", STREET),
    ("title_zh", "春季公益项目对接会"),
    ("held_on", "2026-03-20"),
    ("venue", "社区文化活动中心二楼"),
    ("times", "９：30、9:50\r\n10:10"),
];

/// Rules with these beside them.
fn with_rules<'a>(facts: &[(&'a str, &'a str)], rules: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [("mode", "optimal"), ("minimum_quality", "0")];
    let kept = usual.into_iter().filter(|(name, _)| rules.iter().all(|(other, _)| other != name));
    facts.iter().copied().chain(kept).chain(rules.iter().copied()).collect()
}

on_both! {
    async fn an_operator_runs_a_whole_meeting_by_page_alone(world) {
        let town = world.town().await;
        let hub = &town.hub;
        for (title, field) in [("青年就业创业帮助", "jobs_startups"), ("独居老人助餐", "elderly_meals")] {
            need(&town, title, field).await;
        }
        let (cook, canteen) = (member(world, "夕阳红助餐中心", "elderly_meals").await, member(world, "邻里食堂服务社", "elderly_meals").await);
        assert!(hub.page("/desk").await.body.contains("/desk/meetings"), "also before there is a meeting");
        let home = went(&press(hub, "/desk/meetings", "/desk/meetings", &FACTS).await);
        let page = async |part: &str| hub.page(&format!("{home}{part}")).await.body;
        let shown = page("").await;
        assert!(shown.contains("09:30、09:50、10:10") && shown.contains("开放报名"), "{shown}");

        let at = format!("{home}/draft");
        let facts = with_rules(&FACTS, &[("title_en", "Spring meeting"), ("minimum_quality", "５０００"), ("raise_lowest", "true")]);
        assert_eq!(went(&press(hub, &at, &at, &facts).await), home);
        let stored = hub.get(&home.replace("/desk/meetings/", "/matching-meetings/").replace("/hub", "")).await.ok(200);
        assert_eq!((&stored["title_en"], &stored["rules"]["minimum_quality"], &stored["rules"]["raise_lowest"]), (&json!("Spring meeting"), &json!(5000), &json!(true)));

        let at = format!("{home}/demands");
        for (words, slots) in [("青年就业创业帮助", "1"), ("独居老人助餐", "２")] {
            let record = option(hub, &at, words).await;
            assert_eq!(went(&press(hub, &at, &at, &[("record", &record), ("slots", slots), ("absent", "10:10")]).await), at);
        }
        let shown = page("/demands").await;
        assert!(shown.contains("想洽谈 2 场，不在场的时段 10:10") && !shown.contains("value=\"need:"), "both are in: {shown}");

        let at = format!("{home}/participants");
        for name in ["夕阳红助餐中心", "邻里食堂服务社", "测试"] {
            let organization = if name == "测试" { town.bidders[0].organization.to_string() } else { option(hub, &at, name).await };
            let there = press(hub, &at, &at, &[("organization", &organization), ("capacity", "2"), ("decision", "register")]).await;
            assert_eq!(went(&there), format!("{at}?page=1"));
        }
        let of_cook = [("organization", cook.0.as_str()), ("capacity", "1"), ("absent", "09:30"), ("decision", "register")];
        assert_eq!(went(&press(hub, &at, &at, &of_cook).await), format!("{at}?page=1"));
        let shown = page("/participants").await;
        assert!(shown.contains("最多洽谈 1 场，不在场的时段 09:30"), "{shown}");

        let at = format!("{home}/pairs");
        let jobs = option(hub, &at, "青年就业创业帮助").await;
        for (kind, organization) in [("forbidden", &town.bidders[0].organization), ("locked", &canteen.0)] {
            let condition = [("condition", kind), ("demand", jobs.as_str()), ("organization", organization.as_str()), ("reason", "去年的教训")];
            assert_eq!(went(&press(hub, &at, &at, &condition).await), at);
        }
        assert_eq!(page("/pairs").await.matches("去年的教训").count(), 2);
        let lifted = format!("{jobs}:{}", canteen.0);
        assert_eq!(went(&press(hub, &at, &format!("{at}/remove"), &[("pair", &lifted)]).await), at);
        assert!(page("/pairs").await.contains("name=\"pair\"") && !page("/pairs").await.contains(&lifted));
        let lifted = format!("{jobs}:{}", town.bidders[0].organization);
        assert_eq!(went(&press(hub, &at, &format!("{at}/remove"), &[("pair", &lifted)]).await), at);

        assert_eq!(went(&press(hub, &home, &home, &[("meeting_step", "open")]).await), home);
        assert!(page("").await.contains("报名中"));
        let at = format!("{home}/runs");
        let trial = with_rules(&[("solving", "try")], &[("new_share", "0.5")]);
        let tried = went(&press(hub, &at, &at, &trial).await);
        assert!(hub.page(&tried).await.body.contains("正在运算"));
        world.settle().await;
        let shown = hub.page(&tried).await.body;
        assert!(shown.contains("试算") && shown.contains("无法保证该份额") && !shown.contains("确认这次运算"), "{shown}");
        let run = went(&press(hub, &at, &at, &[("solving", "solve")]).await);
        let shown = hub.page(&run).await.body;
        assert!(shown.contains("正在运算") && shown.contains("再看一次"), "{shown}");
        world.settle().await;
        let shown = hub.page(&run).await.body;
        for said in ["最高总分已由证书验证", "3 / 3 场", "独居老人助餐", "夕阳红助餐中心", "服务领域", "权重版本", "输入摘要", "确认这次运算"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        let shown = page("/runs").await;
        assert!(shown.contains("第 1 次") && shown.contains("第 2 次") && shown.contains("3 / 3") && shown.contains("试算"), "{shown}");

        let confirmed = press(hub, &run, &format!("{run}/confirm"), &[]).await;
        let timetable = went(&confirmed);
        assert_eq!(timetable, format!("{home}/timetable"));
        let shown = hub.page(&timetable).await.body;
        assert!(shown.matches("已安排").count() == 3 && shown.contains("邻里食堂服务社"), "{shown}");
        assert!(page("/demands").await.contains("独居老人助餐") && !page("/demands").await.contains("列入项目或需求"), "the list stands still");
        let talks = items(hub, &format!("{}/talks", home.replace("/desk/meetings/", "/matching-meetings/").replace("/hub", ""))).await;
        let talk = talks.iter().find(|talk| talk["organization_id"] == town.bidders[0].organization.as_str()).expect("a talk");
        let free = if talk["time"] == "09:30" { "09:50" } else { "09:30" };
        let at = format!("{timetable}/{}?page=1", id(talk));
        let moved = press(hub, &timetable, &at, &[("talk_step", "move"), ("time", free)]).await;
        assert_eq!(went(&moved), format!("{timetable}?page=1#talk-{}", id(talk)));
        assert!(hub.page(&timetable).await.body.contains(&format!("<strong>{free}</strong> 青年就业创业帮助")));
        let same = press(hub, &timetable, &at, &[("talk_step", "move"), ("time", free)]).await;
        assert!(same.status == 422 && same.body.contains("洽谈已经在这个时段"), "nobody is written to about nothing: {}", same.body);
        let absent = press(hub, &timetable, &at, &[("talk_step", "move"), ("time", "10:10")]).await;
        assert!(absent.status == 409 && absent.body.contains("需求方在该时段不在场") && absent.body.contains("<details class=\"no-print\" open>"), "{}", absent.body);
        assert_eq!(press(hub, &timetable, &at, &[("talk_step", "cancel"), ("reason", "负责人住院")]).await.status, 303);
        let shown = hub.page(&timetable).await.body;
        assert!(shown.contains("已取消") && shown.contains("负责人住院") && !shown.contains(&at), "{shown}");

        let early = press(hub, &home, &home, &[("meeting_step", "hold")]).await;
        assert!(early.status == 409 && early.body.contains("当日之前不能标记为已举行"), "{}", early.body);
        world.advance_to(AFTER).await;
        for step in ["hold", "close"] {
            assert_eq!(went(&press(hub, &home, &home, &[("meeting_step", step)]).await), home);
        }
        let shown = page("").await;
        assert!(shown.contains("已结束") && !shown.contains("meeting_step"), "{shown}");
        let meeting = home.trim_end_matches("/hub");
        assert!(hub.page(meeting).await.body.contains(&format!("{home}\"")), "it leads to the hub's side also when all is over");
        assert!(!cook.1.page(meeting).await.body.contains("/hub"));
    }

    async fn what_is_typed_wrong_stays_beside_what_is_wrong_with_it(world) {
        let town = world.town().await;
        let hub = &town.hub;
        let begun = press(hub, "/desk/meetings", "/desk/meetings", &[("area", STREET), ("title_zh", "对接会"), ("held_on", ""), ("times", "下午两点")]).await;
        assert!(begun.status == 422 && begun.body.contains("value=\"对接会\"") && begun.body.contains("下午两点</textarea>"), "{}", begun.body);
        for said in ["日期：", "地点："] {
            assert!(begun.body.contains(said) || press(hub, "/desk/meetings", "/desk/meetings", &FACTS[..3]).await.body.contains(said), "{said}: {}", begun.body);
        }
        let path = opened(&town, json!({})).await;
        let home = hub_of(&path);
        let at = format!("{home}/draft");
        let wrong = with_rules(&FACTS, &[("minimum_quality", "很高"), ("weight_field", "一半"), ("mode", "stable"), ("new_share", "12%")]);
        let wrong = press(hub, &at, &at, &wrong).await;
        assert!(wrong.status == 422 && wrong.body.contains("最低分：") && wrong.body.contains("服务领域："), "{}", wrong.body);
        for kept in ["value=\"很高\"", "value=\"一半\"", "value=\"12%\"", "value=\"stable\" selected", "value=\"春季公益项目对接会\""] {
            assert!(wrong.body.contains(kept), "{kept}: {}", wrong.body);
        }
        let strange = with_rules(&FACTS, &[("new_share", "12%"), ("weight_field", "50")]);
        let strange = press(hub, &at, &at, &strange).await;
        assert!(strange.status == 422 && strange.body.contains("留给新孵化机构的份额：") && strange.body.contains("权重：各项权重之和须为 100"), "{}", strange.body);
        need(&town, "独居老人助餐", "elderly_meals").await;
        let at = format!("{home}/demands");
        let record = option(hub, &at, "独居老人助餐").await;
        let many = press(hub, &at, &at, &[("record", &record), ("slots", "两场"), ("absent", "13:50")]).await;
        assert!(many.status == 422 && many.body.contains("想洽谈几场：") && many.body.contains("value=\"两场\"") && many.body.contains(&format!("value=\"{record}\" selected")), "{}", many.body);
        assert_eq!(many.body.matches(" checked").count(), 1);
        let narrowed = press(hub, &at, &at, &[("record", &record), ("slots", "0"), ("q", "助餐")]).await;
        assert!(narrowed.status == 422 && narrowed.body.contains("name=\"q\" value=\"助餐\""), "the list stays narrowed: {}", narrowed.body);
        let none = press(hub, &at, &at, &[("slots", "2")]).await;
        assert!(none.status == 422 && none.body.contains("项目或需求："), "{}", none.body);
        assert!(!hub.page(&format!("{at}?q=就业")).await.body.contains(&record) && hub.page(&format!("{at}?q=助餐")).await.body.contains(&record));
        assert!(!hub.page(&format!("{at}?q=%25")).await.body.contains(&record), "a sign of the pattern is a sign");
        let at = format!("{home}/participants");
        let organization = town.bidders[0].organization.as_str();
        let many = press(hub, &at, &at, &[("organization", organization), ("capacity", "0"), ("decision", "register")]).await;
        assert!(many.status == 422 && many.body.contains("最多洽谈几场：") && many.body.contains(&format!("value=\"{organization}\" selected")), "{}", many.body);
        let at = format!("{home}/runs");
        let wrong = press(hub, &at, &at, &with_rules(&[("solving", "try")], &[("seed", "-1"), ("minimum_quality", "7000")])).await;
        assert!(wrong.status == 422 && wrong.body.contains("随机种子：") && wrong.body.contains("value=\"7000\""), "{}", wrong.body);
        let mute = press(hub, &home, &home, &[("meeting_step", "cancel"), ("reason", " ")]).await;
        assert!(mute.status == 422 && mute.body.contains("理由："), "{}", mute.body);
        let unknown = press(hub, &home, &home, &[("meeting_step", "explode"), ("reason", "场地停用")]).await;
        assert!(unknown.status == 422 && unknown.body.contains("场地停用</textarea>"), "{}", unknown.body);
    }

    async fn a_stale_form_changes_nothing_and_one_sent_twice_is_taken_once(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let (hub, home) = (&town.hub, hub_of(&meeting.path));
        let at = format!("{home}/pairs");
        let reason = "去年合作良好";
        let pair = [("condition", "locked"), ("demand", meeting.jobs.as_str()), ("organization", meeting.cook.0.as_str()), ("reason", reason)];
        let fields = fields_of(hub, &at, &at).await;
        let mut twice: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        twice.extend(pair);
        for _ in 0..2 {
            assert_eq!(hub.form(&at, &twice).await.status, 303);
        }
        let key = twice.iter().position(|(name, _)| *name == "key").expect("a key");
        twice[key].1 = "another";
        let stale = hub.form(&at, &twice).await;
        assert!(stale.status == 412 && stale.body.contains(&format!("{reason}</textarea>")), "{}", stale.body);
        assert_eq!(hub.get(&meeting.path).await.ok(200)["conditions"].as_array().map(Vec::len), Some(1));
        let again = press(hub, &at, &at, &pair).await;
        assert!(again.status == 422 && again.body.contains("配对：这一对已有约定"), "{}", again.body);

        let forged = [("csrf", "sha-256:forged"), ("version", "1"), ("key", "k"), ("meeting_step", "cancel"), ("reason", "恶作剧")];
        assert_eq!(hub.form(&home, &forged).await.status, 403);
        let run = meeting.solved(world, &town, json!({})).await;
        let run = format!("{home}/runs/{}", run.rsplit('/').next().expect("an id"));
        let confirm = fields_of(hub, &run, &format!("{run}/confirm")).await;
        let out = press(hub, &format!("{home}/demands"), &format!("{home}/demands/{}/remove", meeting.meals), &[]).await;
        assert_eq!(out.status, 303);
        let confirm: Vec<(&str, &str)> = confirm.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let late = hub.form(&format!("{run}/confirm"), &confirm).await;
        assert!(late.status == 409 && late.body.contains("请重新运算后再确认") && !late.body.contains("确认这次运算"), "{}", late.body);
        assert!(hub.page(&format!("{home}/runs")).await.body.contains("名单或规则已有变化"));
        let participants = format!("{home}/participants");
        let withdrawn = press(hub, &participants, &participants, &[("organization", meeting.cook.0.as_str()), ("decision", "withdraw")]).await;
        assert_eq!(withdrawn.status, 303);
        assert!(hub.page(&at).await.body.contains("机构已退出"));
        let other = [("condition", "forbidden"), ("demand", meeting.jobs.as_str()), ("organization", meeting.new.0.as_str()), ("reason", reason)];
        let beside = press(hub, &at, &at, &other).await;
        assert!(beside.status == 422 && beside.body.contains("锁定或禁止的配对第 1 条："), "{}", beside.body);
        let gone = format!("{}:{}", meeting.jobs, meeting.cook.0);
        assert_eq!(press(hub, &at, &format!("{at}/remove"), &[("pair", &gone)]).await.status, 303);
        assert_eq!(press(hub, &at, &at, &other).await.status, 303);
        let none = press(hub, &at, &format!("{at}/remove"), &[]).await;
        assert!(none.status == 422 && none.body.contains("请勾选要撤销的配对"), "{}", none.body);
        let called_off = press(hub, &home, &home, &[("meeting_step", "cancel"), ("reason", "场地停用")]).await;
        assert_eq!(went(&called_off), home);
        assert!(hub.page(&home).await.body.contains("场地停用"));
    }

    async fn what_another_has_saved_meanwhile_is_not_overwritten_unawares(world) {
        let town = world.town().await;
        let hub = &town.hub;
        let home = went(&press(hub, "/desk/meetings", "/desk/meetings", &FACTS).await);
        let at = format!("{home}/draft");
        let fields = fields_of(hub, &at, &at).await;
        let mut late: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        late.extend(with_rules(&FACTS, &[("title_en", "Mine")]));
        assert_eq!(press(hub, &at, &at, &with_rules(&FACTS, &[("title_en", "Theirs")])).await.status, 303);
        let told = hub.form(&at, &late).await;
        assert!(told.status == 412 && told.body.contains("再次保存会覆盖") && !told.body.contains("最新内容"), "{}", told.body);
        assert!(told.body.contains("value=\"Mine\"") && hub.page(&at).await.body.contains("value=\"Theirs\""));

        let cleared: Vec<(&str, &str)> = FACTS.into_iter().map(|(name, value)| if name == "held_on" { (name, "") } else { (name, value) }).collect();
        let undated = press(hub, &at, &at, &with_rules(&cleared, &[])).await;
        assert!(undated.status == 422 && undated.body.contains("请填写日期"), "{}", undated.body);
    }

    async fn what_no_run_could_solve_is_refused_when_it_is_entered(world) {
        let town = world.town().await;
        let hub = &town.hub;
        let past: Vec<(&str, &str)> = FACTS.into_iter().map(|(name, value)| if name == "held_on" { (name, "2026-03-01") } else { (name, value) }).collect();
        let gone = press(hub, "/desk/meetings", "/desk/meetings", &past).await;
        assert!(gone.status == 422 && gone.body.contains("这一天已经过去"), "{}", gone.body);
        let meeting = Meeting::at(world, &town, json!({})).await;
        let home = hub_of(&meeting.path);
        let at = format!("{home}/draft");
        let raised = press(hub, &at, &at, &with_rules(&FACTS, &[("mode", "stable"), ("raise_lowest", "true")])).await;
        assert!(raised.status == 422 && raised.body.contains("只用于总分最高的匹配方式"), "{}", raised.body);
        let version = hub.get(&meeting.path).await.etag();
        hub.patch(&meeting.path, &version, json!({"rules": {"raise_lowest": true}})).await.ok(200);
        hub.post(&format!("{}/runs", meeting.path), json!({"what_if": {"mode": "stable"}})).await.ok(202);
        world.settle().await;
        let at = format!("{home}/participants");
        let office = press(hub, &at, &at, &[("organization", town.street.as_str()), ("capacity", "1"), ("decision", "register")]).await;
        assert!(office.status == 409 && office.body.contains("政府部门是需求方"), "{}", office.body);
        let other = need(&town, "楼道堆物清理", "elderly_meals").await;
        let never = json!({"need_id": other, "slots": 1, "absent": ["13:30", "13:50", "14:10"]});
        let never = hub.post(&format!("{}/demands", meeting.path), never).await.refused(422, "invalid");
        assert_eq!(never["errors"][0]["code"], "never_there");
        let run = meeting.solved(world, &town, json!({})).await;
        world.advance_to("2026-03-21T09:00:00+08:00").await;
        let run = format!("{home}/runs/{}", run.rsplit('/').next().expect("an id"));
        let late = press(hub, &run, &format!("{run}/confirm"), &[]).await;
        assert!(late.status == 409 && late.body.contains("日期已经过去，请先改期"), "{}", late.body);
    }

    async fn a_trial_without_weights_is_solved_with_those_of_the_service(world) {
        let town = world.town().await;
        let own = json!({"field": 30, "target_group": 10, "area": 20, "text": 10, "track_record": 10, "rating": 10, "capacity": 5, "budget_fit": 5});
        let meeting = Meeting::at(world, &town, json!({"rules": {"weights": own}})).await;
        let (hub, at) = (&town.hub, format!("{}/runs", hub_of(&meeting.path)));
        for (rules, weights) in [(vec![], "2026-11-eight"), (vec![("weight_field", "100")], "own-100.0.0.0.0.0.0.0")] {
            let tried = went(&press(hub, &at, &at, &with_rules(&[("solving", "try")], &rules)).await);
            let run = hub.get(&format!("{}/runs/{}", meeting.path, tried.rsplit('/').next().expect("an id"))).await.ok(200);
            assert_eq!(run["weights"], weights);
            world.settle().await;
        }
    }

    async fn lists_are_narrowed_by_letters_large_or_small_and_by_no_novel(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let (hub, home) = (&town.hub, hub_of(&meeting.path));
        member(world, "YMCA 青年服务社", "elderly_meals").await;
        assert!(hub.page(&format!("{home}/participants?q=ymca")).await.body.contains("YMCA 青年服务社"));
        let at = format!("{home}/pairs");
        let shown = hub.page(&format!("{at}?q=助餐&who=食堂")).await.body;
        assert!(shown.contains("邻里食堂服务社") && !shown.contains("夕阳红助餐中心") && !shown.contains(&format!("value=\"{}\"", meeting.jobs)), "{shown}");
        let novel = "x".repeat(60_000);
        for part in ["demands", "participants", "pairs"] {
            let at = format!("{home}/{part}");
            let refused = press(hub, &at, &at, &[("q", &novel), ("slots", "x"), ("capacity", "x")]).await;
            assert_eq!(refused.status, 422, "{part}: {}", refused.body);
        }
    }

    async fn r23_the_hubs_side_is_for_the_hub_of_the_place_alone(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let (path, run) = about_a_call(world, town, &project).await;
        let home = hub_of(&path);
        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        let pages = ["", "/draft", "/demands", "/participants", "/pairs", "/runs", &format!("/runs/{run}"), "/timetable"].map(|part| format!("{home}{part}"));
        for page in &pages {
            assert_eq!(town.hub.page(page).await.status, 200, "{page}");
            for other in [&town.officer, &town.approver, &town.auditor, &town.bidders[0].manager, &elsewhere] {
                assert_eq!(other.page(page).await.status, 403, "{page}");
            }
            let nobody = world.anonymous().page(page).await;
            assert_eq!(nobody.header("location"), Some(format!("/desk/sign-in?next={page}")));
            let missing = page.replace(path.rsplit('/').next().expect("an id"), "01890000-0000-7000-8000-000000000000");
            assert_eq!(town.hub.page(&missing).await.status, 404, "{missing}");
        }
        assert!(town.hub.page(&format!("{home}/demands")).await.body.contains("零距离家门口就业服务"));
        assert!(!elsewhere.page("/desk/meetings").await.body.contains(STREET), "a meeting is prepared for one's own place");
        let foreign = press(&elsewhere, "/desk/meetings", "/desk/meetings", &FACTS).await;
        assert!(foreign.status == 403 && foreign.body.contains("value=\"春季公益项目对接会\""), "{}", foreign.body);
        assert!(!town.officer.page("/desk/meetings").await.body.contains("<form action=\"/desk/meetings\""));
        let at = "/desk/meetings";
        let own = fields_of(&town.officer, "/desk/alerts", "/desk/alerts").await;
        let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).chain(FACTS).collect();
        let refused = town.officer.form(at, &own).await;
        assert!(refused.status == 403 && !refused.body.contains("表单已失效"), "{}", refused.body);
        appoint(world, &town.hub, Role::StreetApprover, &town.street, STREET).await;
        for page in &pages {
            let refused = town.hub.page(page).await;
            assert!(refused.status == 403 && !refused.body.contains("零距离家门口就业服务"), "whoever decides on a purchase: {page}");
        }
    }

    async fn a_form_that_waited_behind_the_sign_in_is_told_by_names(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let secret = "Fern-Halde-71-Wind".to_owned().into();
        let operator = shuniu::cli::user::create_admin(&world.platform, "li.lan@hub.example", "李岚", &secret).await.expect("a person");
        appoint(world, &Client::signed_in("", String::new(), operator.to_string()), Role::HubOperator, &town.hub_organization, "310107").await;
        let nobody = world.anonymous();
        let again = async |place: &str, typed: &[(&str, &str)]| {
            let ended = nobody.form_of_ours(place, typed).await;
            let (kept, next) = (ended.hidden("kept").replace("&quot;", "\""), ended.hidden("next"));
            let right = [("email", "li.lan@hub.example"), ("password", "Fern-Halde-71-Wind"), ("next", &next), ("kept", &kept)];
            nobody.form_of_ours("/desk/sign-in", &right).await.body
        };
        let home = hub_of(&meeting.path);
        let pair = [("condition", "locked"), ("demand", meeting.jobs.as_str()), ("organization", meeting.cook.0.as_str()), ("reason", "去年合作良好")];
        let told = again(&format!("{home}/pairs"), &pair).await;
        for said in ["锁定或禁止配对", "长寿路街道公益项目对接会", "锁定 locked", "青年就业创业帮助", "夕阳红助餐中心", "去年合作良好"] {
            assert!(told.contains(said), "{said}: {told}");
        }
        let record = need(&town, "楼道堆物清理", "elderly_meals").await;
        let told = again(&format!("{home}/demands"), &[("record", &format!("need:{record}")), ("slots", "2"), ("absent", "13:30")]).await;
        assert!(told.contains("楼道堆物清理") && told.contains("想洽谈几场"), "{told}");
        let told = again(&format!("{home}/demands/{}/remove", meeting.jobs), &[]).await;
        assert!(told.contains("移出项目或需求") && told.contains("青年就业创业帮助"), "{told}");
        let rules = with_rules(&[("title_zh", "夏季对接会")], &[("mode", "stable"), ("weight_field", "30"), ("raise_lowest", "true")]);
        let told = again(&format!("{home}/draft"), &rules).await;
        for said in ["更改对接会", "夏季对接会", "稳定配对 stable pairs", "服务领域", "是 yes"] {
            assert!(told.contains(said), "{said}: {told}");
        }
    }
}
