//! What the engine is fed: one side offers, the other asks.

/// A place in the area tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AreaRef {
    /// The area's own code, such as `310107015`. Never compared by prefix: 310000 is no prefix of 310107.
    pub code: String,
    /// The position in the tree from the root down, such as `/310000/310107/310107015`.
    pub path: String,
}

impl AreaRef {
    /// Whether `other` is this area or lies below it in the tree.
    pub fn contains(&self, other: &AreaRef) -> bool {
        lies_within(other.steps(), self.steps())
    }

    /// Whether `other` lies below the area directly above this one: two streets of one district, but not two districts of
    /// one city, because the root of the tree makes nobody neighbours.
    pub fn is_near(&self, other: &AreaRef) -> bool {
        match self.steps().rsplit_once('/') {
            Some((above, _)) if above.contains('/') => lies_within(other.steps(), above),
            _ => false,
        }
    }

    /// Whether this area is the one directly above `other`.
    pub fn is_parent_of(&self, other: &AreaRef) -> bool {
        other.steps().rsplit_once('/').is_some_and(|(above, _)| above == self.steps())
    }

    fn steps(&self) -> &str {
        self.path.trim_matches('/')
    }
}

fn lies_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// An organisation as the matching sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    pub id: String,
    pub name: String,
    /// The organisation's kind, such as `social_service_institution`.
    pub kind: String,
    /// The hub has verified its registration.
    pub verified: bool,
    /// It may sign a contract in its own name (domain §3.5: a group organisation or an institution of class I may not).
    pub can_contract: bool,
    /// Slugs of its registered service fields.
    pub fields: Vec<String>,
    pub areas_served: Vec<AreaRef>,
    /// Where it is registered or has its office.
    pub home_area: Option<AreaRef>,
    /// Slugs of the groups it works for.
    pub target_groups: Vec<String>,
    /// What it says of itself.
    pub text: String,
    /// Invitations it has not answered yet; of two equal organisations the one with fewer is named first.
    pub open_invitations: u32,
}

/// A project as the matching sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    pub id: String,
    pub title: String,
    pub text: String,
    /// Slug of its service field.
    pub field: String,
    pub area: AreaRef,
    /// Slugs of the groups it is for; none means all residents.
    pub target_groups: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(path: &str) -> AreaRef {
        AreaRef { code: path.rsplit('/').next().unwrap_or_default().into(), path: path.into() }
    }

    #[test]
    fn scope_goes_by_the_tree_and_not_by_code_prefix() {
        let putuo = area("/310000/310107");
        assert!(area("/310000").contains(&putuo));
        assert!(putuo.contains(&area("/310000/310107/310107015")));
        assert!(putuo.contains(&putuo));
        assert!(!putuo.contains(&area("/310000/3101070")));
        // A code that starts alike but hangs elsewhere in the tree, as after a merger of districts.
        assert!(!putuo.contains(&area("/310000/310106/310107099")));
    }

    #[test]
    fn streets_of_a_district_are_near_and_districts_of_a_city_are_not() {
        let changshou = area("/310000/310107/310107015");
        assert!(changshou.is_near(&area("/310000/310107/310107020")));
        assert!(changshou.is_near(&area("/310000/310107/310107020/7")));
        assert!(!changshou.is_near(&area("/310000/310106/310106010")));
        assert!(!area("/310000/310107").is_near(&area("/310000/310106")));
        assert!(!area("/310000").is_near(&area("/320000")));
        assert!(area("/310000/310107").is_parent_of(&changshou));
        assert!(!area("/310000").is_parent_of(&changshou));
    }
}
