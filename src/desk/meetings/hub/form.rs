//! What the forms say of a meeting and of its rules: every field as it was typed.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::desk::typed;
use crate::meetings::{Draft, MeetingView, Mode, Rules, WeightTable, WhatIf};
use crate::platform::http::{FieldError, Problem, Result};

/// What a meeting is.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct MeetingForm {
    /// Of a new meeting; it stays.
    area: String,
    title_zh: String,
    title_en: String,
    venue: String,
    held_on: String,
    /// Beginnings of talks, apart by spaces, lines or commas.
    times: String,
}

/// How it is solved.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct RulesForm {
    mode: String,
    minimum_quality: String,
    new_share: String,
    seed: String,
    /// `true` where the box is ticked.
    raise_lowest: String,
    weight_field: String,
    weight_target_group: String,
    weight_area: String,
    weight_text: String,
    weight_track_record: String,
    weight_rating: String,
    weight_capacity: String,
    weight_budget_fit: String,
}

impl MeetingForm {
    pub fn of(meeting: &MeetingView) -> Self {
        Self {
            area: meeting.area_code.clone(),
            title_zh: meeting.title_zh.clone(),
            title_en: meeting.title_en.clone().unwrap_or_default(),
            venue: meeting.venue_zh.clone(),
            held_on: meeting.held_on.to_string(),
            times: meeting.times.join("\n"),
        }
    }

    /// For a new meeting: with its place.
    pub fn begun(&self) -> Result<Draft> {
        let mut wrong = Vec::new();
        let draft = Draft { area_code: Some(self.area.clone()), ..self.draft(&mut wrong) };
        all_read(draft, wrong)
    }

    /// For one that is there, with its rules.
    pub fn changed(&self, rules: &RulesForm) -> Result<Draft> {
        let mut wrong = Vec::new();
        let draft = Draft { rules: Some(rules.rules(&mut wrong)), ..self.draft(&mut wrong) };
        all_read(draft, wrong)
    }

    fn draft(&self, wrong: &mut Vec<FieldError>) -> Draft {
        let held_on = typed::day("/held_on", &self.held_on).unwrap_or_else(|problem| {
            wrong.extend(problem.errors().to_vec());
            None
        });
        // To the command, nothing would mean that the day stays.
        if self.held_on.trim().is_empty() {
            wrong.push(FieldError::new("/held_on", "required", "请填写日期。", "fill in the day."));
        }
        Draft {
            title_zh: Some(self.title_zh.clone()),
            title_en: Some(self.title_en.clone()),
            venue_zh: Some(self.venue.clone()),
            held_on,
            times: Some(times(&self.times)),
            ..Draft::default()
        }
    }
}

impl RulesForm {
    pub fn of(rules: &Rules) -> Self {
        let weight = |percent: fn(&WeightTable) -> u8| rules.weights.as_ref().map(|table| percent(table).to_string()).unwrap_or_default();
        Self {
            mode: rules.mode.to_string(),
            minimum_quality: rules.minimum_quality.to_string(),
            new_share: rules.new_share.clone().unwrap_or_default(),
            seed: rules.seed.to_string(),
            raise_lowest: if rules.raise_lowest { "true".to_owned() } else { String::new() },
            weight_field: weight(|table| table.field),
            weight_target_group: weight(|table| table.target_group),
            weight_area: weight(|table| table.area),
            weight_text: weight(|table| table.text),
            weight_track_record: weight(|table| table.track_record),
            weight_rating: weight(|table| table.rating),
            weight_capacity: weight(|table| table.capacity),
            weight_budget_fit: weight(|table| table.budget_fit),
        }
    }

    fn rules(&self, wrong: &mut Vec<FieldError>) -> Rules {
        let mode = Mode::parse(&self.mode).unwrap_or_else(|| {
            wrong.push(FieldError::new("/rules/mode", "unknown_value", "请从本页面选择。", "choose one that the page offers."));
            Mode::default()
        });
        Rules {
            mode,
            minimum_quality: whole("/rules/minimum_quality", &self.minimum_quality, wrong),
            new_share: Some(typed::number(&self.new_share)).filter(|share| !share.is_empty()),
            seed: whole("/rules/seed", &self.seed, wrong),
            weights: self.weights(wrong),
            raise_lowest: self.raise_lowest == "true",
        }
    }

