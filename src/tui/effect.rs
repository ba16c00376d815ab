//! What the desk asks of the world, as data: tests compare effects, only the runtime performs them.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::catalogue::entity::EntryKind;
use crate::domain::filter::Filter;
use crate::domain::flow::checklist::Whom;
use crate::domain::flow::walk::Script;
use crate::domain::flow::{Plan, TypeFile};
use crate::domain::receipt::Receipt;
use crate::domain::request::Outcome;
use crate::domain::what_if::WhatIf;
use crate::store::drafts::{DoneDraft, StoredDraft};
use crate::store::entries::{MailWords, Saving, Trying};
use crate::store::queries::Asked;
use crate::store::queue::View;
use crate::store::requests::Opening;
use crate::store::unsent::Unsent;

/// A wish of `update` that the runtime carries out.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Reads; answered by `Msg::Told` with the same ticket. A newer ticket of the same kind makes it stale.
    Ask {
        /// Number of this question.
        ticket: u64,
        /// What is asked.
        read: Read,
    },
    /// Writes; answered by `Msg::Done` with the same ticket.
    Do {
        /// Number of this act.
        ticket: u64,
        /// Makes a repetition harmless (O-15): kept until the engine answered.
        op: Uuid,
        /// What is to be done.
        write: Write,
    },
    /// Comes back as `Msg::Rested` after that many milliseconds.
    After {
        /// How long.
        ms: u64,
        /// Number that comes back.
        ticket: u64,
    },
    /// Lets the engine act on what waits for students (L-09, L-12). It is not answered: what changed is seen like
    /// everything that changes.
    WakeDue,
    /// Puts a text into the clipboard of the person's own terminal (OSC 52).
    Copy(String),
    /// Puts unsent work on this machine's disk, at once.
    Shelve(Box<Unsent>),
    /// Nothing of a type is unsent any more.
    Unshelve(String),
    /// Removes the file of a desk that is gone: what was in it is open, and shelved by this one.
    Forget(String),
    /// Leaves, after writes under way are answered.
    Quit,
}

/// A question to the engine.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// Who and where I am, and the engine's time.
    WhoAmI,
    /// Exact counts of the fixed views.
    Counts,
    /// A page of the queue.
    List {
        /// Which part of it.
        view: View,
        /// Which rows.
        filter: Filter,
        /// Cursor of the page before.
        after: Option<String>,
        /// Rows wanted.
        limit: u32,
    },
    /// What passed through me.
    Day,
    /// One request in full.
    Show(String),
    /// What changed since a cursor.
    Changes(Option<String>),
    /// Students by RA, name, CPF or phone.
    FindStudents(String),
    /// A student's card.
    Card(String),
    /// The types that I may open now.
    Openable,
    /// All checks of an opening, live.
    Preview(Box<Ticketed>),
    /// What the parameters of an opening that are fed by queries offer this student.
    Options(Vec<Asked>),
    /// What the fields of a request's stage that are fed by queries offer.
    FieldOptions {
        /// Which request.
        protocol: String,
        /// Code of its type: to whom a query that failed is told.
        kind: String,
        /// Keys of the fields.
        keys: Vec<String>,
    },
    /// The types that are not on offer here, and why not.
    NotOffered,
    /// What a request's receipt says.
    Receipt(String),
    /// A receipt, to be written to a path of this machine: PDF, or text when the name ends in `.txt`.
    SaveReceipt {
        /// What it says.
        facts: Box<Receipt>,
        /// Where to write it.
        path: String,
    },
    /// A receipt, to be printed by this machine.
    Print(Box<Receipt>),
    /// A charge with its explanation and its events.
    Charge(String),
    /// The charges that wait for a person.
    Charges,
    /// To whom a request may be assigned.
    Assignable(String),
    /// Everybody of staff, for who is asked about.
    People,
    /// The request types, each with the verdict on its flow.
    FlowList,
    /// A type as the editor opens it.
    Flow(String),
    /// Every condition of a type, for whom.
    Why {
        /// Code of the type.
        code: String,
        /// For whom.
        whom: Whom,
    },
    /// What a request would cost.
    WhatIf(Box<WhatIf>),
    /// Whether an open type is still what was seen, and where its requests stand.
    Pulse(String),
    /// What desks of this machine that are gone did not send.
    Unsent,
    /// What I typed at any machine and did not send.
    Drafts,
    /// Past requests of a type on a version of its flow.
    Replay {
        /// Code of the type.
        code: String,
        /// `draft` or `published`.
        version: String,
        /// Only those opened since this day.
        since: Option<NaiveDate>,
    },
    /// A script played with the real engine, on scratch data.
    Walk(Box<Script>),
    /// Every way, outcome and permission of a flow, walked by itself.
    Tour {
        /// The flow.
        file: Box<TypeFile>,
        /// `draft` or `published`.
        version: Option<String>,
        /// A role that acts everywhere.
        actor: Option<String>,
        /// Dates the answers.
        today: NaiveDate,
    },
    /// What a plan would do to the running requests of a type.
    Foresee {
        /// Code of the type.
        code: String,
        /// The version to move to.
        to: i32,
        /// Which stage goes to which.
        plan: Plan,
    },
    /// The versions of a flow.
    Versions(String),
    /// One version of a type, as its file: code and number.
    Version(String, i32),
    /// The runs of a type; with the id of one, only that, with its requests.
    Runs(String, Option<Uuid>),
    /// The kinds of the catalogue, and what its fields may refer to.
    Overview,
    /// The entries of a kind that hold every word of a search.
    Entries {
        /// Which kind.
        kind: EntryKind,
        /// The search; none = all.
        find: Option<String>,
    },
    /// Who changed an entry, when, from what to what.
    Trail {
        /// Which kind.
        kind: EntryKind,
        /// Which entry.
        code: String,
    },
    /// A query's text, run for a sample student.
    TryQuery(Trying),
    /// Words of a mail as they would be read.
    MailExample(MailWords),
    /// An attached file, to be written to a path of this machine.
    SaveFile {
        /// Which request.
        protocol: String,
        /// Number of the file in it.
        no: i32,
        /// Where to write it.
        path: String,
    },
}

