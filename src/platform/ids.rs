//! Typed ids: UUIDv7 strings made by the program. One list for the whole service.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// The id in its usual form, where the text is one of any record.
pub fn normal(text: &str) -> Option<String> {
    uuid::Uuid::try_parse(text).ok().map(|id| id.hyphenated().to_string())
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, utoipa::ToSchema,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid, example = "019a5d4e-7c00-7000-8000-000000000000")]
        pub struct $name(String);

        impl $name {
            /// A fresh, time-ordered id.
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                Self(fresh())
            }

            pub fn parse(text: &str) -> Option<Self> {
                uuid::Uuid::try_parse(text).ok().map(|id| Self(id.hyphenated().to_string()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not a UUID")))
            }
        }

        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                <String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(bytes).map(Self)
            }
        }

        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where
            String: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                <String as diesel::serialize::ToSql<diesel::sql_types::Text, DB>>::to_sql(&self.0, out)
            }
        }
    )+};
}

ids!(
    AmendmentId,
    ApiKeyId,
    AttachmentId,
    AwardId,
    BidId,
    BidVersionId,
    BudgetLineId,
    CatalogueItemId,
    ClarificationId,
    ContractId,
    DeliveryId,
    EventId,
    ImportId,
    IncubationCaseId,
    IncubationProgrammeId,
    JobId,
    LinkId,
    MatchingMeetingId,
    MeetingDemandId,
    MeetingRunId,
    MeetingTalkId,
    MembershipId,
    MilestoneId,
    NeedId,
    OrganizationId,
    PanelMemberId,
    ProjectId,
    RequestId,
    ResourceId,
    ResourceReservationId,
    ResourceSlotId,
    SavedSearchId,
    ScoreSheetId,
    SessionId,
    SignatureId,
    SupportId,
    SurveyAnswerId,
    SurveyId,
    SurveyLinkId,
    SurveyResponseId,
    UserId,
    WatchId,
);

/// A random UUIDv4 as text, for what must not tell when it was made nor what was made beside it.
#[expect(clippy::disallowed_methods, reason = "the one place where fresh ids are made")]
fn timeless() -> String {
    uuid::Uuid::new_v4().hyphenated().to_string()
}

impl SurveyAnswerId {
    /// Of one of a person's answers: those of one person are not found beside each other, nor by the moment.
    pub fn apart() -> Self {
        Self(timeless())
    }
}

/// A fresh UUIDv7 as text, for records that have no type of their own.
#[expect(clippy::disallowed_methods, reason = "the one place where fresh ids are made")]
pub fn fresh() -> String {
    uuid::Uuid::now_v7().hyphenated().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_parsed_and_normalised_or_refused() {
        let id = NeedId::new();
        assert_eq!(NeedId::parse(&id.as_str().to_uppercase()), Some(id));
        assert_eq!(NeedId::parse("42"), None);
    }

    #[test]
    fn fresh_ids_sort_by_time() {
        let first = fresh();
        assert!(first < fresh());
    }
}
