//! What somebody answers, held against what was asked. Pure.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::questions::{Choice, Question, Shape};
use crate::platform::http::Check;
use crate::platform::privacy::names_nobody;

/// Characters that a free text may have.
pub const LONGEST_TEXT: usize = 1000;

/// What was given for one question, as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    Nothing,
    Word(String),
    Number(i64),
    Words(Vec<String>),
    /// What answers no question.
    Other,
}

/// What somebody sends in: consent and answers by question key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    pub consent: bool,
    pub answers: BTreeMap<String, Given>,
}

/// A sound answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub question: String,
    pub said: Said,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Keys of options, a number of the scale or the code of a place; one, or several of a multiple question.
    Choices(Vec<String>),
    Text(String),
}

impl Given {
    pub fn of(value: &Value) -> Self {
        let word = |value: &Value| value.as_str().map(str::to_owned);
        match value {
            Value::Null => Given::Nothing,
            Value::String(text) => Given::Word(text.clone()),
            Value::Number(number) => number.as_i64().map_or(Given::Other, Given::Number),
            Value::Array(items) => items.iter().map(word).collect::<Option<_>>().map_or(Given::Other, Given::Words),
            Value::Bool(_) | Value::Object(_) => Given::Other,
        }
    }

    /// Blanks and empty lists say nothing.
    fn is_nothing(&self) -> bool {
        match self {
            Given::Nothing => true,
            Given::Word(word) => word.trim().is_empty(),
            Given::Words(words) => words.is_empty(),
            Given::Number(_) | Given::Other => false,
        }
    }
}

/// The sound answers in the order of the questions; everything that is wrong goes into `check`, at `/consent` or `/answers/<key>`.
/// `places` are the codes that an area question takes.
pub fn read(check: &mut Check, questions: &[Question], places: &HashSet<String>, submission: &Submission) -> Vec<Answer> {
    // R110: consent is explicit.
    check.that(
        submission.consent,
        "/consent",
        "consent_required",
        "须先同意上述说明，才能提交答卷。",
        "the notice must be agreed to before answers are taken.",
    );
    let known: HashSet<_> = questions.iter().map(|question| question.key.as_str()).collect();
    for key in submission.answers.keys().filter(|key| !known.contains(key.as_str())) {
        let pointer = format!("/answers/{}", key.replace('~', "~0").replace('/', "~1"));
        check.that(false, &pointer, "unknown_question", "问卷中没有这一题。", "is no question of this survey.");
    }
    questions
        .iter()
        .filter_map(|question| {
            let given = submission.answers.get(&question.key).unwrap_or(&Given::Nothing);
            let said = if given.is_nothing() { missing(question) } else { said(question, places, given) };
            match said {
                Ok(said) => said.map(|said| Answer { question: question.key.clone(), said }),
                Err(wrong) => {
                    wrong.tell(check, &format!("/answers/{}", question.key));
                    None
                }
            }
        })
        .collect()
}

/// Why an answer is none.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wrong {
    Missing,
    Type,
    Option,
    Twice,
    TooMany { most: usize },
    Scale { from: i64, to: i64 },
    Place,
    Text(String),
}

impl Wrong {
    fn tell(self, check: &mut Check, pointer: &str) {
        let (code, zh, en) = match self {
            Wrong::Missing => ("required", "此题必须回答。".to_owned(), "must be answered.".to_owned()),
            Wrong::Type => ("wrong_type", "回答的形式不对。".to_owned(), "is no answer of this question's kind.".to_owned()),
            Wrong::Option => ("unknown_option", "没有这个选项。".to_owned(), "is no option of this question.".to_owned()),
            Wrong::Twice => ("duplicate", "同一选项选了两次。".to_owned(), "names an option twice.".to_owned()),
            Wrong::TooMany { most } => ("too_many", format!("最多选 {most} 项。"), format!("at most {most} may be chosen.")),
            Wrong::Scale { from, to } => {
                ("out_of_range", format!("须在 {from} 到 {to} 之间。"), format!("must lie between {from} and {to}."))
            }
            Wrong::Place => ("unknown_area", "不是本次问卷范围内的区域。".to_owned(), "is no place of this survey.".to_owned()),
            Wrong::Text(text) => {
                check.at_most(pointer, &text, LONGEST_TEXT);
                return names_nobody(check, pointer, &text);
            }
        };
        check.that(false, pointer, code, zh, en);
    }
}

fn missing(question: &Question) -> Result<Option<Said>, Wrong> {
    if question.required { Err(Wrong::Missing) } else { Ok(None) }
}

