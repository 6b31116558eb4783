//! How much a term's frequency counts in a document of some length: the middle part of BM25, as a table.
//!
//! Lengths are kept as classes of a sixteenth of an octave. The difference of two classes is the logarithm of the ratio of
//! the lengths, so that one table serves every average, and a write that moves the average costs nothing.

use std::sync::LazyLock;

use super::fixed::{LOG_BITS, SIXTEENTHS, log2};

/// Frequencies above this count as this.
pub(super) const MOST: u32 = 63;
/// Binary places of a table entry.
pub(super) const BITS: u32 = 12;

const CLASSES_PER_OCTAVE: u32 = 16;
/// Entry of the table for a document of average length.
const AVERAGE: usize = 256;
const COLUMNS: usize = 512;
/// k1 = 1.2 and b = 0.9, in tenths and hundredths.
const K1_TENTHS: u64 = 12;
const B_HUNDREDTHS: u64 = 90;
static TABLE: LazyLock<Vec<[u16; COLUMNS]>> =
    LazyLock::new(|| (0..=u64::from(MOST)).map(|frequency| std::array::from_fn(|column| entry(frequency, column))).collect());

/// A document's length, as a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LengthClass(u8);

impl LengthClass {
    /// Of a length in terms; 0 counts as 1.
    pub fn of(length: u64) -> Self {
        Self(u8::try_from((log2(length) * u64::from(CLASSES_PER_OCTAVE)) >> LOG_BITS).unwrap_or(u8::MAX))
    }
}

/// The table for the documents of one average length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Saturation {
    table: &'static [[u16; COLUMNS]],
    shift: usize,
}

impl Saturation {
    pub fn around(average: LengthClass) -> Self {
        Self { table: &TABLE, shift: AVERAGE - usize::from(average.0) }
    }

    /// tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average)) with [`BITS`] binary places.
    pub fn of(&self, frequency: u32, length: LengthClass) -> u32 {
        let row = &self.table[frequency.min(MOST) as usize];
        u32::from(row[(usize::from(length.0) + self.shift) % COLUMNS])
    }
}

fn entry(frequency: u64, column: usize) -> u16 {
    let norm = K1_TENTHS * ((100 - B_HUNDREDTHS) * 65_536 + B_HUNDREDTHS * ratio(column)) / 1000;
    let value = frequency * (10 + K1_TENTHS) * (65_536 << BITS) / 10 / (frequency * 65_536 + norm).max(1);
    u16::try_from(value).unwrap_or(u16::MAX)
}

/// Length over average with 16 binary places, at most 2^16.
fn ratio(column: usize) -> u64 {
    let (octaves, sixteenths) = (column / 16, column % 16);
    match octaves.checked_sub(AVERAGE / 16) {
        Some(up) => SIXTEENTHS[sixteenths] << up,
        None => SIXTEENTHS[sixteenths] >> (AVERAGE / 16 - octaves),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_formula() {
        for (length, average, frequency) in [(100, 100, 1), (100, 100, 7), (400, 100, 2), (25, 100, 3), (1, 60_000, 1), (60_000, 1, 63)] {
            let exact = f64::from(frequency) * 2.2 / (f64::from(frequency) + 1.2 * (0.1 + 0.9 * f64::from(length) / f64::from(average)));
            let table = Saturation::around(LengthClass::of(average as u64)).of(frequency, LengthClass::of(length as u64));
            let got = f64::from(table) / f64::from(1 << BITS);
            assert!((got - exact).abs() < 0.05 * exact + 0.001, "{frequency} in {length} of {average}: {got} for {exact}");
        }
    }

    #[test]
    fn more_is_never_less_and_longer_is_never_more() {
        for column in 0..COLUMNS {
            assert!((0..63).all(|row| TABLE[row][column] <= TABLE[row + 1][column]));
        }
        assert!(TABLE.iter().all(|row| row.windows(2).all(|pair| pair[0] >= pair[1])));
    }
}
