//! The counter's questions: who is here, how is theirs going, who am I, how much is there, what changed.
//! Look-ups of people are logged by the engine (Z-5).
//!
//! # Errors
//! [`Failure`] as it says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Failure;
use super::db::{Db, value};
use crate::domain::charge::Debts;
use crate::domain::request::Item;

/// A student found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FoundStudent {
    /// Student number.
    pub ra: String,
    /// Name.
    pub name: String,
    /// Course of the newest enrolment.
    #[serde(default)]
    pub course: Option<String>,
    /// Period of that enrolment.
    #[serde(default)]
    pub period: Option<String>,
    /// Branch of that enrolment.
    #[serde(default)]
    pub branch: Option<String>,
    /// Open requests, of every group.
    #[serde(default)]
    pub open_requests: i64,
}

/// An enrolment on the card.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CardEnrolment {
    /// Period code.
    pub period: String,
    /// Course.
    pub course: String,
    /// Branch name.
    pub branch: String,
    /// Shift.
    #[serde(default)]
    pub shift: Option<String>,
    /// `active locked cancelled finished`.
    pub status: String,
}

/// A contract on the card.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CardContract {
    /// Number.
    pub number: String,
    /// Period code.
    pub period: String,
    /// Course.
    pub course: String,
    /// `active suspended cancelled closed`.
    pub status: String,
    /// Fixed day of the month, when enabled.
    #[serde(default)]
    pub fixed_due_day: Option<i16>,
    /// Its installments, by number and quota.
    #[serde(default)]
    pub installments: Vec<CardInstallment>,
}

/// An installment on the card.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CardInstallment {
    /// Number.
    pub number: i32,
    /// Quota: 1 is tuition, more are charges of requests.
    pub quota: i32,
    /// What it is for.
    #[serde(default)]
    pub service: Option<String>,
    /// Amount, `50.00`.
    pub amount: String,
    /// Due date, `YYYY-MM-DD`.
    pub due_date: String,
    /// `plan extra`.
    pub origin: String,
    /// `open paid cancelled renegotiated`.
    pub status: String,
    /// What is still owed, when it is in the ledger.
    #[serde(default)]
    pub balance: Option<String>,
    /// When it was paid, `YYYY-MM-DD`.
    #[serde(default)]
    pub paid_on: Option<String>,
    /// The request that it charges.
    #[serde(default)]
    pub protocol: Option<String>,
}

/// A guardian on the card.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CardGuardian {
    /// Name.
    pub name: String,
    /// `financial academic mother father`.
    pub kind: String,
}

/// A student's card.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StudentCard {
    /// Student number.
    pub ra: String,
    /// Name.
    pub name: String,
    /// CPF, masked.
    #[serde(default)]
    pub cpf: Option<String>,
    /// E-mail.
    #[serde(default)]
    pub email: Option<String>,
    /// Phone.
    #[serde(default)]
    pub phone: Option<String>,
    /// Birth date, `YYYY-MM-DD`.
    #[serde(default)]
    pub birth_date: Option<String>,
    /// Enrolments, newest first.
    #[serde(default)]
    pub enrolments: Vec<CardEnrolment>,
    /// Contracts, newest first.
    #[serde(default)]
    pub contracts: Vec<CardContract>,
    /// Guardians.
    #[serde(default)]
    pub guardians: Vec<CardGuardian>,
    /// What is overdue.
    #[serde(default)]
    pub debts: Option<Debts>,
    /// Requests, open ones first; at most 50.
    #[serde(default)]
    pub requests: Vec<Item>,
}

/// A group of mine.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MyGroup {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// I lead it.
    pub lead: bool,
}

/// Who I am here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Me {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// `attendant supervisor admin auditor`.
    pub role: String,
    /// Company.
    #[serde(default)]
    pub company: i16,
    /// Company name.
    #[serde(default)]
    pub company_name: String,
    /// Access profile.
    #[serde(default)]
    pub profile: Option<String>,
    /// Locality code.
    #[serde(default)]
    pub locality: Option<String>,
    /// Locality name.
    #[serde(default)]
    pub locality_name: Option<String>,
    /// Branch.
    #[serde(default)]
    pub branch: Option<i16>,
    /// Time zone of the branch.
    #[serde(default)]
    pub tz: String,
    /// A training database.
    #[serde(default)]
    pub training: bool,
    /// The engine's clock.
    #[serde(default)]
    pub now: String,
    /// Current academic period.
    #[serde(default)]
    pub period: Option<String>,
    /// My groups.
    #[serde(default)]
    pub groups: Vec<MyGroup>,
}

