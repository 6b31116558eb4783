//! Ties and flags of a ranking. Pure.

use std::collections::BTreeSet;

use super::store::Ranked;
use crate::evaluation::ranking::LowPriceGround;
use crate::platform::http::FieldError;
use crate::platform::i18n::Text;
use crate::platform::ids::BidId;
use crate::text_enum;

text_enum! {
    /// What a person must look at: the bidder has to explain an abnormally low price (R43).
    pub enum Flag {
        BelowShareOfMean = "price_below_share_of_mean",
        BelowShareOfSecondLowest = "price_below_share_of_second_lowest",
        BelowShareOfCeiling = "price_below_share_of_ceiling",
    }
}

impl Flag {
    /// What people call it.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::BelowShareOfMean => ("报价明显低于平均报价，须由投标人说明", "price far below the mean: the bidder must explain it"),
            Self::BelowShareOfSecondLowest => {
                ("报价明显低于次低报价，须由投标人说明", "price far below the next: the bidder must explain it")
            }
            Self::BelowShareOfCeiling => ("报价明显低于最高限价，须由投标人说明", "price far below the budget: the bidder must explain it"),
        };
        Text::new(zh, en)
    }
}

impl From<LowPriceGround> for Flag {
    fn from(ground: LowPriceGround) -> Self {
        match ground {
            LowPriceGround::BelowShareOfMean => Self::BelowShareOfMean,
            LowPriceGround::BelowShareOfSecondLowest => Self::BelowShareOfSecondLowest,
            LowPriceGround::BelowShareOfCeiling => Self::BelowShareOfCeiling,
        }
    }
}

/// Whether places are shared, so that the chair must draw.
pub fn is_tied(ranking: &[Ranked]) -> bool {
    ranking.iter().any(|row| row.is_tied)
}

/// Parts the bids that share a place, in the order drawn. `drawn` must name exactly the tied bids.
pub fn draw(ranking: &mut [Ranked], drawn: &[BidId]) -> Result<(), Vec<FieldError>> {
    let tied: BTreeSet<_> = ranking.iter().filter(|row| row.is_tied).map(|row| row.bid_id.clone()).collect();
    let named: BTreeSet<_> = drawn.iter().cloned().collect();
    if named.len() != drawn.len() || named != tied {
        let names = tied.iter().map(BidId::as_str).collect::<Vec<_>>().join(", ");
        return Err(vec![FieldError::new(
            "/draw",
            "not_the_tied_bids",
            format!("抽签顺序须且只须列出并列的投标：{names}。"),
            format!("must list exactly the tied bids in the order drawn: {names}."),
        )]);
    }
    let position = |id: &BidId| drawn.iter().position(|other| other == id).unwrap_or(usize::MAX);
    ranking.sort_by_key(|row| (row.place, position(&row.bid_id)));
    for (place, row) in (1..).zip(ranking.iter_mut()) {
        row.place = place;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::types::JsonText;
    use crate::platform::decimal::Hundredths;
    use crate::platform::ids::ProjectId;
    use crate::platform::money::Money;

    fn row(place: i32, is_tied: bool) -> Ranked {
        Ranked {
            project_id: ProjectId::new(),
            bid_id: BidId::new(),
            place,
            price_fen: Money::YUAN,
            technical_hundredths: Hundredths::ZERO,
            price_hundredths: Hundredths::ZERO,
            total_hundredths: Hundredths::ZERO,
            is_tied,
            flags: JsonText::of(&Vec::<Flag>::new()).expect("json"),
        }
    }

    #[test]
    fn the_draw_parts_the_tied_and_moves_nobody_else() {
        let mut ranking = vec![row(1, false), row(2, true), row(2, true), row(4, false)];
        let ids: Vec<_> = ranking.iter().map(|row| row.bid_id.clone()).collect();
        assert_eq!(draw(&mut ranking, &[ids[2].clone(), ids[1].clone()]), Ok(()));
        let places: Vec<_> = ranking.iter().map(|row| (row.place, row.bid_id.clone())).collect();
        assert_eq!(places, [(1, ids[0].clone()), (2, ids[2].clone()), (3, ids[1].clone()), (4, ids[3].clone())]);
    }

    #[test]
    fn a_draw_names_the_tied_bids_each_once_and_no_other() {
        let mut ranking = vec![row(1, true), row(1, true), row(3, false)];
        let ids: Vec<_> = ranking.iter().map(|row| row.bid_id.clone()).collect();
        for wrong in [vec![], vec![ids[0].clone()], vec![ids[0].clone(), ids[0].clone()], ids.clone()] {
            assert!(draw(&mut ranking, &wrong).is_err(), "{wrong:?}");
        }
        assert!(draw(&mut [row(1, false)], &[]).is_ok());
    }
}
