//! What a form that waited behind the sign-in would do, and what it says: in words, for whoever sends it again.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bids;
use crate::clarifications;
use crate::evaluation::{self, ConflictKind, Correction, PanelSheet, Seat};
use crate::matching;
use crate::meetings;
use crate::needs;
use crate::organizations::{self, taxonomy::taxonomy};
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::projects::{self, Project};
use crate::reservations;
use crate::saved_searches::{LooksIn, Notify};

/// A field as its page calls it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Said {
    label: Text,
    value: String,
}

/// What the ids in a form stand for.
pub(super) type Names = BTreeMap<String, String>;

/// What the reader of the form can check: neither marks nor ids, and nothing that was left empty.
pub(super) fn said(place: &str, fields: &[(String, String)], names: &Names) -> Vec<Said> {
    let said = |(at, (name, value)): (usize, &(String, String))| {
        let (zh, en) = label(place, name).filter(|_| !value.trim().is_empty() && !begins_an_empty_row(fields, at))?;
        let value = if is_id(name) || is_chosen(name) { named(names, value) } else { in_words(name, value) };
        Some(Said { label: Text::new(zh, en), value })
    };
    fields.iter().enumerate().filter_map(said).collect()
}

/// Fields that hold the id of what a row is about.
fn is_id(name: &str) -> bool {
    matches!(name, "person" | "bid" | "criterion")
}

/// Fields that hold the id of what was chosen from a list.
fn is_chosen(name: &str) -> bool {
    matches!(name, "record" | "demand" | "pair" | "organization")
}

/// Somebody without a seat, a criterion without points: nothing in the row is filled in.
fn begins_an_empty_row(fields: &[(String, String)], at: usize) -> bool {
    let row = fields[at + 1..].iter().take_while(|(name, _)| is_of_a_row(name));
    is_id(&fields[at].0) && row.into_iter().all(|(_, value)| value.trim().is_empty())
}

/// What is answered of each row.
fn is_of_a_row(name: &str) -> bool {
    matches!(name, "seat" | "expert" | "points" | "comment" | "kind" | "note" | "order")
}

fn named(names: &Names, id: &str) -> String {
    names.get(id).cloned().unwrap_or_else(|| "不再可选 no longer to be chosen".to_owned())
}

