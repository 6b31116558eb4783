//! What a survey asks. Pure.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::platform::http::Check;
use crate::platform::i18n::Language;
use crate::text_enum;

const MOST_QUESTIONS: usize = 40;
const MOST_OPTIONS: usize = 50;
/// The scale of a question that names none: from 1 to 5.
const USUAL_SCALE: (i64, i64) = (1, 5);

text_enum! {
    /// What an answer to a question is.
    pub enum Kind {
        /// One of the options.
        Single = "single",
        /// Any of the options, up to `max_choices`.
        Multiple = "multiple",
        /// A whole number from `scale_from` to `scale_to`.
        Scale = "scale",
        /// Free text.
        Text = "text",
        /// The code of a place at or below the survey's own.
        Area = "area",
    }
}

/// One question, in its place among the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SurveyQuestion)]
pub struct Question {
    /// Names the answer: small letters, digits and `_`, at most 40, beginning with a letter.
    #[schema(example = "category")]
    pub key: String,
    pub kind: Kind,
    #[schema(example = "您最希望办好哪一类实事？")]
    pub text_zh: String,
    /// Shown in English instead of the Chinese text.
    pub text_en: Option<String>,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
    /// Of a single or multiple question: 2 to 50.
    #[serde(default)]
    #[schema(example = json!([{"key": "livelihood", "label_zh": "民生服务"}, {"key": "safety", "label_zh": "平安建设"}]))]
    pub options: Vec<Choice>,
    /// Of a multiple question: how many may be chosen; all unless told.
    #[schema(minimum = 1)]
    pub max_choices: Option<u32>,
    /// Of a scale: 0 to 10, 1 unless told.
    #[schema(minimum = 0, maximum = 10)]
    pub scale_from: Option<i64>,
    /// Of a scale: 0 to 10, 5 unless told.
    #[schema(minimum = 0, maximum = 10)]
    pub scale_to: Option<i64>,
}

/// One option of a single or multiple question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SurveyOption)]
pub struct Choice {
    /// As the question's key.
    #[schema(example = "livelihood")]
    pub key: String,
    #[schema(example = "民生服务")]
    pub label_zh: String,
    pub label_en: Option<String>,
}

/// A sound question by what answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape<'q> {
    Single(&'q [Choice]),
    Multiple { options: &'q [Choice], most: usize },
    Scale { from: i64, to: i64 },
    Text,
    Area,
}

impl Question {
    pub fn shape(&self) -> Shape<'_> {
        match self.kind {
            Kind::Single => Shape::Single(&self.options),
            Kind::Multiple => Shape::Multiple { options: &self.options, most: self.most() },
            Kind::Scale => Shape::Scale { from: self.scale_from.unwrap_or(USUAL_SCALE.0), to: self.scale_to.unwrap_or(USUAL_SCALE.1) },
            Kind::Text => Shape::Text,
            Kind::Area => Shape::Area,
        }
    }

    fn most(&self) -> usize {
        self.max_choices.and_then(|most| usize::try_from(most).ok()).unwrap_or(self.options.len())
    }

    pub fn text(&self, language: Language) -> &str {
        in_language(&self.text_zh, self.text_en.as_deref(), language)
    }
}

impl Choice {
    pub fn label(&self, language: Language) -> &str {
        in_language(&self.label_zh, self.label_en.as_deref(), language)
    }
}

/// The English text where there is one and it is wanted; the Chinese one otherwise.
pub fn in_language<'t>(zh: &'t str, en: Option<&'t str>, language: Language) -> &'t str {
    match language {
        Language::Zh => zh,
        Language::En => en.unwrap_or(zh),
    }
}

/// Refuses what can never be asked, all of it together.
pub fn must_be_sound(check: &mut Check, questions: &[Question]) {
    let count = questions.len();
    check.that(
        count <= MOST_QUESTIONS,
        "/questions",
        "too_many",
        format!("最多 {MOST_QUESTIONS} 题，现有 {count} 题。"),
        format!("at most {MOST_QUESTIONS} questions, there are {count}."),
    );
    let mut keys = HashSet::new();
    for (index, question) in questions.iter().enumerate() {
        let at = format!("/questions/{index}");
        key(check, &format!("{at}/key"), &question.key, &mut keys);
        check.text(&format!("{at}/text_zh"), &question.text_zh, 300);
        translation(check, &format!("{at}/text_en"), question.text_en.as_deref(), 600);
        options(check, &at, question);
        scale(check, &at, question);
    }
}

