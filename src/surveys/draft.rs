//! What can be said of a survey while it is drafted: the body of `POST /surveys` and of its PATCH.

use serde::Deserialize;

use super::questions::{Question, must_be_sound, translation};
use super::store::Survey;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Check, Patch, Result};

/// Drafting needs `area_code` and `title_zh`; everything else may follow. In a PATCH an absent field stays as it is and null
/// clears it.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SurveyDraft)]
pub struct Draft {
    /// The place whose residents are asked.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "310107015")]
    pub area_code: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "长寿路街道社区需求调查")]
    pub title_zh: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub title_en: Patch<String>,
    /// What people agree to before they answer: who asks, why, what is kept, for how long, and their rights (R111).
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub consent_zh: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub consent_en: Patch<String>,
    /// In order; replaces all that were there.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Question>>)]
    pub questions: Patch<Vec<Question>>,
}

impl Draft {
    /// Writes what the draft says over the survey.
    pub(super) fn apply(&self, survey: &mut Survey) -> Result<()> {
        self.area_code.change_or_empty(&mut survey.area_code);
        self.title_zh.change_or_empty(&mut survey.title_zh);
        self.title_en.change(&mut survey.title_en);
        self.consent_zh.change_or_empty(&mut survey.consent_zh);
        self.consent_en.change(&mut survey.consent_en);
        let mut questions = survey.questions()?;
        self.questions.change_or_empty(&mut questions);
        survey.questions = JsonText::of(&questions)?;
        survey.title_zh = survey.title_zh.trim().to_owned();
        survey.consent_zh = survey.consent_zh.trim().to_owned();
        Ok(())
    }
}

/// Refuses at once what can never be right.
pub(super) fn check(check: &mut Check, survey: &Survey) -> Result<()> {
    check.text("/title_zh", &survey.title_zh, 100);
    translation(check, "/title_en", survey.title_en.as_deref(), 200);
    check.at_most("/consent_zh", &survey.consent_zh, 3000);
    translation(check, "/consent_en", survey.consent_en.as_deref(), 6000);
    must_be_sound(check, &survey.questions()?);
    Ok(())
}

/// Nobody is asked nothing, and nobody without a notice (R111).
pub(super) fn must_be_complete(survey: &Survey) -> Result<()> {
    let mut check = Check::new();
    check.text("/consent_zh", &survey.consent_zh, 3000);
    check.that(!survey.questions()?.is_empty(), "/questions", "required", "至少要有一题。", "needs a question.");
    check.finish()
}
