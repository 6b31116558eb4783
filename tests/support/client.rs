//! A caller of the API. Every answer is checked against the API document.

use reqwest::Method;
use serde_json::Value;
use shuniu::platform::ids;

use super::contract;

#[derive(Clone)]
pub struct Client {
    address: String,
    token: Option<String>,
    /// Who this is, where a test needs to name them.
    pub user_id: String,
    http: reqwest::Client,
}

/// Follows no redirect: where an answer sends people is what tests look at. Keeps no idle connection: on a busy machine the server may
/// close it in the moment in which the client takes it up again.
fn plain_client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0).build().expect("a client")
}

/// An answer.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
    /// The body of a file.
    pub bytes: Vec<u8>,
    pub json: Value,
}

impl Client {
    pub fn new(address: &str, token: Option<String>) -> Self {
        Self { address: address.to_owned(), token, user_id: String::new(), http: plain_client() }
    }

    pub fn signed_in(address: &str, token: String, user_id: String) -> Self {
        Self { user_id, ..Self::new(address, Some(token)) }
    }

    /// What this one shows in `Authorization`.
    #[allow(dead_code, reason = "for the benches")]
    pub fn token(&self) -> String {
        self.token.clone().unwrap_or_default()
    }

    pub async fn get(&self, path: &str) -> Got {
        self.send(Method::GET, path, None, &[]).await
    }

    /// A page for people, beside the API; whoever is signed in shows the cookie of the desk.
    pub async fn page(&self, path: &str) -> Got {
        self.on_page(Method::GET, path, None).await
    }

    /// What a page answers when only its headers are asked for.
    pub async fn head(&self, path: &str) -> Got {
        self.on_page(Method::HEAD, path, None).await
    }

    /// Sends a form of a page.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        let form = serde_urlencoded::to_string(fields).expect("a form").into_bytes();
        self.on_page(Method::POST, path, Some(("application/x-www-form-urlencoded", form))).await
    }

    /// Sends a form that a page of ours made, as a browser says of it.
    pub async fn form_of_ours(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        let form = serde_urlencoded::to_string(fields).expect("a form").into_bytes();
        let request = self.request_page(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
        Got::of(request.header("origin", &self.address).body(form)).await
    }

    /// Sends a form of a page with its media type, one that carries a file.
    pub async fn form_as(&self, path: &str, media_type: &str, body: Vec<u8>) -> Got {
        self.on_page(Method::POST, path, Some((media_type, body))).await
    }

    async fn on_page(&self, method: Method, path: &str, form: Option<(&str, Vec<u8>)>) -> Got {
        let request = self.request_page(method, path);
        match form {
            Some((media_type, form)) => Got::of(request.header("content-type", media_type).body(form)).await,
            None => Got::of(request).await,
        }
    }

    fn request_page(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.address)).header("accept", "text/html");
        match &self.token {
            Some(token) => request.header("cookie", format!("other=1; shuniu_session={token}")),
            None => request,
        }
    }

    /// POST with a fresh Idempotency-Key.
    pub async fn post(&self, path: &str, body: Value) -> Got {
        self.send(Method::POST, path, Some(body.to_string()), &[("idempotency-key", &ids::fresh())]).await
    }

    /// POST on the version of the record that was read.
    pub async fn post_if(&self, path: &str, version: &str, body: Value) -> Got {
        self.send(Method::POST, path, Some(body.to_string()), &[("idempotency-key", &ids::fresh()), ("if-match", version)]).await
    }

    /// A transition of the record at `record`: reads its version, then posts to `record/verb`.
    pub async fn act(&self, record: &str, verb: &str, body: Value) -> Got {
        let version = self.get(record).await.etag();
        self.post_if(&format!("{record}/{verb}"), &version, body).await
    }

    pub async fn patch(&self, path: &str, version: &str, body: Value) -> Got {
        self.send(Method::PATCH, path, Some(body.to_string()), &[("if-match", version)]).await
    }

    /// A `PUT` over the version that was read.
    pub async fn replace(&self, path: &str, version: &str, body: Value) -> Got {
        self.send(Method::PUT, path, Some(body.to_string()), &[("if-match", version)]).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Got {
        self.send(Method::PUT, path, Some(body.to_string()), &[]).await
    }

    pub async fn delete(&self, path: &str) -> Got {
        self.send(Method::DELETE, path, None, &[]).await
    }

    /// Sends a file.
    pub async fn upload(&self, path: &str, file: &[u8], content_type: &str, headers: &[(&str, &str)]) -> Got {
        let mut request = self.http.post(format!("{}/api/v1{path}", self.address)).header("content-type", content_type).body(file.to_vec());
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let got = Got::of(request).await;
        contract::check("POST", &format!("/api/v1{path}"), &got);
        got
    }

    /// Anything in JSON, with these headers and nothing else.
    pub async fn send(&self, method: Method, path: &str, body: Option<String>, headers: &[(&str, &str)]) -> Got {
        self.send_bytes(method, path, body.map(|body| ("application/json", body.into_bytes())), headers).await
    }

    /// Anything: a body with its media type, these headers and nothing else.
    pub async fn send_bytes(&self, method: Method, path: &str, body: Option<(&str, Vec<u8>)>, headers: &[(&str, &str)]) -> Got {
        let url = if path.starts_with("/api/") || path.starts_with("/docs") || path == "/healthz" || path == "/readyz" {
            format!("{}{path}", self.address)
        } else {
            format!("{}/api/v1{path}", self.address)
        };
        let mut request = self.http.request(method.clone(), &url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some((media_type, body)) = body {
            request = request.header("content-type", media_type).body(body);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let got = Got::of(request).await;
        contract::check(method.as_str(), &url[self.address.len()..], &got);
        got
    }
}

impl Got {
    async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.expect("a body").to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&body).unwrap_or(Value::Null);
        Self { status, headers, body, bytes, json }
    }

    /// The value of a hidden field on a page.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {}", self.body));
        rest.split('"').next().unwrap_or_default().replace("&#x2f;", "/")
    }

    /// The body, after asserting the status.
    #[track_caller]
    pub fn ok(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.json
    }

    /// Asserts a refusal: status and code of the problem.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.json["code"].as_str()), (status, Some(code)), "{}", self.body);
        self.json
    }

    /// Pointer and code of every field error.
    pub fn field_errors(&self) -> Vec<(String, String)> {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        self.json["errors"].as_array().into_iter().flatten().map(|e| (text(&e["pointer"]), text(&e["code"]))).collect()
    }

    #[track_caller]
    pub fn etag(&self) -> String {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.body);
        self.header("etag").unwrap_or_else(|| panic!("no ETag: {}", self.body))
    }

    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
    }
}
