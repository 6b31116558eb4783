//! `shuniu receipt verify`: whether a receipt is the hub's, and whether an opened bid is what it commits to. Offline: it reads files and nothing else.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Deserialize;
use serde_json::Value;

use crate::cli::say::say;
use crate::platform::crypto::{Nonce, Receipt, ReceiptError, VerifyingKeys};
use crate::platform::time::Timestamp;

#[derive(Subcommand)]
pub(super) enum ReceiptCommand {
    /// Verify a receipt, and with --bid that the opened bid is what was submitted. Status 0: all fits; 1: something does not.
    Verify {
        /// The receipt: a compact JWS, as GET /bids/{id}/receipt.jws gives it.
        #[arg(value_name = "RECEIPT")]
        receipt: PathBuf,
        /// The public keys, as GET /audit/keys gives them.
        #[arg(long, value_name = "FILE")]
        keys: PathBuf,
        /// The opened bid, as GET /bids/{id} gives it: with `offer` and `nonce`.
        #[arg(long, value_name = "FILE")]
        bid: Option<PathBuf>,
    },
}

/// What the opened bid says of itself.
#[derive(Deserialize)]
struct OpenedBid {
    id: String,
    offer: Option<Value>,
    nonce: Option<Nonce>,
}

/// What was found to be right.
#[derive(Debug)]
struct Verdict {
    receipt: Receipt,
    /// Whether a bid was compared, too.
    with_bid: bool,
}

impl ReceiptCommand {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let ReceiptCommand::Verify { receipt, keys, bid } = self;
        let bid = bid.map(|path| read(&path)).transpose()?;
        say!("{}", verify(&read(&receipt)?, &read(&keys)?, bid.as_deref())?);
        Ok(())
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path)
        .map_err(|cause| anyhow::anyhow!("无法读取文件 cannot read {}: {cause}；请检查路径 check the path", path.display()))
}

/// The three files' contents, judged.
fn verify(receipt: &str, keys: &str, bid: Option<&str>) -> anyhow::Result<Verdict> {
    let keys = serde_json::from_str(keys)
        .map_err(|cause| anyhow::anyhow!("--keys：不是 /audit/keys 给出的 JWK 集 is not the JWK set that /audit/keys gives ({cause})"))?;
    let keys = VerifyingKeys::from_jwk_set(&keys);
    let receipt = Receipt::verify(receipt.trim(), &keys).map_err(|refusal| anyhow::anyhow!("{}；{refusal}", in_chinese(refusal)))?;
    if let Some(bid) = bid {
        compare(&receipt, bid)?;
    }
    Ok(Verdict { receipt, with_bid: bid.is_some() })
}

fn compare(receipt: &Receipt, bid: &str) -> anyhow::Result<()> {
    let bid: OpenedBid = serde_json::from_str(bid)
        .map_err(|cause| anyhow::anyhow!("--bid：不是 GET /bids/{{id}} 给出的投标 is not a bid as GET /bids/{{id}} gives it ({cause})"))?;
    if bid.id != receipt.bid {
        anyhow::bail!("回执属于另一份投标 the receipt is for another bid: {}（--bid: {}）", receipt.bid, bid.id);
    }
    let (Some(offer), Some(nonce)) = (&bid.offer, &bid.nonce) else {
        anyhow::bail!("--bid：其中没有 offer 和 nonce，投标尚未开启 has no offer and nonce: the bid is not opened yet");
    };
    if !receipt.commitment.verify(nonce, offer) {
        anyhow::bail!(
            "不一致：开标内容不是提交时的内容，或回执是该投标另一次提交的 the opened bid is not what this receipt commits to: it was changed, or \
             the receipt is for another submission of it"
        );
    }
    Ok(())
}

