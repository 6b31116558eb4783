//! One connection type for both databases, and the proof of being inside a write transaction.

use std::ops::{Deref, DerefMut};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(diesel::PgConnection),
    Sqlite(diesel::SqliteConnection),
}

/// Runs a query on the database's own connection. [`Conn`] would write the statement's text out twice for every run, so what each request
/// asks goes this way: `directly!(conn, |own| query.first(own))`.
#[macro_export]
macro_rules! directly {
    ($conn:expr, |$own:ident| $query:expr) => {
        match $conn {
            $crate::platform::db::Conn::Postgres($own) => $query,
            $crate::platform::db::Conn::Sqlite($own) => $query,
        }
    };
}

/// Either database, as diesel's types see it.
pub type Backend = <Conn as diesel::Connection>::Backend;

/// A filter that is put together at run time.
pub type Condition<Table> =
    Box<dyn diesel::BoxableExpression<Table, Backend, SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>>>;

/// A connection inside a write transaction: whoever holds one may write, and nobody else can.
pub struct Tx<'c> {
    conn: &'c mut Conn,
}

impl<'c> Tx<'c> {
    pub(super) fn new(conn: &'c mut Conn) -> Self {
        Self { conn }
    }

    /// The connection, where a query needs it spelled out.
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }
}

impl Deref for Tx<'_> {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}
