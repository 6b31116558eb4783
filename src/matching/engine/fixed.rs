//! Logarithm, power and decay in whole numbers: the same bits on every machine, where a float's last bit could decide an order.

use std::sync::LazyLock;

use super::FULL;

/// Binary places of a logarithm.
const BITS: u32 = 16;
const ONE: u64 = 1 << BITS;
/// A budget's size is known to a sixteenth of an octave (4.4 %).
const STEPS_PER_OCTAVE: u64 = 16;
/// The age in days at which a record counts half (three years).
const HALF_LIFE: u64 = 1_095;

/// Binary logarithm with [`BITS`] binary places, by repeated squaring; of 0 as of 1.
fn log2(x: u64) -> u64 {
    let x = x.max(1);
    let whole = x.ilog2();
    let mut mantissa = if whole <= 31 { x << (31 - whole) } else { x >> (whole - 31) };
    let mut result = u64::from(whole) << BITS;
    for place in (0..BITS).rev() {
        mantissa = (mantissa * mantissa) >> 31;
        if mantissa >> 32 == 1 {
            result |= 1 << place;
            mantissa >>= 1;
        }
    }
    result
}

/// 2^(i/256) with 32 binary places, from eight square roots of two.
static ROOTS: LazyLock<[u64; 257]> = LazyLock::new(|| {
    let step = (0..8).fold(2_u128 << 60, |root, _| (root << 60).isqrt());
    let mut power = 1_u128 << 60;
    std::array::from_fn(|_| {
        let rounded = (power + (1 << 27)) >> 28;
        power = (power * step) >> 60;
        rounded as u64
    })
});

/// 2 to the power of a logarithm with [`BITS`] binary places, rounded to a whole number; at most 2^31.
fn exp2(x: u64) -> u64 {
    let (whole, fraction) = ((x >> BITS).min(31), x & (ONE - 1));
    let (at, between) = ((fraction >> 8) as usize, fraction & 255);
    let root = ROOTS[at] + (((ROOTS[at + 1] - ROOTS[at]) * between) >> 8);
    (((u128::from(root) << whole) + (1 << 31)) >> 32) as u64
}

static LOGS: LazyLock<Vec<u32>> = LazyLock::new(|| (0..=u64::from(FULL)).map(|value| log2(value) as u32).collect());

/// `project^0.7 · organisation^0.3`, each 0–10000.
pub(super) fn fuse(project: u32, organization: u32) -> u32 {
    let (project, organization) = (project.min(FULL), organization.min(FULL));
    if project == 0 || organization == 0 {
        return 0;
    }
    let log = |value: u32| u64::from(LOGS[value as usize]);
    (exp2((7 * log(project) + 3 * log(organization) + 5) / 10) as u32).min(FULL)
}

/// How much a record of that age counts, with 16 binary places: half of it every three years.
pub(super) fn decay(age_in_days: u32) -> u64 {
    exp2((16 * ONE).saturating_sub(u64::from(age_in_days) * ONE / HALF_LIFE))
}

/// The size of an amount, in sixteenths of an octave.
pub(super) fn size_class(amount: u64) -> u16 {
    ((log2(amount) * STEPS_PER_OCTAVE + ONE / 2) >> BITS) as u16
}

/// exp(−|ln(a / b)|) of two sizes, which is the smaller by the larger: 0–10000.
pub(super) fn ratio(a: u16, b: u16) -> u32 {
    let distance = u64::from(a.abs_diff(b)) * ONE / STEPS_PER_OCTAVE;
    ((u64::from(FULL) * exp2((16 * ONE).saturating_sub(distance))) >> BITS) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fused_score_is_within_two_of_the_real_power_and_never_falls() {
        for project in (0..=FULL).step_by(37).chain([FULL]) {
            let mut before = 0;
            for organization in (0..=FULL).step_by(41).chain([FULL]) {
                let fused = fuse(project, organization);
                let real = f64::from(project).powf(0.7) * f64::from(organization).powf(0.3);
                assert!((f64::from(fused) - real).abs() <= 2.0, "{project} {organization}: {fused}, {real}");
                assert!(fused >= before);
                before = fused;
            }
        }
        assert_eq!((fuse(FULL, FULL), fuse(0, FULL), fuse(FULL, 0)), (FULL, 0, 0));
        assert!((1..FULL).all(|value| fuse(value, 7_000) <= fuse(value + 1, 7_000) && fuse(7_000, value) <= fuse(7_000, value + 1)));
    }

    #[test]
    fn logarithm_and_power_are_close_to_the_real_ones() {
        for x in [1_u64, 2, 3, 10, 999, 123_456_789, 1 << 33 | 12_345, u64::MAX] {
            assert!((log2(x) as f64 / ONE as f64 - (x as f64).log2()).abs() <= 0.000_04, "log2({x})");
        }
        for x in (0..31 * ONE).step_by(977) {
            let real = (x as f64 / ONE as f64).exp2();
            assert!((exp2(x) as f64 - real).abs() <= 0.51 + real * 0.000_002, "exp2({x})");
        }
        assert!((0..20 * ONE).step_by(3).all(|x| exp2(x) <= exp2(x + 3)));
    }

    #[test]
    fn a_record_counts_half_after_three_years_and_nothing_after_a_lifetime() {
        assert_eq!((decay(0), decay(1_095), decay(2_190)), (65_536, 32_768, 16_384));
        assert_eq!(decay(u32::MAX), 1);
        assert!((0..5_000).all(|age| decay(age) >= decay(age + 1)));
    }

    #[test]
    fn budgets_are_compared_by_their_ratio() {
        for (a, b) in [(1_000_000_u64, 1_000_000_u64), (1_000_000, 2_000_000), (300, 1_000), (1, u64::MAX)] {
            let real = 10_000.0 * (a.min(b) as f64 / a.max(b) as f64);
            let found = f64::from(ratio(size_class(a), size_class(b)));
            assert!((found - real).abs() <= 10.0 + real * 0.05, "{a} {b}: {found}, {real}");
        }
        assert_eq!(ratio(300, 300), FULL);
    }
}
