//! The type file (`format = 1`) and its document. Reading is strict: an unknown key, a wrong value
//! or a second row of the same code is an error that names line, column and what would fit.
//! Whether the flow makes sense is asked of `check`.
//!
//! # The document
//! `to_doc` gives, and `from_doc` takes, the same keys as JSON. Every key is present, with its
//! default; lists keep the order of the file, except sets (`channels`, `audience`, `can`,
//! `outcomes`), prices and reasons, which are sorted. This is what the engine's `api.import_type`
//! reads and `api.export_type` gives:
//! ```json
//! {"format": 1,
//!  "type": {
//!    "code": "segunda-chamada", "name": "Prova de 2ª chamada", "description": "",
//!    "handler": "educational",                    // null when missing (V-01)
//!    "valid_from": "2026-01-01", "valid_to": "2027-12-31",   // null when missing (V-01)
//!    "channels": ["desk", "portal"], "audience": ["student", "guardian"],
//!    "groups": ["secretaria"],                    // codes, in the order of the file
//!    "default_priority": 3, "expected_days": 10,  // expected_days: null when none
//!    "instructions_student": "", "instructions_attendant": "",
//!    "allow_student_cancel": false, "max_open_per_student": 1,   // null: no limit
//!    "allow_attachments": true, "attachment_required": false,
//!    "requires_enrolment": true, "requires_active_contract": true, "legal_document": false,
//!    "email_from_name": "", "email_from_addr": "", "email_subject": "",
//!    "charge": {"service": "prova-2a-chamada",    // null when none chosen; charge itself null when absent
//!               "insert_extra_service": true, "use_location_price": true, "validate_debts": false}},
//!  "location": [{"code": "sede", "branch": 1, "locality": "sede", "description": "…", "active": true,
//!                "prices": [{"amount": "50.00", "from": "2026-01-01", "to": null}]}],
//!  "parameter": [{"code": "disciplina", "label": "Disciplina", "type": "choice", "required": true,
//!                 "query": null, "choices": ["DIR101|Direito Civil I"],
//!                 "min": null, "max": null, "regex": null, "help": "", "active": true}],
//!  "stage": [{"code": "triagem", "name": "Triagem", "description": "",
//!             "default": true, "entry": true, "activate_task": true,
//!             "group": "secretaria",              // null: the group the request was opened through
//!             "assignment": "queue", "attendant": null,      // attendant: login, mode `attendant` only
//!             "duration": {"amount": 2, "unit": "business_days"},   // null: no deadline
//!             "purpose": "neutral", "can": ["cancel", "wait"], "outcomes": ["granted", "done"],
//!             "public_label": "", "active": true,
//!             "field": [{"key": "documento_conferido", "label": "…", "type": "bool", "required": true,
//!                        "min": null, "max": null, "regex": null, "choices": [], "query": null,
//!                        "default": null, "help": "", "filled_by": "attendant",
//!                        "visible_to_student": false, "restricted": false}],
//!             "action": [{"key": "conferir_atestado", "kind": "checklist", "label": "…",
//!                         "required_on_select": false, "required_on_execute": true}]}],
//!  "edge": [{"from": "triagem", "reason": "documentacao-completa", "to": "analise",
//!            "skip_required": false, "note_required": false, "active": true}],
//!  "reason": [{"code": "documentacao-completa", "name": "…", "kind": "forward"}]}   // sorted by code
//! ```
//! * A choice is `value|label`; without `|` the text is both.
//! * A parameter's code is `[a-z][a-z0-9_-]{0,39}`, a field's or action's key `[a-z][a-z0-9_]{0,39}`.
//! * `min`/`max` are numbers for `integer` and `decimal`, dates `"yyyy-mm-dd"` for `date`, lengths
//!   in characters for texts; `default` is a JSON scalar of the field's type.
//!   `from_doc` also takes them as text.
//! * `reason` holds what the file declares; edges may name any reason of the catalogue.
//! * Money is text with two decimals; dates are `"yyyy-mm-dd"`; texts are never null, `""` is none.

use crate::domain::file::scalar::{
    Block, Code, Date, FreeLine, Key, Line, Money, ParameterCode, Scalar, many, money_doc, one, opt,
};
use crate::domain::file::{FileError, read, read_doc};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;

