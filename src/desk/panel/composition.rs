//! Who is named to a panel, as the form says it: a row for every candidate.

use serde::Serialize;

use crate::evaluation::{Appointment, Candidate, FormPanel, MemberStatus, PanelView, Seat};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::UserId;

/// What the form sends.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CompositionForm {
    pub csrf: String,
    pub version: String,
    pub key: String,
    rows: Vec<Named>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Named {
    person: String,
    /// `chair`, `evaluator`, `reserve1` and so on; empty for who does not sit.
    seat: String,
    expert: bool,
}

/// A candidate with what was chosen.
#[derive(Serialize)]
pub struct Row {
    #[serde(flatten)]
    candidate: Candidate,
    seat: String,
    expert: bool,
}

impl CompositionForm {
    /// Each row begins with the person; a box that is not ticked sends nothing.
    pub fn read(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "csrf" => form.csrf = value,
                "version" => form.version = value,
                "key" => form.key = value,
                "person" => form.rows.push(Named { person: value, ..Named::default() }),
                "seat" => form.rows.last_mut().into_iter().for_each(|row| row.seat.clone_from(&value)),
                "expert" => form.rows.last_mut().into_iter().for_each(|row| row.expert = true),
                _ => {}
            }
        }
        form
    }

    /// The panel as it stands, for whoever fills a seat of it.
    pub fn of(panel: &PanelView) -> Self {
        let mut reserves = 0;
        let staying = panel.members.iter().filter(|member| member.status != MemberStatus::Recused);
        let row = |member: &crate::evaluation::MemberView| {
            let seat = match (member.status, member.seat) {
                (MemberStatus::Waiting, _) => {
                    reserves += 1;
                    format!("reserve{reserves}")
                }
                (_, seat) => seat.to_string(),
            };
            Named { person: member.user_id.to_string(), seat, expert: member.expert }
        };
        Self { rows: staying.map(row).collect(), ..Self::default() }
    }

    /// Members in the order of the page, then the reserves in theirs.
    pub fn command(&self) -> Result<FormPanel> {
        let unknown = || Problem::field("/members", "unknown_value", "请从本页面选择。", "choose people of this page.");
        let mut named = Vec::new();
        for row in self.rows.iter().filter(|row| !row.seat.is_empty()) {
            let place = row.seat.strip_prefix("reserve").map(|place| place.parse::<u32>().map_err(|_| unknown())).transpose()?;
            let seat = if place.is_some() { Some(Seat::Evaluator) } else { Seat::parse(&row.seat) };
            let (user_id, seat) = UserId::parse(&row.person).zip(seat).ok_or_else(unknown)?;
            named.push((place, Appointment { user_id, seat, expert: row.expert, reserve: place.is_some() }));
        }
        named.sort_by_key(|(place, _)| *place);
        let places: Vec<u32> = named.iter().filter_map(|(place, _)| *place).collect();
        if places.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Problem::field("/members", "twice", "每个候补顺位只能有一人。", "only one person can be each reserve."));
        }
        Ok(FormPanel { members: named.into_iter().map(|(_, appointment)| appointment).collect() })
    }

    /// Who stands at this place of the command.
    pub fn person_at(&self, at: usize) -> Option<UserId> {
        self.command().ok()?.members.into_iter().nth(at).map(|named| named.user_id)
    }

    /// Every candidate with what was chosen for them.
    pub fn over(&self, candidates: Vec<Candidate>) -> Vec<Row> {
        let row = |candidate: Candidate| {
            let chosen = self.rows.iter().find(|row| row.person == candidate.user_id.as_str()).cloned().unwrap_or_default();
            Row { seat: chosen.seat, expert: chosen.expert, candidate }
        };
        candidates.into_iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(rows: &[(&UserId, &str, bool)]) -> CompositionForm {
        let mut pairs = Vec::new();
        for (person, seat, expert) in rows {
            pairs.extend([("person".to_owned(), person.to_string()), ("seat".to_owned(), (*seat).to_owned())]);
            pairs.extend(expert.then(|| ("expert".to_owned(), "yes".to_owned())));
        }
        CompositionForm::read(pairs)
    }

    #[test]
    fn reserves_are_called_in_the_order_that_was_chosen_and_who_has_no_seat_is_not_named() {
        let people = [UserId::new(), UserId::new(), UserId::new(), UserId::new()];
        let rows = [(&people[0], "reserve2", true), (&people[1], "", true), (&people[2], "reserve1", false), (&people[3], "chair", true)];
        let command = form(&rows).command().expect("a panel");
        let named: Vec<_> = command.members.iter().map(|named| (named.user_id.clone(), named.seat, named.expert, named.reserve)).collect();
        let expected = [
            (people[3].clone(), Seat::Chair, true, false),
            (people[2].clone(), Seat::Evaluator, false, true),
            (people[0].clone(), Seat::Evaluator, true, true),
        ];
        assert_eq!(named, expected);
    }

    #[test]
    fn two_people_cannot_be_the_same_reserve() {
        let people = [UserId::new(), UserId::new()];
        assert!(form(&[(&people[0], "reserve1", true), (&people[1], "reserve1", true)]).command().is_err());
        assert!(form(&[(&people[0], "reserve", true)]).command().is_err());
    }
}
