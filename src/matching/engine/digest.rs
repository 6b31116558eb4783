//! What the engine holds, as numbers to compare with the database.

use serde::Serialize;

use super::state::Engine;
use super::store::{Store, Stored};

/// How many records of a kind there are, and a digest of their ids and versions that no order changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MatchKindDigest)]
pub struct KindDigest {
    pub count: usize,
    pub digest: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MatchIndexDigest)]
pub struct Digest {
    pub organizations: KindDigest,
    pub projects: KindDigest,
    pub needs: KindDigest,
    pub catalogue: KindDigest,
    pub resources: KindDigest,
}

/// The digest of some ids and versions: the wrapping sum of one number per record, so that it does not depend on an order.
/// A check against mistakes, not against an adversary.
pub fn digest<'i>(records: impl IntoIterator<Item = (&'i str, u64)>) -> KindDigest {
    let mut found = KindDigest { count: 0, digest: 0 };
    for (id, version) in records {
        found.count += 1;
        found.digest = found.digest.wrapping_add(of_one(id, version));
    }
    found
}

/// FNV-1a over version and id, stirred at the end.
fn of_one(id: &str, version: u64) -> u64 {
    let bytes = version.to_le_bytes().into_iter().chain(id.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let stirred = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (stirred ^ (stirred >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb)
}

fn of_store<T: Stored>(store: &Store<T>) -> KindDigest {
    digest(store.iter().map(|(_, record)| (record.id(), record.version())))
}

impl Engine {
    /// For the consistency check: [`digest`] over the database's own rows must say the same.
    pub fn digest(&self) -> Digest {
        Digest {
            organizations: of_store(&self.supply.store),
            projects: of_store(&self.demand.store),
            needs: of_store(&self.needs.store),
            catalogue: of_store(&self.catalogue.store),
            resources: of_store(&self.resources.store),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_everything_else_does() {
        let of = |records: &[(&'static str, u64)]| digest(records.iter().copied());
        assert_eq!(of(&[("a", 1), ("b", 2)]), of(&[("b", 2), ("a", 1)]));
        for other in [&[("a", 1), ("b", 3)][..], &[("a", 2), ("b", 1)], &[("a", 1)], &[("a", 1), ("c", 2)], &[("a", 1), ("a", 1)]] {
            assert_ne!(of(&[("a", 1), ("b", 2)]), of(other));
        }
    }
}