impl Read {
    /// The kind of question: a newer one of the same kind replaces the older.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::WhoAmI => "whoami",
            Self::Counts => "counts",
            Self::List { after: None, .. } => "list",
            Self::List { .. } => "more",
            Self::Day | Self::Charges => "list",
            Self::Show(_) => "show",
            Self::Changes(_) => "changes",
            Self::FindStudents(_) => "students",
            Self::Card(_) => "card",
            Self::Openable => "openable",
            Self::Preview(_) => "preview",
            Self::Options(_) => "options",
            Self::FieldOptions { .. } => "field-options",
            Self::NotOffered => "not-offered",
            Self::Receipt(_) => "receipt",
            Self::SaveReceipt { .. } => "file",
            Self::Print(_) => "print",
            Self::Charge(_) => "charge",
            Self::Assignable(_) => "assignable",
            Self::People => "people",
            Self::FlowList => "flows",
            Self::Flow(_) => "flow",
            Self::Why { .. } => "why",
            Self::WhatIf(_) => "what-if",
            Self::Pulse(_) => "pulse",
            Self::Replay { .. } => "replay",
            Self::Unsent => "unsent",
            Self::Drafts => "drafts",
            Self::Walk(_) | Self::Tour { .. } => "walk",
            Self::Foresee { .. } => "foresee",
            Self::Versions(_) => "versions",
            Self::Version(..) => "version",
            Self::Runs(_, None) => "runs",
            Self::Runs(_, Some(_)) => "run",
            Self::Overview => "overview",
            Self::Entries { .. } => "entries",
            Self::Trail { .. } => "trail",
            Self::TryQuery(_) => "try",
            Self::MailExample(_) => "mail-example",
            Self::SaveFile { .. } => "file",
        }
    }
}

/// What is to be opened, as the engine takes it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ticketed {
    /// What `api.open` and `api.preview` take, files apart.
    pub opening: Opening,
    /// Paths of files of this machine.
    pub files: Vec<String>,
}

/// A change asked of the engine.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// A one-time password for the person of this login.
    Invite(String),
    /// One act on one request.
    Act {
        /// On which request.
        protocol: String,
        /// The version that the person saw; none = status and assignee guard alone.
        if_version: Option<i32>,
        /// Which act.
        act: Act,
    },
    /// The next request of my queues.
    TakeNext,
    /// Opens a request at the desk.
    Open(Box<Ticketed>),
    /// One act on many requests, each answered by itself.
    Bulk {
        /// Which.
        act: BulkAct,
        /// On which.
        protocols: Vec<String>,
    },
    /// Writes the draft of a flow over the one that was seen.
    SaveFlow {
        /// Code of the type.
        code: String,
        /// The whole type.
        document: Value,
        /// Stamp of what was seen; none = over whatever is there.
        seen: Option<String>,
    },
    /// Makes the draft of a flow live.
    PublishFlow {
        /// Code of the type.
        code: String,
        /// What changed.
        note: String,
        /// Stamp of the draft that the person saw.
        seen: String,
    },
    /// Makes a type.
    NewType {
        /// The whole type.
        document: Value,
    },
    /// Makes a type of another one.
    CopyType {
        /// Code of the one that is copied.
        from: String,
        /// Code of the new one.
        code: String,
        /// Its name.
        name: String,
    },
    /// Opens a type to people, or closes it.
    SwitchType {
        /// Code of the type.
        code: String,
        /// Open.
        active: bool,
    },
    /// Moves one running request to another version of its flow.
    MoveRequest {
        /// Which.
        protocol: String,
        /// The version.
        to: i32,
        /// Which stage goes to which.
        plan: Plan,
        /// The run that it belongs to.
        run: Uuid,
    },
    /// Takes one request of a run back.
    UnmoveRequest {
        /// Which.
        protocol: String,
        /// The run.
        run: Uuid,
    },
    /// Takes back all of a bulk act.
    UndoBatch(Uuid),
    /// Writes one entry of the catalogue over the one that was seen.
    SaveEntry(Box<Saving>),
    /// Approves the text of a query that another administrator saved.
    ApproveQuery(String),
    /// Puts what is typed where my other desks find it.
    KeepDrafts(Box<Keeping>),
}

