//! Tells the story: calls the service's own HTTP API as one person after another, and prints one line for each step.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use reqwest::Method;
use serde_json::{Value, json};

use crate::app;
use crate::cli::say::say;
use crate::platform::Platform;
use crate::platform::ids;
use crate::platform::jobs::Registry;
use crate::platform::time::Timestamp;

/// Who plays, and what has happened so far.
pub(super) struct Teller {
    http: reqwest::Client,
    api: String,
    pub(super) platform: Arc<Platform>,
    registry: Arc<Registry>,
    tokens: HashMap<String, String>,
    steps: usize,
    told: usize,
    mails: i64,
}

/// An answer of the service.
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) version: String,
    pub(super) body: Value,
}

impl Teller {
    pub(super) fn new(address: &str, platform: &Arc<Platform>, registry: &Arc<Registry>, steps: usize) -> Self {
        Self {
            http: reqwest::Client::new(),
            api: format!("{address}/api/v1"),
            platform: platform.clone(),
            registry: registry.clone(),
            tokens: HashMap::new(),
            steps,
            told: 0,
            mails: 0,
        }
    }

    /// Counts mails from here on.
    pub(super) async fn begin(&mut self) -> anyhow::Result<()> {
        self.mails = self.mails_sent().await?;
        Ok(())
    }

    /// Signs somebody in, by the password of the demo.
    pub(super) async fn sign_in(&mut self, who: &str, email: &str, password: &str) -> anyhow::Result<()> {
        let answered = self.send("nobody", Method::POST, "/auth/login", Some(json!({"email": email, "password": password})), None).await?;
        let token = expect(answered, 200, "/auth/login")?.body["access_token"].as_str().context("no access token")?.to_owned();
        self.tokens.insert(who.to_owned(), token);
        Ok(())
    }

    /// One request as `who`; `version` becomes `If-Match`.
    pub(super) async fn send(
        &self,
        who: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
        version: Option<&str>,
    ) -> anyhow::Result<Answered> {
        let mut request = self.http.request(method, format!("{}{path}", self.api)).header("idempotency-key", ids::fresh());
        if let Some(token) = self.tokens.get(who) {
            request = request.bearer_auth(token);
        }
        if let Some(version) = version {
            request = request.header("if-match", version);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.with_context(|| path.to_owned())?;
        let status = response.status().as_u16();
        let version = response.headers().get("etag").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let text = response.text().await?;
        Ok(Answered { status, version, body: serde_json::from_str(&text).unwrap_or(Value::Null) })
    }

    pub(super) async fn get(&self, who: &str, path: &str) -> anyhow::Result<Value> {
        Ok(expect(self.send(who, Method::GET, path, None, None).await?, 200, path)?.body)
    }

    /// A POST that must succeed.
    pub(super) async fn post(&self, who: &str, path: &str, body: Value) -> anyhow::Result<Value> {
        let answered = self.send(who, Method::POST, path, Some(body), None).await?;
        Ok(expect_success(answered, path)?.body)
    }

    /// A transition of the record at `record` that must succeed: reads its version and posts to `record/verb`.
    pub(super) async fn act(&self, who: &str, record: &str, verb: &str, body: Value) -> anyhow::Result<Value> {
        let version = expect(self.send(who, Method::GET, record, None, None).await?, 200, record)?.version;
        let path = format!("{record}/{verb}");
        let answered = self.send(who, Method::POST, &path, Some(body), Some(&version)).await?;
        Ok(expect_success(answered, &path)?.body)
    }

    /// Moves business time; what falls due on the way is done at its moment.
    pub(super) async fn wait_until(&self, moment: Timestamp) -> anyhow::Result<()> {
        Ok(app::advance(&self.platform, &self.registry, moment).await?)
    }

    /// Does what follows from the last step.
    pub(super) async fn settle(&self) -> anyhow::Result<()> {
        Ok(app::settle(&self.platform, &self.registry).await?)
    }

    /// Does what follows from the last step, mails included, and prints the step's line.
    pub(super) async fn tell(&mut self, who: &str, did: &str, before: &str, after: &str) -> anyhow::Result<()> {
        self.settle().await?;
        let mails = self.mails_sent().await?;
        let new = mails - self.mails;
        self.mails = mails;
        self.told += 1;
        let arrow = if before.is_empty() { after.to_owned() } else { format!("{before} → {after}") };
        let letters = if new == 0 { String::new() } else { format!("  ✉ {new}") };
        let time = self.platform.clock.now().shanghai();
        say!("[{:>2}/{}] {time}  {who}：{did}  {arrow}{letters}", self.told, self.steps);
        Ok(())
    }

    /// Whether every step of the story was told.
    pub(super) fn finish(&self) -> anyhow::Result<()> {
        if self.told != self.steps {
            bail!("the story has {} steps and {} were told", self.steps, self.told);
        }
        Ok(())
    }

    async fn mails_sent(&self) -> anyhow::Result<i64> {
        Ok(self.platform.db.read(crate::notifications::sent).await?)
    }
}

/// The answer, if it has this status; the problem's own words otherwise.
pub(super) fn expect(answered: Answered, status: u16, path: &str) -> anyhow::Result<Answered> {
    if answered.status != status {
        bail!("{path} answered {} instead of {status}: {}", answered.status, answered.body);
    }
    Ok(answered)
}

fn expect_success(answered: Answered, path: &str) -> anyhow::Result<Answered> {
    if !(200..300).contains(&answered.status) {
        bail!("{path} answered {}: {}", answered.status, answered.body);
    }
    Ok(answered)
}
