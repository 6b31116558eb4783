//! What the form of a draft says: every field as it was typed.

use serde::Serialize;

use crate::desk::typed;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{FieldError, Patch, Problem, Result};
use crate::platform::ids::{BudgetLineId, CatalogueItemId, NeedId, UserId};
use crate::projects::{Content, Criterion, DocumentKind, Draft, Instrument, Project, Requirements};

/// Rows for criteria beside those that were typed.
const EMPTY_ROWS: usize = 3;

#[derive(Clone, Debug, Default, Serialize)]
pub struct DraftForm {
    pub csrf: String,
    pub version: String,
    pub key: String,
    /// `save` or `submit`: the button that was pressed.
    pub decision: String,
    title_zh: String,
    title_en: String,
    description: String,
    area: String,
    regime: String,
    field: String,
    groups: Vec<String>,
    needs: Vec<String>,
    consultation: String,
    instrument: String,
    /// In yuan.
    budget: String,
    line: String,
    item: String,
    officer: String,
    /// In Beijing, as a browser's field for a moment sends it.
    deadline: String,
    from: String,
    to: String,
    long_term_reason: String,
    criteria: Vec<CriterionRow>,
    price_weight: String,
    required_fields: Vec<String>,
    serves_area: bool,
    documents: Vec<String>,
    splitting_exemption: String,
    fewer_bids_reason: String,
}

#[derive(Clone, Debug, Default, Serialize)]
struct CriterionRow {
    /// Short name for programs; a new row has none yet.
    key: String,
    title: String,
    points: String,
    /// Of the stored criterion; the form does not ask for it.
    title_en: String,
}

impl CriterionRow {
    fn is_empty(&self) -> bool {
        self.title.trim().is_empty() && self.points.trim().is_empty()
    }
}

