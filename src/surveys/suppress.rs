//! Which counts of a question can be shown so that no small one can be worked out. Pure.

/// The smallest count that is shown (domain §2.11). Below it the people of a cell can be guessed by who knows the neighbourhood.
pub const SMALLEST_CELL: i64 = 5;

/// What may be shown of one question; a count that is hidden is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// How many answered the question: what its shares are shares of.
    pub base: Option<i64>,
    pub cells: Vec<Option<i64>>,
}

/// Each answer stands in exactly one cell, and the base is their sum: whoever subtracts the shown cells from it learns what the
/// hidden ones hold together. So further cells are hidden, the smallest first, until that says nothing of any of them; cells of
/// one size go together, or the choice among them would tell. Where it cannot be had all cells are hidden, empty ones too.
pub fn exclusive(counts: &[i64]) -> Shown {
    let base: i64 = counts.iter().sum();
    if is_small(base) {
        return Shown { base: None, cells: vec![None; counts.len()] };
    }
    let mut hidden_below = SMALLEST_CELL;
    loop {
        let (hidden, open): (Vec<i64>, Vec<i64>) = counts.iter().filter(|count| **count > 0).partition(|count| **count < hidden_below);
        if hidden.is_empty() || are_safe(&hidden) {
            let cells = counts.iter().map(|count| (*count == 0 || *count >= hidden_below).then_some(*count)).collect();
            return Shown { base: Some(base), cells };
        }
        match open.iter().min() {
            Some(next) => hidden_below = next + 1,
            None => return Shown { base: Some(base), cells: vec![None; counts.len()] },
        }
    }
}

/// Answers may stand in several cells: each cell is a question of its own, answered with yes (the count) and no (the rest of the
/// base), and hidden where either is small.
pub fn independent(base: i64, counts: &[i64]) -> Shown {
    if is_small(base) {
        return Shown { base: None, cells: vec![None; counts.len()] };
    }
    let cells = counts.iter().map(|count| (!is_small(*count) && !is_small(base - count)).then_some(*count)).collect();
    Shown { base: Some(base), cells }
}

fn is_small(count: i64) -> bool {
    (1..SMALLEST_CELL).contains(&count)
}

/// Whoever knows what the hidden cells hold together, that none of them is empty and how they were chosen, finds two counts for
/// each: one of them could hold what is not small, and they are not all just below it.
fn are_safe(hidden: &[i64]) -> bool {
    let others = hidden.len() as i64 - 1;
    let could_be_large = others >= 1 && hidden.iter().sum::<i64>() - others >= SMALLEST_CELL;
    could_be_large && hidden.iter().any(|count| *count != SMALLEST_CELL - 1)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn shown(counts: &[i64]) -> (Option<i64>, Vec<Option<i64>>) {
        let shown = exclusive(counts);
        (shown.base, shown.cells)
    }

    #[test]
    fn nothing_is_hidden_where_no_cell_is_small() {
        assert_eq!(shown(&[244, 105, 58, 40]), (Some(447), vec![Some(244), Some(105), Some(58), Some(40)]));
        assert_eq!(shown(&[5, 0, 9]), (Some(14), vec![Some(5), Some(0), Some(9)]));
        assert_eq!(shown(&[0, 0]), (Some(0), vec![Some(0), Some(0)]));
    }

    #[test]
    fn one_small_cell_takes_the_next_smallest_with_it() {
        assert_eq!(shown(&[30, 2, 9, 0]), (Some(41), vec![Some(30), None, None, Some(0)]));
    }

    #[test]
    fn small_cells_that_hold_too_little_together_take_another_with_them() {
        assert_eq!(shown(&[30, 1, 1, 9]), (Some(41), vec![Some(30), None, None, None]));
        assert_eq!(shown(&[30, 4, 4, 9]), (Some(47), vec![Some(30), None, None, None]));
        assert_eq!(shown(&[30, 4, 3, 9]), (Some(46), vec![Some(30), None, None, Some(9)]));
        assert_eq!(shown(&[30, 4, 9, 9]), (Some(52), vec![Some(30), None, None, None]));
    }

    #[test]
    fn all_is_hidden_where_there_is_nothing_to_hide_behind() {
        assert_eq!(shown(&[4, 0, 0]), (None, vec![None; 3]));
        assert_eq!(shown(&[4, 1, 0]), (Some(5), vec![None; 3]));
    }

    #[test]
    fn an_option_that_nearly_everybody_chose_is_hidden_like_one_that_hardly_anybody_chose() {
        let shown = independent(50, &[50, 47, 30, 3, 0]);
        assert_eq!(shown.cells, [Some(50), None, Some(30), None, Some(0)]);
        assert_eq!(independent(3, &[3, 1]), Shown { base: None, cells: vec![None, None] });
    }

    /// Every table of a few cells, grouped by what is shown of it: whoever knows the procedure and tries all tables still finds at
    /// least two counts for each small cell.
    #[test]
    fn a_small_cell_cannot_be_worked_out_from_what_is_shown() {
        for (cells, most) in [(2, 30), (3, 14), (4, 9)] {
            let mut looks_like: BTreeMap<_, Vec<Vec<i64>>> = BTreeMap::new();
            let mut table = vec![0; cells];
            loop {
                looks_like.entry(shown(&table)).or_default().push(table.clone());
                let Some(cell) = table.iter().position(|count| *count < most) else { break };
                table[..cell].fill(0);
                table[cell] += 1;
            }
            for (look, tables) in looks_like {
                for cell in (0..cells).filter(|cell| look.1[*cell].is_none()) {
                    let possible: BTreeSet<_> = tables.iter().map(|table| table[cell]).collect();
                    assert!(possible.len() > 1, "{look:?}: cell {cell} can only be {possible:?}");
                }
                assert!(look.1.iter().flatten().all(|count| *count == 0 || *count >= SMALLEST_CELL), "{look:?}");
            }
        }
    }
}
