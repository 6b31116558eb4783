//! The one error that leaves the service: RFC 9457 `application/problem+json`.
//!
//! A problem has a stable `code` (`slice/what`), a title and a detail in two languages, and, apart from these, an
//! *internal* cause that goes to the log and can never reach the wire.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

use crate::platform::i18n::{Language, Text};

pub type Result<T> = std::result::Result<T, Problem>;

/// What went wrong and the way out.
pub struct Problem(Box<Inner>);

struct Inner {
    status: StatusCode,
    code: &'static str,
    title: Text,
    detail: Text,
    errors: Vec<FieldError>,
    allowed: Option<Vec<String>>,
    current_status: Option<String>,
    retry_after: Option<u32>,
    allow: Option<String>,
    alternatives: Option<serde_json::Value>,
    internal: Option<Internal>,
}

/// The cause that only the log sees.
pub enum Internal {
    Database(diesel::result::Error),
    Other(anyhow::Error),
}

/// One field that must be changed, by JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub pointer: String,
    pub code: &'static str,
    pub detail: Text,
}

impl FieldError {
    /// What is wrong with what, for a page: the labels are those of its forms.
    pub fn sentence(&self) -> Text {
        self.sentence_with(None)
    }

    /// The same on a page whose form has a label of its own for the field.
    pub fn sentence_with(&self, label: Option<Text>) -> Text {
        match label.or_else(|| self.label().map(|(zh, en)| Text::new(zh, en))) {
            Some(label) => Text::new(format!("{}：{}", label.zh, self.detail.zh), format!("{}: {}", label.en, self.detail.en)),
            None => self.detail.clone(),
        }
    }

    fn label(&self) -> Option<(&'static str, &'static str)> {
        let field = self.pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
        Some(match field {
            "reason" | "reason_zh" => ("理由", "Reason"),
            "meeting" => ("会议", "Meeting"),
            "held_on" => ("日期", "Date"),
            "minute_number" => ("纪要编号", "Minute number"),
            "email" => ("邮箱", "E-mail"),
            "name" => ("姓名", "Name"),
            "capacity" => ("最多洽谈几场", "Talks at most"),
            "absent" => ("不在场的时段", "Absent at"),
            "agreement_zh" => ("达成的意向", "Agreement"),
            "search_name" => ("搜索名称", "Name of the search"),
            "looks_in" => ("范围", "Where"),
            "notify" => ("何时提醒", "When"),
            "q" => ("关键词", "Words"),
            "budget_from_fen" => ("最高限价不低于", "Budget from"),
            "budget_to_fen" => ("最高限价不高于", "Budget up to"),
            "least_score" => ("匹配度", "How well it suits"),
            "password" => ("密码", "Password"),
            "name_zh" => ("机构名称", "Name"),
            "kind" if !self.pointer.starts_with("/declarations") => ("机构类型", "Kind"),
            "credit_code" => ("统一社会信用代码", "Credit code"),
            "area_code" => ("所在街镇", "Home"),
            "description_zh" => ("服务简介", "What it does"),
            "fields" => ("服务领域", "Service fields"),
            "areas_served" => ("服务区域", "Areas served"),
            "contact_name" => ("联系人", "Contact person"),
            "contact_email" => ("联系邮箱", "E-mail"),
            "price_fen" => ("报价", "Price"),
            "proposal_zh" => ("服务方案", "Proposal"),
            "team_zh" => ("团队", "Team"),
            "declarations" => ("声明", "Declarations"),
            "from" => ("起始日", "From"),
            "to" => ("截止日", "To"),
            "role" => ("角色", "Role"),
            "organization_id" => ("机构", "Organisation"),
            "question_zh" => ("提问", "Question"),
            "answer_zh" => ("答复", "Answer"),
            "answer_en" => ("英文答复", "Answer in English"),
            "deadline" => ("投标截止", "Deadline"),
            "comment" => ("评语", "Remark"),
            "statement_zh" => ("评审意见", "Statement"),
            "note" | "note_zh" => ("说明", "Note"),
            "stars" => ("分数", "Stars"),
            "file" => ("文件", "File"),
            _ => return None,
        })
    }

    pub fn new(pointer: impl Into<String>, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: Text::new(zh, en) }
    }
}

impl Problem {
    pub fn new(status: u16, code: &'static str, title: (&str, &str), detail: Text) -> Self {
        Self(Box::new(Inner {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code,
            title: Text::new(title.0, title.1),
            detail,
            errors: Vec::new(),
            allowed: None,
            current_status: None,
            retry_after: None,
            allow: None,
            alternatives: None,
            internal: None,
        }))
    }