fn said(question: &Question, places: &HashSet<String>, given: &Given) -> Result<Option<Said>, Wrong> {
    let one = |choice: String| Ok(Some(Said::Choices(vec![choice])));
    match (question.shape(), given) {
        (Shape::Single(options), Given::Word(word)) => one(option(options, word)?),
        (Shape::Multiple { options, most }, Given::Words(words)) => several(options, most, words),
        (Shape::Scale { from, to }, Given::Number(number)) if (from..=to).contains(number) => one(number.to_string()),
        (Shape::Scale { from, to }, Given::Number(_)) => Err(Wrong::Scale { from, to }),
        (Shape::Area, Given::Word(code)) if places.contains(code) => one(code.clone()),
        (Shape::Area, Given::Word(_)) => Err(Wrong::Place),
        (Shape::Text, Given::Word(text)) => words(text).map(|text| Some(Said::Text(text))),
        _ => Err(Wrong::Type),
    }
}

fn option(options: &[Choice], word: &str) -> Result<String, Wrong> {
    options.iter().find(|option| option.key == word).map(|option| option.key.clone()).ok_or(Wrong::Option)
}

fn several(options: &[Choice], most: usize, words: &[String]) -> Result<Option<Said>, Wrong> {
    let chosen = words.iter().map(|word| option(options, word)).collect::<Result<Vec<_>, _>>()?;
    if chosen.iter().collect::<HashSet<_>>().len() < chosen.len() {
        return Err(Wrong::Twice);
    }
    if chosen.len() > most {
        return Err(Wrong::TooMany { most });
    }
    Ok(Some(Said::Choices(chosen)))
}

/// A text as it is kept: one that is short enough and names no resident.
fn words(text: &str) -> Result<String, Wrong> {
    let text = text.trim().replace("\r\n", "\n");
    let mut check = Check::new();
    check.at_most("", &text, LONGEST_TEXT);
    names_nobody(&mut check, "", &text);
    if check.is_clean() { Ok(text) } else { Err(Wrong::Text(text)) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::questions::Kind;
    use super::super::questions::samples::question;
    use super::*;

    fn asked() -> Vec<Question> {
        let mut questions: Vec<_> = Kind::ALL.iter().map(|kind| question(kind.as_str(), *kind)).collect();
        questions[0].required = true;
        questions[1].max_choices = Some(2);
        questions
    }

    fn answered(consent: bool, answers: &Value) -> (Vec<Answer>, Vec<(String, &'static str)>) {
        let answers = answers.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), Given::of(value))).collect();
        let mut check = Check::new();
        let places = HashSet::from(["310107015".to_owned()]);
        let read = read(&mut check, &asked(), &places, &Submission { consent, answers });
        (read, check.into_errors().into_iter().map(|error| (error.pointer, error.code)).collect())
    }

    #[test]
    fn an_answer_of_every_kind_is_read() {
        let given = json!({"single": "a", "multiple": ["c", "b"], "scale": 5, "text": " 多些长椅\r\n和树荫 ", "area": "310107015"});
        let (read, wrong) = answered(true, &given);
        assert_eq!(wrong, []);
        let choices = |words: &[&str]| Said::Choices(words.iter().map(|word| (*word).to_owned()).collect());
        let said: Vec<_> = read.into_iter().map(|answer| answer.said).collect();
        let text = Said::Text("多些长椅\n和树荫".into());
        assert_eq!(said, [choices(&["a"]), choices(&["c", "b"]), choices(&["5"]), text, choices(&["310107015"])]);
    }

    #[test]
    fn blanks_nulls_and_empty_lists_are_no_answers() {
        let (read, wrong) = answered(true, &json!({"single": "a", "multiple": [], "scale": null, "text": " \n"}));
        assert_eq!((read.len(), wrong), (1, vec![]));
        assert_eq!(answered(true, &json!({})).1, [("/answers/single".into(), "required")]);
    }

    #[test]
    fn everything_wrong_is_named_at_its_question() {
        let one =
            |given: Value| answered(true, &given).1.into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect::<Vec<_>>();
        assert_eq!(one(json!({"single": "d"})), ["/answers/single unknown_option"]);
        assert_eq!(one(json!({"single": ["a"]})), ["/answers/single wrong_type"]);
        assert_eq!(one(json!({"single": "a", "multiple": ["a", "b", "c"]})), ["/answers/multiple too_many"]);
        assert_eq!(one(json!({"single": "a", "multiple": ["a", "a"]})), ["/answers/multiple duplicate"]);
        assert_eq!(one(json!({"single": "a", "scale": 6})), ["/answers/scale out_of_range"]);
        assert_eq!(one(json!({"single": "a", "scale": 2.5})), ["/answers/scale wrong_type"]);
        assert_eq!(one(json!({"single": "a", "area": "310107005"})), ["/answers/area unknown_area"]);
        assert_eq!(one(json!({"single": "a", "text": "找 13812345678"})), ["/answers/text personal_data"]);
        assert_eq!(one(json!({"single": "a", "text": "长".repeat(1001)})), ["/answers/text too_long"]);
        assert_eq!(one(json!({"single": "a", "x/y": "z"})), ["/answers/x~1y unknown_question"]);
        assert_eq!(answered(false, &json!({"single": "a"})).1, [("/consent".into(), "consent_required")]);
    }
}
