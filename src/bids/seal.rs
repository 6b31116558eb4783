//! What happens to a bid's content before anybody may read it (`docs/SEAL.md`). No database, no clock.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{Draft, Offer};
use super::store::{Bid, BidVersion};
use crate::platform::crypto::seal::{open, seal};
use crate::platform::crypto::{
    Commitment, Nonce, ProjectPrivateKey, ProjectPublicKey, Purpose, Receipt, SealContext, SealedBid, ServiceKeys,
};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{BidId, BidVersionId};
use crate::platform::time::Timestamp;

/// What is sealed: the content, and the nonce without which the commitment to it says nothing.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    nonce: Nonce,
    content: Value,
}

/// A submission, ready to be stored.
pub struct Submission {
    pub version: BidVersion,
    /// For the bidder alone until the opening.
    pub nonce: Nonce,
}

/// A bid that opened and holds what was committed to.
pub struct Opened {
    pub offer: Offer,
    pub nonce: Nonce,
}

/// The draft as it is stored.
pub fn hide_draft(keys: &ServiceKeys, bid: &BidId, draft: &Draft) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(draft).map_err(Problem::internal)?;
    keys.cipher(Purpose::Drafts).encrypt(draft_of(bid).as_bytes(), &plain).map_err(Problem::internal)
}

/// The draft behind what is stored.
pub fn read_draft(keys: &ServiceKeys, bid: &Bid) -> Result<Draft> {
    let Some(stored) = &bid.draft else { return Ok(Draft::default()) };
    let plain = keys.cipher(Purpose::Drafts).decrypt(draft_of(&bid.id).as_bytes(), stored).map_err(Problem::internal)?;
    serde_json::from_slice(&plain).map_err(Problem::internal)
}

fn draft_of(bid: &BidId) -> String {
    format!("drafts/{bid}")
}

/// Seals the offer as the bid's next version and signs the receipt for it.
pub fn submit(
    keys: &ServiceKeys,
    project_key: &ProjectPublicKey,
    bid: &Bid,
    offer: &Offer,
    received_at: Timestamp,
    submitted_by: String,
) -> Result<Submission> {
    let nonce = Nonce::random().map_err(Problem::internal)?;
    let content = serde_json::to_value(offer).map_err(Problem::internal)?;
    let commitment = Commitment::new(&nonce, &content).map_err(Problem::internal)?;
    let number = bid.current_version + 1;
    let payload = serde_json::to_vec(&Payload { nonce: nonce.clone(), content }).map_err(Problem::internal)?;
    let sealed = seal(project_key, &context(bid, number), &payload).map_err(Problem::internal)?;
    let id = BidVersionId::new();
    let receipt_no = receipt_no(&id, received_at);
    let receipt = Receipt {
        receipt_no: receipt_no.clone(),
        bid: bid.id.to_string(),
        project: bid.project_id.to_string(),
        organization: bid.organization_id.to_string(),
        received_at: received_at.naive(),
        commitment,
    };
    let version = BidVersion {
        id,
        bid_id: bid.id.clone(),
        number,
        sealed: sealed.to_bytes(),
        commitment: commitment.to_string(),
        receipt_no,
        receipt: receipt.sign(keys.signing()).map_err(Problem::internal)?,
        received_at,
        submitted_by,
        withdrawn_at: None,
    };
    Ok(Submission { version, nonce })
}

/// `HZ-20260310-7f3a9c21b04e`: the day in Shanghai and the random end of the version's id.
fn receipt_no(id: &BidVersionId, received_at: Timestamp) -> String {
    let tail = id.as_str().rsplit('-').next().unwrap_or_default();
    format!("HZ-{}-{tail}", received_at.shanghai_date().format("%Y%m%d"))
}

/// Opens a sealed bid. None where the seal is broken: the bytes do not open for this project, bid and version, or what is
/// inside is not what was committed to.
pub fn unseal(private_key: &ProjectPrivateKey, bid: &Bid, version: &BidVersion) -> Option<Opened> {
    let sealed = SealedBid::from_bytes(&version.sealed).ok()?;
    let plain = open(private_key, &context(bid, version.number), &sealed).ok()?;
    let payload: Payload = serde_json::from_slice(&plain).ok()?;
    let commitment: Commitment = version.commitment.parse().ok()?;
    if !commitment.verify(&payload.nonce, &payload.content) {
        return None;
    }
    let offer = serde_json::from_value(payload.content).ok()?;
    Some(Opened { offer, nonce: payload.nonce })
}

