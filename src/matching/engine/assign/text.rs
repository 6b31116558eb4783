//! Reads the text format of meetings.
//!
//! The first line has the numbers of projects, organisations and pairs; then one line for each project with its slots, one for
//! each organisation with its capacity and 1 if it is new or else 0, and one for each pair with project, organisation (both
//! counted from 0) and score. Numbers are separated by blanks; empty lines at the end are ignored.

use super::instance::{BadInstance, Candidate, Guest, Instance, MAX_COUNT, MAX_ROOM, MAX_WEIGHT};

/// Reads a meeting; an error names the line and what is wrong there.
pub fn read(text: &str) -> Result<Instance, BadInstance> {
    let mut lines = Lines { rest: text.lines(), line: 0 };
    let [projects, organisations, count] = lines.numbers("projects, organisations and pairs")?;
    for (number, what) in [(projects, "projects"), (organisations, "organisations"), (count, "pairs")] {
        if number > MAX_COUNT as u64 {
            return Err(lines.bad(format!("{number} {what}, more than {MAX_COUNT}")));
        }
    }
    // A promise of many rows reserves no memory before the rows are there.
    let reserve = |rows: u64| (rows as usize).min(text.len() / 2);

    let mut slots = Vec::with_capacity(reserve(projects));
    for _ in 0..projects {
        let [number] = lines.numbers("a project's slots")?;
        slots.push(lines.bounded(number, u64::from(MAX_ROOM), "slots")? as u32);
    }
    let mut guests = Vec::with_capacity(reserve(organisations));
    for _ in 0..organisations {
        let [capacity, new] = lines.numbers("an organisation's capacity and whether it is new")?;
        let new = lines.bounded(new, 1, "new")? == 1;
        guests.push(Guest { capacity: lines.bounded(capacity, u64::from(MAX_ROOM), "capacity")? as u32, new });
    }
    let mut pairs = Vec::with_capacity(reserve(count));
    for _ in 0..count {
        let [project, organisation, score] = lines.numbers("a pair's project, organisation and score")?;
        let project = lines.index(project, projects, "project")?;
        let organisation = lines.index(organisation, organisations, "organisation")?;
        let weight = lines.bounded(score, MAX_WEIGHT as u64, "score")? as i64;
        pairs.push(Candidate { project, organisation, weight });
    }
    lines.expect_end(count)?;
    Instance::new(slots, guests, pairs)
}

struct Lines<'a> {
    rest: std::str::Lines<'a>,
    line: usize,
}

impl Lines<'_> {
    /// The next line as exactly N whole numbers.
    fn numbers<const N: usize>(&mut self, what: &str) -> Result<[u64; N], BadInstance> {
        self.line += 1;
        let Some(line) = self.rest.next() else {
            return Err(self.bad(format!("the file ends here, expected {what}")));
        };
        let mut numbers = [0; N];
        let mut words = line.split_ascii_whitespace();
        for number in &mut numbers {
            let Some(word) = words.next() else {
                return Err(self.bad(format!("expected {what}: {N} numbers")));
            };
            *number = self.number(word)?;
        }
        match words.next() {
            None => Ok(numbers),
            Some(_) => Err(self.bad(format!("more than {N} numbers, expected {what}"))),
        }
    }

    fn number(&self, word: &str) -> Result<u64, BadInstance> {
        let digits = word.strip_prefix('-').unwrap_or(word);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let shown: String = word.chars().take(20).collect();
            return Err(self.bad(format!("“{shown}” is not a whole number")));
        }
        if digits.len() < word.len() {
            return Err(self.bad(format!("{} is negative", shortened(word))));
        }
        word.parse().map_err(|_| self.bad(format!("{} is too large", shortened(word))))
    }

    fn bounded(&self, number: u64, most: u64, what: &str) -> Result<u64, BadInstance> {
        if number > most { Err(self.bad(format!("{what} {number} is not within 0..={most}"))) } else { Ok(number) }
    }

    fn index(&self, number: u64, count: u64, what: &str) -> Result<u32, BadInstance> {
        if number < count {
            return Ok(number as u32);
        }
        Err(self.bad(format!("{what} {number}: there are only {count}, counted from 0")))
    }

    fn expect_end(&mut self, pairs: u64) -> Result<(), BadInstance> {
        for line in self.rest.by_ref() {
            self.line += 1;
            if !line.trim().is_empty() {
                return Err(self.bad(format!("more rows than the {pairs} pairs of the first line")));
            }
        }
        Ok(())
    }

    fn bad(&self, problem: String) -> BadInstance {
        BadInstance { line: Some(self.line), problem }
    }
}

fn shortened(word: &str) -> String {
    if word.len() <= 24 { word.to_owned() } else { format!("{}…", &word[..24]) }
}

#[cfg(test)]
mod tests {
    use super::read;

    fn complaint(text: &str) -> String {
        read(text).map(|_| "read".to_owned()).unwrap_or_else(|bad| bad.to_string())
    }

    #[test]
    fn a_meeting_is_read() {
        let instance = read("2 2 3\n1\n2\n1 0\n3 1\n0 0 500\n0 1 700\n1 1 9000\n\n").expect("well-formed");
        assert_eq!((instance.projects(), instance.organisations(), instance.pairs()), (2, 2, 3));
        assert_eq!(instance.pair(2).weight, 9000);
        assert_eq!(instance.number_of(0, 1), Some(1));
        assert_eq!(instance.number_of(1, 0), None);
    }

    #[test]
    fn an_error_names_the_line_and_what_is_wrong() {
        for (text, expected) in [
            ("", "line 1: the file ends here, expected projects, organisations and pairs"),
            ("1 1\n", "line 1: expected projects, organisations and pairs: 3 numbers"),
            ("1 1 1\n1\n1 0\n", "line 4: the file ends here, expected a pair's project, organisation and score"),
            ("1 1 1\n1\n1 0\n0 0 5\n0 0 6\n", "line 5: more rows than the 1 pairs of the first line"),
            ("1 1 1\n1\n1 0\n1 0 5\n", "line 4: project 1: there are only 1, counted from 0"),
            ("1 1 1\n1\n1 0\n0 7 5\n", "line 4: organisation 7: there are only 1, counted from 0"),
            ("1 1 1\n1\n1 0\n0 0 -5\n", "line 4: -5 is negative"),
            ("1 1 1\n1\n1 0\n0 0 5.5\n", "line 4: “5.5” is not a whole number"),
            ("1 1 1\n1\n1 2\n0 0 5\n", "line 3: new 2 is not within 0..=1"),
            ("1 1 1\n1\n1 0\n0 0 99999999999999999999\n", "line 4: 99999999999999999999 is too large"),
            ("1 1 1\n1\n1 0\n0 0 9999999999\n", "line 4: score 9999999999 is not within 0..=1000000000"),
            ("1 1 1\n9999999\n1 0\n0 0 5\n", "line 2: slots 9999999 is not within 0..=1000000"),
            ("1 1 2\n1\n1 0\n0 0 5\n0 0 6\n", "project 0 and organisation 0 are paired twice"),
            ("99999999999 1 1\n", "line 1: 99999999999 projects, more than 100000000"),
            ("100000000 1 1\n", "line 2: the file ends here, expected a project's slots"),
            ("这 1 1\n", "line 1: “这” is not a whole number"),
        ] {
            assert_eq!(complaint(text), expected);
        }
    }
}
