//! What a table's columns are called and what their cells hold.

use crate::platform::i18n::Language;

/// One of the values that a column allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The API's word.
    pub code: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

impl Choice {
    pub const fn new(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { code, zh, en }
    }

    pub fn label(self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }

    fn is_meant_by(self, written: &str) -> bool {
        written == self.zh || written.eq_ignore_ascii_case(self.code) || written.eq_ignore_ascii_case(self.en)
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Text,
    /// Text of digits and letters: as a number it may have lost some.
    Code,
    /// The code of a place. It is looked up, so a number does no harm.
    Place,
    /// Several places.
    Places,
    Choice(fn() -> Vec<Choice>),
    /// Several of the choices.
    Choices(fn() -> Vec<Choice>),
    Date,
    /// Yuan with at most two decimals.
    Money,
    Number,
}

impl Shape {
    /// The allowed values, where they are a list.
    pub fn choices(self) -> Vec<Choice> {
        match self {
            Self::Choice(choices) | Self::Choices(choices) => choices(),
            _ => Vec::new(),
        }
    }

    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::Places | Self::Choices(_))
    }

    /// The choice that is meant by its code or by its label in either language.
    pub(super) fn meant_by(self, written: &str) -> Option<Choice> {
        self.choices().into_iter().find(|choice| choice.is_meant_by(written))
    }

    /// What people read for a code.
    pub(super) fn label(self, code: &str, language: Language) -> String {
        let choice = self.choices().into_iter().find(|choice| choice.code == code);
        choice.map_or_else(|| code.to_owned(), |choice| choice.label(language).to_owned())
    }
}

/// A column: a heading in either language, or the API's field name.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The field of the API.
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub shape: Shape,
    pub required: bool,
    /// Written, and passed over when it is read again.
    pub derived: bool,
    /// In the template's example row.
    pub example: &'static str,
    /// What to mind, in both languages.
    pub note: (&'static str, &'static str),
}

impl Column {
    pub const fn new(key: &'static str, zh: &'static str, en: &'static str, shape: Shape) -> Self {
        Self { key, zh, en, shape, required: false, derived: false, example: "", note: ("", "") }
    }

    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Only in exports.
    pub const fn derived(mut self) -> Self {
        self.derived = true;
        self
    }

    pub const fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    pub const fn note(mut self, zh: &'static str, en: &'static str) -> Self {
        self.note = (zh, en);
        self
    }

    pub fn heading(&self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }

    /// Whether an error about this field of the API is about this column. Where the API speaks of fen, people write yuan.
    pub fn answers_for(&self, pointer: &str) -> bool {
        let field = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        field == self.key || field.strip_suffix("_fen").is_some_and(|name| self.key.strip_suffix("_yuan") == Some(name))
    }

    pub(super) fn is_called(&self, heading: &str) -> bool {
        heading == self.zh || heading.eq_ignore_ascii_case(self.key) || heading.eq_ignore_ascii_case(self.en)
    }
}