fn label(place: &str, name: &str) -> Option<(&'static str, &'static str)> {
    if let Some(criterion) = name.strip_prefix("weight_") {
        return super::meetings::criterion(criterion);
    }
    Some(match name {
        "named" => ("机构名称或信用代码", "Name or credit code"),
        "budget_from" => ("最高限价不低于（元）", "Budget from, in yuan"),
        "budget_to" => ("最高限价不高于（元）", "Budget up to, in yuan"),
        "least_score" => ("匹配度不低于", "Suits at least so well, of 100"),
        "price" => ("报价（元）", "Price in yuan"),
        "proposal" => ("服务方案", "Proposal"),
        "team" => ("团队", "Team"),
        "declaration" => ("声明的事项", "Declared about"),
        "statement" if place.ends_with("/ranking") => ("评审意见", "What the panel adds"),
        "statement" => ("声明的内容", "Declared"),
        "decision" => ("决定", "Decision"),
        "reason" => ("理由", "Reason"),
        "name" if place.starts_with("/desk/alerts") => ("搜索名称", "Name of the search"),
        "looks_in" => ("范围", "Where"),
        "q" => ("关键词", "Words"),
        "area_code" => ("地区", "Place"),
        "notify" => ("何时提醒", "When"),
        "step" | "talk_step" => ("办理", "Step"),
        "capacity" => ("最多洽谈几场", "Talks at most"),
        "absent" => ("不在场的时段", "Absent at"),
        "meeting_step" => ("办理", "Step"),
        "venue" => ("地点", "Venue"),
        "times" => ("洽谈时段", "Talks begin at"),
        "time" => ("改到", "Moved to"),
        "record" => ("项目或需求", "Project or need"),
        "slots" => ("想洽谈几场", "Talks wanted"),
        "organization" if is_at_the_hub(place) || place.ends_with("/invitations") => ("机构", "Organisation"),
        "condition" => ("怎样", "What"),
        "demand" => ("需求方", "Asking side"),
        "pair" => ("撤销的配对", "Lifted"),
        "solving" => ("办理", "Step"),
        "mode" => ("匹配方式", "How it is solved"),
        "minimum_quality" => ("最低分", "Minimum quality"),
        "new_share" => ("留给新孵化机构的份额", "Share for newly incubated organisations"),
        "seed" => ("随机种子", "Seed"),
        "raise_lowest" => ("照顾得分最低的需求方", "The lowest are raised"),
        "side" if place.starts_with("/desk/meetings") => ("代表", "On behalf of"),
        "side" => ("评价方", "Rated by"),
        "stars" => ("分数", "Stars"),
        "meeting" => ("会议", "Meeting"),
        "held_on" => ("日期", "Date"),
        "minute_number" => ("纪要编号", "Minute number"),
        "title_zh" if place.starts_with("/desk/meetings") => ("名称", "Title"),
        "title_zh" => ("项目名称", "Title"),
        "title_en" => ("英文名称", "Title in English"),
        "description" => ("服务内容", "What is bought"),
        "area" if place.starts_with("/desk/meetings") => ("区域", "Place"),
        "area" => ("服务区域", "Place"),
        "field" => ("服务领域", "Service field"),
        "group" => ("服务人群", "For whom"),
        "consultation" => ("征询记录", "Consultation"),
        "budget" => ("预算金额（元）", "Budget in yuan"),
        "from" => ("服务开始", "Service from"),
        "to" => ("服务结束", "Service to"),
        "long_term_reason" => ("服务超过一年的理由", "Why longer than a year"),
        "criterion_title" => ("评分项", "Criterion"),
        "criterion_points" => ("分值", "Points"),
        "price_weight" => ("价格权重", "Weight of the price"),
        "splitting_exemption" => ("不属于拆分的理由", "Why it is no splitting"),
        "fewer_bids_reason" => ("少于规定份数的理由", "Why fewer bids would do"),
        "service" => ("服务内容", "What is to be done"),
        "acceptance" => ("验收方式", "Acceptance"),
        "paid_for" => ("付款事由", "What it is paid for"),
        "amount" => ("金额（元）", "Yuan"),
        "due_on" => ("付款日期", "Date of the payment"),
        "question" => ("提问", "Question"),
        "answer" => ("答复", "Answer"),
        "answer_en" => ("英文答复", "Answer in English"),
        "affects_bids" => ("可能影响投标", "May affect bids"),
        "deadline" if place.ends_with("/draft") => ("投标截止", "Deadline"),
        "deadline" => ("另定截止时间", "Another deadline"),
        "email" => ("邮箱", "E-mail"),
        "name" => ("姓名", "Name"),
        "role" => ("角色", "Role"),
        "name_zh" => ("机构名称", "Name of the organisation"),
        "credit_code" => ("统一社会信用代码", "Credit code"),
        "description_zh" => ("服务简介", "What it does"),
        "contact_email" => ("联系邮箱", "E-mail"),
        "correction" => ("更正的原因", "What is wrong"),
        "seat" => ("席位", "Seat"),
        "expert" => ("专家", "Expert"),
        "kind" => ("与投标机构的关系", "Tie to the bidder"),
        "note" => ("说明", "Note"),
        "person" => ("人员", "Person"),
        "bid" => ("投标机构", "Bidder"),
        "criterion" => ("评分项", "Criterion"),
        "points" => ("分数", "Points"),
        "comment" => ("评语", "Remark"),
        "order" => ("抽签次序", "Place in the draw"),
        _ => return None,
    })
}

fn in_words(name: &str, value: &str) -> String {
    let words = match name {
        "decision" => decision(value),
        "step" => reservations::Move::parse(value).map(reservations::Move::words),
        "looks_in" => LooksIn::parse(value).map(LooksIn::words),
        "notify" => Notify::parse(value).map(Notify::words),
        "field" => taxonomy().field(value).map(|field| Text::new(&field.label_zh, &field.label_en)),
        "talk_step" => talk_step(value),
        "meeting_step" => meetings::Step::parse(value).map(meetings::Step::words),
        "condition" => meetings::ConditionKind::parse(value).map(meetings::ConditionKind::words),
        "mode" => meetings::Mode::parse(value).map(meetings::Mode::words),
        "solving" => solving(value),
        "side" => {
            let of_a_talk = || meetings::Side::parse(value).map(meetings::Side::words);
            reservations::Side::parse(value).map(reservations::Side::words).or_else(of_a_talk)
        }
        "role" => Role::parse(value).map(Role::words),
        "correction" => Correction::parse(value).map(Correction::words),
        "kind" => ConflictKind::parse(value).map(ConflictKind::words),
        "seat" => Seat::parse(value).map(Seat::words).or_else(|| value.starts_with("reserve").then(|| Text::new("候补", "reserve"))),
        "affects_bids" | "expert" | "raise_lowest" => Some(Text::new("是", "yes")),
        _ => None,
    };
    words.map_or_else(|| value.to_owned(), |words| format!("{} {}", words.zh, words.en))
}

