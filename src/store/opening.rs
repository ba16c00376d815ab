//! Opening a request at the desk: what is asked for, what it would come to, the opening itself. Whether it may be
//! opened is the engine's (O-01 … O-13).
//!
//! # Errors
//! Every function gives [`Failure`] as it says; a refusal names every unmet condition.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::db::{Db, value};
use super::{Failure, queries};
use crate::domain::charge::{Charge, Debt, Debts, DueStep};
use crate::domain::refusal::{Lang, Problem};
use crate::domain::request::Request;

/// What an opening would come to (O-01 … O-13), without opening.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Preview {
    /// Nothing stands against it.
    pub allowed: bool,
    /// Every unmet condition.
    pub problems: Vec<Problem>,
    /// What it would cost; null when nothing is charged.
    #[serde(default)]
    pub charge: Option<Charge>,
    /// How the due date comes about.
    #[serde(default)]
    pub due_steps: Vec<DueStep>,
    /// Debts found, where the type looks for them.
    #[serde(default)]
    pub debts: Option<Debts>,
    /// The overdue entries.
    #[serde(default)]
    pub debt_list: Vec<Debt>,
    /// Date promised to the student.
    #[serde(default)]
    pub promised_date: Option<String>,
    /// Entry stage.
    #[serde(default)]
    pub stage: Option<String>,
    /// Academic period.
    #[serde(default)]
    pub period: Option<String>,
    /// Contract number.
    #[serde(default)]
    pub contract: Option<String>,
    /// Course of the enrolment it would be opened for.
    #[serde(default)]
    pub course: Option<String>,
    /// Periods that it could be opened for (Z-16), the latest first.
    #[serde(default)]
    pub periods: Vec<PeriodChoice>,
    /// Active contracts of the period.
    #[serde(default)]
    pub contracts: Vec<ContractChoice>,
    /// Guardians who may ask.
    #[serde(default)]
    pub guardians: Vec<GuardianChoice>,
    /// What this person may override here: `duplicate debts`.
    #[serde(default)]
    pub overrides: Vec<String>,
}

/// A period in which the student is enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PeriodChoice {
    /// Code.
    pub code: String,
    /// Courses of the enrolments.
    #[serde(default)]
    pub courses: String,
}

/// A contract that may carry the charge.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ContractChoice {
    /// Number.
    pub number: String,
    /// Course.
    #[serde(default)]
    pub course: String,
}

/// A guardian on the student's record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct GuardianChoice {
    /// What an opening names him by.
    pub id: String,
    /// Name.
    pub name: String,
    /// `financial academic mother father`.
    pub kind: String,
}

/// A type that is not on offer here, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NotOffered {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Why not, in Portuguese.
    pub pt: String,
    /// Why not, in English.
    pub en: String,
}

impl NotOffered {
    /// Why not, in words.
    #[must_use]
    pub fn why(&self, lang: Lang) -> &str {
        match lang {
            Lang::PtBr => &self.pt,
            Lang::En => &self.en,
        }
    }
}

/// A file handed over with an opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewFile {
    /// File name.
    pub name: String,
    /// Bytes, base64.
    pub content: String,
    /// Read only by the request's group.
    pub restricted: bool,
}

/// What is asked for at the desk.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Opening {
    /// Student number.
    pub student: String,
    /// Code of the request type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Code of the delivery location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Parameter answers, by code.
    pub parameters: BTreeMap<String, Value>,
    /// Entry stage, when not the default one (F-5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The text of the ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Contract number, when the student has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// Academic period, when not the current one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Group, when the type is in several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// `student guardian desk_on_behalf`; the desk when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    /// Which guardian, as a preview names him.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardian: Option<String>,
    /// 1 … 5, when not the type's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<u8>,
    /// The amount that was shown, `50.00`: refused when it is no longer so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm_amount: Option<String>,
    /// Checks overridden with a reason: `duplicate debts`.
    #[serde(rename = "override", skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<String>,
    /// Why they are overridden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
    /// Files handed over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<NewFile>,
}

impl Opening {
    fn document(&self) -> Result<Value, Failure> {
        serde_json::to_value(self).map_err(|e| Failure::Broken(format!("an opening cannot be written: {e}")))
    }
}

/// Judges an opening without opening.
pub async fn preview(db: &Db, opening: &Opening) -> Result<Preview, Failure> {
    value(sqlx::query_scalar!("select api.preview($1)", opening.document()?).fetch_one(&db.pool).await)
}

/// Every type of the house that is not on offer at this desk, with its reason (O-03, O-04).
pub async fn not_offered(db: &Db) -> Result<Vec<NotOffered>, Failure> {
    value(sqlx::query_scalar!("select api.not_openable()").fetch_one(&db.pool).await)
}

/// Opens a request at the desk. A refusal that shows a fault of the set-up is told to the administrators.
pub async fn open(db: &Db, opening: &Opening, op: Option<Uuid>) -> Result<Request, Failure> {
    let told = value(sqlx::query_scalar!("select api.open($1, $2)", opening.document()?, op).fetch_one(&db.pool).await);
    if let Err(failure) = &told {
        queries::report_faults(db, failure, &opening.kind).await;
    }
    told
}
