//! The OpenAPI document: completed from the permission table, served with an offline page, and the source of 405 answers.

use actix_web::{HttpRequest, HttpResponse, get, http::Method, web};
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ObjectBuilder, OpenApi, PathItem, RefOr, Required, Type};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::html;
use super::http::{Problem, Result};
use super::i18n::Text;

/// What the permission table says of an operation.
pub struct Traits {
    pub public: bool,
    pub needs_key: bool,
    pub needs_version: bool,
}

/// The document as it is served, and the methods of each path.
pub struct ApiDocument {
    json: web::Bytes,
    paths: Vec<(Vec<String>, Vec<Method>)>,
}

impl ApiDocument {
    pub fn new(document: &OpenApi) -> Self {
        let json = web::Bytes::from(document.to_json().unwrap_or_default());
        let paths = document.paths.paths.iter().map(|(path, item)| (segments(path), methods(item))).collect();
        Self { json, paths }
    }

    /// The methods of a path that exists.
    fn methods_of(&self, path: &str) -> Option<&[Method]> {
        let asked = segments(path);
        self.paths
            .iter()
            .find(|(known, _)| known.len() == asked.len() && known.iter().zip(&asked).all(|(k, a)| k.starts_with('{') || k == a))
            .map(|(_, methods)| methods.as_slice())
    }
}

fn segments(path: &str) -> Vec<String> {
    path.trim_end_matches('/').split('/').map(str::to_owned).collect()
}

fn methods(item: &PathItem) -> Vec<Method> {
    operations(item).into_iter().map(|(method, _)| method).collect()
}

fn operations(item: &PathItem) -> Vec<(Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_ref().map(|o| (method, o)))
    .collect()
}

/// Adds what every operation shares: title, security, `Idempotency-Key`, `If-Match`.
pub fn complete(mut document: OpenApi, traits_of: impl Fn(&str) -> Option<Traits>) -> OpenApi {
    document.info.title = "Shuniu 枢纽".into();
    document.info.version = env!("CARGO_PKG_VERSION").into();
    document.info.description = Some(
        "The hub on which a neighbourhood's needs meet the organisations that can serve them. Times are RFC 3339 UTC, money is an integer of fen, \
         scores and shares are decimal strings. Errors are RFC 9457 problem documents. See docs/API-DESIGN.md."
            .into(),
    );
    document.info.contact = None;
    document.info.license = Some(utoipa::openapi::LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build());
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    for item in document.paths.paths.values_mut() {
        let slots = [
            (HttpMethod::Get, &mut item.get),
            (HttpMethod::Post, &mut item.post),
            (HttpMethod::Put, &mut item.put),
            (HttpMethod::Patch, &mut item.patch),
            (HttpMethod::Delete, &mut item.delete),
        ];
        for (method, slot) in slots {
            if let Some(operation) = slot {
                describe(&method, operation, &traits_of);
            }
        }
    }
    document
}

fn describe(method: &HttpMethod, operation: &mut Operation, traits_of: &impl Fn(&str) -> Option<Traits>) {
    let id = operation.operation_id.clone().unwrap_or_default();
    let Some(traits) = traits_of(&id) else { return };
    operation.security = Some(if traits.public { Vec::new() } else { vec![SecurityRequirement::new("bearer", Vec::<String>::new())] });
    let parameters = operation.parameters.get_or_insert_default();
    if matches!(method, HttpMethod::Post) {
        parameters.push(RefOr::T(header(
            "Idempotency-Key",
            traits.needs_key,
            "A unique text of 1 to 200 ASCII characters; the same key and body replays the first answer for 24 hours.",
        )));
    }
    if traits.needs_version {
        parameters.push(RefOr::T(header("If-Match", true, "The `ETag` of the record as you read it.")));
    }
}

fn header(name: &str, required: bool, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(if required { Required::True } else { Required::False })
        .description(Some(description))
        .schema(Some(RefOr::T(utoipa::openapi::Schema::Object(ObjectBuilder::new().schema_type(Type::String).build()))))
        .build()
}

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(serve).service(problems).service(web::redirect("/docs", "/docs/")).service(web::redirect("/", "/notices"));
}

/// The offline reference page; it reads the document where it is served.
pub fn page() -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}").config(Config::from("/api/v1/openapi.json"))
}

#[get("/api/v1/openapi.json")]
async fn serve(document: web::Data<ApiDocument>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document.json.clone())
}

/// Where the `type` of every problem document leads.
#[get("/docs/problems")]
async fn problems() -> Result<HttpResponse> {
    html::about_problems()
}

/// 405 with `Allow` on a path that exists, 404 elsewhere.
pub async fn unknown_path(request: HttpRequest, document: web::Data<ApiDocument>) -> Result<HttpResponse> {
    match document.methods_of(request.path()) {
        Some(methods) => {
            let allow = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
            Err(Problem::new(
                405,
                "method_not_allowed",
                ("不支持的方法", "Method not allowed"),
                Text::new(format!("这个地址只支持：{allow}。"), format!("This path takes: {allow}.")),
            )
            .allow(allow))
        }
        None => Err(Problem::not_found("地址", "address")),
    }
}