fn decision(value: &str) -> Option<Text> {
    let (zh, en) = match value {
        "approved" => ("通过", "approve"),
        "returned" | "return" => ("退回修改", "return"),
        "rejected" => ("不予批准", "reject"),
        "verify" => ("通过", "verify"),
        "decline" => ("不予立项", "decline"),
        "submit" => ("提交核验", "submit"),
        "save" => ("保存", "save"),
        "publish" => ("发布", "publish"),
        "qualify" => ("通过", "qualify"),
        "disqualify" => ("不通过", "disqualify"),
        "new_round" => ("重新组织一轮", "a new round"),
        "cancel" => ("取消项目", "cancel"),
        "register" => ("报名", "register"),
        "withdraw" => ("退出", "withdraw"),
        "invite" => ("邀请", "invite"),
        "leave_out" => ("不邀请", "leave out"),
        _ => return None,
    };
    Some(Text::new(zh, en))
}

fn talk_step(value: &str) -> Option<Text> {
    let (zh, en) = match value {
        "consent" => ("同意引荐", "consent to an introduction"),
        "decline" => ("没有意向", "no interest"),
        "agree" => ("达成意向", "agreed"),
        "move" => ("改期", "move it"),
        "cancel" => ("取消这场洽谈", "call it off"),
        _ => return None,
    };
    Some(Text::new(zh, en))
}

fn solving(value: &str) -> Option<Text> {
    match value {
        "solve" => Some(Text::new("运算", "solve")),
        "try" => Some(Text::new("试算", "try out")),
        _ => None,
    }
}

/// The step that sending it takes.
pub(super) fn step(place: &str) -> Text {
    let (zh, en) = match parts(place).as_slice() {
        ["bids", _, "offer"] => ("保存报价和方案", "Save price and proposal"),
        ["bids", _, "submit"] => ("密封并提交投标", "Seal and submit the bid"),
        ["bids", _, "withdraw"] => ("撤回投标", "Withdraw the bid"),
        ["bids", _, "files", ..] => ("修改附件", "Change the files"),
        ["bids", _, "qualification"] => ("决定投标资格", "Decide whether the bid is qualified"),
        ["bids", _, "score-sheet"] => ("保存评分", "Save the points"),
        ["calls", _, "bid"] => ("开始投标", "Begin a bid"),
        ["calls", _, "follow"] => ("关注项目", "Follow the call"),
        ["alerts"] => ("保存搜索", "Save the search"),
        ["alerts", .., "stop"] => ("停止提醒", "Stop the alert"),
        ["alerts", ..] => ("更改提醒", "Change the alert"),
        ["calls", _, "questions"] => ("提问", "Ask a question"),
        ["questions", _] => ("答复提问", "Answer the question"),
        ["projects", _] => ("审批", "Decide on the approval"),
        ["projects", _, "award"] => ("决定成交结果", "Decide the award"),
        ["projects", _, "award", "return-to-panel"] => ("退回评审小组更正", "Return it to the panel"),
        ["projects", _, "award", "confirm-publicity"] => ("确认公示期满", "Confirm the end of the publicity"),
        ["projects", _, "opening"] => ("开标", "Open the bids"),
        ["projects", _, "panel"] => ("组建评审小组", "Form the panel"),
        ["projects", _, "panel", "declare"] => ("申报利害关系", "Declare conflicts of interest"),
        ["projects", _, "scores", "sign"] => ("签署评分", "Sign the scores"),
        ["projects", _, "ranking"] => ("提交评审结果", "Report the ranking"),
        ["projects", _, "draft"] => ("保存草案", "Save the draft"),
        ["projects", _, "publish"] => ("发布或取消项目", "Publish the call, or cancel it"),
        ["projects", _, "invitations"] => ("更改邀请名单", "Change the list of invitations"),
        ["projects", _, "contract"] => ("拟定合同", "Draft the contract"),
        ["projects", _, "copy"] => ("复制项目", "Copy the project"),
        ["drafts"] => ("起草新项目", "Begin a draft"),
        ["projects", _, "failed"] => ("流标后的决定", "Decide what comes after the failed round"),
        ["needs", _] => ("核实需求", "Verify the need"),
        ["organizations", _] => ("机构登记", "Registration of an organisation"),
        ["organizations", _, "people"] => ("邀请人员", "Invite somebody"),
        ["organizations", _, "invitations", ..] => ("撤销邀请", "Revoke an invitation"),
        ["meetings", _, "registration"] => ("对接会报名", "Register for the meeting"),
        ["meetings", _, "talks", _] => ("办理洽谈", "Answer or end a talk"),
        ["meetings"] => ("筹备对接会", "Prepare a meeting"),
        ["meetings", _, "hub"] => ("办理对接会", "Open, end or call off the meeting"),
        ["meetings", _, "hub", "draft"] => ("更改对接会", "Change the meeting"),
        ["meetings", _, "hub", "demands"] => ("列入项目或需求", "Enter a project or a need"),
        ["meetings", _, "hub", "demands", ..] => ("移出项目或需求", "Take a project or a need out"),
        ["meetings", _, "hub", "participants"] => ("代机构报名", "Register an organisation"),
        ["meetings", _, "hub", "pairs"] => ("锁定或禁止配对", "Lock or forbid a pair"),
        ["meetings", _, "hub", "pairs", ..] => ("撤销锁定或禁止", "Lift what is locked or forbidden"),
        ["meetings", _, "hub", "runs"] => ("匹配运算", "Solve the meeting"),
        ["meetings", _, "hub", "runs", ..] => ("确认运算", "Confirm the run"),
        ["meetings", _, "hub", "timetable", _] => ("调整洽谈", "Move or call off a talk"),
        ["reservations", _, "rating"] => ("评价预约", "Rate how a reservation went"),
        ["reservations", _] => ("办理预约", "Answer or end a reservation"),
        ["people", _, "end"] => ("结束任职", "End a membership"),
        _ => ("继续提交", "Send it"),
    };
    Text::new(zh, en)
}

