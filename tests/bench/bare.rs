//! What the service is measured against: the same server, ORM and database, and nothing else. Reads on pooled connections; one
//! durable insert (WAL, synchronous FULL) per POST.

use std::sync::Mutex;

use actix_web::{App, HttpResponse, HttpServer, get, post, web};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};
use serde::{Deserialize, Serialize};
use shuniu::schema::projects;

type Reads = Pool<ConnectionManager<SqliteConnection>>;

diesel::table! {
    bare_rows (id) {
        id -> Text,
        body -> Text,
    }
}

#[derive(Queryable, Serialize)]
struct Project {
    id: String,
    number: String,
    title_zh: String,
    description_zh: String,
    area_code: String,
    field: Option<String>,
    status: String,
    content: String,
    budget_fen: Option<i64>,
    version: i64,
}

#[derive(Deserialize)]
struct ByField {
    field: String,
}

#[derive(Deserialize)]
struct Row {
    body: String,
}

type Columns = (
    projects::id,
    projects::number,
    projects::title_zh,
    projects::description_zh,
    projects::area_code,
    projects::field,
    projects::status,
    projects::content,
    projects::budget_fen,
    projects::version,
);
const COLUMNS: Columns = (
    projects::id,
    projects::number,
    projects::title_zh,
    projects::description_zh,
    projects::area_code,
    projects::field,
    projects::status,
    projects::content,
    projects::budget_fen,
    projects::version,
);

#[get("/bare/projects/{id}")]
async fn project(reads: web::Data<Reads>, id: web::Path<String>) -> HttpResponse {
    let row: Project = web::block(move || {
        let mut conn = reads.get().expect("a connection");
        projects::table.find(id.into_inner()).select(COLUMNS).first(&mut conn).expect("the project")
    })
    .await
    .expect("read");
    HttpResponse::Ok().json(row)
}

#[get("/bare/projects")]
async fn list(reads: web::Data<Reads>, by: web::Query<ByField>) -> HttpResponse {
    let rows: Vec<Project> = web::block(move || {
        let mut conn = reads.get().expect("a connection");
        let of_field = projects::table.filter(projects::field.eq(&by.field));
        of_field.order(projects::created_at.desc()).limit(20).select(COLUMNS).load(&mut conn).expect("projects")
    })
    .await
    .expect("read");
    HttpResponse::Ok().json(rows)
}

#[post("/bare/rows")]
async fn insert(write: web::Data<Mutex<SqliteConnection>>, row: web::Json<Row>) -> HttpResponse {
    let id = shuniu::platform::ids::fresh();
    let answer = id.clone();
    web::block(move || {
        let mut conn = write.lock().expect("the writer");
        let values = (bare_rows::id.eq(id), bare_rows::body.eq(&row.body));
        diesel::insert_into(bare_rows::table).values(values).execute(&mut *conn).expect("inserted");
    })
    .await
    .expect("written");
    HttpResponse::Created().json(answer)
}

/// Serves a copy of the database at `address` until it is killed.
pub fn serve(database: &str, address: &str) {
    let copy = format!("{database}.bare");
    std::fs::copy(database, &copy).expect("a copy");
    let mut writer = SqliteConnection::establish(&copy).expect("the copy opens");
    writer
        .batch_execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE bare_rows (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT;",
        )
        .expect("prepared");
    let writer = web::Data::new(Mutex::new(writer));
    let reads = web::Data::new(Pool::builder().max_size(4).build(ConnectionManager::<SqliteConnection>::new(&copy)).expect("a pool"));
    let app = move || App::new().app_data(writer.clone()).app_data(reads.clone()).service(project).service(list).service(insert);
    let server = HttpServer::new(app).bind(address).expect("bound").run();
    actix_web::rt::System::new().block_on(server).expect("served");
}
