//! Which saved searches a new call or need is for.

use super::draft::is_told_scores_of;
use super::model::{self, LooksIn};
use super::store::{self, Named, SavedSearch, Sieve};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::time::Timestamp;

/// What is new, as searches see it.
pub struct Fresh<'f> {
    pub said: Said<'f>,
    /// Slug of the service field.
    pub field: Option<&'f str>,
    /// Its place in the area tree, like `/310000/310107/`.
    pub area_path: &'f str,
    /// The ceiling of the price, in fen.
    pub budget: Option<i64>,
    /// Since when it can be found; a search that was saved later finds it by itself.
    pub at: Timestamp,
}

/// In what the words of a search are looked for.
pub enum Said<'f> {
    /// The words of the public notice, in small letters: each word of the search must be there.
    Call(&'f str),
    /// Title and description: one of them must hold what is searched for.
    Need(&'f str, &'f str),
}

impl Said<'_> {
    fn looked_for_in(&self) -> LooksIn {
        match self {
            Self::Call(_) => LooksIn::Calls,
            Self::Need(..) => LooksIn::Needs,
        }
    }

    /// As the lists search.
    fn has(&self, q: &str) -> bool {
        let q = q.to_lowercase();
        match self {
            Self::Call(words) => q.split_whitespace().all(|word| words.contains(word)),
            Self::Need(title, description) => [title, description].into_iter().any(|text| text.to_lowercase().contains(q.trim())),
        }
    }
}

impl SavedSearch {
    /// Whether what it asks of its person still holds: that they are in the organisation that it is bound to.
    pub fn is_still_of(&self, actor: &Actor) -> bool {
        is_told_scores_of(actor, self.organization_id.as_ref())
    }
}

impl Named {
    /// As [`SavedSearch::is_still_of`].
    pub fn is_still_of(&self, actor: &Actor) -> bool {
        is_told_scores_of(actor, self.organization_id.as_ref())
    }
}

/// The searches that tell of it, before anybody has looked who may see it and how well it suits: one statement.
pub fn listening(conn: &mut Conn, fresh: &Fresh) -> Result<Vec<SavedSearch>> {
    let sieve = Sieve {
        looks_in: fresh.said.looked_for_in(),
        slugs: model::slugs_of(fresh.field),
        areas: fresh.area_path.split('/').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        budget: fresh.budget,
        at: fresh.at,
    };
    let mut found = store::sifted(conn, &sieve)?;
    found.retain(|search| search.words.as_deref().is_none_or(|words| fresh.said.has(words)));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_the_lists_find_them() {
        let call = Said::Call("xm-1 老年助餐 送餐 abc");
        assert!(call.has("助餐 ABC") && !call.has("助餐 夜间"));
        let need = Said::Need("老人 助餐", "Lift at 7");
        assert!(need.has("人 助") && need.has("lift AT") && !need.has("助餐 人"));
    }
}