    /// 400: the request cannot be read at all.
    pub fn unreadable(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(400, code, ("请求无法读取", "The request cannot be read"), Text::new(zh, en))
    }

    /// 401: nobody, or nobody any more.
    pub fn unauthenticated(code: &'static str, zh: &str, en: &str) -> Self {
        Self::new(401, code, ("需要登录", "Sign-in required"), Text::new(zh, en))
    }

    /// 403: known, and not allowed.
    pub fn forbidden(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(403, code, ("无权操作", "Not allowed"), Text::new(zh, en))
    }

    /// 404: not there, or the caller may not know of it.
    pub fn not_found(zh: &str, en: &str) -> Self {
        Self::new(
            404,
            "not_found",
            ("未找到", "Not found"),
            Text::new(format!("找不到这个{zh}，或您无权知道它是否存在。"), format!("There is no such {en}, or you may not know of it.")),
        )
    }

    /// 409: the record is not in a state for this.
    pub fn conflict(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(409, code, ("与当前状态冲突", "In conflict with the current state"), Text::new(zh, en))
    }

    /// 409 for a refused transition: says the status now and the moves that are allowed now.
    pub fn wrong_state(code: &'static str, status: &str, wanted: &str, allowed: &[&str]) -> Self {
        let moves = if allowed.is_empty() { "—".to_owned() } else { allowed.join(", ") };
        let mut problem = Self::conflict(
            code,
            format!("当前状态为 {status}，不能执行 {wanted}；现在可以：{moves}。"),
            format!("It is {status}: {wanted} is not possible now. Possible now: {moves}."),
        );
        problem.0.current_status = Some(status.to_owned());
        problem.0.allowed = Some(allowed.iter().map(|s| (*s).to_owned()).collect());
        problem
    }

    /// 412: somebody changed the record since it was read.
    pub fn stale(current_version: i64) -> Self {
        Self::new(
            412,
            "stale",
            ("记录已被他人修改", "Somebody changed this record"),
            Text::new(
                format!("您依据的版本已过时，当前为 \"{current_version}\"；请重新读取后再试。"),
                format!("Your If-Match is not the current version \"{current_version}\"; read the record again and retry."),
            ),
        )
    }

