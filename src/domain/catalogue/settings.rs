//! Integration settings (domain.md §16), company-wide and per branch. Their defaults stand here and
//! nowhere else in Rust; what they do is the engine's.

use crate::domain::file::Step::{At, Key};
use crate::domain::file::scalar::{Code, Line, Money, money_doc, one, opt};
use crate::domain::file::{Fault, unique};
use crate::domain::flow::file::words;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

words!(
    /// What becomes of a due date that is no business day.
    NonBusinessDay { Previous = "previous", Keep = "keep", Next = "next" }
);
words!(
    /// What happens when no installment rule fits.
    InstallmentFallback { Reject = "reject", NextNumber = "next_number" }
);

/// The settings of the company.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the keys are those of domain.md §16")]
pub struct Settings {
    pub use_contract_fixed_day: bool,
    pub send_opening_email: bool,
    pub auto_due_date: Option<AutoDueDate>,
    pub non_business_day: NonBusinessDay,
    pub saturday_is_business: bool,
    pub sunday_is_business: bool,
    pub adjust_extra_installments: bool,
    pub installment_fallback: InstallmentFallback,
    pub debt: Debt,
    pub reopen_days: u32,
    pub waiting_autocancel_days: u32,
    pub warn_days: u32,
    #[serde(deserialize_with = "opt::<_, Code, _>")]
    pub default_locality: Option<String>,
    #[serde(deserialize_with = "opt::<_, Line, _>")]
    pub default_attendant: Option<String>,
    pub default_priority: u8,
    #[serde(deserialize_with = "opt::<_, Code, _>")]
    pub default_group: Option<String>,
    /// A query's text runs only after another administrator approved it.
    pub query_approval: bool,
    #[serde(rename = "branch")]
    pub branches: Vec<SettingsOfBranch>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            use_contract_fixed_day: false,
            send_opening_email: false,
            auto_due_date: None,
            non_business_day: NonBusinessDay::Next,
            saturday_is_business: false,
            sunday_is_business: false,
            adjust_extra_installments: true,
            installment_fallback: InstallmentFallback::Reject,
            debt: Debt::default(),
            reopen_days: 30,
            waiting_autocancel_days: 0,
            warn_days: 3,
            default_locality: None,
            default_attendant: None,
            default_priority: 3,
            default_group: None,
            query_approval: false,
            branches: Vec::new(),
        }
    }
}

/// What a branch sets otherwise; `None` means as the company.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §16")]
pub struct SettingsOfBranch {
    pub branch: i16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_contract_fixed_day: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_opening_email: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_due_date: Option<AutoDueDateOfBranch>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub non_business_day: Option<NonBusinessDay>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saturday_is_business: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sunday_is_business: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjust_extra_installments: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installment_fallback: Option<InstallmentFallback>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debt: Option<Debt>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopen_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_autocancel_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "opt::<_, Code, _>")]
    pub default_locality: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "opt::<_, Line, _>")]
    pub default_attendant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_priority: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "opt::<_, Code, _>")]
    pub default_group: Option<String>,
}

/// The due date a number of days after the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutoDueDate {
    /// Days, 0 and more.
    pub days: u32,
}

/// What a branch says of the automatic due date: its own number of days, or `false` where the company has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AutoDueDateOfBranch {
    /// Days after the request.
    On(AutoDueDate),
    /// Only `false` is accepted: no automatic date in this branch.
    Off(bool),
}

/// How debts are judged (domain.md §11).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the keys are those of domain.md §11")]
pub struct Debt {
    pub grace_days: u32,
    #[serde(deserialize_with = "one::<_, Money, _>", serialize_with = "money_doc")]
    pub tolerance_amount: Decimal,
    pub all_companies: bool,
    pub allow_override: bool,
}

impl Settings {
    pub(super) fn settle(&mut self) -> Result<(), Fault> {
        let priority = |way: &[_], value: u8| match value {
            1..=5 => Ok(()),
            _ => Err(Fault::new(way, "a prioridade vai de 1 (urgente) a 5", "priority goes from 1 (urgent) to 5")),
        };
        priority(&[Key("settings"), Key("default_priority")], self.default_priority)?;
        for (index, branch) in self.branches.iter().enumerate() {
            let way = [Key("settings"), Key("branch"), At(index), Key("default_priority")];
            priority(&way, branch.default_priority.unwrap_or(3))?;
            if branch.auto_due_date == Some(AutoDueDateOfBranch::Off(true)) {
                let way = [Key("settings"), Key("branch"), At(index), Key("auto_due_date")];
                return Err(Fault::new(&way, "use { days = N } ou false", "use { days = N } or false"));
            }
        }
        let codes: Vec<String> = self.branches.iter().map(|row| row.branch.to_string()).collect();
        unique(&[Key("settings"), Key("branch")], "branch", codes.iter().map(String::as_str))?;
        self.branches.sort_by_key(|row| row.branch);
        Ok(())
    }
}
