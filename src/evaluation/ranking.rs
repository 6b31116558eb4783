//! From signed scores to a ranking, and from quotes to the abnormally low ones (domain §2.5, R43).
//!
//! Every value is exact until it is rounded once, half-up to two places: the mean of the members' scores, then the
//! price score. The total is their sum and is not rounded again.

use std::cmp::{Ordering, Reverse};

use crate::platform::decimal::{Hundredths, Ratio};
use crate::platform::money::Money;
use crate::rules::rule_set::{AbnormallyLow, TieRule};

/// A qualified bid with what the panel gave it.
#[derive(Debug, Clone)]
pub struct ScoredBid<Id> {
    pub id: Id,
    /// The price that is evaluated: the quote, or what a policy price cut makes of it.
    pub price: Money,
    /// Each member's total of the criteria other than price.
    pub member_scores: Vec<Hundredths>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedBid<Id> {
    pub id: Id,
    /// From 1. Bids that nothing tells apart share a rank, and the ranks after it are left out.
    pub rank: u32,
    /// The rank is shared: the chair draws lots.
    pub needs_draw: bool,
    pub price: Money,
    pub technical: Hundredths,
    pub price_score: Hundredths,
    pub total: Hundredths,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RankingError<Id> {
    #[error("a bid has no scores")]
    NotScored(Id),
    #[error("a bid is scored by more or fewer members than the first")]
    UnequalPanels(Id),
    #[error("a price must be above zero to be compared")]
    NoPrice(Id),
    #[error("a score is out of range")]
    OutOfRange(Id),
}

/// The bids from first to last.
///
/// `price_weight` is what the lowest price earns; `ties` are tried in order (score, price, technical as a rule).
pub fn rank<Id: Clone>(bids: &[ScoredBid<Id>], price_weight: Hundredths, ties: &[TieRule]) -> Result<Vec<RankedBid<Id>>, RankingError<Id>> {
    let lowest = bids.iter().map(|bid| bid.price).min().unwrap_or_default();
    if let Some(free) = bids.iter().find(|bid| bid.price <= Money::ZERO) {
        return Err(RankingError::NoPrice(free.id.clone()));
    }
    let panel = bids.first().map_or(0, |bid| bid.member_scores.len());
    let mut ranking = Vec::with_capacity(bids.len());
    for bid in bids {
        if bid.member_scores.len() != panel {
            return Err(RankingError::UnequalPanels(bid.id.clone()));
        }
        ranking.push(score(bid, lowest, price_weight)?);
    }
    ranking.sort_by(|a, b| precedence(a, b, ties));
    number(&mut ranking, ties);
    Ok(ranking)
}

/// `lowest / price × weight`, half-up to two places; `None` for a price that is not above zero.
pub fn price_score(lowest: Money, price: Money, weight: Hundredths) -> Option<Hundredths> {
    if lowest <= Money::ZERO || price <= Money::ZERO {
        return None;
    }
    Ratio::new(lowest.fen().into(), price.fen().into())?.times(weight)?.round_half_up()
}

fn score<Id: Clone>(bid: &ScoredBid<Id>, lowest: Money, price_weight: Hundredths) -> Result<RankedBid<Id>, RankingError<Id>> {
    let id = || bid.id.clone();
    let technical = Hundredths::mean(&bid.member_scores).ok_or_else(|| RankingError::NotScored(id()))?;
    let price_score = price_score(lowest, bid.price, price_weight).ok_or_else(|| RankingError::OutOfRange(id()))?;
    let total = technical.checked_add(price_score).ok_or_else(|| RankingError::OutOfRange(id()))?;
    Ok(RankedBid { id: id(), rank: 0, needs_draw: false, price: bid.price, technical, price_score, total })
}

fn precedence<Id>(a: &RankedBid<Id>, b: &RankedBid<Id>, ties: &[TieRule]) -> Ordering {
    let by = |rule: &TieRule| match rule {
        TieRule::Score => Reverse(a.total).cmp(&Reverse(b.total)),
        TieRule::Price => a.price.cmp(&b.price),
        TieRule::Technical => Reverse(a.technical).cmp(&Reverse(b.technical)),
    };
    ties.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn number<Id>(ranking: &mut [RankedBid<Id>], ties: &[TieRule]) {
    let mut rank = 1;
    for group in ranking.chunk_by_mut(|a, b| precedence(a, b, ties).is_eq()) {
        let size = group.len();
        for bid in group {
            bid.rank = rank;
            bid.needs_draw = size > 1;
        }
        rank += size as u32;
    }
}

/// Why a quote looks abnormally low.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LowPriceGround {
    BelowShareOfMean,
    BelowShareOfSecondLowest,
    BelowShareOfCeiling,
}

/// For each quote, in the order given, the grounds on which it must be explained; none for most.
///
/// `quotes` are the compliant bids' raw quotes, not what a policy price cut makes of them; `ceiling` is the highest
/// price admitted, the budget if none was set. Only what lies strictly below a line is caught.
pub fn abnormally_low(quotes: &[Money], ceiling: Money, rule: AbnormallyLow) -> Vec<Vec<LowPriceGround>> {
    let fen = |amount: Money| i128::from(amount.fen());
    let sum: i128 = quotes.iter().copied().map(fen).sum();
    let count = quotes.len() as i128;
    let mut ascending = quotes.to_vec();
    ascending.sort_unstable();
    let second_lowest = ascending.get(1).copied();

    let grounds = |&quote: &Money| {
        let below = |percent: u32, reference: i128| 100 * fen(quote) < i128::from(percent) * reference;
        let below_mean = 100 * count * fen(quote) < i128::from(rule.mean_percent) * sum;
        let below_second = second_lowest.is_some_and(|second| below(rule.second_lowest_percent, fen(second)));
        let below_ceiling = below(rule.ceiling_percent, fen(ceiling));
        [
            (below_mean, LowPriceGround::BelowShareOfMean),
            (below_second, LowPriceGround::BelowShareOfSecondLowest),
            (below_ceiling, LowPriceGround::BelowShareOfCeiling),
        ]
        .into_iter()
        .filter_map(|(holds, ground)| holds.then_some(ground))
        .collect()
    };
    quotes.iter().map(grounds).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TIES: [TieRule; 3] = [TieRule::Score, TieRule::Price, TieRule::Technical];
    const RATIOS: AbnormallyLow =
        AbnormallyLow { mean_percent: 50, second_lowest_percent: 50, ceiling_percent: 45, explanation_minutes: 30 };

    fn points(text: &str) -> Hundredths {
        Hundredths::parse(text).expect(text)
    }

    fn yuan(text: &str) -> Money {
        Money::yuan(text).expect(text)
    }

    fn bid<Id>(id: Id, price: &str, scores: &[&str]) -> ScoredBid<Id> {
        ScoredBid { id, price: yuan(price), member_scores: scores.iter().map(|text| points(text)).collect() }
    }

    fn worked_example(price_of_a: &str) -> Vec<ScoredBid<char>> {
        vec![bid('A', price_of_a, &["70.50"]), bid('B', "60000", &["62.00"]), bid('C', "68000", &["66.00"])]
    }

    fn rows(ranking: &[RankedBid<char>]) -> Vec<(u32, char, String, String)> {
        ranking.iter().map(|bid| (bid.rank, bid.id, bid.price_score.to_string(), bid.total.to_string())).collect()
    }

    fn row(rank: u32, id: char, price_score: &str, total: &str) -> (u32, char, String, String) {
        (rank, id, price_score.to_owned(), total.to_owned())
    }

    #[test]
    fn the_worked_table_of_2_5() {
        let ranking = rank(&worked_example("76000"), Hundredths::whole(20), &TIES).expect("sound");
        let expected = [row(1, 'A', "15.79", "86.29"), row(2, 'C', "17.65", "83.65"), row(3, 'B', "20.00", "82.00")];
        assert_eq!(rows(&ranking), expected);
        assert!(ranking.iter().all(|bid| !bid.needs_draw));
    }

    #[test]
    fn r40_a_ten_percent_cut_changes_the_price_that_is_evaluated() {
        let ranking = rank(&worked_example("68400"), Hundredths::whole(20), &TIES).expect("sound");
        assert_eq!(rows(&ranking)[0], row(1, 'A', "17.54", "88.04"));
    }

    #[test]
    fn the_mean_of_the_members_is_rounded_once_before_the_price_score_is_added() {
        let bids = [bid('A', "100", &["70.00", "70.00", "70.02", "70.02", "70.00"]), bid('B', "300", &["70", "70", "70", "70", "70"])];
        let ranking = rank(&bids, Hundredths::whole(20), &TIES).expect("sound");
        assert_eq!(ranking[0].technical, points("70.01"));
        assert_eq!(rows(&ranking), [row(1, 'A', "20.00", "90.01"), row(2, 'B', "6.67", "76.67")]);
    }

    #[test]
    fn a_tie_in_score_goes_to_the_lower_price() {
        let bids = [bid('A', "200", &["70"]), bid('B', "100", &["60"])];
        let ranking = rank(&bids, Hundredths::whole(20), &TIES).expect("sound");
        assert_eq!(rows(&ranking), [row(1, 'B', "20.00", "80.00"), row(2, 'A', "10.00", "80.00")]);
        assert!(ranking.iter().all(|bid| !bid.needs_draw));
    }

    #[test]
    fn the_order_of_the_tie_rules_is_that_of_the_rule_set() {
        let bids = [bid('A', "200", &["70"]), bid('B', "100", &["60"])];
        let ties = [TieRule::Score, TieRule::Technical, TieRule::Price];
        let ranking = rank(&bids, Hundredths::whole(20), &ties).expect("sound");
        assert_eq!(ranking[0].id, 'A');
    }

    #[test]
    fn bids_equal_in_everything_share_a_rank_and_the_chair_draws() {
        let bids = [bid('A', "100", &["50"]), bid('B', "100", &["60"]), bid('C', "100", &["60"]), bid('D', "100", &["40"])];
        let ranking = rank(&bids, Hundredths::whole(20), &TIES).expect("sound");
        let ranks: Vec<_> = ranking.iter().map(|bid| (bid.rank, bid.id, bid.needs_draw)).collect();
        assert_eq!(ranks, [(1, 'B', true), (1, 'C', true), (3, 'A', false), (4, 'D', false)]);
    }

    #[test]
    fn what_cannot_be_ranked_is_named() {
        let weight = Hundredths::whole(20);
        let free = [bid('A', "100", &["50"]), bid('B', "0", &["60"])];
        assert_eq!(rank(&free, weight, &TIES), Err(RankingError::NoPrice('B')));
        assert_eq!(rank(&[bid('A', "100", &[])], weight, &TIES), Err(RankingError::NotScored('A')));
        let unequal = [bid('A', "100", &["50", "60"]), bid('B', "90", &["60"])];
        assert_eq!(rank(&unequal, weight, &TIES), Err(RankingError::UnequalPanels('B')));
        assert_eq!(rank::<char>(&[], weight, &TIES), Ok(vec![]));
    }

    /// Quotes 76000/60000/30000 under a ceiling of 80000: the mean's line is 27666.67, half the second lowest is exactly
    /// 30000, 45 % of the ceiling is 36000.
    #[test]
    fn r43_abnormally_low_vectors() {
        let quotes = ["76000", "60000", "30000"].map(yuan);
        let grounds = abnormally_low(&quotes, yuan("80000"), RATIOS);
        assert_eq!(grounds, [vec![], vec![], vec![LowPriceGround::BelowShareOfCeiling]]);
    }

    #[test]
    fn r43_one_fen_below_half_the_second_lowest_is_caught() {
        let quotes = ["76000", "60000", "29999.99"].map(yuan);
        let grounds = abnormally_low(&quotes, Money::ZERO, RATIOS);
        assert_eq!(grounds[2], [LowPriceGround::BelowShareOfSecondLowest]);
    }

    #[test]
    fn r43_the_line_of_the_mean_is_not_rounded() {
        // With x the lowest: x < (136000 + x) / 6, that is x < 27200.
        let grounds = |lowest| abnormally_low(&["76000", "60000", lowest].map(yuan), Money::ZERO, RATIOS);
        assert!(!grounds("27200")[2].contains(&LowPriceGround::BelowShareOfMean));
        assert!(grounds("27199.99")[2].contains(&LowPriceGround::BelowShareOfMean));
    }

    #[test]
    fn r43_exactly_the_share_of_the_ceiling_is_not_below_it() {
        let grounds = |quote| abnormally_low(&[yuan(quote)], yuan("80000"), RATIOS);
        assert_eq!(grounds("36000"), [vec![]]);
        assert_eq!(grounds("35999.99"), [vec![LowPriceGround::BelowShareOfCeiling]]);
    }

    #[test]
    fn r43_the_buyer_may_raise_the_ratios() {
        let raised = AbnormallyLow { second_lowest_percent: 65, ..RATIOS };
        let grounds = abnormally_low(&["60000", "38000"].map(yuan), Money::ZERO, raised);
        assert_eq!(grounds[1], [LowPriceGround::BelowShareOfSecondLowest]);
    }

    prop_compose! {
        fn any_bids()(bids in prop::collection::vec((1i64..10_000_000, 0i64..8000, 0i64..8000), 1..9)) -> Vec<ScoredBid<usize>> {
            bids.into_iter().enumerate().map(|(id, (price, first, second))| ScoredBid {
                id,
                price: Money::from_fen(price),
                member_scores: vec![Hundredths::new(first), Hundredths::new(second)],
            }).collect()
        }
    }

    fn ranked(bids: &[ScoredBid<usize>]) -> Vec<RankedBid<usize>> {
        rank(bids, Hundredths::whole(20), &TIES).expect("sound")
    }

    fn order(bids: &[ScoredBid<usize>]) -> Vec<(u32, usize)> {
        ranked(bids).into_iter().map(|bid| (bid.rank, bid.id)).collect()
    }

    proptest! {
        #[test]
        fn a_ranking_is_a_permutation_from_best_to_worst(bids in any_bids()) {
            let ranking = ranked(&bids);
            let mut ids: Vec<_> = ranking.iter().map(|bid| bid.id).collect();
            ids.sort_unstable();
            prop_assert!(ids.into_iter().eq(0..bids.len()));
            prop_assert!(ranking.is_sorted_by(|a, b| a.rank <= b.rank && a.total >= b.total));
            prop_assert_eq!(ranking[0].rank, 1);
        }

        #[test]
        fn the_lowest_price_gets_the_full_weight_and_nobody_more(bids in any_bids()) {
            let lowest = bids.iter().map(|bid| bid.price).min().expect("some");
            for bid in ranked(&bids) {
                prop_assert!(bid.price_score <= Hundredths::whole(20));
                prop_assert!(bid.price > lowest || bid.price_score == Hundredths::whole(20));
            }
        }

        #[test]
        fn prices_in_another_unit_give_the_same_scores(bids in any_bids(), factor in 1i64..1000) {
            let scaled: Vec<_> = bids.iter().cloned()
                .map(|bid| ScoredBid { price: Money::from_fen(bid.price.fen() * factor), ..bid })
                .collect();
            let scores = |bids| ranked(bids).into_iter().map(|bid| (bid.id, bid.rank, bid.total)).collect::<Vec<_>>();
            prop_assert_eq!(scores(&bids), scores(&scaled));
        }

        #[test]
        fn the_same_points_for_everybody_change_no_rank(bids in any_bids(), extra in 0i64..2000) {
            let raised: Vec<_> = bids.iter().cloned().map(|mut bid| {
                for score in &mut bid.member_scores {
                    *score = Hundredths::new(score.hundredths() + extra);
                }
                bid
            }).collect();
            prop_assert_eq!(order(&bids), order(&raised));
        }

        #[test]
        fn the_order_of_arrival_changes_no_rank(bids in any_bids()) {
            let reversed: Vec<_> = bids.iter().rev().cloned().collect();
            let mut forwards = order(&bids);
            let mut backwards = order(&reversed);
            forwards.sort_unstable();
            backwards.sort_unstable();
            prop_assert_eq!(forwards, backwards);
        }

        #[test]
        fn a_bid_that_scores_more_and_costs_less_never_ranks_behind(bids in any_bids()) {
            let ranking = ranked(&bids);
            for better in &ranking {
                for worse in &ranking {
                    let dominates = better.technical >= worse.technical && better.price <= worse.price;
                    prop_assert!(!dominates || better.rank <= worse.rank);
                }
            }
        }

        #[test]
        fn r43_a_quote_above_every_reference_is_never_abnormally_low(quotes in prop::collection::vec(1i64..1_000_000, 1..9)) {
            let quotes: Vec<_> = quotes.into_iter().map(Money::from_fen).collect();
            let highest = *quotes.iter().max().expect("some");
            let grounds = abnormally_low(&quotes, highest, RATIOS);
            for (quote, grounds) in quotes.iter().zip(grounds) {
                prop_assert!(*quote < highest || grounds.is_empty());
            }
        }
    }
}
