//! What happens to a bid's content before anybody may read it (`docs/SEAL.md`). No database, no clock.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{Draft, Offer, OfferFile};
use super::store::{Attachment, Bid, BidVersion};
use crate::platform::crypto::seal::{open, seal};
use crate::platform::crypto::{
    Commitment, FileKey, Nonce, ProjectPrivateKey, ProjectPublicKey, Purpose, Receipt, SealContext, SealedBid, ServiceKeys,
};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{AttachmentId, BidId, BidVersionId};
use crate::platform::time::Timestamp;

/// What is sealed: the content, and the nonce without which the commitment to it says nothing.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    nonce: Nonce,
    content: Value,
    /// The keys of the content's files, in their order. They are no part of the content: the commitment is to what the files say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<Key>,
}

/// The key of a file that lies encrypted under this id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    pub id: AttachmentId,
    pub key: FileKey,
}

/// A file and what opens it: stored encrypted before the opening, and in plain with the opened bid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filed {
    pub file: OfferFile,
    pub key: FileKey,
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
    pub files: Vec<(AttachmentId, Filed)>,
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

/// What is known of a draft's file, as it is stored.
pub fn hide_file(keys: &ServiceKeys, bid: &BidId, id: &AttachmentId, filed: &Filed) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(filed).map_err(Problem::internal)?;
    keys.cipher(Purpose::Drafts).encrypt(file_of(bid, id).as_bytes(), &plain).map_err(Problem::internal)
}

/// What is known of a draft's file.
pub fn read_file(keys: &ServiceKeys, attachment: &Attachment) -> Result<Filed> {
    let hidden = attachment.hidden.as_ref().ok_or_else(|| Problem::broken(format!("the file {} is sealed", attachment.id)))?;
    let context = file_of(&attachment.bid_id, &attachment.id);
    let plain = keys.cipher(Purpose::Drafts).decrypt(context.as_bytes(), hidden).map_err(Problem::internal)?;
    serde_json::from_slice(&plain).map_err(Problem::internal)
}

fn file_of(bid: &BidId, id: &AttachmentId) -> String {
    format!("drafts/{bid}/files/{id}")
}

/// Seals the offer and the keys of its files as the bid's next version and signs the receipt for it.
pub fn submit(
    keys: &ServiceKeys,
    project_key: &ProjectPublicKey,
    bid: &Bid,
    offer: &Offer,
    files: Vec<Key>,
    received_at: Timestamp,
    submitted_by: String,
) -> Result<Submission> {
    let nonce = Nonce::random().map_err(Problem::internal)?;
    let content = serde_json::to_value(offer).map_err(Problem::internal)?;
    let commitment = Commitment::new(&nonce, &content).map_err(Problem::internal)?;
    let number = bid.current_version + 1;
    let payload = serde_json::to_vec(&Payload { nonce: nonce.clone(), content, files }).map_err(Problem::internal)?;
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
    let offer: Offer = serde_json::from_value(payload.content).ok()?;
    if offer.files.len() != payload.files.len() {
        return None;
    }
    let files = offer.files.iter().cloned().zip(payload.files).map(|(file, Key { id, key })| (id, Filed { file, key })).collect();
    Some(Opened { offer, nonce: payload.nonce, files })
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
    use crate::platform::documents::MediaType;
    use crate::platform::ids::{OrganizationId, ProjectId};
    use crate::projects::DocumentKind;

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

    fn plan() -> OfferFile {
        OfferFile {
            name: "服务方案.pdf".into(),
            kind: DocumentKind::Proposal,
            media_type: MediaType::Pdf,
            size: 3,
            digest: crate::platform::crypto::sha256(b"abc"),
        }
    }

    fn key() -> Key {
        Key { id: AttachmentId::new(), key: FileKey::random().unwrap() }
    }

    fn offer() -> Offer {
        Offer {
            price_fen: 7_654_321,
            proposal_zh: "鸟巢就业".into(),
            team_zh: String::new(),
            declarations: BTreeMap::new(),
            files: vec![plan()],
        }
    }

    #[test]
    fn what_is_opened_is_what_was_submitted_and_the_receipt_commits_to_it() {
        let (keys, pair, bid, key) = (keys(), ProjectKeyPair::generate().unwrap(), bid(), key());
        let submission = submit(&keys, &pair.public_key, &bid, &offer(), vec![key.clone()], moment(), "user:1".into()).unwrap();
        assert!(submission.version.receipt_no.starts_with("HZ-20260310-"), "{}", submission.version.receipt_no);
        let opened = unseal(&pair.private_key, &bid, &submission.version).unwrap();
        assert_eq!(opened.offer, offer());
        assert_eq!(opened.files, [(key.id, Filed { file: plan(), key: key.key })]);
        let commitment: Commitment = submission.version.commitment.parse().unwrap();
        assert!(commitment.verify(&opened.nonce, &serde_json::to_value(&opened.offer).unwrap()));
        let public = [keys.signing().verifying_key()].into_iter().collect();
        assert_eq!(Receipt::verify(&submission.version.receipt, &public).unwrap().commitment, commitment);
    }

    #[test]
    fn a_changed_blob_a_moved_blob_and_another_commitment_are_broken_seals() {
        let (keys, pair, bid) = (keys(), ProjectKeyPair::generate().unwrap(), bid());
        let whole = submit(&keys, &pair.public_key, &bid, &offer(), vec![key()], moment(), "user:1".into()).unwrap().version;
        let other = submit(&keys, &pair.public_key, &bid, &offer(), vec![key()], moment(), "user:1".into()).unwrap().version;
        assert!(unseal(&pair.private_key, &bid, &whole).is_some());
        let mut changed = whole.clone();
        *changed.sealed.last_mut().unwrap() ^= 1;
        assert!(unseal(&pair.private_key, &bid, &changed).is_none());
        assert!(unseal(&pair.private_key, &super::tests::bid(), &whole).is_none());
        assert!(unseal(&pair.private_key, &bid, &BidVersion { number: 2, ..whole.clone() }).is_none());
        assert!(unseal(&pair.private_key, &bid, &BidVersion { commitment: other.commitment, ..whole }).is_none());
    }

    #[test]
    fn a_bid_without_the_keys_of_its_files_is_a_broken_seal() {
        let (keys, pair, bid) = (keys(), ProjectKeyPair::generate().unwrap(), bid());
        let keyless = submit(&keys, &pair.public_key, &bid, &offer(), Vec::new(), moment(), "user:1".into()).unwrap().version;
        assert!(unseal(&pair.private_key, &bid, &keyless).is_none());
        let plain = Offer { files: Vec::new(), ..offer() };
        let fileless = submit(&keys, &pair.public_key, &bid, &plain, Vec::new(), moment(), "user:1".into()).unwrap().version;
        assert_eq!(unseal(&pair.private_key, &bid, &fileless).map(|opened| opened.offer), Some(plain));
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