fn context(bid: &Bid, number: i32) -> SealContext<'_> {
    SealContext { project: bid.project_id.as_str(), bid: bid.id.as_str(), version: i64::from(number) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::bids::Status;
    use crate::platform::crypto::{KeyMaterial, ProjectKeyPair};
    use crate::platform::ids::{OrganizationId, ProjectId};

    fn keys() -> ServiceKeys {
        ServiceKeys::from_material(&KeyMaterial::generate().unwrap()).unwrap()
    }

    fn moment() -> Timestamp {
        Timestamp::parse("2026-03-09T17:30:00Z").unwrap()
    }

    fn bid() -> Bid {
        Bid {
            id: BidId::new(),
            project_id: ProjectId::new(),
            round: 1,
            organization_id: OrganizationId::new(),
            status: Status::Draft,
            status_reason: None,
            draft: None,
            current_version: 0,
            created_by: "user:1".into(),
            created_at: moment(),
            updated_at: moment(),
            version: 1,
        }
    }

    fn offer() -> Offer {
        Offer { price_fen: 7_654_321, proposal_zh: "鸟巢就业".into(), team_zh: String::new(), declarations: BTreeMap::new() }
    }

    #[test]
    fn what_is_opened_is_what_was_submitted_and_the_receipt_commits_to_it() {
        let (keys, pair, bid) = (keys(), ProjectKeyPair::generate().unwrap(), bid());
        let submission = submit(&keys, &pair.public_key, &bid, &offer(), moment(), "user:1".into()).unwrap();
        assert!(submission.version.receipt_no.starts_with("HZ-20260310-"), "{}", submission.version.receipt_no);
        let opened = unseal(&pair.private_key, &bid, &submission.version).unwrap();
        assert_eq!(opened.offer, offer());
        let commitment: Commitment = submission.version.commitment.parse().unwrap();
        assert!(commitment.verify(&opened.nonce, &serde_json::to_value(&opened.offer).unwrap()));
        let public = [keys.signing().verifying_key()].into_iter().collect();
        assert_eq!(Receipt::verify(&submission.version.receipt, &public).unwrap().commitment, commitment);
    }

    #[test]
    fn a_changed_blob_a_moved_blob_and_another_commitment_are_broken_seals() {
        let (keys, pair, bid) = (keys(), ProjectKeyPair::generate().unwrap(), bid());
        let whole = submit(&keys, &pair.public_key, &bid, &offer(), moment(), "user:1".into()).unwrap().version;
        let other = submit(&keys, &pair.public_key, &bid, &offer(), moment(), "user:1".into()).unwrap().version;
        assert!(unseal(&pair.private_key, &bid, &whole).is_some());
        let mut changed = whole.clone();
        *changed.sealed.last_mut().unwrap() ^= 1;
        assert!(unseal(&pair.private_key, &bid, &changed).is_none());
        assert!(unseal(&pair.private_key, &super::tests::bid(), &whole).is_none());
        assert!(unseal(&pair.private_key, &bid, &BidVersion { number: 2, ..whole.clone() }).is_none());
        assert!(unseal(&pair.private_key, &bid, &BidVersion { commitment: other.commitment, ..whole }).is_none());
    }

    #[test]
    fn a_draft_reads_back_for_its_own_bid_only_and_is_stored_unreadable() {
        let (keys, mut bid) = (keys(), bid());
        let draft = Draft { price_fen: Some(7_654_321), proposal_zh: Some("鸟巢就业".into()), ..Draft::default() };
        let stored = hide_draft(&keys, &bid.id, &draft).unwrap();
        for word in ["7654321".as_bytes(), "鸟巢就业".as_bytes()] {
            assert!(!stored.windows(word.len()).any(|window| window == word));
        }
        bid.draft = Some(stored);
        assert_eq!(read_draft(&keys, &bid).unwrap(), draft);
        assert!(read_draft(&keys, &Bid { id: BidId::new(), ..bid }).is_err());
    }
}
