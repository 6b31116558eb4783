//! What a contract says, and who signs it. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::platform::http::Check;
use crate::platform::i18n::Text;
use crate::platform::money::Money;
use crate::text_enum;

text_enum! {
    /// Where a contract stands (`design/lifecycles`).
    pub enum Status {
        Drafted = "drafted",
        Signed = "signed",
        Active = "active",
        Completed = "completed",
        Terminated = "terminated",
    }
}

text_enum! {
    pub enum Side {
        Buyer = "buyer",
        Supplier = "supplier",
    }
}

impl Status {
    /// As people call it.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Drafted => ("待签署", "to be signed"),
            Self::Signed => ("已签署", "signed"),
            Self::Active => ("履行中", "in delivery"),
            Self::Completed => ("已完成", "completed"),
            Self::Terminated => ("已终止", "terminated"),
        };
        Text::new(zh, en)
    }
}

impl Side {
    /// As people call it.
    pub fn words(self) -> Text {
        match self {
            Self::Buyer => Text::new("采购方", "buyer"),
            Self::Supplier => Text::new("供应方", "supplier"),
        }
    }
}

/// The terms of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What is to be done.
    pub service_zh: String,
    /// How and by whom it is accepted.
    pub acceptance_zh: String,
    /// When how much is paid; sums exactly to the price (R92).
    pub instalments: Vec<Instalment>,
}

/// One payment of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// What it is paid for.
    pub title_zh: String,
    #[schema(value_type = i64, example = 3800000)]
    pub amount_fen: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
}

const MOST_INSTALMENTS: usize = 36;

impl Terms {
    /// Adds everything that is wrong with the terms of a contract at this price.
    pub fn check(&self, check: &mut Check, price: Money) {
        check.text("/terms/service_zh", &self.service_zh, 20_000).text("/terms/acceptance_zh", &self.acceptance_zh, 5_000).that(
            self.instalments.len() <= MOST_INSTALMENTS,
            "/terms/instalments",
            "too_many",
            format!("最多分 {MOST_INSTALMENTS} 期。"),
            format!("at most {MOST_INSTALMENTS} instalments."),
        );
        for (at, instalment) in self.instalments.iter().enumerate() {
            let pointer = |field: &str| format!("/terms/instalments/{at}/{field}");
            check.text(&pointer("title_zh"), &instalment.title_zh, 500).amount(&pointer("amount_fen"), instalment.amount_fen.fen());
            if let Some(date) = instalment.due_on {
                check.date(&pointer("due_on"), date);
            }
        }
        let sum = Money::sum(self.instalments.iter().map(|instalment| instalment.amount_fen));
        let shown = sum.map_or_else(|| "—".to_owned(), Money::to_yuan);
        check.that(
            sum == Some(price),
            "/terms/instalments",
            "not_the_price",
            format!("各期合计 {shown} 元，合同价为 {} 元。", price.to_yuan()),
            format!("the instalments sum to {shown} yuan, the price is {} yuan.", price.to_yuan()),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instalments(amounts: &[i64]) -> Vec<(String, &'static str)> {
        let instalment = |fen: &i64| Instalment { title_zh: "首期".into(), amount_fen: Money::from_fen(*fen), due_on: None };
        let terms =
            Terms { service_zh: "服务".into(), acceptance_zh: "验收".into(), instalments: amounts.iter().map(instalment).collect() };
        let mut check = Check::new();
        terms.check(&mut check, Money::from_fen(7_600_000));
        check.into_errors().into_iter().map(|error| (error.pointer, error.code)).collect()
    }

    #[test]
    fn r92_instalments_sum_exactly_to_the_price() {
        assert_eq!(instalments(&[3_800_000, 3_800_000]), []);
        let wrong = [("/terms/instalments".to_owned(), "not_the_price")];
        assert_eq!(instalments(&[3_800_000, 3_799_999]), wrong);
        assert_eq!(instalments(&[]), wrong);
        assert_eq!(instalments(&[7_600_001, -1]), [("/terms/instalments/1/amount_fen".to_owned(), "too_small")]);
    }
}
