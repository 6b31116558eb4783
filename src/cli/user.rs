//! `shuniu user create-admin`: an administrator without the one-time link.

use std::sync::Arc;

use secrecy::SecretString;

use crate::identity;
use crate::platform::Platform;
use crate::platform::http::Result;
use crate::platform::ids::UserId;

/// Adds an administrator, also when the last one was lost: whoever has a shell on the host may. A refusal lists what is wrong with
/// `/email`, `/name` and `/password`.
pub async fn create_admin(platform: &Arc<Platform>, email: &str, name: &str, password: &SecretString) -> Result<UserId> {
    identity::create_administrator(platform, email, name, password).await
}
