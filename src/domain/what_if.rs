//! What a request would cost on some day and when it would be due, as the engine explains it. The rules are the
//! engine's (domain §9–§11).

use serde::{Deserialize, Serialize};

use super::charge::{Charge, Debts, DueStep};
use super::flow::checklist::Pupil;
use super::refusal::Problem;

/// The question; the engine's keys.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WhatIf {
    /// Code of the type.
    #[serde(rename = "type")]
    pub code: String,
    /// RA of the student; none asks for the price alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub student: Option<String>,
    /// Code of the delivery location; none takes the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The day, `YYYY-MM-DD`; none is today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Number of the contract, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// `draft` or `published`; none takes what is live, else the draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// Something that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Offer {
    /// Code, or number.
    pub code: String,
    /// What is read.
    pub name: String,
}

/// A delivery location, as the answer names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spot {
    /// Code.
    pub code: String,
    /// What is read.
    pub description: String,
}

/// The answer, step by step.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Reckoning {
    /// Code of the type.
    #[serde(rename = "type")]
    pub code: String,
    /// Its name.
    pub name: String,
    /// The version whose settings count.
    pub version: i32,
    /// `published` or `draft`.
    pub state: String,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The branch's today.
    pub today: String,
    /// The student.
    #[serde(default)]
    pub student: Option<Pupil>,
    /// The delivery location.
    #[serde(default)]
    pub location: Option<Spot>,
    /// Code of the academic period.
    #[serde(default)]
    pub period: Option<String>,
    /// Number of the contract.
    #[serde(default)]
    pub contract: Option<String>,
    /// What would be charged; none when nothing is.
    #[serde(default)]
    pub charge: Option<Charge>,
    /// How the price comes about.
    pub price_steps: Vec<DueStep>,
    /// How the due date comes about.
    pub due_steps: Vec<DueStep>,
    /// `not_required passed blocked`; none without a student.
    #[serde(default)]
    pub debt_check: Option<String>,
    /// Debts on that day, where the type looks at them.
    #[serde(default)]
    pub debts: Option<Debts>,
    /// What is counted as a debt, and what it does.
    pub debt_steps: Vec<DueStep>,
    /// What stands against it, as an opening would say it.
    pub problems: Vec<Problem>,
    /// Delivery locations that may be asked for.
    pub locations: Vec<Offer>,
    /// Active contracts of the student in the period.
    pub contracts: Vec<Offer>,
}
