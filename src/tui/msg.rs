//! What reaches `update`: keys, time, and the engine's answers. Answers say plainly whether a rule
//! refused or the database is out of reach; the two are never mixed.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use crossterm::event::KeyEvent;
use serde_json::Value;

use crate::domain::charge::{Charge, ChargeStory};
pub use crate::domain::flow::checklist::Checklist;
pub use crate::domain::flow::walk::Transcript;
use crate::domain::receipt::Receipt;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Item, Request};
pub use crate::domain::what_if::Reckoning;
pub use crate::store::admin::Person;
pub use crate::store::counter::{
    CardContract as Contract, CardEnrolment as Enrolment, CardInstallment as Installment, Changes, Counts,
    FoundStudent as Found, Me, MyGroup, OpenableEntry as Entry, OpenableLocation as Location,
    OpenableParameter as Parameter, OpenableType as Openable, StudentCard as Card,
};
pub use crate::store::drafts::StoredDraft;
pub use crate::store::editing::{Editing, KnownReason, Load, Named, Published, Pulse, Saved, TypeRow};
pub use crate::store::entries::{
    Change as EntryChange, Entries, Entry as ListedEntry, FieldChange, KindCount, MailExample, Overview, SavedEntry,
    Tried, Use as EntryUse,
};
pub use crate::store::flows::{Foreseen, ForeseenItem, Run, RunItem, Step, Version, Versions};
pub use crate::store::opening::NotOffered;
pub use crate::store::queries::Choice as Offered;
pub use crate::store::requests::{Assignable as Candidate, BulkItem as Each, MyLast, Preview};
pub use crate::store::secret::Invited;
pub use crate::store::unsent::Unsent;
pub use crate::store::walk::Toured;

/// One event.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a message is made once and moved once")]
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
    /// Unsent work could not be put on this machine's disk; why.
    Unshelved(String),
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
    /// The database is out of reach; nothing was changed.
    Unreachable(String),
    /// The connection broke before the answer came: an act may have been done or not.
    Unknown(String),
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
#[allow(clippy::large_enum_variant, reason = "a message is made once and moved once")]
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
    /// What parameters offer, by code: options, none, or the engine's words for a query that failed.
    Options(Vec<(String, Result<Vec<Offered>, String>)>),
    /// What fields of a request's stage offer, by key, likewise.
    FieldOptions(String, Vec<(String, Result<Vec<Offered>, String>)>),
    /// What is not on offer, and why not.
    NotOffered(Vec<NotOffered>),
    /// What a receipt says.
    Receipt(Box<Receipt>),
    /// A receipt went to the printer through this program.
    Printed(String),
    /// A charge with its explanation and its events.
    Charge(Box<ChargeStory>),
    /// Who may get a request.
    Assignable(Vec<Candidate>),
    /// Everybody of staff.
    People(Vec<Person>),
    /// The request types.
    Flows(Vec<TypeRow>),
    /// A type as the editor opens it.
    Flow(Box<Editing>),
    /// Every condition of a type.
    Why(Box<Checklist>),
    /// What a request would cost.
    WhatIf(Box<Reckoning>),
    /// How an open type is now.
    Pulse(Pulse),
    /// Unsent work that was found on this machine, or why none can be found.
    Unsent(Result<Vec<Unsent>, String>),
    /// What the database has of the texts that I typed.
    Drafts(Vec<StoredDraft>),
    /// Past requests as they would have gone.
    Replayed(Box<Replayed>),
    /// A script as it went.
    Walked(Box<Transcript>),
    /// An automatic walk as it went.
    Toured(Box<Toured>),
    /// What a plan would do.
    Foreseen(Box<Foreseen>),
    /// The versions of a flow.
    Versions(Box<Versions>),
    /// One version of a type, as its file.
    Version(Box<Value>),
    /// Runs of a type; of one run its requests too.
    Runs(Vec<Run>),
    /// The kinds of the catalogue.
    Overview(Box<Overview>),
    /// The entries of a kind.
    Entries(Box<Entries>),
    /// Who changed an entry.
    Trail(Vec<EntryChange>),
    /// What a query gave.
    Tried(Box<Tried>),
    /// A mail as it would be read.
    MailExample(MailExample),
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
    /// The database has what is typed.
    DraftsKept,
    /// A draft was written.
    FlowSaved(Box<Saved>),
    /// A request of a run had its turn.
    Moved(Box<Step>),
    /// A type was made: its code.
    TypeMade(String),
    /// A type was opened to people, or closed.
    TypeSwitched {
        /// Its code.
        code: String,
        /// Open.
        active: bool,
    },
    /// An entry was saved.
    EntrySaved(Box<SavedEntry>),
    /// A query's text was approved.
    QueryApproved(String),
    /// A person has a one-time password, which is shown once.
    Invited(Invited),
    /// A version is live.
    FlowPublished(Box<Published>),
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
    /// The charge of each and how it stands, in the view of the charges.
    pub charges: BTreeMap<String, (String, Charge)>,
}

/// A replay of past requests, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// What was found.
    pub replay: crate::store::replay::Replay,
    /// Milliseconds until the answer.
    pub ms: u64,
}
