//! The twin migrations: the same folders, tables, columns, nullability, keys and indexes on both databases.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::MigrationHarness;
use shuniu::platform::db::migrate;

use crate::support::postgres;
use crate::support::world::folder;

/// Columns with type and nullability, primary key, and indexes with uniqueness, of one table.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    columns: BTreeMap<String, (String, bool)>,
    primary_key: Vec<String>,
    indexes: BTreeSet<(String, Vec<String>, bool)>,
    foreign_keys: BTreeSet<(String, String, String)>,
}

type Shapes = BTreeMap<String, Shape>;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn parts(line: &Line) -> Vec<String> {
    line.line.split('|').map(str::to_owned).collect()
}

fn names(list: &str) -> Vec<String> {
    list.split(',').filter(|n| !n.is_empty()).map(str::to_owned).collect()
}

/// One word for what both databases call differently.
fn kind(sql_type: &str) -> String {
    match sql_type.to_ascii_lowercase().as_str() {
        "blob" | "bytea" => "binary",
        "timestamp" | "timestamp without time zone" => "timestamp",
        // The journal's counter is SQLite's rowid, which is 64 bits wide.
        "bigint" => "bigint",
        other => return other.to_owned(),
    }
    .to_owned()
}

fn sqlite_shapes(conn: &mut SqliteConnection) -> Shapes {
    let mut shapes = Shapes::new();
    let lines = |conn: &mut SqliteConnection, sql: &str| diesel::sql_query(sql.to_owned()).load::<Line>(conn).expect(sql);
    let tables = lines(
        conn,
        "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '__diesel%'",
    );
    for table in tables.iter().map(|l| l.line.clone()) {
        let shape = shapes.entry(table.clone()).or_default();
        let mut key = BTreeMap::new();
        for p in
            lines(conn, &format!("SELECT name || '|' || type || '|' || \"notnull\" || '|' || pk AS line FROM pragma_table_info('{table}')"))
                .iter()
                .map(parts)
        {
            let counter = table == "journal_entries" && p[0] == "ord";
            shape.columns.insert(p[0].clone(), (if counter { "bigint".into() } else { kind(&p[1]) }, p[2] == "1"));
            if p[3] != "0" {
                key.insert(p[3].clone(), p[0].clone());
            }
        }
        shape.primary_key = key.into_values().collect();
        let indexes = lines(conn, &format!("SELECT name || '|' || \"unique\" || '|' || origin AS line FROM pragma_index_list('{table}')"));
        for p in indexes.iter().map(parts) {
            if p[2] == "pk" {
                continue;
            }
            let columns = lines(
                conn,
                &format!("SELECT group_concat(name, ',') AS line FROM (SELECT name FROM pragma_index_info('{}') ORDER BY seqno)", p[0]),
            );
            let name = if p[2] == "u" { "(constraint)".to_owned() } else { p[0].clone() };
            shape.indexes.insert((name, names(&columns[0].line), p[1] == "1"));
        }
        for p in
            lines(conn, &format!("SELECT \"from\" || '|' || \"table\" || '|' || \"to\" AS line FROM pragma_foreign_key_list('{table}')"))
                .iter()
                .map(parts)
        {
            shape.foreign_keys.insert((p[0].clone(), p[1].clone(), p[2].clone()));
        }
    }
    shapes
}

fn postgres_shapes(conn: &mut PgConnection) -> Shapes {
    let mut shapes = Shapes::new();
    let lines = |conn: &mut PgConnection, sql: &str| diesel::sql_query(sql.to_owned()).load::<Line>(conn).expect(sql);
    let columns = "SELECT table_name || '|' || column_name || '|' || data_type || '|' || is_nullable AS line FROM information_schema.columns \
                   WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%'";
    for p in lines(conn, columns).iter().map(parts) {
        shapes.entry(p[0].clone()).or_default().columns.insert(p[1].clone(), (kind(&p[2]), p[3] == "NO"));
    }
    let indexes = "SELECT t.relname || '|' || i.relname || '|' || x.indisunique || '|' || x.indisprimary || '|' || (c.conname IS NOT NULL) || '|' || \
                   (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(x.indkey) WITH ORDINALITY k(attnum, n) \
                    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum) AS line \
                   FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
                   JOIN pg_namespace n ON n.oid = t.relnamespace LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype IN ('u', 'p') \
                   WHERE n.nspname = 'public' AND t.relname NOT LIKE '\\_\\_diesel%'";
    for p in lines(conn, indexes).iter().map(parts) {
        let shape = shapes.entry(p[0].clone()).or_default();
        if p[3] == "true" {
            shape.primary_key = names(&p[5]);
        } else {
            let name = if p[4] == "true" { "(constraint)".to_owned() } else { p[1].clone() };
            shape.indexes.insert((name, names(&p[5]), p[2] == "true"));
        }
    }
    let foreign = "SELECT t.relname || '|' || a.attname || '|' || r.relname || '|' || b.attname AS line FROM pg_constraint c \
                   JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid \
                   JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1] JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = c.confkey[1] \
                   WHERE c.contype = 'f'";
    for p in lines(conn, foreign).iter().map(parts) {
        shapes.entry(p[0].clone()).or_default().foreign_keys.insert((p[1].clone(), p[2].clone(), p[3].clone()));
    }
    shapes
}

#[test]
fn the_folders_are_twins() {
    let list = |arm: &str| -> BTreeSet<String> {
        let folder = format!("{}/migrations/{arm}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_dir(folder).expect("migrations").map(|e| e.expect("entry").file_name().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(list("sqlite"), list("postgres"));
    assert!(!list("sqlite").is_empty());
}

#[test]
fn up_down_up_works_and_both_databases_have_the_same_shape() {
    let data = folder();
    let path = data.join("twins.db");
    let mut sqlite = SqliteConnection::establish(&path.to_string_lossy()).expect("sqlite");
    sqlite.run_pending_migrations(migrate::SQLITE).expect("up");
    let first = sqlite_shapes(&mut sqlite);
    sqlite.revert_all_migrations(migrate::SQLITE).expect("down");
    assert_eq!(sqlite_shapes(&mut sqlite), Shapes::new());
    sqlite.run_pending_migrations(migrate::SQLITE).expect("up again");
    let sqlite = sqlite_shapes(&mut sqlite);
    assert_eq!(sqlite, first);
    assert!(sqlite.len() > 30, "{}", sqlite.len());
    let _ = std::fs::remove_dir_all(&data);

    let Some(cluster) = postgres::cluster() else { return };
    let name = format!("twins_{}", std::process::id());
    let url = cluster.create_database(&name, None);
    let mut conn = PgConnection::establish(&url).expect("postgres");
    conn.run_pending_migrations(migrate::POSTGRES).expect("up");
    conn.revert_all_migrations(migrate::POSTGRES).expect("down");
    assert_eq!(postgres_shapes(&mut conn), Shapes::new());
    conn.run_pending_migrations(migrate::POSTGRES).expect("up again");
    let postgres = postgres_shapes(&mut conn);
    drop(conn);
    cluster.drop_database(&name);
    for (table, shape) in &sqlite {
        assert_eq!(Some(shape), postgres.get(table), "{table}: SQLite on the left, PostgreSQL on the right");
    }
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
}
