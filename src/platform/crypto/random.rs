//! Fresh randomness, from the cryptographic library and nowhere else.

use thiserror::Error;

/// The operating system gave no random bytes. Nothing secret can be made until it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the operating system gave no random bytes")]
pub struct RandomnessUnavailable;

/// `N` random bytes, fit for keys, nonces and salts.
///
/// # Errors
/// [`RandomnessUnavailable`] if the generator fails.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], RandomnessUnavailable> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| RandomnessUnavailable)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        assert_ne!(random_bytes::<32>().unwrap(), random_bytes::<32>().unwrap());
    }
}
