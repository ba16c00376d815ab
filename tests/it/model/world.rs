//! What the model knows: people, groups, flows and requests. Indexes into the vectors are identities; a person's
//! index + 1 is also the row id the ground gives them, so "lowest person id" means lowest index.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use super::calendar::Calendar;

/// Seconds since the epoch, by the engine's clock.
pub type Instant = i64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Attendant,
    Supervisor,
    Admin,
    Auditor,
}

/// Which types a profile opens or handles.
#[derive(Debug, Clone)]
pub struct Profile {
    pub code: &'static str,
    pub active: bool,
    pub open_all: bool,
    pub handle_all: bool,
    /// type code -> (may open, may handle)
    pub types: BTreeMap<&'static str, (bool, bool)>,
}

#[derive(Debug, Clone)]
pub struct Person {
    pub company: i16,
    pub login: String,
    pub role: Role,
    pub active: bool,
    pub profile: Option<usize>,
    pub cpf: Option<&'static str>,
    /// group -> leads it
    pub groups: BTreeMap<usize, bool>,
}

#[derive(Debug, Clone)]
pub struct Group {
    pub company: i16,
    pub code: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Queue,
    Attendant(usize),
    PreviousHandler,
    Supervisor,
    LeastLoaded,
    RoundRobin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duration {
    None,
    Hours(i64),
    Days(i64),
    CalendarDays(i64),
}

#[derive(Debug, Clone)]
pub struct Field {
    pub key: &'static str,
    pub data_type: &'static str,
    pub required: bool,
    pub choices: &'static [&'static str],
    pub min: Option<&'static str>,
    pub max: Option<&'static str>,
    pub regex: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Action {
    pub key: &'static str,
    pub required: bool,
}

#[derive(Debug, Clone)]
pub struct Stage {
    pub code: &'static str,
    /// None: the group through which the request was opened.
    pub group: Option<usize>,
    pub mode: Mode,
    pub duration: Duration,
    pub entry: bool,
    pub default: bool,
    pub can_conclude: bool,
    pub can_cancel: bool,
    pub can_wait: bool,
    pub can_return: bool,
    pub outcomes: &'static [&'static str],
    pub fields: Vec<Field>,
    pub actions: Vec<Action>,
}

#[derive(Debug, Clone)]
pub struct Edge {
    pub from: usize,
    pub reason: &'static str,
    pub to: usize,
    pub skip_required: bool,
    pub note_required: bool,
    pub active: bool,
}

#[derive(Debug, Clone)]
pub struct Kind {
    pub company: i16,
    pub code: &'static str,
    pub active: bool,
    pub channel_desk: bool,
    /// Inclusive days since the epoch.
    pub valid: (i64, i64),
    pub default_priority: i16,
    pub needs_contract: bool,
    pub needs_enrolment: bool,
    pub max_open: Option<usize>,
    /// Groups it is attached to, all active.
    pub groups: Vec<usize>,
    pub locations: Vec<&'static str>,
    /// code, required, choices (empty: short text)
    pub parameters: Vec<(&'static str, bool, &'static [&'static str])>,
    pub stages: Vec<Stage>,
    pub edges: Vec<Edge>,
}

#[derive(Debug, Clone)]
pub struct Student {
    pub company: i16,
    pub ra: &'static str,
    pub cpf: Option<&'static str>,
    pub guardians: Vec<&'static str>,
    pub enrolled: bool,
    pub active_contracts: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Queued,
    InProgress,
    Waiting,
    Concluded,
    Cancelled,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Status::Queued => "queued",
            Status::InProgress => "in_progress",
            Status::Waiting => "waiting",
            Status::Concluded => "concluded",
            Status::Cancelled => "cancelled",
        }
    }

    pub fn open(self) -> bool {
        matches!(self, Status::Queued | Status::InProgress | Status::Waiting)
    }
}

#[derive(Debug, Clone)]
pub struct Visit {
    pub stage: usize,
    pub group: usize,
    /// Who held the request when the visit was left.
    pub handler: Option<usize>,
    pub answers: BTreeMap<String, Value>,
    pub done: BTreeSet<String>,
}

/// One line of history.
#[derive(Debug, Clone)]
pub struct Event {
    pub kind: &'static str,
    /// None: the system.
    pub actor: Option<usize>,
    pub at: Instant,
    pub undoes: Option<usize>,
}

/// What an act may change and an undo puts back.
#[derive(Debug, Clone)]
pub struct State {
    pub group: usize,
    pub stage: usize,
    pub status: Status,
    pub assignee: Option<usize>,
    pub priority: i16,
    pub outcome: Option<String>,
    pub closed_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub waiting_until: Option<Instant>,
    pub paused_at: Option<Instant>,
    pub due_left: Option<i64>,
    pub visits: Vec<Visit>,
}

#[derive(Debug, Clone)]
pub struct Request {
    pub company: i16,
    pub protocol: String,
    pub kind: usize,
    pub student: usize,
    pub opened_group: usize,
    pub opened_at: Instant,
    pub now: State,
    pub events: Vec<Event>,
    /// State before the last act, when that act can be taken back.
    pub before: Option<Box<State>>,
    pub messages: usize,
    pub paused_seconds: i64,
}

impl Request {
    pub fn visit(&self) -> &Visit {
        self.now.visits.last().expect("a request has a visit")
    }

    pub fn visit_mut(&mut self) -> &mut Visit {
        self.now.visits.last_mut().expect("a request has a visit")
    }

    pub fn version(&self) -> usize {
        self.events.len()
    }
}

/// What an operation id did: the act and the request.
#[derive(Debug, Clone, PartialEq)]
pub struct Did {
    pub act: &'static str,
    pub request: usize,
}

#[derive(Debug, Clone)]
pub struct World {
    pub now: Instant,
    pub calendar: Calendar,
    pub people: Vec<Person>,
    pub profiles: Vec<Profile>,
    pub groups: Vec<Group>,
    /// code, kind, active; of every company alike
    pub reasons: Vec<(&'static str, &'static str, bool)>,
    pub kinds: Vec<Kind>,
    pub students: Vec<Student>,
    pub requests: Vec<Request>,
    pub ops: HashMap<(usize, Uuid), Did>,
    /// (kind, stage) -> last person chosen in turn
    pub turn: HashMap<(usize, usize), usize>,
    pub reopen_days: i64,
}

impl World {
    pub fn stage(&self, request: &Request) -> &Stage {
        &self.kinds[request.kind].stages[request.now.stage]
    }

    /// The request of that protocol in the person's own company.
    pub fn find(&self, who: usize, protocol: &str) -> Option<usize> {
        let company = self.people[who].company;
        self.requests.iter().position(|r| r.company == company && r.protocol == protocol)
    }
}