/// What the database is to have of the texts that I typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Keeping {
    /// Typed.
    pub keep: Vec<StoredDraft>,
    /// Done or thrown away.
    pub done: Vec<DoneDraft>,
}

impl Write {
    /// True when it is an act on this request. What concerns no request that is known beforehand concerns none here.
    #[must_use]
    pub fn concerns(&self, protocol: &str) -> bool {
        match self {
            Self::Act { protocol: of, .. } => of == protocol,
            Self::Bulk { protocols, .. } => protocols.iter().any(|of| of == protocol),
            _ => false,
        }
    }
}

/// An act that may be done on many requests at once.
#[derive(Debug, Clone, PartialEq)]
pub enum BulkAct {
    /// Take all.
    Take,
    /// Release all.
    Release,
    /// Assign all to one person.
    Assign {
        /// Login of the person.
        to: String,
        /// Why.
        note: Option<String>,
    },
}

impl BulkAct {
    /// The engine's name of it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Release => "release",
            Self::Assign { .. } => "assign",
        }
    }
}

/// A value typed into a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// A scalar, as the engine takes it; null clears.
    Plain(Value),
    /// A path on this machine; the runtime reads it.
    File(String),
}

/// Values of stage fields and checklist actions, by key.
pub type Values = Vec<(String, Typed)>;

/// What may be done about a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeAct {
    /// Forgiven.
    Waive,
    /// It was not due.
    Cancel,
    /// Charged again, by today's rules.
    Again,
}

impl ChargeAct {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Waive, Self::Cancel, Self::Again];

    /// The engine's name of it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Waive => "charge_waive",
            Self::Cancel => "charge_cancel",
            Self::Again => "charge_again",
        }
    }
}

/// One act of domain §12.2, with everything it says.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// L-02.
    Take,
    /// L-03.
    Release,
    /// L-04.
    SetFields(Values),
    /// L-05.
    Forward {
        /// Code of the reason.
        reason: String,
        /// The note.
        note: Option<String>,
        /// Fields filled on the way.
        values: Values,
    },
    /// L-06.
    SendBack {
        /// Why.
        note: String,
        /// A `return` edge; none = the previous stage.
        reason: Option<String>,
    },
    /// L-08.
    Wait {
        /// What the student is asked.
        message: String,
        /// When it wakes by itself.
        until: Option<DateTime<Utc>>,
        /// One of the institution's reasons (Z-17).
        reason: Option<String>,
    },
    /// L-09.
    Resume,
    /// L-10.
    Conclude {
        /// How it ends.
        outcome: Outcome,
        /// Text of the resolution.
        note: String,
        /// Fields filled on the way.
        values: Values,
    },
    /// L-11.
    Cancel {
        /// Why.
        note: Option<String>,
        /// One of the institution's reasons (Z-17).
        reason: Option<String>,
    },
    /// L-13.
    Reopen {
        /// Why.
        note: Option<String>,
        /// One of the institution's reasons (Z-17).
        reason: Option<String>,
    },
    /// L-07.
    Assign {
        /// Login of the person.
        to: String,
        /// Why.
        note: Option<String>,
        /// One of the institution's reasons (Z-17).
        reason: Option<String>,
    },
    /// L-15.
    Message {
        /// The text.
        body: String,
        /// Only staff reads it.
        internal: bool,
    },
    /// Priority 1 (urgent) … 5.
    Priority {
        /// The level.
        level: u8,
        /// Why.
        note: String,
    },
    /// Attaches a file of this machine.
    AddFile {
        /// Its path.
        path: String,
    },
    /// K-4, K-5: what a supervisor does about a charge.
    Charge {
        /// Which of the three.
        what: ChargeAct,
        /// Why.
        note: String,
    },
    /// Z-9.
    Undo,
}