    /// None where none is filled in: then the table of the service counts.
    fn weights(&self, wrong: &mut Vec<FieldError>) -> Option<WeightTable> {
        let mut is_own = false;
        let mut percent = |name: &str, typed: &str| {
            is_own |= !typed.trim().is_empty();
            whole(&format!("/rules/weights/{name}"), typed, wrong)
        };
        let table = WeightTable {
            field: percent("field", &self.weight_field),
            target_group: percent("target_group", &self.weight_target_group),
            area: percent("area", &self.weight_area),
            text: percent("text", &self.weight_text),
            track_record: percent("track_record", &self.weight_track_record),
            rating: percent("rating", &self.weight_rating),
            capacity: percent("capacity", &self.weight_capacity),
            budget_fit: percent("budget_fit", &self.weight_budget_fit),
        };
        is_own.then_some(table)
    }

    /// For a trial: everything is said, so that nothing of the meeting's own rules is left.
    pub fn tried(&self) -> Result<WhatIf> {
        let mut wrong = Vec::new();
        let Rules { mode, minimum_quality, new_share, seed, weights, raise_lowest } = self.rules(&mut wrong);
        let tried = WhatIf {
            mode: Some(mode),
            minimum_quality: Some(minimum_quality),
            new_share: Some(new_share.unwrap_or_else(|| "0".to_owned())),
            seed: Some(seed),
            weights: Some(weights.unwrap_or_else(WeightTable::of_the_service)),
            raise_lowest: Some(raise_lowest),
            conditions: Vec::new(),
        };
        all_read(tried, wrong)
    }
}

fn all_read<T>(read: T, wrong: Vec<FieldError>) -> Result<T> {
    if wrong.is_empty() { Ok(read) } else { Err(Problem::invalid(wrong)) }
}

/// A whole number; 0 where nothing was typed.
fn whole<T: FromStr + Default>(pointer: &str, typed: &str, wrong: &mut Vec<FieldError>) -> T {
    let typed = typed::number(typed);
    if typed.is_empty() {
        return T::default();
    }
    typed.parse().unwrap_or_else(|_| {
        wrong.push(FieldError::new(pointer, "unreadable", "请填写整数，不能为负。", "write a whole number of 0 or more."));
        T::default()
    })
}

/// `９：30、9:50` as `09:30` and `09:50`.
fn times(typed: &str) -> Vec<String> {
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    let time = |typed: &str| {
        let time = typed::number(typed).replace('：', ":");
        if time.find(':') == Some(1) { format!("0{time}") } else { time }
    };
    typed.split(apart).filter(|time| !time.is_empty()).map(time).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes<T>(read: Result<T>) -> Vec<(String, &'static str)> {
        read.err().map(|problem| problem.errors().iter().map(|e| (e.pointer.clone(), e.code)).collect()).unwrap_or_default()
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        assert_eq!(times(" ９：30、9:50，10:10\r\n１３:00 "), ["09:30", "09:50", "10:10", "13:00"]);
        assert!(times(" ").is_empty());
    }

    #[test]
    fn rules_go_through_the_form_and_back() {
        let even =
            WeightTable { field: 20, target_group: 10, area: 20, text: 10, track_record: 10, rating: 10, capacity: 10, budget_fit: 10 };
        for weights in [None, Some(even)] {
            let rules =
                Rules { mode: Mode::Stable, minimum_quality: 4000, new_share: Some("0.12".into()), seed: 7, weights, raise_lowest: true };
            let mut wrong = Vec::new();
            assert_eq!((RulesForm::of(&rules).rules(&mut wrong), wrong), (rules, Vec::new()));
        }
    }

    #[test]
    fn everything_that_cannot_be_read_is_named_at_once() {
        let rules = RulesForm { mode: "best".into(), minimum_quality: "四千".into(), weight_field: "300".into(), ..RulesForm::default() };
        let meeting = MeetingForm { held_on: "下周".into(), ..MeetingForm::default() };
        let told = codes(meeting.changed(&rules));
        let pointers: Vec<&str> = told.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/rules/mode", "/rules/minimum_quality", "/rules/weights/field", "/held_on"]);
    }

    #[test]
    fn a_day_that_was_cleared_is_asked_for() {
        let meeting = MeetingForm { held_on: " ".into(), ..MeetingForm::default() };
        assert_eq!(codes(meeting.begun()), [("/held_on".to_owned(), "required")]);
    }

    #[test]
    fn a_trial_without_a_share_says_so() {
        let rules = RulesForm { mode: "optimal".into(), ..RulesForm::default() };
        let tried = rules.tried().expect("a trial");
        assert_eq!((tried.new_share.as_deref(), tried.minimum_quality), (Some("0"), Some(0)));
        assert_eq!(tried.weights, Some(WeightTable::of_the_service()), "not those of the meeting");
    }
}
