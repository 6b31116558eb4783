//! What the person and those who manage accounts see of an account.

use serde::Serialize;

use super::store::{User, UserStatus};
use crate::platform::i18n::Language;
use crate::platform::ids::UserId;
use crate::platform::time::Timestamp;

#[derive(Serialize, utoipa::ToSchema)]
pub struct UserView {
    pub id: UserId,
    #[schema(example = "zhang.lei@street.example")]
    pub email: String,
    #[schema(example = "张磊")]
    pub name: String,
    pub language: Language,
    pub status: UserStatus,
    pub created_at: Timestamp,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self { id: user.id, email: user.email, name: user.name, language: user.language, status: user.status, created_at: user.created_at }
    }
}
