//! One request as the engine tells it: rows of a list, and the whole of it. Only shapes; what may be
//! done with a request is in its `acts`, decided by the engine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::charge::{Charge, Debts};
use super::refusal::Problem;

/// Where a request stands in its life (domain §12.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In a group's queue; nobody holds it.
    #[default]
    Queued,
    /// Held by an attendant.
    InProgress,
    /// Waits for the student; its deadline is paused.
    Waiting,
    /// Ended with an outcome.
    Concluded,
    /// Ended without one.
    Cancelled,
}

impl Status {
    /// True while the request has not ended.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Queued | Self::InProgress | Self::Waiting => true,
            Self::Concluded | Self::Cancelled => false,
        }
    }

    /// The stable code, as in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::InProgress => "in_progress",
            Self::Waiting => "waiting",
            Self::Concluded => "concluded",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How a concluded request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Deferido.
    Granted,
    /// Indeferido.
    Denied,
    /// Atendido.
    Done,
}

impl Outcome {
    /// The stable code, as in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Done => "done",
        }
    }
}

/// The student a request is for; least data (LG-6).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StudentRef {
    /// Student number.
    pub ra: String,
    /// Full name.
    pub name: String,
}

/// A delivery location of a type.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LocationRef {
    /// Its code within the type.
    pub code: String,
    /// Its description, as the student reads it.
    pub description: String,
}

/// A row of a list of requests. Times are ISO 8601 with the branch's offset, dates `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Item {
    /// `YYYY.NNNNNNN`.
    pub protocol: String,
    /// Code of the request type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name of the request type.
    #[serde(default)]
    pub type_name: String,
    /// Number of the flow version it runs on (Z-2).
    #[serde(default)]
    pub flow_version: i32,
    /// Code of the current stage.
    pub stage: String,
    /// Name of the current stage.
    #[serde(default)]
    pub stage_name: String,
    /// Where it stands.
    pub status: Status,
    /// How it ended, when concluded.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Code of the group that works it.
    pub group: String,
    /// Name of that group.
    #[serde(default)]
    pub group_name: String,
    /// Login of who holds it (or held it last, when closed).
    #[serde(default)]
    pub assignee: Option<String>,
    /// Name of that person.
    #[serde(default)]
    pub assignee_name: Option<String>,
    /// Whose it is.
    pub student: StudentRef,
    /// `desk` or `portal`.
    #[serde(default)]
    pub channel: String,
    /// 1 (urgent) … 5.
    #[serde(default)]
    pub priority: u8,
    /// When it was opened.
    #[serde(default)]
    pub opened_at: String,
    /// When it ended.
    #[serde(default)]
    pub closed_at: Option<String>,
    /// Deadline of the current stage; none = the stage has no deadline.
    #[serde(default)]
    pub due_at: Option<String>,
    /// True when that deadline has passed, the request is open and not waiting.
    #[serde(default)]
    pub late: bool,
    /// Date promised to the student.
    #[serde(default)]
    pub promised_date: Option<String>,
    /// True when that date has passed and the request is open.
    #[serde(default)]
    pub overdue_promise: bool,
    /// While waiting: when it wakes by itself.
    #[serde(default)]
    pub waiting_until: Option<String>,
    /// True when the student wrote and nobody has acted since.
    #[serde(default)]
    pub unread: bool,
    /// Number of its history events (Z-15).
    #[serde(default)]
    pub version: i32,
    /// Where the student collects it.
    #[serde(default)]
    pub location: LocationRef,
}

/// A parameter's answer, frozen at opening.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ParameterAnswer {
    /// The stored value.
    pub value: Value,
    /// The label shown when it was chosen.
    pub label: String,
    /// The parameter's own label.
    #[serde(default)]
    pub question: String,
}

