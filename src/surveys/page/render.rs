//! The answer page as HTML.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use serde::Serialize;

use super::sent::{CONSENT, FORM, SWITCH, Sent, name};
use crate::platform::html::Pages;
use crate::platform::http::{FieldError, Result};
use crate::platform::i18n::Language;
use crate::surveys::answers::LONGEST_TEXT;
use crate::surveys::form::Asked;
use crate::surveys::questions::{Question, Shape, in_language};

static PAGES: LazyLock<Pages> = LazyLock::new(|| {
    Pages::new(&[
        ("survey.html", include_str!("../templates/survey.html")),
        ("form.html", include_str!("../templates/form.html")),
        ("message.html", include_str!("../templates/message.html")),
    ])
});

/// What a page without a form says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    Thanks,
    Answered,
    NotYet,
    Over,
    Unknown,
}

impl Message {
    pub fn status(self) -> StatusCode {
        match self {
            Message::Thanks => StatusCode::OK,
            Message::Answered | Message::NotYet | Message::Over => StatusCode::CONFLICT,
            Message::Unknown => StatusCode::NOT_FOUND,
        }
    }
}

/// How an address names a language.
pub fn code(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}

#[derive(Serialize)]
struct Page<T> {
    lang: Language,
    #[serde(flatten)]
    content: T,
}

#[derive(Serialize)]
struct Form<'a> {
    title: &'a str,
    notice: &'a str,
    form: String,
    is_wrong: bool,
    consents: bool,
    consent_error: Option<String>,
    questions: Vec<Field<'a>>,
    longest: usize,
    names: Names,
}

/// The names of the inputs that every form has.
#[derive(Serialize)]
struct Names {
    consent: &'static str,
    form: &'static str,
    switch: &'static str,
}

#[derive(Serialize)]
struct Field<'a> {
    key: &'a str,
    name: String,
    text: &'a str,
    required: bool,
    /// `one`, `some`, `text` or `place`.
    input: &'static str,
    /// How many may be chosen, where not all may.
    most: Option<usize>,
    is_scale: bool,
    options: Vec<Offer<'a>>,
    /// The text as it was written.
    value: &'a str,
    error: Option<String>,
}

#[derive(Serialize)]
struct Offer<'a> {
    value: String,
    label: &'a str,
    chosen: bool,
}

pub fn form(asked: &Asked, sent: &Sent, errors: &[FieldError], language: Language) -> Result<String> {
    let survey = &asked.found.survey;
    let error_at =
        |pointer: &str| errors.iter().find(|error| error.pointer == pointer).map(|error| sentence(error.detail.in_language(language)));
    let form = Form {
        title: in_language(&survey.title_zh, survey.title_en.as_deref(), language),
        notice: in_language(&survey.consent_zh, survey.consent_en.as_deref(), language),
        form: sent.id().to_string(),
        is_wrong: !errors.is_empty(),
        consents: sent.consents(),
        consent_error: error_at("/consent"),
        questions: asked
            .questions
            .iter()
            .map(|question| Field { error: error_at(&format!("/answers/{}", question.key)), ..field(asked, question, sent, language) })
            .collect(),
        longest: LONGEST_TEXT,
        names: Names { consent: CONSENT, form: FORM, switch: SWITCH },
    };
    render("form.html", form, language)
}

fn field<'a>(asked: &'a Asked, question: &'a Question, sent: &'a Sent, language: Language) -> Field<'a> {
    let given = sent.of_question(&question.key);
    let offer = |value: &str, label: &'a str| Offer { value: value.to_owned(), label, chosen: given.contains(&value) };
    let (input, most, options) = match question.shape() {
        Shape::Single(options) => ("one", None, options.iter().map(|option| offer(&option.key, option.label(language))).collect()),
        Shape::Multiple { options, most } => {
            let offers: Vec<_> = options.iter().map(|option| offer(&option.key, option.label(language))).collect();
            ("some", (most < offers.len()).then_some(most), offers)
        }
        Shape::Scale { from, to } => ("one", None, (from..=to).map(|number| offer(&number.to_string(), "")).collect()),
        Shape::Text => ("text", None, Vec::new()),
        Shape::Area => {
            let places = asked.places.iter();
            ("place", None, places.map(|place| offer(&place.code, in_language(&place.name_zh, Some(&place.name_en), language))).collect())
        }
    };
    Field {
        key: &question.key,
        name: name(&question.key),
        text: question.text(language),
        required: question.required,
        input,
        most,
        is_scale: matches!(question.shape(), Shape::Scale { .. }),
        options,
        value: given.first().copied().unwrap_or_default(),
        error: None,
    }
}

pub fn message(message: &Message, language: Language) -> Result<String> {
    #[derive(Serialize)]
    struct Said<'m> {
        message: &'m Message,
    }
    render("message.html", Said { message }, language)
}

/// A problem's words, which follow a field's name elsewhere, as a sentence of their own.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn render<T: Serialize>(template: &str, content: T, lang: Language) -> Result<String> {
    PAGES.render(template, &Page { lang, content })
}