impl DraftForm {
    /// Each criterion begins with its key; a box that is not ticked sends nothing.
    pub fn read(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            let place = match name.as_str() {
                "csrf" => &mut form.csrf,
                "version" => &mut form.version,
                "key" => &mut form.key,
                "decision" => &mut form.decision,
                "title_zh" => &mut form.title_zh,
                "title_en" => &mut form.title_en,
                "description" => &mut form.description,
                "area" => &mut form.area,
                "regime" => &mut form.regime,
                "field" => &mut form.field,
                "consultation" => &mut form.consultation,
                "instrument" => &mut form.instrument,
                "budget" => &mut form.budget,
                "line" => &mut form.line,
                "item" => &mut form.item,
                "officer" => &mut form.officer,
                "deadline" => &mut form.deadline,
                "from" => &mut form.from,
                "to" => &mut form.to,
                "long_term_reason" => &mut form.long_term_reason,
                "price_weight" => &mut form.price_weight,
                "splitting_exemption" => &mut form.splitting_exemption,
                "fewer_bids_reason" => &mut form.fewer_bids_reason,
                _ => {
                    form.read_row(&name, value);
                    continue;
                }
            };
            *place = value;
        }
        form
    }

    fn read_row(&mut self, name: &str, value: String) {
        match name {
            "group" => self.groups.push(value),
            "need" => self.needs.push(value),
            "required_field" => self.required_fields.push(value),
            "document" => self.documents.push(value),
            "serves_area" => self.serves_area = true,
            "criterion_key" => self.criteria.push(CriterionRow { key: value, ..CriterionRow::default() }),
            "criterion_title_en" => self.criteria.last_mut().into_iter().for_each(|row| row.title_en.clone_from(&value)),
            "criterion_title" => self.criteria.last_mut().into_iter().for_each(|row| row.title.clone_from(&value)),
            "criterion_points" => self.criteria.last_mut().into_iter().for_each(|row| row.points.clone_from(&value)),
            _ => {}
        }
    }

    /// What is stored.
    pub fn of(project: &Project, content: Content) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let date = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let row = |criterion: Criterion| CriterionRow {
            key: criterion.key,
            title: criterion.title_zh,
            points: criterion.points.to_string(),
            title_en: criterion.title_en.unwrap_or_default(),
        };
        Self {
            title_zh: project.title_zh.clone(),
            title_en: text(&project.title_en),
            description: project.description_zh.clone(),
            area: project.area_code.clone(),
            regime: project.regime.clone(),
            field: text(&project.field),
            groups: content.target_groups,
            needs: content.need_ids.iter().map(ToString::to_string).collect(),
            consultation: text(&content.consultation),
            instrument: content.instrument.map(|instrument| instrument.to_string()).unwrap_or_default(),
            budget: project.budget_fen.map(crate::platform::money::Money::to_yuan).unwrap_or_default(),
            line: project.budget_line_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            item: project.catalogue_item_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            officer: project.officer_in_charge.as_ref().map(ToString::to_string).unwrap_or_default(),
            deadline: project.deadline.map(typed::in_beijing).unwrap_or_default(),
            from: date(content.service_from),
            to: date(content.service_to),
            long_term_reason: text(&content.long_term_reason),
            criteria: content.criteria.into_iter().map(row).collect(),
            price_weight: content.price_weight.map(|weight| weight.to_string()).unwrap_or_default(),
            required_fields: content.requirements.fields,
            serves_area: content.requirements.serves_area,
            documents: content.requirements.documents.iter().map(ToString::to_string).collect(),
            splitting_exemption: text(&content.splitting_exemption),
            fewer_bids_reason: text(&content.fewer_bids_reason),
            ..Self::default()
        }
    }

    pub fn with_empty_rows(mut self) -> Self {
        self.criteria.retain(|row| !row.is_empty());
        self.criteria.extend((0..EMPTY_ROWS).map(|_| CriterionRow::default()));
        self
    }

    /// The whole draft: what is empty is cleared. Everything that cannot be read is named at once.
    ///
    /// # Errors
    /// 422 with the fields that are no number, no date or nothing that could be chosen.
    pub fn command(&self) -> Result<Draft> {
        let mut wrong = Vec::new();
        let draft = Draft {
            title_zh: text(&self.title_zh),
            title_en: text(&self.title_en),
            description_zh: text(&self.description),
            area_code: text(&self.area),
            buyer_id: Patch::Keep,
            regime: text(&self.regime),
            field: text(&self.field),
            target_groups: Patch::Set(self.groups.clone()),
            need_ids: Patch::Set(some(&self.needs, "/need_ids", NeedId::parse, &mut wrong)),
            budget_fen: readable(&self.budget, |typed| typed::yuan("/budget_fen", typed).map(|yuan| Some(yuan.fen())), &mut wrong),
            budget_line_id: chosen(&self.line, "/budget_line_id", BudgetLineId::parse, &mut wrong),
            catalogue_item_id: chosen(&self.item, "/catalogue_item_id", CatalogueItemId::parse, &mut wrong),
            officer_in_charge: chosen(&self.officer, "/officer_in_charge", UserId::parse, &mut wrong),
            deadline: readable(&self.deadline, |typed| typed::beijing("/deadline", typed), &mut wrong),
            instrument: chosen(&self.instrument, "/instrument", Instrument::parse, &mut wrong),
            service_from: readable(&self.from, |typed| typed::day("/service_from", typed), &mut wrong),
            service_to: readable(&self.to, |typed| typed::day("/service_to", typed), &mut wrong),
            long_term_reason: text(&self.long_term_reason),
            criteria: Patch::Set(self.criteria(&mut wrong)),
            price_weight: readable(&self.price_weight, |typed| hundredths("/price_weight", typed).map(Some), &mut wrong),
            requirements: Patch::Set(Requirements {
                fields: self.required_fields.clone(),
                serves_area: self.serves_area,
                documents: some(&self.documents, "/requirements/documents", DocumentKind::parse, &mut wrong),
            }),
            consultation: text(&self.consultation),
            splitting_exemption: text(&self.splitting_exemption),
            fewer_bids_reason: text(&self.fewer_bids_reason),
        };
        if wrong.is_empty() { Ok(draft) } else { Err(Problem::invalid(wrong)) }
    }

    /// Empty rows are no criteria; a new one gets the first name for programs that is free.
    fn criteria(&self, wrong: &mut Vec<FieldError>) -> Vec<Criterion> {
        let rows: Vec<_> = self.criteria.iter().filter(|row| !row.is_empty()).collect();
        let free = (1..).map(|number| format!("c{number}")).filter(|key| rows.iter().all(|row| row.key != *key));
        let mut free = free.into_iter();
        let mut criteria = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            match hundredths(&format!("/criteria/{at}/points"), &row.points) {
                Ok(points) => criteria.push(Criterion {
                    key: if row.key.is_empty() { free.next().unwrap_or_default() } else { row.key.clone() },
                    title_zh: row.title.trim().to_owned(),
                    title_en: Some(row.title_en.clone()).filter(|title| !title.is_empty()),
                    points,
                }),
                Err(problem) => wrong.extend(problem.errors().to_vec()),
            }
        }
        criteria
    }
}