/// One field of the current stage's form.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FormField {
    /// Key within the stage.
    pub key: String,
    /// Label on screen.
    pub label: String,
    /// `short_text long_text integer decimal date bool choice sql_choice file`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Must be filled before leaving the stage (F-7).
    pub required: bool,
    /// The stored value of this visit, or null.
    #[serde(default)]
    pub value: Value,
    /// The value as people read it.
    #[serde(default)]
    pub shown: Option<String>,
    /// A hint for who fills it.
    #[serde(default)]
    pub help: Option<String>,
    /// Options of a choice: `code` or `code|label`.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Lower limit, as text.
    #[serde(default)]
    pub min: Option<String>,
    /// Upper limit, as text.
    #[serde(default)]
    pub max: Option<String>,
    /// Pattern of a text.
    #[serde(default)]
    pub regex: Option<String>,
    /// `attendant` or `student`.
    #[serde(default)]
    pub filled_by: String,
    /// Read only by the request's group and its supervisors (Z-5).
    #[serde(default)]
    pub restricted: bool,
    /// True when the value exists and this person may not read it.
    #[serde(default)]
    pub withheld: bool,
}

/// One action of the current stage.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StageAction {
    /// Key within the stage.
    pub key: String,
    /// Label on screen.
    pub label: String,
    /// `checklist send_email issue_document`.
    pub kind: String,
    /// Must be done before leaving the stage.
    pub required: bool,
    /// Done in this visit.
    pub done: bool,
    /// Login of who did it.
    #[serde(default)]
    pub by: Option<String>,
    /// When.
    #[serde(default)]
    pub at: Option<String>,
}

/// A way out of the current stage (F-6).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReasonOption {
    /// Code of the forwarding reason.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `forward`, `return` or `deny`.
    #[serde(default)]
    pub kind: String,
    /// Code of the stage it leads to.
    pub to: String,
    /// Name of that stage.
    #[serde(default)]
    pub to_name: String,
    /// A note must be given.
    #[serde(default)]
    pub note_required: bool,
    /// Required fields and actions are not asked.
    #[serde(default)]
    pub skip_required: bool,
    /// Nothing is missing.
    pub enabled: bool,
    /// Keys of what is missing.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// One stage of the request's flow, for the track line.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TrackStage {
    /// Code of the stage.
    pub code: String,
    /// Name of the stage.
    pub name: String,
    /// `done`, `current` or `ahead`.
    pub state: String,
    /// The flow may end here.
    #[serde(default)]
    pub conclude: bool,
}

/// One message of the thread.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Message {
    /// Number within the request, from 1.
    pub no: i32,
    /// When.
    pub at: String,
    /// Login, when a member of staff wrote it.
    #[serde(default)]
    pub author: Option<String>,
    /// Name of who wrote it.
    #[serde(default)]
    pub author_name: Option<String>,
    /// The student or a guardian wrote it.
    #[serde(default)]
    pub from_student: bool,
    /// An internal note.
    #[serde(default)]
    pub internal: bool,
    /// The text.
    pub body: String,
}

/// One attached file; its content is read apart.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FileRef {
    /// Number within the request, from 1.
    pub no: i32,
    /// File name.
    pub name: String,
    /// Media type, sniffed.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// When it was added.
    pub at: String,
    /// Login of who added it; none = the student.
    #[serde(default)]
    pub by: Option<String>,
    /// Read only by the request's group and its supervisors (Z-5).
    #[serde(default)]
    pub restricted: bool,
}

/// One event of the history (H-1).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Event {
    /// 1 … version, without gaps.
    pub seq: i32,
    /// When, by the engine's clock.
    pub at: String,
    /// Login of the actor, or `system`.
    pub actor: String,
    /// Name of the actor.
    #[serde(default)]
    pub actor_name: Option<String>,
    /// `opened taken released field_set forwarded returned …`.
    pub kind: String,
    /// Stage before.
    #[serde(default)]
    pub from_stage: Option<String>,
    /// Stage after.
    pub to_stage: String,
    /// Name of the stage after.
    #[serde(default)]
    pub to_stage_name: String,
    /// Status before.
    #[serde(default)]
    pub from_status: Option<Status>,
    /// Status after.
    pub to_status: Status,
    /// Assignee before.
    #[serde(default)]
    pub from_assignee: Option<String>,
    /// Assignee after.
    #[serde(default)]
    pub to_assignee: Option<String>,
    /// Outcome, when it concluded.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Code of the reason.
    #[serde(default)]
    pub reason: Option<String>,
    /// Name of the reason.
    #[serde(default)]
    pub reason_name: Option<String>,
    /// The note, where this person may read it.
    #[serde(default)]
    pub note: Option<String>,
    /// A later event took this one back.
    #[serde(default)]
    pub undone: bool,
    /// The event that this one takes back.
    #[serde(default)]
    pub undoes: Option<i32>,
    /// Acts done together share it.
    #[serde(default)]
    pub batch: Option<String>,
    /// Fields set: key → [before, after].
    #[serde(default)]
    pub fields: Option<BTreeMap<String, Value>>,
}

