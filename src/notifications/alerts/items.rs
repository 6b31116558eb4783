//! What a mail says of one event: facts that its readers may see, nothing of bids and panels before they are public.

use super::subject::Subject;
use crate::areas;
use crate::needs;
use crate::notices::{Announced, NoticeContent};
use crate::notifications::facts::AlertItem;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::money::Money;
use crate::platform::time::Timestamp;

/// What is said of it to everybody who is told; the reasons are each reader's own.
pub fn item(conn: &mut Conn, subject: &Subject, home: &str, when: Timestamp) -> Result<AlertItem> {
    match subject {
        Subject::Notice { announced, .. } => Ok(notice(announced, home)),
        Subject::Need { need, event, .. } => {
            let area = areas::find(conn, &need.area_code)?.map(|area| Text::new(area.name_zh, area.name_en));
            Ok(AlertItem {
                what: happened(event, need.status),
                when: when.shanghai(),
                title: Text::new(&need.title_zh, &need.title_zh),
                number: None,
                buyer: None,
                area: area.unwrap_or_default(),
                details: Vec::new(),
                link: format!("{home}/api/v1/needs/{}", need.id),
                searches: Vec::new(),
                watch: None,
            })
        }
    }
}

/// What became of a need by the event; a later one may have followed.
fn happened(event: &str, now: needs::Status) -> Text {
    let step = needs::Move::ALL.iter().find(|step| step.event() == event);
    match step {
        None => Text::new("新上报的需求", "New need"),
        Some(needs::Move::Verify) => Text::new("需求已核实", "Need verified"),
        Some(needs::Move::Plan) => Text::new("需求已立项", "Need taken up by a project"),
        Some(needs::Move::Release) => Text::new("需求的项目未能落实，重新征集", "The need's project came to nothing: it is open again"),
        Some(needs::Move::Deliver) => Text::new("需求的服务已开始", "The service for the need has begun"),
        Some(needs::Move::Meet) => Text::new("需求的服务已验收", "The service for the need was accepted"),
        Some(needs::Move::Confirm) => Text::new("居民确认需求已解决", "Residents confirm that the need is met"),
        Some(needs::Move::Reopen) => Text::new("居民反映需求未解决", "Residents say that the need is not met"),
        Some(needs::Move::Decline | needs::Move::Merge) => {
            let words = now.words();
            Text::new(format!("需求{}", words.zh), format!("Need {}", words.en))
        }
    }
}

fn notice(announced: &Announced, home: &str) -> AlertItem {
    let notice = &announced.notice;
    let (zh, en) = notice.kind.title();
    AlertItem {
        what: Text::new(zh, en),
        when: notice.published_at.shanghai(),
        title: notice.title.clone(),
        number: Some(notice.number.clone()),
        buyer: Some(notice.buyer.clone()),
        area: notice.area.clone(),
        details: details(&notice.content),
        link: format!("{home}/notices/{}", notice.id),
        searches: Vec::new(),
        watch: None,
    }
}

fn details(content: &NoticeContent) -> Vec<Text> {
    let mut said = Vec::new();
    match content {
        NoticeContent::Call(call) => {
            said.extend(call.budget_fen.map(|fen| both("预算", "Budget", &yuan(fen))));
            said.extend(call.deadline.map(|deadline| both("投标截止", "Deadline", &deadline.shanghai())));
        }
        NoticeContent::Amendment(amendment) => {
            said.push(Text::new(format!("更正内容：{}", amendment.text.zh), format!("What changes: {}", amendment.text.en)));
            said.extend(moved(amendment.deadline_before, amendment.deadline_after));
        }
        NoticeContent::Clarification(question) => {
            said.push(both("提问", "Question", &question.question_zh));
            said.push(Text::new(format!("答复：{}", question.answer.zh), format!("Answer: {}", question.answer.en)));
            let amendment = question.amendment.as_ref();
            said.extend(amendment.and_then(|amendment| moved(amendment.deadline_before, amendment.deadline_after)));
        }
        NoticeContent::Result(result) => {
            said.push(Text::new(format!("拟成交单位：{}", result.winner.zh), format!("Chosen: {}", result.winner.en)));
            said.push(both("价格", "Price", &yuan(result.price_fen)));
            said.extend(result.publicity_until.map(|until| both("公示至", "Open to objections until", &until.shanghai())));
        }
        NoticeContent::Award(award) => {
            said.push(Text::new(format!("成交单位：{}", award.winner.zh), format!("Awarded to: {}", award.winner.en)));
            said.push(both("价格", "Price", &yuan(award.price_fen)));
        }
        NoticeContent::Contract(contract) => {
            said.push(both("合同", "Contract", &contract.number));
            said.push(Text::new(format!("供应单位：{}", contract.supplier.zh), format!("Supplier: {}", contract.supplier.en)));
            said.push(both("价格", "Price", &yuan(contract.price_fen)));
        }
        NoticeContent::Failure(end) | NoticeContent::Cancellation(end) => {
            said.extend(end.reason.as_ref().map(|reason| Text::new(format!("原因：{}", reason.zh), format!("Reason: {}", reason.en))));
        }
    }
    said
}

fn moved(before: Timestamp, after: Timestamp) -> Option<Text> {
    let (before, after) = (before.shanghai(), after.shanghai());
    let said = Text::new(format!("投标截止由 {before} 延至 {after}"), format!("The deadline moves from {before} to {after}"));
    (before != after).then_some(said)
}

fn both(zh: &str, en: &str, value: &str) -> Text {
    Text::new(format!("{zh}：{value}"), format!("{en}: {value}"))
}

fn yuan(fen: i64) -> String {
    Money::from_fen(fen).to_string()
}