    /// 422: readable, but these fields must change.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::new(
            422,
            "invalid",
            ("内容需要修改", "Some fields must be changed"),
            Text::new(format!("有 {} 处需要修改。", errors.len()), format!("{} field(s) must be changed.", errors.len())),
        );
        problem.0.errors = errors;
        problem
    }

    /// 422 for one field.
    pub fn field(pointer: impl Into<String>, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(pointer, code, zh, en)])
    }

    /// 503: try again soon.
    pub fn unavailable(code: &'static str, zh: &str, en: &str, seconds: u32) -> Self {
        Self::new(503, code, ("暂时不可用", "Not available at the moment"), Text::new(zh, en)).retry_after(seconds)
    }

    /// 507: nothing was stored.
    pub fn disk_full() -> Self {
        Self::new(
            507,
            "disk_full",
            ("存储空间不足", "The disk is full"),
            Text::new(
                "磁盘已满，未保存任何内容；请管理员清理后重试。",
                "The disk is full and nothing was stored; retry when the administrator has freed space.",
            ),
        )
    }

    /// 500: our fault; the cause is for the log only.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self::bare_internal(Internal::Other(cause.into()))
    }

    /// 500 for a broken invariant of our own.
    pub fn broken(what: impl fmt::Display) -> Self {
        Self::internal(anyhow::anyhow!("{what}"))
    }

    fn bare_internal(cause: Internal) -> Self {
        let mut problem = Self::new(
            500,
            "internal",
            ("服务内部错误", "Internal error"),
            Text::new(
                "服务出错，已记录。请凭请求编号联系管理员。",
                "Something failed on our side and was logged. Quote the request id to the administrator.",
            ),
        );
        problem.0.internal = Some(cause);
        problem
    }

    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// The methods of a known path, for a 405.
    pub fn allow(mut self, methods: impl Into<String>) -> Self {
        self.0.allow = Some(methods.into());
        self
    }

    /// What can be had instead, best first: a list.
    pub fn with_alternatives(mut self, alternatives: serde_json::Value) -> Self {
        self.0.alternatives = Some(alternatives);
        self
    }

    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    pub fn status(&self) -> u16 {
        self.0.status.as_u16()
    }

    pub fn code(&self) -> &'static str {
        self.0.code
    }

    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    pub fn title(&self) -> &Text {
        &self.0.title
    }

    pub fn detail(&self) -> &Text {
        &self.0.detail
    }

    /// In words for a page, field by field where it names fields.
    pub fn words(&self) -> Vec<Text> {
        self.words_with(|_| None)
    }

    /// The same on a page whose form has labels of its own.
    pub fn words_with(&self, label: impl Fn(&FieldError) -> Option<Text>) -> Vec<Text> {
        if self.0.status == StatusCode::PRECONDITION_FAILED {
            return vec![Text::new(
                "您打开页面之后，这条记录有了变化。现在显示的是最新内容，请核对后再决定。",
                "The record has changed since you opened this page. What you see now is current: check it, then decide again.",
            )];
        }
        // The words for programs name statuses and moves as programs do.
        if self.0.current_status.is_some() {
            return vec![Text::new(
                "这一步现在不能进行：它已由他人完成，或事情已有进展。现在显示的是最新内容。",
                "This step is not possible now: somebody has taken it already, or things have gone on. What you see now is current.",
            )];
        }
        if self.errors().iter().any(|error| error.code == "reused_with_another_body") {
            return vec![Text::new(
                "这张表单已经提交过一次，这次的内容没有提交。现在显示的是最新内容，需要时请再次提交。",
                "This form was sent once already; what you sent now was not taken. What you see now is current: send it again if need be.",
            )];
        }
        // What is said of a file that was not taken is said whole in the detail.
        if self.errors().is_empty() || matches!(self.status(), 413 | 415) {
            return vec![self.detail().clone()];
        }
        self.errors().iter().map(|error| error.sentence_with(label(error))).collect()
    }

    /// Whether the same may succeed a moment later: the database is away or full, or something is being loaded.
    pub fn is_passing(&self) -> bool {
        matches!(self.status(), 503 | 507) || matches!(self.cause(), Some(Internal::Database(_)))
    }

    pub fn cause(&self) -> Option<&Internal> {
        self.0.internal.as_ref()
    }

    /// The response in one language. `request_id` lets a person and the log find each other.
    pub fn respond(&self, language: Language, request_id: &str, instance: &str) -> HttpResponse {
        let p = &self.0;
        let mut response = HttpResponse::build(p.status);
        response.content_type("application/problem+json").insert_header((CACHE_CONTROL, "no-store"));
        if let Some(seconds) = p.retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Some(methods) = &p.allow {
            response.insert_header((ALLOW, methods.as_str()));
        }
        if p.status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        response.json(ProblemDocument {
            r#type: format!("/docs/problems#{}", p.code),
            code: p.code.to_owned(),
            title: p.title.in_language(language).to_owned(),
            status: p.status.as_u16(),
            detail: p.detail.in_language(language).to_owned(),
            instance: instance.to_owned(),
            request_id: request_id.to_owned(),
            errors: p
                .errors
                .iter()
                .map(|e| FieldProblem {
                    pointer: e.pointer.clone(),
                    code: e.code.to_owned(),
                    detail: e.detail.in_language(language).to_owned(),
                })
                .collect(),
            current_status: p.current_status.clone(),
            allowed: p.allowed.clone(),
            alternatives: p.alternatives.clone(),
        })
    }
}

/// RFC 9457 problem document. `type` and `code` never change; `title` and `detail` follow `Accept-Language`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemDocument {
    /// A stable reference; opens the explanation of the code.
    pub r#type: String,
    #[schema(example = "invalid")]
    pub code: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// The path that was called.
    pub instance: String,
    pub request_id: String,
    /// The fields that must change (422, and 400 where one is known).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// The status of the record, where a transition was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_status: Option<String>,
    /// The transitions that are possible now, where one was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<String>>,
    /// What can be had instead, best first, where what was asked for is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<serde_json::Value>>)]
    pub alternatives: Option<serde_json::Value>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the request body, or the name of a query field or header.
    #[schema(example = "/budget_fen")]
    pub pointer: String,
    #[schema(example = "too_small")]
    pub code: String,
    pub detail: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status(), self.0.code, self.0.detail.en)?;
        for error in &self.0.errors {
            write!(f, "; {} {}", error.pointer, error.code)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        match &self.0.internal {
            Some(Internal::Database(cause)) => write!(f, " [database: {cause}]"),
            Some(Internal::Other(cause)) => write!(f, " [{cause:#}]"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.status
    }

    /// The wording middleware renders it again in the caller's language.
    fn error_response(&self) -> HttpResponse {
        self.respond(Language::Zh, "", "")
    }
}

impl From<diesel::result::Error> for Problem {
    fn from(cause: diesel::result::Error) -> Self {
        Self::bare_internal(Internal::Database(cause))
    }
}
