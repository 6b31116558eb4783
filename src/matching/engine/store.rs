//! Records of one kind by id and by row.

use std::collections::HashMap;

/// The place of a record; free again once it is removed.
pub type Row = usize;

/// Records with ids and versions.
pub trait Stored {
    fn id(&self) -> &str;
    fn version(&self) -> u64;
}

macro_rules! stored {
    ($($record:ty),*) => {$(
        impl Stored for $record {
            fn id(&self) -> &str {
                &self.id
            }

            fn version(&self) -> u64 {
                self.version
            }
        }
    )*};
}

use super::records::{CatalogueItem, Need, Organization, Project, Resource};
stored!(Organization, Project, Need, CatalogueItem, Resource);

#[derive(Debug, Clone)]
pub struct Store<T> {
    rows: Vec<Option<T>>,
    by_id: HashMap<String, Row>,
    free: Vec<Row>,
}

impl<T> Default for Store<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), by_id: HashMap::new(), free: Vec::new() }
    }
}

impl<T: Stored> Store<T> {
    /// Puts a record in the place of the one with its id, or in a free one.
    pub fn put(&mut self, record: T) -> Row {
        let row = self.row(record.id()).or_else(|| self.free.pop()).unwrap_or(self.rows.len());
        if row == self.rows.len() {
            self.rows.push(None);
        }
        self.by_id.insert(record.id().to_owned(), row);
        self.rows[row] = Some(record);
        row
    }

    pub fn remove(&mut self, id: &str) -> Option<(Row, T)> {
        let row = self.by_id.remove(id)?;
        self.free.push(row);
        Some((row, self.rows[row].take()?))
    }

    pub fn row(&self, id: &str) -> Option<Row> {
        self.by_id.get(id).copied()
    }

    pub fn at(&self, row: Row) -> Option<&T> {
        self.rows.get(row)?.as_ref()
    }

    pub fn get(&self, id: &str) -> Option<(Row, &T)> {
        let row = self.row(id)?;
        Some((row, self.at(row)?))
    }

    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// By row, which says nothing about the order.
    pub fn iter(&self) -> impl Iterator<Item = (Row, &T)> {
        self.rows.iter().enumerate().filter_map(|(row, record)| Some((row, record.as_ref()?)))
    }

    /// By id.
    pub fn sorted(&self) -> Vec<(Row, &T)> {
        let mut all: Vec<(Row, &T)> = self.iter().collect();
        all.sort_by(|(_, a), (_, b)| a.id().cmp(b.id()));
        all
    }
}
