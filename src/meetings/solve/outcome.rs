//! What a run says: its pairs with their times, its figures, and the prices of what was wished for.

use serde::{Deserialize, Serialize};

use super::choose::Choice;
use super::unfilled::{self, Unfilled};
use super::{Input, words};
use crate::matching::engine::assign::conditions::Conditions;
use crate::matching::engine::assign::market::{Market, Side};
use crate::platform::decimal::{Hundredths, Ratio};
use crate::platform::i18n::Text;
use crate::platform::ids::{MeetingDemandId, OrganizationId};

/// A demand and an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeetingPairName)]
pub struct PairName {
    pub demand_id: MeetingDemandId,
    pub organization_id: OrganizationId,
}

/// A pair with its time, by places in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Paired {
    pub demand: u32,
    pub organization: u32,
    pub time: u32,
    pub score: u32,
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// By demand and organisation.
    pub pairs: Vec<Paired>,
    pub figures: Figures,
    pub unfilled: Vec<Unfilled>,
}

/// What a run came to. Either figures or a refusal is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeetingRunResult)]
pub struct RunResult {
    pub figures: Option<Figures>,
    /// Demands with slots that stay empty, and why.
    pub unfilled: Vec<Unfilled>,
    pub refusal: Option<Refusal>,
    /// Who was entered and took no part in this run, and why.
    pub left_out: Vec<LeftOut>,
}

/// Somebody who was entered and cannot be paired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeetingLeftOut)]
pub struct LeftOut {
    pub demand_id: Option<MeetingDemandId>,
    pub organization_id: Option<OrganizationId>,
    pub words: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeetingFigures)]
pub struct Figures {
    /// The sum of the scores of all pairs.
    pub total: i64,
    /// No meeting of these participants under these conditions has a larger sum, whatever its mode, share or timetable. Looked at are the 300
    /// best participants of each demand, and those that are locked to it.
    pub best_total: i64,
    /// The solver's prices prove `best_total`; checked without trusting the solver.
    pub certificate_verified: bool,
    /// They prove the same of `total`: no meeting with the share, where one is kept, has a larger sum. Not claimed in `stable` mode, after the
    /// lowest were raised, or after pairs were given up for want of a time, unless `total` reaches `best_total`.
    #[serde(default)]
    #[schema(required = true)]
    pub total_verified: bool,
    /// Pairs that are not made although both sides would rather have them; 0 in `stable` mode.
    pub blocking_pairs: u64,
    /// Slots that were asked for, and those that are filled.
    pub slots: u32,
    pub filled: u32,
    /// Talks that the organisations could take.
    pub capacity: u32,
    pub newly_incubated: NewlyIncubated,
    pub guarantee: Option<Guarantee>,
    /// How many changes raised the demands that came off worst.
    pub raised: u64,
    /// The lowest sum of scores that a demand has.
    pub lowest_demand_total: i64,
    /// Pairs that would have been made and were given up: other talks of theirs take every time at which both sides are there.
    pub without_time: Vec<PairName>,
}

/// How newly incubated organisations come off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeetingNewlyIncubated)]
pub struct NewlyIncubated {
    pub participants: u32,
    pub pairs: u32,
    /// Percent of all pairs; none without pairs.
    #[schema(value_type = Option<String>, example = "12.50")]
    pub share_percent: Option<Hundredths>,
}

/// The share that was kept, and its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeetingGuarantee)]
pub struct Guarantee {
    /// As it was asked for.
    #[schema(example = "0.12")]
    pub share: String,
    /// What the total lost for it. In `stable` mode it can be below 0.
    pub cost: i64,
    /// Percent of the total without the share.
    #[schema(value_type = Option<String>, example = "1.10")]
    pub cost_percent: Option<Hundredths>,
    pub words: Text,
}

/// Why there is no such meeting, and what to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeetingRefusal)]
pub struct Refusal {
    #[schema(example = "share_not_possible")]
    pub code: String,
    pub words: Text,
    /// The pairs that it is about.
    pub pairs: Vec<PairName>,
}

/// What an outcome is told from.
pub(super) struct Parts<'a> {
    pub input: &'a Input,
    pub market: &'a Market<'a>,
    pub conditions: &'a Conditions,
    pub choice: Choice,
    /// Pair and time.
    pub times: Vec<(u32, u32)>,
    /// Candidates whose sides are never there at the same time.
    pub apart: Vec<(u32, u32)>,
    pub without_time: Vec<(u32, u32)>,
}

impl Parts<'_> {
    /// Whether nothing was done to the choice after it was proven: nobody was raised, and every pair of the first choice has its time.
    fn is_proven(&self) -> bool {
        self.choice.is_proven == Some(true) && self.choice.raised == 0 && self.without_time.is_empty()
    }
}

pub(super) fn tell(parts: Parts, best_total: i64, best_is_proven: bool) -> Outcome {
    let Parts { input, market, choice, .. } = &parts;
    let pairs: Vec<Paired> = parts.times.iter().map(|(number, time)| paired(market, *number, *time)).collect();
    let new = market.instance.count_new(&choice.pairs);
    let total = market.instance.total(&choice.pairs);
    let figures = Figures {
        total,
        best_total,
        certificate_verified: best_is_proven,
        total_verified: best_is_proven && (total == best_total || parts.is_proven()),
        blocking_pairs: choice.blocking_pairs as u64,
        slots: input.demands.iter().map(|d| d.slots).sum(),
        filled: pairs.len() as u32,
        capacity: input.organizations.iter().map(|o| o.capacity).sum(),
        newly_incubated: NewlyIncubated {
            participants: input.organizations.iter().filter(|o| o.newly_incubated).count() as u32,
            pairs: new as u32,
            share_percent: percent(new as i64, pairs.len() as i64),
        },
        guarantee: guarantee(input, choice),
        raised: choice.raised as u64,
        lowest_demand_total: lowest(input, &pairs),
        without_time: input.names(&parts.without_time),
    };
    let unfilled = unfilled::tell(&parts);
    Outcome { pairs, figures, unfilled }
}

fn paired(market: &Market, number: u32, time: u32) -> Paired {
    let score = market.instance.pair(number).weight as u32;
    Paired { demand: market.end(number, Side::Project) as u32, organization: market.end(number, Side::Organisation) as u32, time, score }
}

fn guarantee(input: &Input, choice: &Choice) -> Option<Guarantee> {
    let (share, without) = (input.rules.new_share.clone()?, choice.without_share?);
    let cost = without - choice.with_share;
    let cost_percent = percent(cost, without);
    Some(Guarantee { words: words::price(&share, cost_percent), share, cost, cost_percent })
}

fn lowest(input: &Input, pairs: &[Paired]) -> i64 {
    let mut totals = vec![0; input.demands.len()];
    for pair in pairs {
        totals[pair.demand as usize] += i64::from(pair.score);
    }
    totals.into_iter().min().unwrap_or(0)
}

/// Rounded half up to hundredths; none of nothing.
pub(super) fn percent(part: i64, whole: i64) -> Option<Hundredths> {
    Ratio::new(i128::from(part) * 100, i128::from(whole)).filter(|_| whole > 0)?.round_half_up()
}
