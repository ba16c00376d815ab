//! What reaches `update`: keys, time, and the engine's answers. Answers say plainly whether a rule
//! refused or the database is out of reach; the two are never mixed.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use crossterm::event::KeyEvent;
use serde::Deserialize;
use serde_json::Value;

use crate::domain::refusal::{Problem, Refusal};
use crate::domain::request::{Item, Request};

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// A text was pasted; its newlines never submit.
    Paste(String),
    /// The terminal has this size now.
    Resize {
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
    /// About once a second: this machine's time.
    Tick(DateTime<FixedOffset>),
    /// The rest asked for by `Effect::After` is over.
    Rested(u64),
    /// Answer to a question.
    Told {
        /// Number of the question.
        ticket: u64,
        /// The answer.
        answer: Result<Told, Trouble>,
    },
    /// Answer to an act.
    Done {
        /// Number of the act.
        ticket: u64,
        /// The answer.
        answer: Result<Done, Trouble>,
    },
}

/// Why there is no answer of the wanted kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    /// A rule said no, someone was first, or it is not permitted.
    Refused(Refusal),
    /// The database is out of reach.
    Unreachable(String),
    /// What was typed cannot be sent, and where: a file that cannot be read, a filter that does not parse.
    Local {
        /// Key of the field concerned.
        field: Option<String>,
        /// What to mend.
        text: String,
    },
    /// A bug: an answer of an unexpected shape.
    Broken(String),
}

/// Answers to questions.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// Who I am.
    Me(Box<Me>),
    /// Exact counts.
    Counts(Counts),
    /// A page of a list.
    Page(Page),
    /// One request in full.
    Request(Box<Request>),
    /// What changed.
    Changes(Changes),
    /// Students found.
    Students(Vec<Found>),
    /// A student's card.
    Card(Box<Card>),
    /// What may be opened.
    Openable(Vec<Openable>),
    /// Verdict on an opening.
    Preview(Preview),
    /// Who may get a request.
    Assignable(Vec<Candidate>),
    /// A file was written to this path.
    Saved(String),
}

/// Answers to acts.
#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// The request as it is now.
    Request(Box<Request>),
    /// Each of many.
    Many(Vec<Each>),
}

/// The result of one request of a bulk act.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Each {
    /// Which request.
    pub protocol: String,
    /// Done or not.
    pub ok: bool,
    /// Why not.
    #[serde(default)]
    pub error: Option<EachError>,
}

/// Why one request of a bulk act was refused.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct EachError {
    /// Its leading code.
    pub code: String,
    /// All problems.
    #[serde(default)]
    pub problems: Vec<Problem>,
}

/// Who and where I am.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Me {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// `attendant supervisor admin auditor`.
    pub role: String,
    /// Where I sit.
    pub locality_name: Option<String>,
    /// My groups.
    pub groups: Vec<MyGroup>,
    /// The engine's clock may be set.
    pub training: bool,
    /// The engine's time.
    pub now: String,
}

/// A group I belong to.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct MyGroup {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// I lead it.
    pub lead: bool,
}

/// Exact counts of the fixed views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Open requests of my groups.
    pub group: i64,
    /// Held by me.
    pub mine: i64,
    /// Past their deadline.
    pub late: i64,
    /// Waiting for the student.
    pub waiting: i64,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// All rows that match, when counted in time.
    pub total: Option<i64>,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// The rows.
    pub items: Vec<Item>,
    /// My last act on each, in the view of the day.
    pub mine: BTreeMap<String, MyLast>,
}

/// My last act on a request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct MyLast {
    /// Kind of the event.
    pub kind: String,
    /// When.
    pub at: String,
}

/// What changed since a cursor.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Changes {
    /// Where to read on.
    pub cursor: String,
    /// Changed requests.
    pub protocols: Vec<String>,
    /// There are more.
    pub more: bool,
}

/// A student found at the counter.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Found {
    /// Student number.
    pub ra: String,
    /// Full name.
    pub name: String,
    /// Course.
    pub course: Option<String>,
    /// Period.
    pub period: Option<String>,
    /// Branch.
    pub branch: Option<Value>,
    /// How many requests are open.
    pub open_requests: i64,
}

/// A student's card.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Card {
    /// Student number.
    pub ra: String,
    /// Full name.
    pub name: String,
    /// Masked.
    pub cpf: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Date of birth, ISO.
    pub birth_date: Option<String>,
    /// Enrolments, newest first.
    pub enrolments: Vec<Enrolment>,
    /// Contracts.
    pub contracts: Vec<Contract>,
    /// Guardians.
    pub guardians: Vec<Guardian>,
    /// Requests of every group, open ones first.
    pub requests: Vec<Item>,
}

/// One enrolment.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Enrolment {
    /// Period.
    pub period: String,
    /// Course.
    pub course: String,
    /// Branch.
    pub branch: Option<Value>,
    /// Shift.
    pub shift: Option<String>,
    /// Status.
    pub status: String,
}

/// One contract.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Contract {
    /// Number.
    pub number: String,
    /// Period.
    pub period: String,
    /// Course.
    pub course: Option<String>,
    /// Status.
    pub status: String,
}

/// One guardian.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Guardian {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: String,
}

/// A type that I may open now.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Openable {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Groups through which it is opened.
    pub groups: Vec<String>,
    /// Where the student may collect.
    pub locations: Vec<Location>,
    /// What is asked.
    pub parameters: Vec<Parameter>,
    /// Where the flow may begin.
    pub entries: Vec<Entry>,
    /// Days until the promise.
    pub expected_days: Option<i32>,
    /// What the student is told.
    pub instructions: Option<String>,
    /// Label of the description, when the type has its own.
    pub description_label: Option<String>,
}

/// A place of delivery.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Code.
    pub code: String,
    /// Description.
    pub description: String,
}

/// A question of a type.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Parameter {
    /// Code.
    pub code: String,
    /// Label.
    pub label: String,
    /// Field type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Must be answered.
    pub required: bool,
    /// Options: `code` or `code|label`.
    pub choices: Vec<String>,
    /// Hint.
    pub help: Option<String>,
}

/// A stage where the flow may begin.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// The default.
    pub default: bool,
}

/// Verdict on an opening.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Preview {
    /// It would be opened.
    pub allowed: bool,
    /// Every failing check.
    pub problems: Vec<Problem>,
    /// Date promised, ISO.
    pub promised_date: Option<String>,
}

/// A person who may get a request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Candidate {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// How many requests he holds.
    pub open_count: i64,
}