fn in_chinese(refusal: ReceiptError) -> &'static str {
    match refusal {
        ReceiptError::NotSigned => "回执未能签名",
        ReceiptError::Malformed => {
            "这不是回执：应为 shuniu-receipt+jws 类型的紧凑 JWS（一行，两个点），可由 GET /bids/{id}/receipt.jws 下载"
        }
        ReceiptError::OtherAlgorithm => "回执不是用 EdDSA 签名的",
        ReceiptError::UnknownKey => "--keys 中没有签发此回执的密钥",
        ReceiptError::BadSignature => "签名与回执不符：回执被改动过，或不是枢纽签发的",
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Receipt { receipt_no, bid, project, organization, received_at, commitment } = &self.receipt;
        let received = Timestamp::from_naive(*received_at);
        writeln!(f, "签名有效：回执由所给公钥的持有者签发，未被改动。 The signature is good: the receipt is the hub's and unchanged.")?;
        writeln!(f, "  回执编号 receipt       {receipt_no}")?;
        writeln!(f, "  投标 bid               {bid}")?;
        writeln!(f, "  项目 project           {project}")?;
        writeln!(f, "  机构 organisation      {organization}")?;
        writeln!(f, "  收到时间 received      {received}（北京时间 Beijing {}）", received.shanghai())?;
        writeln!(f, "  承诺摘要 commitment    {commitment}")?;
        if self.with_bid {
            f.write_str("一致：开标的内容就是提交时的内容。 It fits: what was opened is what was submitted.")
        } else {
            f.write_str("未核对内容：开标后用 --bid 给出投标再核对。 The content was not compared: give the opened bid with --bid.")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::platform::crypto::{Commitment, KeyMaterial, ServiceKeys};

    struct Case {
        receipt: String,
        keys: String,
        bid: Value,
    }

    fn case() -> Case {
        let service = ServiceKeys::from_material(&KeyMaterial::generate().unwrap()).unwrap();
        let (nonce, offer) = (Nonce::random().unwrap(), json!({"price_fen": 7_600_000, "files": [{"name": "方案.pdf", "size": 3}]}));
        let receipt = Receipt {
            receipt_no: "HZ-20260310-7f3a9c21b04e".into(),
            bid: "bid-1".into(),
            project: "project-1".into(),
            organization: "organisation-1".into(),
            received_at: Timestamp::parse("2026-03-09T15:58:00Z").unwrap().naive(),
            commitment: Commitment::new(&nonce, &offer).unwrap(),
        };
        let keys: VerifyingKeys = [service.signing().verifying_key()].into_iter().collect();
        Case {
            receipt: format!("{}\n", receipt.sign(service.signing()).unwrap()),
            keys: serde_json::to_string(&keys.to_jwk_set()).unwrap(),
            bid: json!({"id": "bid-1", "status": "qualified", "offer": offer, "nonce": nonce}),
        }
    }

    fn refused(receipt: &str, keys: &str, bid: &Value) -> String {
        verify(receipt, keys, Some(&bid.to_string())).unwrap_err().to_string()
    }

    #[test]
    fn a_receipt_and_its_opened_bid_fit() {
        let Case { receipt, keys, bid } = case();
        let said = verify(&receipt, &keys, Some(&bid.to_string())).unwrap().to_string();
        for words in ["HZ-20260310-7f3a9c21b04e", "2026-03-09 23:58", "签名有效", "一致：", "what was opened is what was submitted"]
        {
            assert!(said.contains(words), "{said}");
        }
        assert!(verify(&receipt, &keys, None).unwrap().to_string().contains("未核对内容"));
    }

    #[test]
    fn whatever_does_not_fit_is_named() {
        let Case { receipt, keys, bid } = case();
        let with = |change: &dyn Fn(&mut Value)| {
            let mut bid = bid.clone();
            change(&mut bid);
            refused(&receipt, &keys, &bid)
        };
        assert!(with(&|bid| bid["offer"]["price_fen"] = json!(7_600_001)).contains("不一致"));
        assert!(with(&|bid| bid["offer"]["files"][0]["size"] = json!(4)).contains("不一致"));
        assert!(with(&|bid| bid["nonce"] = json!("0".repeat(64))).contains("不一致"));
        assert!(with(&|bid| bid["id"] = json!("bid-2")).contains("another bid"));
        assert!(with(&|bid| bid["offer"] = Value::Null).contains("not opened yet"));
        assert!(with(&|bid| bid["nonce"] = json!("short")).contains("--bid"));
        let other = case();
        assert!(refused(&receipt, &other.keys, &bid).contains("--keys"));
        assert!(refused("not a receipt", &keys, &bid).contains("这不是回执"));
        assert!(refused(&bid.to_string(), &keys, &bid).contains("这不是回执"));
        assert!(refused(&receipt, "{}", &bid).contains("JWK"));
        let (head, signature) = receipt.trim().rsplit_once('.').unwrap();
        let flipped = if signature.starts_with('A') { "B" } else { "A" };
        assert!(refused(&format!("{head}.{flipped}{}", &signature[1..]), &keys, &bid).contains("签名与回执不符"));
        assert!(read(Path::new("/nowhere/keys.json")).unwrap_err().to_string().contains("/nowhere/keys.json"));
    }
}