/// Exact counts of the four views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Open requests of my groups.
    pub group: i64,
    /// Open requests that I hold.
    pub mine: i64,
    /// Late ones of my groups.
    pub late: i64,
    /// Of my groups, waiting for the student.
    pub waiting: i64,
}

/// What changed since a cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Changes {
    /// For the next question.
    pub cursor: String,
    /// Changed requests, at most 200.
    pub protocols: Vec<String>,
    /// There were more: read everything visible again.
    #[serde(default)]
    pub more: bool,
}

/// Who I am.
pub async fn whoami(db: &Db) -> Result<Me, Failure> {
    value(sqlx::query_scalar!("select api.whoami()").fetch_one(&db.pool).await)
}

/// Counts of my views.
pub async fn counts(db: &Db) -> Result<Counts, Failure> {
    value(sqlx::query_scalar!("select api.counts()").fetch_one(&db.pool).await)
}

/// What changed since a cursor; without one, only the cursor.
pub async fn changes(db: &Db, after: Option<&str>) -> Result<Changes, Failure> {
    value(sqlx::query_scalar!("select api.changes($1)", after).fetch_one(&db.pool).await)
}

/// Finds students by RA, CPF, phone or name, from two letters on.
pub async fn find_student(db: &Db, text: &str, limit: i32) -> Result<Vec<FoundStudent>, Failure> {
    value(sqlx::query_scalar!("select api.find_student($1, $2)", text, limit).fetch_one(&db.pool).await)
}

/// A student's card.
pub async fn student_card(db: &Db, ra: &str) -> Result<StudentCard, Failure> {
    value(sqlx::query_scalar!("select api.student_card($1)", ra).fetch_one(&db.pool).await)
}

/// The whole CPF, for supervisors; logged.
pub async fn student_cpf(db: &Db, ra: &str) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar!("select api.student_cpf($1)", ra).fetch_one(&db.pool).await?)
}

/// Finds requests by protocol or its digits, in the whole company.
pub async fn find_request(db: &Db, text: &str) -> Result<Vec<Item>, Failure> {
    value(sqlx::query_scalar!("select api.find_request($1)", text).fetch_one(&db.pool).await)
}

/// Types that I may open at the desk now, with all that the form needs.
pub async fn openable(db: &Db) -> Result<Vec<OpenableType>, Failure> {
    value(sqlx::query_scalar!("select api.openable()").fetch_one(&db.pool).await)
}

/// A type that may be opened.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OpenableType {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Business days promised.
    #[serde(default)]
    pub expected_days: Option<i32>,
    /// Guidance for the attendant.
    #[serde(default)]
    pub instructions: Option<String>,
    /// What the type is for.
    #[serde(default)]
    pub description: Option<String>,
    /// A file must be handed over.
    #[serde(default)]
    pub attachment_required: bool,
    /// Who may ask for it: `student guardian`.
    #[serde(default)]
    pub audience: Vec<String>,
    /// Groups it is opened through.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Delivery locations.
    #[serde(default)]
    pub locations: Vec<OpenableLocation>,
    /// Parameters asked.
    #[serde(default)]
    pub parameters: Vec<OpenableParameter>,
    /// Entry stages, the default first.
    #[serde(default)]
    pub entries: Vec<OpenableEntry>,
}

/// A delivery location to choose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OpenableLocation {
    /// Code.
    pub code: String,
    /// Description.
    pub description: String,
    /// Branch.
    #[serde(default)]
    pub branch: i16,
    /// What the type costs there today; none when nothing is charged.
    #[serde(default)]
    pub price: Option<LocationPrice>,
}

/// What a type costs at a location.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LocationPrice {
    /// `free charged missing`.
    pub status: String,
    /// Amount, `50.00`; none where it is not set up.
    #[serde(default)]
    pub amount: Option<String>,
}

/// A parameter to answer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OpenableParameter {
    /// Code.
    pub code: String,
    /// Label.
    pub label: String,
    /// `short_text integer decimal date long_text choice`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Must be answered.
    #[serde(default)]
    pub required: bool,
    /// Options: `code` or `code|label`.
    #[serde(default)]
    pub choices: Vec<String>,
    /// A hint.
    #[serde(default)]
    pub help: Option<String>,
    /// Lower limit.
    #[serde(default)]
    pub min: Option<Value>,
    /// Upper limit.
    #[serde(default)]
    pub max: Option<Value>,
}

/// An entry stage to choose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OpenableEntry {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// The default one.
    #[serde(default)]
    pub default: bool,
}