fn options(check: &mut Check, at: &str, question: &Question) {
    let count = question.options.len();
    let has_options = matches!(question.kind, Kind::Single | Kind::Multiple);
    if has_options {
        check.that(
            (2..=MOST_OPTIONS).contains(&count),
            &format!("{at}/options"),
            "wrong_number",
            format!("须有 2 到 {MOST_OPTIONS} 个选项，现有 {count} 个。"),
            format!("needs 2 to {MOST_OPTIONS} options, there are {count}."),
        );
    } else {
        belongs(check, &format!("{at}/options"), count == 0);
    }
    let mut keys = HashSet::new();
    for (index, option) in question.options.iter().enumerate() {
        key(check, &format!("{at}/options/{index}/key"), &option.key, &mut keys);
        check.text(&format!("{at}/options/{index}/label_zh"), &option.label_zh, 100);
        translation(check, &format!("{at}/options/{index}/label_en"), option.label_en.as_deref(), 200);
    }
    match question.max_choices {
        Some(_) if question.kind == Kind::Multiple => {
            let most = question.most();
            check.that(
                (2..=count).contains(&most),
                &format!("{at}/max_choices"),
                "out_of_range",
                "须在 2 与选项个数之间；只能选一项的请用单选题。",
                "must lie between 2 and the number of options; where one may be chosen the question is single.",
            );
        }
        given => belongs(check, &format!("{at}/max_choices"), given.is_none()),
    }
}

fn scale(check: &mut Check, at: &str, question: &Question) {
    let Shape::Scale { from, to } = question.shape() else {
        belongs(check, &format!("{at}/scale_from"), question.scale_from.is_none());
        belongs(check, &format!("{at}/scale_to"), question.scale_to.is_none());
        return;
    };
    check.that(
        0 <= from && from < to && to <= 10,
        &format!("{at}/scale_to"),
        "out_of_range",
        "量表须在 0 到 10 之间，且止大于起。",
        "a scale lies between 0 and 10, and its end above its beginning.",
    );
}

fn belongs(check: &mut Check, pointer: &str, holds: bool) {
    check.that(holds, pointer, "not_for_this_kind", "此题型没有这一项。", "questions of this kind have none.");
}

fn key<'q>(check: &mut Check, pointer: &str, key: &'q str, seen: &mut HashSet<&'q str>) {
    let is_word = key.len() <= 40
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    check.that(
        is_word,
        pointer,
        "malformed",
        "须以小写字母开头，只含小写字母、数字和下划线，最多 40 个。",
        "begins with a small letter, has small letters, digits and _ only, at most 40.",
    );
    check.that(seen.insert(key), pointer, "duplicate", "与前面的重复。", "stands there twice.");
}

/// A translation may be absent; one that is there says something.
pub fn translation(check: &mut Check, pointer: &str, text: Option<&str>, most: usize) {
    if let Some(text) = text {
        check.text(pointer, text, most);
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;

    pub fn choices(keys: &[&str]) -> Vec<Choice> {
        keys.iter().map(|key| Choice { key: (*key).into(), label_zh: format!("选项{key}"), label_en: None }).collect()
    }

    pub fn question(key: &str, kind: Kind) -> Question {
        let options = if matches!(kind, Kind::Single | Kind::Multiple) { choices(&["a", "b", "c"]) } else { Vec::new() };
        Question {
            key: key.into(),
            kind,
            text_zh: "题目".into(),
            text_en: Some("Question".into()),
            required: false,
            options,
            max_choices: None,
            scale_from: None,
            scale_to: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{choices, question};
    use super::*;

    fn wrong(questions: &[Question]) -> Vec<(String, &'static str)> {
        let mut check = Check::new();
        must_be_sound(&mut check, questions);
        check.into_errors().into_iter().map(|error| (error.pointer, error.code)).collect()
    }

    #[test]
    fn questions_of_every_kind_are_sound() {
        let all: Vec<_> = Kind::ALL.iter().map(|kind| question(kind.as_str(), *kind)).collect();
        assert_eq!(wrong(&all), []);
    }

    #[test]
    fn what_can_never_be_asked_is_named() {
        let twice = [question("a", Kind::Text), question("a", Kind::Text), question("1A", Kind::Text)];
        assert_eq!(wrong(&twice), [("/questions/1/key".into(), "duplicate"), ("/questions/2/key".into(), "malformed")]);
        let few = Question { options: choices(&["a"]), max_choices: Some(2), ..question("q", Kind::Multiple) };
        assert_eq!(wrong(&[few]), [("/questions/0/options".into(), "wrong_number"), ("/questions/0/max_choices".into(), "out_of_range")]);
        let scale = Question { scale_from: Some(5), ..question("q", Kind::Scale) };
        assert_eq!(wrong(&[scale]), [("/questions/0/scale_to".into(), "out_of_range")]);
        let text = Question { options: choices(&["a", "b"]), max_choices: Some(1), scale_to: Some(3), ..question("q", Kind::Text) };
        let foreign = ["/questions/0/options", "/questions/0/max_choices", "/questions/0/scale_to"];
        assert_eq!(wrong(&[text]), foreign.map(|pointer| (pointer.to_owned(), "not_for_this_kind")));
    }
}