/// Title and number of the record that it is about, as far as the caller may know of it.
pub(super) fn about(conn: &mut Conn, call: &Call, place: &str) -> Result<Option<String>> {
    let purchase = |project: &Project| format!("{} {}", project.title_zh, project.number);
    let found = match parts(place).as_slice() {
        ["bids", id, ..] => match bids::sheet(conn, call, id) {
            Ok(own) => Ok(Some(purchase(&own.project))),
            Err(_) => bids::opened_bid(conn, call, id).map(|opened| Some(purchase(&opened.project))),
        },
        ["calls" | "projects", id, ..] => {
            projects::sheet(conn, call, id).map(|(sheet, _)| Some(format!("{} {}", sheet.title_zh, sheet.number)))
        }
        ["questions", id] => clarifications::view(conn, call, id).map(|(_, project)| Some(purchase(&project))),
        ["meetings", id, "hub", "demands", demand, ..] => meetings::of_hub(conn, call, id).and_then(|hub| hub.title_of(conn, demand)),
        ["meetings", id, "hub", "timetable", talk] => meetings::of_hub(conn, call, id).and_then(|hub| hub.sides_of(conn, talk)),
        ["meetings", id, ..] => meetings::own(conn, call, id).map(|own| Some(own.meeting.title_zh)),
        ["reservations", id, ..] => reservations::view(conn, call, id)
            .map(|(reserved, _)| Some(format!("{} {}", reserved.resource_zh, reserved.slot.starts_at.shanghai()))),
        ["needs", id] => needs::sheet(conn, call, id).map(|(need, _)| Some(need.title_zh)),
        ["organizations", id, ..] => organizations::name_of(conn, id).map(|name| name.map(|name| name.zh)),
        _ => Ok(None),
    };
    if_known(found)
}

/// The people and bidders on the pages of a panel, the criteria of a score sheet, and whom a meeting can take, as far as the caller may know of them.
pub(super) fn names(conn: &mut Conn, call: &Call, place: &str, fields: &[(String, String)]) -> Result<Names> {
    let found = match parts(place).as_slice() {
        ["projects", id, "panel", ..] | ["projects", id, "ranking"] => match ProjectId::parse(id) {
            Some(id) => evaluation::panel_sheet(conn, call, &id).map(of_panel),
            None => Ok(Names::new()),
        },
        ["bids", id, "score-sheet"] => bids::opened_bid(conn, call, id)
            .and_then(|opened| evaluation::own_scores(conn, call, &opened.project.id))
            .map(|own| own.criteria.into_iter().map(|criterion| (criterion.key, criterion.title_zh)).collect()),
        ["projects", id, "invitations"] => matching::invitation_list(conn, call, id).and_then(|_| organizations_in(conn, fields)),
        ["meetings", id, "hub", ..] => super::meetings::names(conn, call, id, fields),
        _ => Ok(Names::new()),
    };
    if_known(found)
}

