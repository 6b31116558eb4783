//! The list of the API's operations, read for two purposes: by each worker to serve them, and once to describe them.
//!
//! The library's own list does both at once; then every worker makes the whole document too, and throws it away.

use std::collections::BTreeMap;

use actix_web::dev::HttpServiceFactory;
use actix_web::web::ServiceConfig;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Components, OpenApi, Paths, RefOr};
use utoipa_actix_web::OpenApiFactory;

/// Where the operations of the slices are listed.
pub struct Routes<'a>(Purpose<'a>);

enum Purpose<'a> {
    Serve(&'a mut ServiceConfig),
    Describe(&'a mut Described),
}

#[derive(Default)]
struct Described {
    paths: Paths,
    schemas: BTreeMap<String, RefOr<Schema>>,
}

impl Routes<'_> {
    /// Serves what `list` lists.
    pub fn serve(config: &mut ServiceConfig, list: impl FnOnce(&mut Routes)) {
        list(&mut Routes(Purpose::Serve(config)));
    }

    /// The document of what `list` lists, each path under `prefix`.
    pub fn describe(prefix: &str, list: impl FnOnce(&mut Routes)) -> OpenApi {
        let mut described = Described::default();
        list(&mut Routes(Purpose::Describe(&mut described)));
        let mut document = OpenApi::default();
        document.paths.paths = described.paths.paths.into_iter().map(|(path, item)| (format!("{prefix}{path}"), item)).collect();
        let mut components = Components::new();
        components.schemas = described.schemas;
        document.components = Some(components);
        document
    }

    pub fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, operation: F) -> &mut Self {
        match &mut self.0 {
            Purpose::Serve(config) => {
                config.service(operation);
            }
            Purpose::Describe(described) => {
                described.paths.merge(operation.paths());
                let mut schemas = Vec::new();
                operation.schemas(&mut schemas);
                described.schemas.extend(schemas);
            }
        }
        self
    }

    pub fn configure(&mut self, list: impl FnOnce(&mut Routes)) -> &mut Self {
        list(self);
        self
    }
}
