mod create;
mod facade;
mod lifecycle;
mod list;
mod service_fields;
mod update;
