//! Hashing and checking passwords beside the requests: Argon2id takes 20 ms and 19 MiB each time, so two run at once and the
//! others wait for their turn.

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::platform::crypto::password::{self, MAX_CHARACTERS, MIN_CHARACTERS, PasswordOwner, PasswordRefusal};
use crate::platform::http::{Check, Problem, Result};

static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// The PHC string to store.
pub async fn hash(password: String) -> Result<String> {
    in_turn(move || password::hash(&password)).await?.map_err(Problem::internal)
}

/// Whether this is the password behind `stored`. Takes as long where there is none.
pub async fn matches(password: String, stored: Option<String>) -> Result<bool> {
    in_turn(move || match stored {
        Some(stored) => password::verify(&password, &stored),
        None => {
            password::dummy_verify(&password);
            Ok(false)
        }
    })
    .await?
    .map_err(Problem::internal)
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = AT_ONCE.acquire().await.map_err(Problem::internal)?;
    spawn_blocking(move || {
        let _turn = turn;
        work()
    })
    .await
    .map_err(Problem::internal)
}

/// Says at the field why the password is not accepted.
pub fn check(check: &mut Check, pointer: &str, password: &str, owner: &PasswordOwner<'_>) {
    let Err(refusal) = password::check(password, owner) else { return };
    let (code, zh, en) = match refusal {
        PasswordRefusal::TooShort => (
            "too_short",
            format!("至少 {MIN_CHARACTERS} 个字符，可以是一句话。"),
            format!("needs {MIN_CHARACTERS} characters; a sentence is fine."),
        ),
        PasswordRefusal::TooLong => {
            ("too_long", format!("最多 {MAX_CHARACTERS} 个字符。"), format!("at most {MAX_CHARACTERS} characters."))
        }
        PasswordRefusal::Common => ("too_common", "太常见，容易被猜到。".into(), "is among the first that everybody tries.".into()),
        PasswordRefusal::LikeEmail => ("like_email", "与邮箱地址太相似。".into(), "is little more than the e-mail address.".into()),
        PasswordRefusal::LikeName => ("like_name", "与姓名太相似。".into(), "is little more than the name.".into()),
        PasswordRefusal::LikeProductName => {
            ("like_product_name", "与本服务的名称太相似。".into(), "is little more than the name of this service.".into())
        }
    };
    check.that(false, pointer, code, zh, en);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let stored = hash("three ginkgos in front of it".into()).await.unwrap();
        assert!(matches("three ginkgos in front of it".into(), Some(stored.clone())).await.unwrap());
        assert!(!matches("four ginkgos in front of it".into(), Some(stored)).await.unwrap());
        assert!(!matches("three ginkgos in front of it".into(), None).await.unwrap());
    }

    #[test]
    fn the_refusal_names_field_and_reason_and_not_the_password() {
        let mut collected = Check::new();
        check(&mut collected, "/password", "zhang.lei-2026!", &PasswordOwner { email: "zhang.lei@street.example", name: "张磊" });
        let errors = collected.into_errors();
        assert_eq!(errors.iter().map(|e| (e.pointer.as_str(), e.code)).collect::<Vec<_>>(), [("/password", "like_email")]);
        assert!(!format!("{errors:?}").contains("2026"));
    }
}