/// The form has one.
fn organizations_in(conn: &mut Conn, fields: &[(String, String)]) -> Result<Names> {
    let chosen = fields.iter().find(|(name, _)| name == "organization").and_then(|(_, id)| OrganizationId::parse(id));
    Ok(organizations::names_of(conn, chosen.as_slice())?.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
}

fn of_panel(sheet: PanelSheet) -> Names {
    let people =
        sheet.candidates.into_iter().flatten().map(|person| (person.user_id.to_string(), format!("{} {}", person.name, person.email)));
    let bidders = sheet.panel.into_iter().flat_map(|panel| panel.bidders).map(|bidder| (bidder.bid_id.to_string(), bidder.name_zh));
    people.chain(bidders).collect()
}

/// Nothing of what the caller may not know.
fn if_known<T: Default>(found: Result<T>) -> Result<T> {
    match found {
        Err(problem) if problem.status() < 500 => Ok(T::default()),
        found => found,
    }
}

/// Whether the hub of a meeting filled it in.
fn is_at_the_hub(place: &str) -> bool {
    matches!(parts(place).as_slice(), ["meetings", _, "hub", ..])
}

/// The address below the desk, part by part.
fn parts(place: &str) -> Vec<&str> {
    place.trim_start_matches("/desk/").split('/').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_told_in_words_without_marks_and_ids() {
        let fields =
            [("version", "3"), ("key", "k"), ("organization", "01a2"), ("decision", "returned"), ("reason", "补充次数"), ("meeting", " ")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let told: Vec<_> = said("/desk/projects/1", &fields, &Names::new()).into_iter().map(|said| (said.label.zh, said.value)).collect();
        assert_eq!(told, [("决定".to_owned(), "退回修改 return".to_owned()), ("理由".to_owned(), "补充次数".to_owned())]);
    }

    #[test]
    fn each_row_begins_with_the_name_of_whom_it_is_about() {
        let fields = [
            ("person", "u1"),
            ("seat", "chair"),
            ("person", "u2"),
            ("seat", ""),
            ("person", "u3"),
            ("seat", "evaluator"),
            ("person", "u2"),
            ("seat", ""),
            ("expert", "true"),
            ("name", "not of the row"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let names = Names::from([("u1".to_owned(), "李岚".to_owned()), ("u2".to_owned(), "陈默".to_owned())]);
        let told: Vec<_> = said("/desk/projects/1/panel", &fields, &names).into_iter().map(|said| said.value).collect();
        let seat = |seat: Seat| format!("{} {}", seat.words().zh, seat.words().en);
        let gone = "不再可选 no longer to be chosen".to_owned();
        let expert = ["陈默", "是 yes", "not of the row"].map(str::to_owned);
        assert_eq!(told[..4], ["李岚".to_owned(), seat(Seat::Chair), gone, seat(Seat::Evaluator)]);
        assert_eq!(told[4..], expert);
    }

    #[test]
    fn the_address_of_a_form_tells_its_step() {
        for (place, zh) in [
            ("/desk/bids/1/offer", "保存报价和方案"),
            ("/desk/projects/1", "审批"),
            ("/desk/projects/1/panel/declare", "申报利害关系"),
            ("/desk/meetings/1/registration", "对接会报名"),
            ("/desk/meetings/1/talks/2", "办理洽谈"),
            ("/desk/meetings/1/hub/demands", "列入项目或需求"),
            ("/desk/meetings/1/hub/pairs/remove", "撤销锁定或禁止"),
            ("/desk/meetings/1/hub/runs/2/confirm", "确认运算"),
            ("/desk/reservations/1", "办理预约"),
            ("/desk/reservations/1/rating", "评价预约"),
            ("/desk/alerts", "保存搜索"),
            ("/desk/alerts/searches/1", "更改提醒"),
            ("/desk/alerts/projects/1/stop", "停止提醒"),
            ("/desk", "继续提交"),
        ] {
            assert_eq!(step(place).zh, zh, "{place}");
        }
    }
}