/// A request type with its flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeFile {
    /// Version of the file format, 1.
    pub format: u32,
    /// What belongs to the type itself.
    #[serde(rename = "type")]
    pub head: TypeHead,
    /// Where the result is handed over, in the order of the file.
    #[serde(rename = "location", default)]
    pub locations: Vec<Location>,
    /// What is asked when a request is opened.
    #[serde(rename = "parameter", default)]
    pub parameters: Vec<Parameter>,
    /// The stages, in the order shown.
    #[serde(rename = "stage", default)]
    pub stages: Vec<Stage>,
    /// The ways from stage to stage.
    #[serde(rename = "edge", default)]
    pub edges: Vec<Edge>,
    /// Reasons that this file brings along, sorted by code.
    #[serde(rename = "reason", default)]
    pub reasons: Vec<Reason>,
}

/// The type-level part, live and not versioned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.4")]
pub struct TypeHead {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub name: String,
    #[serde(default, deserialize_with = "one::<_, Block, _>")]
    pub description: String,
    #[serde(default)]
    pub handler: Option<Handler>,
    #[serde(default, deserialize_with = "opt::<_, Date, _>")]
    pub valid_from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "opt::<_, Date, _>")]
    pub valid_to: Option<NaiveDate>,
    #[serde(default = "all_channels")]
    pub channels: Vec<Channel>,
    #[serde(default = "only_students")]
    pub audience: Vec<Audience>,
    #[serde(default, deserialize_with = "many::<_, Code, _>")]
    pub groups: Vec<String>,
    #[serde(default = "normal_priority")]
    pub default_priority: u8,
    #[serde(default)]
    pub expected_days: Option<u32>,
    #[serde(default, deserialize_with = "one::<_, Block, _>")]
    pub instructions_student: String,
    #[serde(default, deserialize_with = "one::<_, Block, _>")]
    pub instructions_attendant: String,
    #[serde(default)]
    pub allow_student_cancel: bool,
    #[serde(default)]
    pub max_open_per_student: Option<u32>,
    #[serde(default = "yes")]
    pub allow_attachments: bool,
    #[serde(default)]
    pub attachment_required: bool,
    #[serde(default = "yes")]
    pub requires_enrolment: bool,
    #[serde(default = "yes")]
    pub requires_active_contract: bool,
    #[serde(default)]
    pub legal_document: bool,
    #[serde(default, deserialize_with = "one::<_, FreeLine, _>")]
    pub email_from_name: String,
    #[serde(default, deserialize_with = "one::<_, FreeLine, _>")]
    pub email_from_addr: String,
    #[serde(default, deserialize_with = "one::<_, FreeLine, _>")]
    pub email_subject: String,
    #[serde(default)]
    pub charge: Option<Charge>,
}

/// The academic side of a type (domain.md §4.15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// Code of the service charged.
    #[serde(default, deserialize_with = "opt::<_, Code, _>")]
    pub service: Option<String>,
    /// A request creates a charge.
    #[serde(default)]
    pub insert_extra_service: bool,
    /// The price is the location's, not the service's.
    #[serde(default)]
    pub use_location_price: bool,
    /// Debts block the opening.
    #[serde(default)]
    pub validate_debts: bool,
}

/// A delivery location with its prices (domain.md §4.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.5")]
pub struct Location {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    pub branch: i16,
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub locality: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub description: String,
    #[serde(default = "yes")]
    pub active: bool,
    #[serde(default)]
    pub prices: Vec<Price>,
}

/// A price and the days, both inclusive, on which it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.5")]
pub struct Price {
    #[serde(deserialize_with = "one::<_, Money, _>", serialize_with = "money_doc")]
    pub amount: Decimal,
    #[serde(deserialize_with = "one::<_, Date, _>")]
    pub from: NaiveDate,
    #[serde(default, deserialize_with = "opt::<_, Date, _>")]
    pub to: Option<NaiveDate>,
}

/// A question asked at opening (domain.md §4.11).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.11")]
pub struct Parameter {
    #[serde(deserialize_with = "one::<_, ParameterCode, _>")]
    pub code: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub label: String,
    #[serde(rename = "type")]
    pub kind: DataType,
    #[serde(default)]
    pub required: bool,
    #[serde(default, deserialize_with = "opt::<_, Code, _>")]
    pub query: Option<String>,
    #[serde(default, deserialize_with = "many::<_, Line, _>")]
    pub choices: Vec<String>,
    #[serde(default)]
    pub min: Option<Scalar>,
    #[serde(default)]
    pub max: Option<Scalar>,
    #[serde(default, deserialize_with = "opt::<_, Line, _>")]
    pub regex: Option<String>,
    #[serde(default, deserialize_with = "one::<_, FreeLine, _>")]
    pub help: String,
    #[serde(default = "yes")]
    pub active: bool,
}

