//! The guaranteed share in a stable meeting.
//!
//! Projects add the same bonus to the score of every new organisation, the smallest one that suffices; then everybody decides as
//! usual. The result is stable for projects that see it so: no two would both rather be paired, the bonus counted in. Asked for is
//! the share q of the slots that the stable meeting fills without a bonus, and of those it fills with it. If even projects that prefer
//! every new organisation to every other don't reach that, the share isn't possible in a stable meeting.

use super::instance::MAX_WEIGHT;
use super::market::Market;
use super::share::{NotPossible, Share};
use super::stable::{Orders, propose};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StableShare {
    /// The numbers of the pairs made, ascending.
    pub pairs: Vec<u32>,
    /// The points that projects add to the score of new organisations.
    pub bonus: i64,
    /// The total weight of the stable meeting without a bonus. The one with a bonus can even have a larger total.
    pub without: i64,
}

/// The stable meeting with the smallest sufficient bonus, as far as halving finds it: more bonus needn't always help.
pub fn stable_with(market: &Market<'_>, orders: Orders<'_>, share: Share) -> Result<StableShare, NotPossible> {
    let instance = market.instance;
    let with = |bonus: i64| propose(market, Orders { bonus, ..orders });
    let usual = with(0);
    let without = instance.total(&usual);
    let required = |pairs: &[u32]| share.of(pairs.len().max(usual.len()));
    let suffices = |pairs: &[u32]| instance.count_new(pairs) >= required(pairs);
    if suffices(&usual) {
        return Ok(StableShare { pairs: usual, bonus: 0, without });
    }
    let (mut below, mut bonus) = (0, MAX_WEIGHT.min(market.largest_weight()) + 1);
    let mut pairs = with(bonus);
    if !suffices(&pairs) {
        return Err(NotPossible { required: required(&pairs), possible: instance.count_new(&pairs) });
    }
    while bonus - below > 1 {
        let middle = below + (bonus - below) / 2;
        let found = with(middle);
        if suffices(&found) {
            (bonus, pairs) = (middle, found);
        } else {
            below = middle;
        }
    }
    Ok(StableShare { pairs, bonus, without })
}

#[cfg(test)]
mod tests {
    use super::super::oracle::{market, meeting};
    use super::super::stable::{Orders, blocking_pairs};
    use super::stable_with;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_share_is_kept_and_no_pair_blocks(instance in meeting(12, 12, 50), hundredths in 0u32..60) {
            let share = format!("0.{hundredths:02}").parse().expect("a share");
            let (market, orders) = (market(&instance), Orders::default());
            if let Ok(found) = stable_with(&market, orders, share) {
                prop_assert!(instance.count_new(&found.pairs) >= share.of(found.pairs.len()));
                prop_assert_eq!(blocking_pairs(&market, &found.pairs, Orders { bonus: found.bonus, ..orders }), 0);
            }
        }
    }
}
