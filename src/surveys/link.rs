//! Links to the answer page: their secret is shown once, and only its hash stays.

use super::policy::unknown;
use super::store::{self, Link};
use crate::platform::Platform;
use crate::platform::crypto::{SecretToken, TokenKind, hash_token};
use crate::platform::db::Tx;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{SurveyId, SurveyLinkId};
use crate::text_enum;

text_enum! {
    /// What a link is good for.
    pub enum LinkKind {
        /// One response.
        Invitation = "invitation",
        /// As many as come.
        Open = "open",
    }
}

/// A link in the one answer that shows it.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = SurveyLink)]
pub struct LinkView {
    /// The address of the answer page.
    #[schema(example = "https://hub.example/s/shn_survey_…")]
    pub url: String,
    /// The secret in it, for programs: `/survey-links/{token}`.
    #[schema(example = "shn_survey_…")]
    pub token: String,
}

/// Makes a link and stores its hash. The secret is fresh in each run of the transaction; only the one that was stored is shown.
pub(super) fn make(tx: &mut Tx, platform: &Platform, survey: &SurveyId, kind: LinkKind) -> Result<LinkView> {
    let token = SecretToken::generate(TokenKind::SurveyLink).map_err(Problem::internal)?;
    let token_hash = hash_token(&platform.keys, &token);
    store::insert_link(tx, &Link { id: SurveyLinkId::new(), survey_id: survey.clone(), kind, token_hash, spent: false })?;
    Ok(LinkView { url: format!("{}/s/{}", platform.config.public_url(), token.expose()), token: token.expose().to_owned() })
}

/// The stored form of a link's secret; 404 for what is none.
pub(super) fn hash(platform: &Platform, token: &str) -> Result<String> {
    let token = SecretToken::parse(token).ok().filter(|token| token.kind() == TokenKind::SurveyLink).ok_or_else(unknown)?;
    Ok(hash_token(&platform.keys, &token))
}

impl Link {
    /// 409 for an invitation that has brought its answer in; 404 for an open link that was replaced.
    pub(super) fn must_be_good(&self) -> Result<()> {
        match (self.spent, self.kind) {
            (false, _) => Ok(()),
            (true, LinkKind::Invitation) => Err(already_answered()),
            (true, LinkKind::Open) => Err(unknown()),
        }
    }
}

pub(super) fn already_answered() -> Problem {
    Problem::conflict(
        "surveys/already_answered",
        "这个链接的答卷已经收到，谢谢您；每个链接只能答一次。",
        "The answers of this link have been received, thank you; each link answers once.",
    )
}