/// A text; nothing typed clears it.
fn text(typed: &str) -> Patch<String> {
    let typed = typed::lines(typed.trim());
    if typed.is_empty() { Patch::Clear } else { Patch::Set(typed) }
}

/// What is read from what was typed; nothing typed clears it.
fn readable<T>(typed: &str, read: impl FnOnce(&str) -> Result<Option<T>>, wrong: &mut Vec<FieldError>) -> Patch<T> {
    if typed.trim().is_empty() {
        return Patch::Clear;
    }
    match read(typed) {
        Ok(Some(value)) => Patch::Set(value),
        Ok(None) => Patch::Clear,
        Err(problem) => {
            wrong.extend(problem.errors().to_vec());
            Patch::Keep
        }
    }
}

/// One of a list of choices; the empty one clears it.
fn chosen<T>(typed: &str, pointer: &str, parse: impl FnOnce(&str) -> Option<T>, wrong: &mut Vec<FieldError>) -> Patch<T> {
    readable(typed, |typed| parse(typed).ok_or_else(|| not_offered(pointer)).map(Some), wrong)
}

fn some<T>(typed: &[String], pointer: &str, parse: impl Fn(&str) -> Option<T>, wrong: &mut Vec<FieldError>) -> Vec<T> {
    let parsed: Vec<T> = typed.iter().filter_map(|typed| parse(typed)).collect();
    if parsed.len() < typed.len() {
        wrong.extend(not_offered(pointer).errors().to_vec());
    }
    parsed
}

fn not_offered(pointer: &str) -> Problem {
    Problem::field(pointer, "unknown_value", "请从本页面选择。", "choose one that the page offers.")
}

fn hundredths(pointer: &str, typed: &str) -> Result<Hundredths> {
    Hundredths::parse(&typed::number(typed)).map_err(|_| {
        Problem::field(pointer, "unreadable", "请写数字，最多两位小数，如 35 或 35.5。", "write a number with two decimals at most.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> DraftForm {
        DraftForm::read(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_empty_is_cleared_and_new_criteria_get_names_of_their_own() {
        let draft = form(&[
            ("title_zh", " 助餐 "),
            ("budget", "２０,０００ 元"),
            ("criterion_key", "c1"),
            ("criterion_title", "方案"),
            ("criterion_points", "50"),
            ("criterion_key", ""),
            ("criterion_title", "团队"),
            ("criterion_points", "３０.5"),
            ("criterion_key", ""),
            ("criterion_title", ""),
            ("criterion_points", " "),
        ])
        .command()
        .expect("a draft");
        assert_eq!((draft.title_zh, draft.title_en), (Patch::Set("助餐".to_owned()), Patch::Clear));
        assert_eq!((draft.budget_fen, draft.deadline), (Patch::Set(2_000_000), Patch::Clear));
        let criteria: Vec<_> = draft.criteria.value().expect("criteria").iter().map(|c| (c.key.as_str(), c.points.to_string())).collect();
        assert_eq!(criteria, [("c1", "50.00".to_owned()), ("c2", "30.50".to_owned())]);
        assert_eq!(draft.buyer_id, Patch::Keep);
    }

    #[test]
    fn everything_that_cannot_be_read_is_named_at_once() {
        let refused = form(&[
            ("budget", "两万"),
            ("deadline", "下周"),
            ("line", "x"),
            ("need", "y"),
            ("price_weight", "20%"),
            ("criterion_key", ""),
            ("criterion_title", "方案"),
            ("criterion_points", "五十"),
        ])
        .command();
        let wrong: Vec<String> = refused.expect_err("refused").errors().iter().map(|error| error.pointer.clone()).collect();
        assert_eq!(wrong, ["/need_ids", "/budget_fen", "/budget_line_id", "/deadline", "/criteria/0/points", "/price_weight"]);
    }
}
