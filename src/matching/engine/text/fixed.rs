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

/// How rare a term is that `holders` of `documents` contain: log2((2n + 2) / (2df + 1)), never negative.
pub(super) fn rarity(documents: u64, holders: u64) -> u64 {
    log2(2 * documents + 2).saturating_sub(log2(2 * holders + 1))
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
    fn a_rarer_term_weighs_more_and_a_common_one_never_less_than_nothing() {
        assert!(rarity(1000, 1) > rarity(1000, 2));
        assert_eq!(rarity(0, 0), 65_536);
        assert!(rarity(5, 5) > 0);
    }
}
