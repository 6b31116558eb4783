//! What a draft still lacks, and who may bid: the one answer that the check before sending and the submission itself both give.

use super::model::{Draft, Offer};
use super::rules::{Finding, Outcome};
use super::seal::{self, Filed, Key};
use super::store::{self, Bid};
use crate::platform::db::Conn;
use crate::platform::http::{Call, FieldError, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::AttachmentId;
use crate::projects::Requirements;

/// What a draft holds.
pub(super) struct Contents {
    pub draft: Draft,
    pub files: Vec<(AttachmentId, Filed)>,
    /// Files that are not in the folder: it was exchanged, or is not shared between the instances.
    absent: Vec<AttachmentId>,
}

/// Decrypts the draft and looks whether its files are there. Not for transactions: it touches the disk.
pub(super) fn contents(conn: &mut Conn, call: &Call, bid: &Bid) -> Result<Contents> {
    let keys = &call.platform.keys;
    let rows = store::attachments_of_draft(conn, &bid.id)?;
    let files: Vec<_> = rows.iter().map(|row| Ok((row.id.clone(), seal::read_file(keys, row)?))).collect::<Result<_>>()?;
    let folder = call.platform.files();
    let gone = files.iter().filter(|(id, filed)| !folder.is_there(id.as_str(), filed.file.size));
    let absent = gone.map(|(id, _)| id.clone()).collect();
    Ok(Contents { draft: seal::read_draft(keys, bid)?, files, absent })
}

impl Contents {
    /// Everything that must be there before the submission and is not, each by its pointer.
    pub fn missing(&self, asked: &Requirements) -> Vec<FieldError> {
        let has = |kind| self.files.iter().any(|(_, filed)| filed.file.kind == kind);
        let documents = asked.documents.iter().filter(|kind| !has(**kind)).map(|kind| {
            let (zh, en) = kind.title();
            FieldError::new(format!("/attachments/{kind}"), "required", format!("项目要求上传{zh}。"), format!("the call asks for a {en}."))
        });
        let absent = self.absent.iter().map(|id| {
            FieldError::new(
                format!("/attachments/{id}"),
                "file_unavailable",
                "附件目前不在存储目录中，请删除后重新上传，或联系管理员。",
                "the file is not in its folder: remove it and upload it again, or ask the administrator.",
            )
        });
        self.draft.missing().into_iter().chain(documents).chain(absent).collect()
    }

    /// The offer with its files, and their keys; none while something is missing.
    pub fn complete(self) -> Option<(Offer, Vec<Key>)> {
        let (files, keys) = self.files.into_iter().map(|(id, Filed { file, key })| (file, Key { id, key })).unzip();
        Some((self.draft.complete(files)?, keys))
    }
}

/// Whether a draft may be submitted.
pub(super) struct Readiness {
    pub missing: Vec<FieldError>,
    pub findings: Vec<Finding>,
}

impl Readiness {
    /// 422 with everything that stands in the way; none where nothing does.
    pub fn refusal(&self) -> Option<Problem> {
        let is_barred = self.findings.iter().any(|finding| finding.outcome == Outcome::Refused);
        let unmet = self.findings.iter().filter(|finding| is_barred && finding.outcome != Outcome::Met).map(error);
        let errors: Vec<_> = self.missing.iter().cloned().chain(unmet).collect();
        match (self.missing.is_empty(), is_barred) {
            (true, false) => None,
            (false, _) => Some(Problem::invalid(errors)),
            (true, true) => Some(not_eligible(errors)),
        }
    }
}

/// An answer of a rule as one thing to be changed.
pub(super) fn error(finding: &Finding) -> FieldError {
    FieldError { pointer: format!("/eligibility/{}/{}", finding.rule, finding.outcome), code: finding.code, detail: finding.detail.clone() }
}

fn not_eligible(errors: Vec<FieldError>) -> Problem {
    let text = Text::new(
        "机构不符合投标条件，原因逐条列出；消除原因后可再次提交。",
        "Your organisation may not bid for the reasons listed, rule by rule; submit again when they are gone.",
    );
    Problem::new(422, "bids/not_eligible", ("不符合投标条件", "Not eligible"), text).with_errors(errors)
}