/// A stage (domain.md §4.6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.6")]
pub struct Stage {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub name: String,
    #[serde(default, deserialize_with = "one::<_, Block, _>")]
    pub description: String,
    #[serde(default)]
    pub default: bool,
    #[serde(default)]
    pub entry: bool,
    #[serde(default = "yes")]
    pub activate_task: bool,
    #[serde(default, deserialize_with = "opt::<_, Code, _>")]
    pub group: Option<String>,
    #[serde(default)]
    pub assignment: Assignment,
    #[serde(default, deserialize_with = "opt::<_, Line, _>")]
    pub attendant: Option<String>,
    #[serde(default)]
    pub duration: Option<StageDuration>,
    #[serde(default)]
    pub purpose: Purpose,
    #[serde(default)]
    pub can: Vec<Can>,
    #[serde(default)]
    pub outcomes: Vec<Outcome>,
    #[serde(default, deserialize_with = "one::<_, FreeLine, _>")]
    pub public_label: String,
    #[serde(default = "yes")]
    pub active: bool,
    #[serde(rename = "field", default)]
    pub fields: Vec<StageField>,
    #[serde(rename = "action", default)]
    pub actions: Vec<StageAction>,
}

/// A field of a stage's form (domain.md §4.8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.8")]
pub struct StageField {
    #[serde(deserialize_with = "one::<_, Key, _>")]
    pub key: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub label: String,
    #[serde(rename = "type")]
    pub kind: DataType,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub min: Option<Scalar>,
    #[serde(default)]
    pub max: Option<Scalar>,
    #[serde(default, deserialize_with = "opt::<_, Line, _>")]
    pub regex: Option<String>,
    #[serde(default, deserialize_with = "many::<_, Line, _>")]
    pub choices: Vec<String>,
    #[serde(default, deserialize_with = "opt::<_, Code, _>")]
    pub query: Option<String>,
    #[serde(default)]
    pub default: Option<Scalar>,
    #[serde(default, deserialize_with = "one::<_, FreeLine, _>")]
    pub help: String,
    #[serde(default)]
    pub filled_by: FilledBy,
    #[serde(default)]
    pub visible_to_student: bool,
    #[serde(default)]
    pub restricted: bool,
}

/// An action of a stage (domain.md §4.7). Its key is made from the label where the file has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.7")]
pub struct StageAction {
    #[serde(default, deserialize_with = "key_or_none")]
    pub key: String,
    pub kind: ActionKind,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub label: String,
    #[serde(default)]
    pub required_on_select: bool,
    #[serde(default)]
    pub required_on_execute: bool,
}

/// A way from a stage to another, by a reason (domain.md §4.10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.10")]
pub struct Edge {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub from: String,
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub reason: String,
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub to: String,
    #[serde(default)]
    pub skip_required: bool,
    #[serde(default)]
    pub note_required: bool,
    #[serde(default = "yes")]
    pub active: bool,
}

/// A reason that the file brings along (domain.md §4.9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.9")]
pub struct Reason {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub name: String,
    #[serde(default)]
    pub kind: ReasonKind,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$default:meta])? $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[allow(missing_docs, reason = "each variant is the word it is written as")]
        pub enum $name {
            $(#[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every value, in canonical order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in files and documents.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }
    };
}
pub(in crate::domain) use words;

