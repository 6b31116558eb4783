//! Numbers that people read: dense, rising, each given once, whoever asks at the same time.

use diesel::prelude::*;

use super::{Conn, Tx};
use crate::platform::http::{Problem, Result};
use crate::schema::settings::dsl;

/// The next number of the counter `name`, from 1. It is held until the transaction ends, and given back if that fails.
pub fn next(tx: &mut Tx, name: &str) -> Result<i64> {
    let key = format!("counter.{name}");
    let last = match tx.conn() {
        Conn::Postgres(conn) => {
            diesel::insert_into(dsl::settings).values((dsl::key.eq(&key), dsl::value.eq("0"))).on_conflict_do_nothing().execute(conn)?;
            dsl::settings.filter(dsl::key.eq(&key)).select(dsl::value).for_update().first::<String>(conn)?
        }
        Conn::Sqlite(conn) => {
            diesel::insert_into(dsl::settings).values((dsl::key.eq(&key), dsl::value.eq("0"))).on_conflict_do_nothing().execute(conn)?;
            dsl::settings.filter(dsl::key.eq(&key)).select(dsl::value).first::<String>(conn)?
        }
    };
    let number = last.parse::<i64>().map_err(|_| Problem::broken(format!("{key} is {last:?}, not a number")))? + 1;
    diesel::update(dsl::settings.filter(dsl::key.eq(&key))).set(dsl::value.eq(number.to_string())).execute(tx.conn())?;
    Ok(number)
}
