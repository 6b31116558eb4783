//! What a browser sent: pairs of names and values, kept as they are so that a form can be shown again with nothing lost. Pure.

use crate::platform::ids::SurveyResponseId;
use crate::surveys::answers::{Given, Submission};
use crate::surveys::questions::{Kind, Question};

pub const CONSENT: &str = "consent";
/// Names the form, so that the same one sent twice is one response.
pub const FORM: &str = "form";
/// The button that asks for the page in another language.
pub const SWITCH: &str = "switch";

#[derive(Clone, Debug)]
pub struct Sent {
    pairs: Vec<(String, String)>,
    id: SurveyResponseId,
}

/// The name of a question's inputs.
pub fn name(question: &str) -> String {
    format!("q.{question}")
}

impl Sent {
    pub fn empty() -> Self {
        Self::of(Vec::new())
    }

    pub fn of(pairs: Vec<(String, String)>) -> Self {
        let named = pairs.iter().find(|(name, _)| name == FORM).and_then(|(_, id)| SurveyResponseId::parse(id));
        Self { id: named.unwrap_or_else(SurveyResponseId::new), pairs }
    }

    pub fn id(&self) -> SurveyResponseId {
        self.id.clone()
    }

    /// The language that was asked for instead of sending the answers.
    pub fn switch(&self) -> Option<&str> {
        self.values(SWITCH).next()
    }

    pub fn consents(&self) -> bool {
        self.values(CONSENT).next() == Some("yes")
    }

    /// What was given for a question, as it was written.
    pub fn of_question(&self, question: &str) -> Vec<&str> {
        let name = name(question);
        self.pairs.iter().filter(|(given, _)| *given == name).map(|(_, value)| value.as_str()).collect()
    }

    fn values<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.pairs.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The same as the API would have been sent.
    pub fn submission(&self, questions: &[Question]) -> Submission {
        let answers = questions.iter().map(|question| (question.key.clone(), given(question.kind, &self.of_question(&question.key))));
        Submission { consent: self.consents(), answers: answers.collect() }
    }
}

fn given(kind: Kind, values: &[&str]) -> Given {
    match (kind, values) {
        (_, []) => Given::Nothing,
        (Kind::Multiple, words) => Given::Words(words.iter().map(|word| (*word).to_owned()).collect()),
        (_, [blank]) if blank.trim().is_empty() => Given::Nothing,
        (Kind::Scale, [number]) => number.parse().map_or(Given::Other, Given::Number),
        (_, [word]) => Given::Word((*word).to_owned()),
        _ => Given::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surveys::questions::samples::question;

    #[test]
    fn a_form_says_what_the_api_would_have_been_sent() {
        let pairs = [("consent", "yes"), ("q.multiple", "a"), ("q.multiple", "b"), ("q.scale", "3"), ("q.text", "树"), ("q.single", "")];
        let sent = Sent::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        let questions: Vec<_> = Kind::ALL.iter().map(|kind| question(kind.as_str(), *kind)).collect();
        let submission = sent.submission(&questions);
        assert!(submission.consent);
        let word = |word: &str| word.to_owned();
        let expected = [
            (word("area"), Given::Nothing),
            (word("multiple"), Given::Words(vec![word("a"), word("b")])),
            (word("scale"), Given::Number(3)),
            (word("single"), Given::Nothing),
            (word("text"), Given::Word(word("树"))),
        ];
        assert_eq!(submission.answers.into_iter().collect::<Vec<_>>(), expected);
    }
}
