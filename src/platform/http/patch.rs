//! A field of a PATCH body: absent leaves it, null clears it, a value sets it.

use serde::{Deserialize, Deserializer};

/// What a PATCH says about one field. The field needs `#[serde(default)]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T: Clone> Patch<T> {
    /// Changes a field that may be empty.
    pub fn change(&self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value.clone()),
        }
    }

    /// Changes a field that always has a value; null gives it its empty one.
    pub fn change_or_empty(&self, field: &mut T)
    where
        T: Default,
    {
        match self {
            Self::Keep => {}
            Self::Clear => *field = T::default(),
            Self::Set(value) => *field = value.clone(),
        }
    }

    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Self::Set(value),
            None => Self::Clear,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Default)]
    struct Change {
        #[serde(default)]
        amount: Patch<i64>,
    }

    #[test]
    fn absent_keeps_null_clears_and_a_value_sets() {
        for (body, after) in [("{}", Some(1)), (r#"{"amount": null}"#, None), (r#"{"amount": 2}"#, Some(2))] {
            let change: Change = serde_json::from_str(body).unwrap_or_default();
            let mut field = Some(1);
            change.amount.change(&mut field);
            assert_eq!(field, after, "{body}");
        }
    }
}
