//! Moments in columns. PostgreSQL has a type for them; SQLite keeps the text `2026-03-02 01:00:00.123456`, which is read and written here
//! without diesel's patterns: those took a fifth of the reading thread's time in a list.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::backend::Backend as DieselBackend;
use diesel::deserialize::{self, FromSql};
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Text, Timestamp as Column};
use diesel::sqlite::Sqlite;

use super::Backend;
use crate::platform::time::Timestamp;

impl FromSql<Column, Sqlite> for Timestamp {
    fn from_sql(stored: <Sqlite as DieselBackend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Sqlite>>::from_sql(stored)?;
        let moment = parse(&text).ok_or_else(|| format!("{text:?} is no moment like 2026-03-02 01:00:00.123456"))?;
        Ok(Self::from_naive(moment))
    }
}

impl FromSql<Column, Pg> for Timestamp {
    fn from_sql(stored: <Pg as DieselBackend>::RawValue<'_>) -> deserialize::Result<Self> {
        <NaiveDateTime as FromSql<Column, Pg>>::from_sql(stored).map(Self::from_naive)
    }
}

impl FromSql<Column, Backend> for Timestamp {
    fn from_sql(stored: <Backend as DieselBackend>::RawValue<'_>) -> deserialize::Result<Self> {
        stored.from_sql::<Self, Column>()
    }
}

impl ToSql<Column, Sqlite> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(text(self.naive()));
        Ok(IsNull::No)
    }
}

impl ToSql<Column, Pg> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <NaiveDateTime as ToSql<Column, Pg>>::to_sql(&self.naive(), &mut out.reborrow())
    }
}

impl ToSql<Column, Backend> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Backend>) -> serialize::Result {
        out.set_value((Column, self));
        Ok(IsNull::No)
    }
}

fn text(moment: NaiveDateTime) -> String {
    format!("{:?} {:?}", moment.date(), moment.time())
}

fn parse(text: &str) -> Option<NaiveDateTime> {
    let bytes = text.as_bytes();
    let has = |at: usize, sign: u8| bytes.get(at) == Some(&sign);
    if ![(4, b'-'), (7, b'-'), (10, b' '), (13, b':'), (16, b':')].into_iter().all(|(at, sign)| has(at, sign)) {
        return None;
    }
    let micros = match bytes.get(19..)? {
        [] => 0,
        [b'.', fraction @ ..] if (1..=6).contains(&fraction.len()) => {
            let missing = 6 - u32::try_from(fraction.len()).ok()?;
            number(fraction)? * 10_u32.pow(missing)
        }
        _ => return None,
    };
    let part = |from: usize, to: usize| bytes.get(from..to).and_then(number);
    let date = NaiveDate::from_ymd_opt(i32::try_from(part(0, 4)?).ok()?, part(5, 7)?, part(8, 10)?)?;
    date.and_hms_micro_opt(part(11, 13)?, part(14, 16)?, part(17, 19)?, micros)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As diesel and chrono write it.
    fn by_pattern(moment: NaiveDateTime) -> String {
        moment.format("%F %T%.f").to_string()
    }

    proptest! {
        #[test]
        fn a_moment_is_written_as_diesel_writes_it_and_comes_back(micros in -30_610_224_000_000_000_i64..253_402_300_799_999_999, cut in 0_u32..7) {
            let moment = Timestamp::from_micros(micros - micros % 10_i64.pow(cut)).expect("in the years 1000 to 9999").naive();
            prop_assert_eq!(text(moment), by_pattern(moment));
            prop_assert_eq!(parse(&text(moment)), Some(moment));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,30}") {
            let _ = parse(&text);
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2026-03-02",
            "2026-03-02 01:00",
            "2026-03-02T01:00:00",
            "2026-13-02 01:00:00",
            "2026-03-02 01:00:00.",
            "2026-03-02 01:00:00.1234567",
            "2026-03-02 01:00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("2026-03-02 01:00:00.5").map(text), Some("2026-03-02 01:00:00.500".to_owned()));
    }
}
