//! `match suggest`: the suggestion of fields, on files of a catalogue and of needs.

use std::path::Path;

use super::rows::{RowError, read};
use super::suggest::{Scratch, Suggester, Suggestion};

/// An entry of the catalogue.
#[derive(Debug, Clone)]
pub struct EntryRow {
    pub id: String,
    pub text: String,
    pub field: String,
}

/// A need, with its field where it is known.
#[derive(Debug, Clone)]
pub struct NeedRow {
    pub id: String,
    pub text: String,
    pub field: Option<String>,
}

/// What a suggestion may know besides the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learning {
    /// Nobody's answer: the other needs' texts count with the field the catalogue alone would give them.
    ZeroShot,
    /// The fields of all needs but the one asked about.
    LeaveOneOut,
}

/// Reads the catalogue: `id`, `text`, `field`.
pub fn read_catalogue(file: &Path) -> Result<Vec<EntryRow>, RowError> {
    read(file, |row| Ok(EntryRow { id: row.id.clone(), text: row.text("text")?.to_owned(), field: row.text("field")?.to_owned() }))
}

/// Reads the needs: `id`, `text` and, where it is known, `field`.
pub fn read_needs(file: &Path) -> Result<Vec<NeedRow>, RowError> {
    read(file, |row| {
        let field = row.optional_text("field")?.filter(|field| !field.is_empty()).map(str::to_owned);
        Ok(NeedRow { id: row.id.clone(), text: row.text("text")?.to_owned(), field })
    })
}

/// Takes in the catalogue and what the needs teach, telling `progress` after each need how many are done.
pub fn learn(catalogue: &[EntryRow], needs: &[NeedRow], learning: Learning, mut progress: impl FnMut(usize)) -> Suggester {
    let mut from_catalogue = Suggester::default();
    for entry in catalogue {
        from_catalogue.add_entry(&entry.id, &entry.text, &entry.field);
    }
    let mut taught = from_catalogue.clone();
    let mut scratch = Scratch::default();
    for (done, need) in (1..).zip(needs) {
        let field = match learning {
            Learning::LeaveOneOut => need.field.as_deref(),
            Learning::ZeroShot => from_catalogue.suggest(&need.text, None, &mut scratch).first().map(|first| first.field),
        };
        if let Some(field) = field {
            taught.teach(&need.id, &need.text, field);
        }
        progress(done);
    }
    taught
}

/// The fields for one of the needs, best first; its own field is left aside.
pub fn suggest<'a>(suggester: &'a Suggester, need: &NeedRow, scratch: &mut Scratch) -> Vec<Suggestion<'a>> {
    suggester.suggest(&need.text, Some(&need.id), scratch)
}

/// Of the needs whose field is known: how many there are, and how many were given that field first.
pub fn count_right<'n>(answers: impl IntoIterator<Item = (&'n NeedRow, Option<&'n str>)>) -> (usize, usize) {
    let known = answers.into_iter().filter_map(|(need, first)| Some((need.field.as_deref()?, first)));
    known.fold((0, 0), |(all, right), (field, first)| (all + 1, right + usize::from(first == Some(field))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(id: &str, text: &str, field: Option<&str>) -> NeedRow {
        NeedRow { id: id.into(), text: text.into(), field: field.map(str::to_owned) }
    }

    #[test]
    fn zero_shot_never_sees_a_field_and_leave_one_out_not_its_own() {
        let catalogue = [EntryRow { id: "1".into(), text: "停车".into(), field: "parking".into() }];
        let needs = [need("a", "停车难", Some("secret")), need("b", "停车太难", Some("secret")), need("c", "公园长椅", Some("park"))];
        let first = |learning, asked: usize| {
            let suggester = learn(&catalogue, &needs, learning, |_| ());
            suggest(&suggester, &needs[asked], &mut Scratch::default()).first().map(|first| first.field.to_owned())
        };
        assert_eq!(first(Learning::ZeroShot, 0).as_deref(), Some("parking"));
        assert_eq!(first(Learning::LeaveOneOut, 0).as_deref(), Some("secret"));
        assert_ne!(first(Learning::LeaveOneOut, 2).as_deref(), Some("park"));
    }

    #[test]
    fn only_needs_with_a_field_are_counted() {
        let needs = [need("a", "", Some("x")), need("b", "", None), need("c", "", Some("y"))];
        assert_eq!(count_right(needs.iter().map(|need| (need, Some("x")))), (2, 1));
    }
}
