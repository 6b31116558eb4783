//! Why slots stay empty, by the names of those concerned.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Input;
use super::outcome::{PairName, Parts};
use crate::matching::engine::assign::unfilled::{self, Cause};
use crate::platform::i18n::Text;
use crate::platform::ids::MeetingDemandId;
use crate::text_enum;

text_enum! {
    /// What keeps a slot empty.
    pub enum UnfilledCause {
        /// No organisation passes the hard conditions.
        NoCandidate = "no_candidate",
        /// None reaches the minimum quality.
        BelowMinimum = "below_minimum",
        /// Every organisation that reaches it is in a talk with the demand already, or forbidden.
        NoneLeft = "none_left",
        /// With those that are left there is no time: the two sides are never there together, or have other talks whenever they are.
        NoCommonTime = "no_common_time",
        /// Every organisation that is left is full; of more than 300 participants those are meant that the demand was weighed against.
        AllFull = "all_full",
        /// An organisation has room, but this pair would cost the others more than it brings, or the mode or share rules it out.
        AddsNothing = "adds_nothing",
        /// The demand has more slots than there are times at which it is there.
        TooFewTimes = "too_few_times",
    }
}

/// A demand with empty slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeetingUnfilled)]
pub struct Unfilled {
    pub demand_id: MeetingDemandId,
    pub open_slots: u32,
    pub cause: UnfilledCause,
    /// The best score that there is, where none is good enough.
    pub best_score: Option<i64>,
    /// The pair with the best chance, and the one that would have to give way for it.
    pub wanted: Option<PairName>,
    pub gives_way: Option<PairName>,
    pub words: Text,
}

pub(super) fn tell(parts: &Parts) -> Vec<Unfilled> {
    let Parts { input, market, conditions, choice, apart, without_time, .. } = parts;
    let timeless: BTreeSet<u32> = without_time.iter().chain(apart).map(|pair| pair.0).collect();
    let mut told: Vec<Unfilled> = unfilled::explain(market, conditions, &choice.pairs)
        .into_iter()
        .map(|found| {
            let named = |number: u32| input.name((market.instance.pair(number).project, market.instance.pair(number).organisation));
            let (cause, best_score, wanted, gives_way) = match found.cause {
                Cause::NoCandidate => (UnfilledCause::NoCandidate, None, None, None),
                Cause::BelowMinimum { best } => (UnfilledCause::BelowMinimum, Some(best), None, None),
                Cause::NoneLeft if timeless.contains(&found.project) => (UnfilledCause::NoCommonTime, None, None, None),
                Cause::NoneLeft => (UnfilledCause::NoneLeft, None, None, None),
                Cause::AllFull { wanted, gives_way } => (UnfilledCause::AllFull, None, Some(named(wanted)), gives_way.map(named)),
                Cause::AddsNothing { wanted } => (UnfilledCause::AddsNothing, None, Some(named(wanted)), None),
            };
            let demand_id = input.demands[found.project as usize].id.clone();
            Unfilled { demand_id, open_slots: found.open_slots, cause, best_score, wanted, gives_way, words: words(cause, best_score) }
        })
        .collect();
    told.extend(too_few_times(input));
    told.sort_by(|a, b| (&a.demand_id, a.cause).cmp(&(&b.demand_id, b.cause)));
    told
}

/// Slots that no timetable could hold.
fn too_few_times(input: &Input) -> impl Iterator<Item = Unfilled> {
    input.demands.iter().filter_map(|demand| {
        let open_slots = demand.slots.saturating_sub(input.present(&demand.absent));
        let cause = UnfilledCause::TooFewTimes;
        let told = || Unfilled {
            demand_id: demand.id.clone(),
            open_slots,
            cause,
            best_score: None,
            wanted: None,
            gives_way: None,
            words: words(cause, None),
        };
        (open_slots > 0).then(told)
    })
}

fn words(cause: UnfilledCause, best: Option<i64>) -> Text {
    let best = best.unwrap_or_default();
    match cause {
        UnfilledCause::NoCandidate => Text::new("没有机构符合硬性条件", "no organisation passes the hard conditions"),
        UnfilledCause::BelowMinimum => {
            Text::new(format!("没有机构达到最低分，最高为 {best}"), format!("none reaches the minimum quality; the best score is {best}"))
        }
        UnfilledCause::NoneLeft => Text::new(
            "达到最低分的机构都已与其洽谈，或不许配对",
            "every organisation that reaches the minimum quality talks with it already, or is forbidden",
        ),
        UnfilledCause::NoCommonTime => {
            Text::new("与余下的机构没有共同的空闲时段", "there is no common free time with the organisations that are left")
        }
        UnfilledCause::AllFull => Text::new("余下的机构名额已满", "every organisation that is left is full"),
        UnfilledCause::AddsNothing => Text::new(
            "有机构尚有名额，但这样配对会使整体变差",
            "an organisation has room, but this pair would make the meeting as a whole worse",
        ),
        UnfilledCause::TooFewTimes => Text::new("名额多于其到场的时段", "it has more slots than times at which it is there"),
    }
}
