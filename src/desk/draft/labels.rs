//! What the fields of a draft are called on its page.

use crate::platform::http::FieldError;
use crate::platform::i18n::Text;

/// The label of the field that an error is about.
pub fn label(error: &FieldError) -> Option<Text> {
    let mut parts = error.pointer.trim_start_matches('/').split('/');
    let (zh, en) = match parts.next()? {
        "criteria" => return criterion(parts.next(), parts.next()),
        "title_zh" => ("项目名称", "Title"),
        "title_en" => ("英文名称", "Title in English"),
        "description_zh" => ("服务内容", "What is bought"),
        "area_code" => ("服务区域", "Place"),
        "buyer_id" => ("采购方", "Buyer"),
        "regime" => ("采购方式", "Procedure"),
        "field" => ("服务领域", "Service field"),
        "target_groups" => ("服务人群", "For whom"),
        "need_ids" => ("依据的需求", "Needs"),
        "consultation" => ("征询记录", "Consultation"),
        "instrument" => ("资金方式", "Instrument"),
        "budget_fen" => ("预算金额", "Budget"),
        "budget_line_id" => ("预算科目", "Budget line"),
        "catalogue_item_id" => ("购买服务目录", "Catalogue item"),
        "officer_in_charge" => ("经办人", "Officer in charge"),
        "deadline" => ("投标截止", "Deadline"),
        "service_from" => ("服务开始", "Service from"),
        "service_to" => ("服务结束", "Service to"),
        "long_term_reason" => ("超过一年的理由", "Why longer than a year"),
        "price_weight" => ("价格权重", "Weight of the price"),
        "requirements" => ("投标要求", "Requirements"),
        "splitting_exemption" => ("不属于拆分的理由", "Why it is no splitting"),
        "fewer_bids_reason" => ("少于规定份数的理由", "Why fewer bids would do"),
        _ => return None,
    };
    Some(Text::new(zh, en))
}

/// The scoring as a whole, or one of its rows by its number.
fn criterion(at: Option<&str>, field: Option<&str>) -> Option<Text> {
    let Some(number) = at.and_then(|at| at.parse::<usize>().ok()).map(|at| at + 1) else {
        return Some(Text::new("评分标准", "Scoring"));
    };
    let (zh, en) = match field {
        Some("points") => ("分值", "points"),
        Some("title_zh") => ("名称", "title"),
        _ => ("", ""),
    };
    Some(Text::new(format!("评分项 {number} {zh}").trim_end().to_owned(), format!("Criterion {number} {en}").trim_end().to_owned()))
}