words!(
    /// Who serves a type; there is one.
    Handler { Educational = "educational" }
);
words!(
    /// Where a request may be opened.
    Channel { Desk = "desk", Portal = "portal" }
);
words!(
    /// Who may ask.
    Audience { Student = "student", Guardian = "guardian" }
);
words!(
    /// What a field or parameter holds; `bool` and `file` are for fields only.
    DataType {
        ShortText = "short_text", LongText = "long_text", Integer = "integer", Decimal = "decimal",
        Date = "date", Bool = "bool", Choice = "choice", SqlChoice = "sql_choice", File = "file",
    }
);
words!(
    /// Who gets a request that enters a stage (W-1).
    Assignment {
        Queue = "queue", Attendant = "attendant", PreviousHandler = "previous_handler",
        Supervisor = "supervisor", LeastLoaded = "least_loaded", RoundRobin = "round_robin",
    }
);
words!(
    /// What a stage means for the answer.
    Purpose { Neutral = "neutral", Approve = "approve", Deny = "deny" }
);
words!(
    /// What may be done in a stage besides forwarding.
    Can { Conclude = "conclude", Cancel = "cancel", Wait = "wait", Return = "return" }
);
words!(
    /// How a request may end in a stage.
    Outcome { Granted = "granted", Denied = "denied", Done = "done" }
);
words!(
    /// Who fills a field.
    FilledBy { Attendant = "attendant", Student = "student" }
);
words!(
    /// What an action does.
    ActionKind { Checklist = "checklist", SendEmail = "send_email", IssueDocument = "issue_document" }
);
words!(
    /// In which acts a reason may be chosen (Z-17).
    ReasonKind {
        Forward = "forward", Return = "return", Deny = "deny", Cancel = "cancel",
        Reopen = "reopen", Reassign = "reassign", Wait = "wait",
    }
);
words!(
    /// Unit of a stage's duration (Z-8).
    DurationUnit { BusinessHours = "business_hours", BusinessDays = "business_days", CalendarDays = "calendar_days" }
);

macro_rules! first_word {
    ($($name:ident = $variant:ident),+) => {
        $(impl Default for $name {
            fn default() -> Self {
                Self::$variant
            }
        })+
    };
}
first_word!(Assignment = Queue, Purpose = Neutral, FilledBy = Attendant, ReasonKind = Forward);

impl Purpose {
    /// The outcomes that a stage of this purpose allows unless it says otherwise.
    #[must_use]
    pub fn outcomes(self) -> Vec<Outcome> {
        match self {
            Self::Approve => vec![Outcome::Granted],
            Self::Deny => vec![Outcome::Denied],
            Self::Neutral => vec![Outcome::Granted, Outcome::Done],
        }
    }
}

/// How long a stage may take; in the file `"2 business_days"`, in the document an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StageDuration {
    /// How many, 1–9999.
    pub amount: u32,
    /// Of what.
    pub unit: DurationUnit,
}

impl fmt::Display for StageDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.unit.word())
    }
}

impl<'de> Deserialize<'de> for StageDuration {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Parts { amount: u32, unit: DurationUnit },
            Other(serde::de::IgnoredAny),
        }
        let found = match Written::deserialize(d)? {
            Written::Text(text) => text.split_once(' ').and_then(|(amount, unit)| {
                let unit = unit.trim();
                let fits = |known: &&DurationUnit| known.word() == unit || known.word().strip_suffix('s') == Some(unit);
                Some(Self { amount: amount.parse().ok()?, unit: *DurationUnit::ALL.iter().find(fits)? })
            }),
            Written::Parts { amount, unit } => Some(Self { amount, unit }),
            Written::Other(_) => None,
        };
        found.filter(|duration| (1..=9999).contains(&duration.amount)).ok_or_else(|| {
            let fits = "\"2 business_days\"\u{1e}\"4 business_hours\"\u{1e}\"30 calendar_days\"";
            D::Error::custom(format_args!(
                "a duration is a number from 1 to 9999 and a unit\u{1f}uma duração é um número de 1 a 9999 e uma unidade\u{1f}{fits}"
            ))
        })
    }
}

fn key_or_none<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    Ok(opt::<D, Key, String>(d)?.unwrap_or_default())
}

fn yes() -> bool {
    true
}

fn normal_priority() -> u8 {
    3
}

fn all_channels() -> Vec<Channel> {
    Channel::ALL.to_vec()
}

fn only_students() -> Vec<Audience> {
    vec![Audience::Student]
}

impl TypeFile {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// The first mistake, with its place, both languages and what would fit.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        read(text, Self::settle)
    }

    /// Reads a document; a missing key means its default.
    ///
    /// # Errors
    /// As [`Self::parse`], without a place.
    pub fn from_doc(doc: &Value) -> Result<Self, FileError> {
        read_doc(doc, Self::settle)
    }

    /// Gives the document: every key, with its default.
    #[must_use]
    pub fn to_doc(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}
