//! The receipt that a student takes home: what the engine says of a request, the sheet that says it in words, and the
//! two forms of the sheet – plain text and PDF. Pure: no file, no printer, no clock; the time stands in the receipt.

mod bars;
pub mod pdf;
pub mod text;

use serde::{Deserialize, Serialize};

use super::charge::Charge;

/// The student on a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Holder {
    /// Student number.
    pub ra: String,
    /// Full name.
    pub name: String,
    /// CPF, masked (Z-13).
    #[serde(default)]
    pub cpf: Option<String>,
}

/// A type by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Named {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// Who asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Requester {
    /// `student guardian desk_on_behalf`.
    pub kind: String,
    /// Name of a guardian.
    #[serde(default)]
    pub name: Option<String>,
    /// `financial academic mother father`.
    #[serde(default)]
    pub relation: Option<String>,
}

/// A question of the type and what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answer {
    /// The parameter's label.
    pub question: String,
    /// The answer as it was shown.
    pub answer: String,
}

/// The facts of a receipt, as `api.receipt` tells them. Times are ISO 8601 with the branch's offset.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Receipt {
    /// `YYYY.NNNNNNN`.
    pub protocol: String,
    /// Name of the school.
    pub school: String,
    /// Name of the branch.
    pub branch: String,
    /// Name of the service point.
    #[serde(default)]
    pub place: Option<String>,
    /// What was asked for.
    #[serde(rename = "type")]
    pub kind: Named,
    /// A document that the law protects from debts (LG-1).
    #[serde(default)]
    pub legal_document: bool,
    /// For whom.
    pub student: Holder,
    /// Course of the enrolment it was opened for.
    #[serde(default)]
    pub course: Option<String>,
    /// Academic period.
    #[serde(default)]
    pub period: Option<String>,
    /// Number of the contract.
    #[serde(default)]
    pub contract: Option<String>,
    /// Where it is handed over.
    pub location: String,
    /// The text of the ask.
    #[serde(default)]
    pub description: String,
    /// `queued in_progress waiting concluded cancelled`.
    pub status: String,
    /// `granted denied done`, when concluded.
    #[serde(default)]
    pub outcome: Option<String>,
    /// Date promised to the student, `YYYY-MM-DD`.
    #[serde(default)]
    pub promised_date: Option<String>,
    /// The charge; null when nothing is charged.
    #[serde(default)]
    pub charge: Option<Charge>,
    /// When it was opened.
    pub opened_at: String,
    /// Name of who opened it.
    #[serde(default)]
    pub opened_by: Option<String>,
    /// `desk portal`.
    #[serde(default)]
    pub channel: String,
    /// Who asked.
    #[serde(default)]
    pub requester: Requester,
    /// Guidance of the type for students.
    #[serde(default)]
    pub instructions: Option<String>,
    /// When this receipt was made.
    pub issued_at: String,
    /// Name of who made it.
    #[serde(default)]
    pub issued_by: Option<String>,
    /// Questions and answers, in the type's order.
    #[serde(default)]
    pub parameters: Vec<Answer>,
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// What it says; may have several lines.
    pub value: String,
    /// What one looks for.
    pub loud: bool,
}

/// Rows under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    /// Its heading.
    pub heading: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

impl Block {
    /// An empty block.
    #[must_use]
    pub fn new(heading: String) -> Self {
        Self { heading, rows: Vec::new() }
    }

    /// Adds a row, unless there is nothing to say.
    pub fn say(&mut self, label: String, value: Option<String>, loud: bool) {
        if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
            self.rows.push(Row { label, value, loud });
        }
    }
}

/// The receipt in words, ready to be set: nothing here is translated or computed any more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Language of the words, `pt-BR`.
    pub lang: String,
    /// What the paper is.
    pub title: String,
    /// Name of the school.
    pub school: String,
    /// Branch and service point.
    pub place: String,
    /// Name of the protocol.
    pub protocol_label: String,
    /// The protocol.
    pub protocol: String,
    /// The facts.
    pub blocks: Vec<Block>,
    /// What the student should know, one sentence each.
    pub notes: Vec<String>,
    /// When and by whom it was made.
    pub foot: String,
}
