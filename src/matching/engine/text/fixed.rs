//! Fixed-point arithmetic: the same bits on every machine, where a float's last bit could decide an order.

/// Binary places of a logarithm.
pub(super) const LOG_BITS: u32 = 16;

/// Binary logarithm with [`LOG_BITS`] binary places, by repeated squaring; of 0 as of 1.
pub(super) fn log2(x: u64) -> u64 {
    let x = x.max(1);
    let whole = x.ilog2();
    let mut mantissa = if whole <= 31 { x << (31 - whole) } else { x >> (whole - 31) };
    let mut result = u64::from(whole) << LOG_BITS;
    for place in (0..LOG_BITS).rev() {
        mantissa = (mantissa * mantissa) >> 31;
        if mantissa >> 32 == 1 {
            result |= 1 << place;
            mantissa >>= 1;
        }
    }
    result
}

/// 2^(i/16) with 16 binary places.
pub(super) const SIXTEENTHS: [u64; 16] =
    [65536, 68438, 71468, 74632, 77936, 81386, 84990, 88752, 92682, 96785, 101070, 105545, 110218, 115098, 120194, 125515];

/// 2^`bits`, halved `halvings` times; halvings have the binary places of a logarithm and count in sixteenths. `bits` is at
/// most 47.
pub(super) fn halved(bits: u32, halvings: u64) -> u64 {
    let sixteenths = (halvings >> (LOG_BITS - 4)) % 16;
    let whole = u32::try_from(halvings >> LOG_BITS).unwrap_or(u32::MAX);
    // One halving too many, and back up by what is missing to it.
    let (up, down) = if sixteenths == 0 { (0, whole) } else { (16 - sixteenths, whole.saturating_add(1)) };
    ((SIXTEENTHS[up as usize] << bits) >> LOG_BITS).checked_shr(down).unwrap_or(0)
}

/// How rare terms are among so many documents.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rarity {
    log_of_all: u64,
}

impl Rarity {
    pub fn among(documents: usize) -> Self {
        Self { log_of_all: log2(2 * documents as u64 + 2) }
    }

    /// Of a term that `holders` of the n documents contain: log2((2n + 2) / (2df + 1)), never negative.
    pub fn of(self, holders: usize) -> u64 {
        self.log_of_all.saturating_sub(log2(2 * holders as u64 + 1))
    }
}

/// `x` to the power of three halves, with the same number of binary places as the logarithm.
pub(super) fn three_halves(x: u64) -> u64 {
    // (x / 2^16)^1.5 · 2^16 = sqrt(x³) / 2^8
    narrow(u128::from(x).pow(3).isqrt() >> (LOG_BITS / 2))
}

/// The square root of a whole number, with `bits` binary places.
pub(super) fn root(x: u64, bits: u32) -> u64 {
    narrow((u128::from(x) << (2 * bits)).isqrt())
}

/// `x · by / of` without losing the upper bits; at most `u64::MAX`. `of` is at least 1.
pub(super) fn scale(x: u64, by: u64, of: u64) -> u64 {
    narrow(u128::from(x) * u128::from(by) / u128::from(of.max(1)))
}

fn narrow(x: u128) -> u64 {
    u64::try_from(x).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_that_of_the_textbook() {
        for (x, expected) in [(1, 0), (2, 65_536), (1024, 655_360), (10, 217_705), (u64::MAX, (64 << 16) - 1)] {
            assert_eq!(log2(x), expected, "log2({x})");
        }
        assert_eq!(log2(0), 0);
        assert!((1..100_000).all(|x| log2(x) <= log2(x + 1)));
    }

    #[test]
    fn powers_and_roots() {
        assert_eq!(three_halves(4 << 16), 8 << 16);
        assert_eq!(three_halves(0), 0);
        assert_eq!(root(9, 8), 3 << 8);
        assert_eq!(root(2, 8), 362);
        assert_eq!(scale(u64::MAX, 2, 4), u64::MAX / 2);
    }

    #[test]
    fn halving_follows_the_roots() {
        assert_eq!([0, 1, 16, 17].map(|halvings| halved(16, halvings << 16)), [65_536, 32_768, 1, 0]);
        assert_eq!(halved(16, 1 << 15), 46_341);
        assert_eq!(halved(16, u64::MAX), 0);
        assert!((0..2_000_000).step_by(999).all(|halvings| halved(16, halvings) >= halved(16, halvings + 999)));
        for (i, root) in SIXTEENTHS.iter().enumerate() {
            assert!((*root as f64 - 65_536.0 * 2f64.powf(i as f64 / 16.0)).abs() <= 1.0, "{i}");
        }
    }

    #[test]
    fn a_rarer_term_weighs_more_and_a_common_one_never_less_than_nothing() {
        assert!(Rarity::among(1000).of(1) > Rarity::among(1000).of(2));
        assert_eq!(Rarity::among(0).of(0), 65_536);
        assert!(Rarity::among(5).of(5) > 0);
    }
}