/// Whether this person may do an act now, and if not, why not.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ActState {
    /// The engine would do it (arguments apart).
    pub allowed: bool,
    /// Every unmet condition.
    #[serde(default)]
    pub problems: Vec<Problem>,
    /// Reasons that may be picked for it, where the institution has any (Z-17).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}

/// A reason that is picked without an edge.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reason {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The act that this person may take back now (Z-9).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct UndoState {
    /// Kind of the event.
    pub act: String,
    /// Its number.
    pub seq: i32,
    /// Until when.
    pub until: String,
}

/// A request in full.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Request {
    /// What a list shows of it.
    #[serde(flatten)]
    pub item: Item,
    /// The text of the ask.
    #[serde(default)]
    pub description: String,
    /// The text it was concluded with.
    #[serde(default)]
    pub resolution: Option<String>,
    /// Login of who opened it, when a member of staff did.
    #[serde(default)]
    pub opened_by: Option<String>,
    /// `student guardian desk_on_behalf`.
    #[serde(default)]
    pub requester_kind: String,
    /// Name of the guardian who asked.
    #[serde(default)]
    pub requester_name: Option<String>,
    /// Since when the assignee holds it.
    #[serde(default)]
    pub assigned_at: Option<String>,
    /// Since when it is in the stage.
    #[serde(default)]
    pub stage_entered_at: Option<String>,
    /// Number of the current visit, from 1.
    #[serde(default)]
    pub visit: i32,
    /// The student's course, of the enrolment it was opened for.
    #[serde(default)]
    pub course: Option<String>,
    /// Code of the academic period.
    #[serde(default)]
    pub period: Option<String>,
    /// Number of the contract.
    #[serde(default)]
    pub contract: Option<String>,
    /// Guidance for who handles it.
    #[serde(default)]
    pub instructions: Option<String>,
    /// Answers given at opening, by parameter code.
    #[serde(default)]
    pub parameters: BTreeMap<String, ParameterAnswer>,
    /// Values of the current visit's fields, by key.
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
    /// The charge; null when nothing is charged.
    #[serde(default)]
    pub charge: Option<Charge>,
    /// Debts as found at opening, where they were looked for.
    #[serde(default)]
    pub debts: Option<Debts>,
    /// The current stage's form, in order.
    #[serde(default)]
    pub form: Vec<FormField>,
    /// The current stage's actions, in order.
    #[serde(default)]
    pub actions: Vec<StageAction>,
    /// The ways out, in order.
    #[serde(default)]
    pub reasons: Vec<ReasonOption>,
    /// `conclude cancel wait return`, as the stage has them.
    #[serde(default)]
    pub can: Vec<String>,
    /// Outcomes that the stage may conclude with.
    #[serde(default)]
    pub outcomes: Vec<Outcome>,
    /// Stage that sending back leads to.
    #[serde(default)]
    pub return_to: Option<String>,
    /// The flow's stages, in order.
    #[serde(default)]
    pub stages: Vec<TrackStage>,
    /// The thread, oldest first.
    #[serde(default)]
    pub messages: Vec<Message>,
    /// The files, oldest first.
    #[serde(default)]
    pub files: Vec<FileRef>,
    /// The history, oldest first.
    #[serde(default)]
    pub history: Vec<Event>,
    /// What this person may take back.
    #[serde(default)]
    pub undo: Option<UndoState>,
    /// True when the answer repeats an act already done (O-15).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replayed: bool,
    /// Per act, whether this person may do it; only in `show`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub acts: BTreeMap<String, ActState>,
}
