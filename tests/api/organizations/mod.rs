mod create;
mod export;
mod facade;
mod lifecycle;
mod list;
mod registrations;
mod service_fields;
mod update;
