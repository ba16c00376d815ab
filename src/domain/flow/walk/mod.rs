//! Walking a flow on scratch data: the script that the engine plays (`api.walk`), what it answers, and the tour – the
//! scripts that together use every way, every outcome and every permission of a flow. Nothing here judges: whether a
//! step is allowed, the engine says.

mod tour;
mod value;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use tour::{Goal, Leg, Tour, tour};
pub use value::{Given, sample};

/// A script: one request of the type, opened and brought along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Script {
    /// Code of the type.
    #[serde(rename = "type")]
    pub type_code: String,
    /// `draft`, `published` or a number; none = the published version, else the draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// RA of a real student; none = a student who exists only inside the walk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub student: Option<String>,
    /// Code of the delivery location; none = the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Entry stage; none = the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// Who opens: a login or a role.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Answers to the type's parameters, by code.
    #[serde(default)]
    pub parameters: Map<String, Value>,
    /// What happens after the opening.
    #[serde(default)]
    pub script: Vec<Step>,
}

/// One act of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Step {
    /// `take release set forward return wait resume conclude cancel message`.
    pub act: String,
    /// A login or a role; none = whoever holds the request, else the first who may work it.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Reason of `forward`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Outcome of `conclude`: `granted denied done`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Note, message or resolution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields and actions of the stage, by key.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Value>,
}

/// What the engine did with a script; all of it was taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// Number of the version walked.
    pub version: i32,
    /// Its state.
    pub state: String,
    /// Whether every step was allowed.
    pub ok: bool,
    /// Whether nobody could bring the request on at the end.
    pub stuck: bool,
    /// What was set aside for the walk, in both languages: `{"pt","en"}`.
    #[serde(default)]
    pub notes: Vec<Value>,
    /// The opening, then each step; a queued request is taken first, as a step of its own.
    pub steps: Vec<Walked>,
}

/// One step as it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Walked {
    /// The act.
    pub act: String,
    /// Login of who did it.
    #[serde(rename = "as")]
    pub actor: String,
    /// That person's role.
    pub role: String,
    /// Whether it was allowed.
    pub ok: bool,
    /// The refusal: `{"code","problems":[…]}`.
    #[serde(default)]
    pub error: Option<Value>,
    /// The request after it, in the shape of `request show`.
    #[serde(default)]
    pub request: Option<Value>,
    /// What would be charged at the opening.
    #[serde(default)]
    pub charge: Option<Value>,
    /// Mails that would go out: `[{"kind","to","payload"}]`.
    #[serde(default)]
    pub mails: Vec<Value>,
    /// Whether nobody can bring the request on from here.
    #[serde(default)]
    pub stuck: bool,
}

impl Walked {
    /// A text of the request after the step: `stage`, `status`, `assignee`, `due_at` …
    #[must_use]
    pub fn told(&self, key: &str) -> Option<&str> {
        self.request.as_ref()?.get(key)?.as_str()
    }
}
