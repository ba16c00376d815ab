//! Every act on a request: what refuses it. What it changes is in `moves.rs`, opening in `opening.rs`.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::answers;
use super::opening::Opening;
use super::standing::{No, Problems, no};
use super::world::{Did, Instant, Role, Status, World};

pub type Values = Map<String, Value>;

#[derive(Debug, Clone)]
pub enum Act {
    Open(Opening),
    Take,
    TakeNext { group: Option<usize> },
    Release,
    SetFields { values: Values },
    Forward { reason: String, note: Option<String>, values: Values },
    SendBack { note: Option<String> },
    Wait { message: Option<String>, until: Option<Instant> },
    Resume,
    Conclude { outcome: String, note: Option<String>, values: Values },
    Cancel { note: Option<String>, reason: Option<String> },
    Reopen { note: Option<String>, reason: Option<String> },
    Assign { to: String },
    Message { body: String, internal: bool },
    Priority { to: i32, note: Option<String> },
    Undo,
    WakeDue,
}

impl Act {
    pub fn name(&self) -> &'static str {
        match self {
            Act::Open(_) => "open",
            Act::Take => "take",
            Act::TakeNext { .. } => "take_next",
            Act::Release => "release",
            Act::SetFields { .. } => "set_fields",
            Act::Forward { .. } => "forward",
            Act::SendBack { .. } => "send_back",
            Act::Wait { .. } => "wait",
            Act::Resume => "resume",
            Act::Conclude { .. } => "conclude",
            Act::Cancel { .. } => "cancel",
            Act::Reopen { .. } => "reopen",
            Act::Assign { .. } => "assign",
            Act::Message { .. } => "message",
            Act::Priority { .. } => "priority",
            Act::Undo => "undo",
            Act::WakeDue => "wake_due",
        }
    }
}

/// One try of one person.
#[derive(Debug, Clone)]
pub struct Step {
    pub who: usize,
    pub protocol: String,
    pub act: Act,
    pub op: Uuid,
    pub if_version: Option<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Done { request: usize, replayed: bool },
    Woken(usize),
    Refused(No),
}

/// True for a text that says something.
pub fn says(text: Option<&String>) -> bool {
    text.is_some_and(|t| !t.trim().is_empty())
}

impl World {
    /// Does the step, or says why not; a refusal changes nothing.
    pub fn step(&mut self, step: &Step) -> Outcome {
        match self.tried(step) {
            Ok(outcome) => outcome,
            Err(no) => Outcome::Refused(no),
        }
    }

    fn tried(&mut self, step: &Step) -> Result<Outcome, No> {
        if !self.people[step.who].active {
            return Err(no("E_FORBIDDEN"));
        }
        if matches!(step.act, Act::WakeDue) {
            if self.people[step.who].role == Role::Auditor {
                return Err(no("E_FORBIDDEN"));
            }
            return Ok(Outcome::Woken(self.wake_due(self.people[step.who].company)));
        }
        // Admins and auditors work no requests (Z-5a): the commands are not even theirs to call.
        if !self.works(step.who) {
            return Err(no("E_FORBIDDEN"));
        }
        if let Some(did) = self.ops.get(&(step.who, step.op)) {
            return if did.act == step.act.name() {
                Ok(Outcome::Done { request: did.request, replayed: true })
            } else {
                Err(no("E_OP_REUSED"))
            };
        }
        let request = match &step.act {
            Act::Open(opening) => self.open(step.who, opening)?,
            Act::TakeNext { group } => self.take_next(step.who, *group)?,
            act => {
                let request = self.find(step.who, &step.protocol).ok_or_else(|| no("E_NOT_FOUND"))?;
                self.judge(step.who, request, act, step.if_version)?;
                self.apply(step.who, request, act);
                request
            }
        };
        self.ops.insert((step.who, step.op), Did { act: step.act.name(), request });
        Ok(Outcome::Done { request, replayed: false })
    }

    /// Refuses an act on an existing request, naming every problem of the gravest class.
    pub fn judge(&self, who: usize, request: usize, act: &Act, if_version: Option<usize>) -> Result<(), No> {
        let mut p = Problems::default();
        if if_version.is_some_and(|v| v != self.requests[request].version()) {
            p.add("E_STALE");
        }
        match act {
            Act::Take => self.may_take(who, request, &mut p),
            Act::Release | Act::Resume => self.may_hold(who, request, act, &mut p),
            Act::SetFields { values } => self.may_edit(who, request, values, &mut p),
            Act::Forward { reason, note, values } => {
                self.may_forward(who, request, reason, note.as_ref(), values, &mut p)
            }
            Act::SendBack { note } => self.may_send_back(who, request, note.as_ref(), &mut p),
            Act::Wait { message, until } => self.may_wait(who, request, message.as_ref(), *until, &mut p),
            Act::Conclude { outcome, note, values } => {
                self.may_conclude(who, request, outcome, note.as_ref(), values, &mut p)
            }
            Act::Cancel { note, reason } => self.may_cancel(who, request, note.as_ref(), reason.as_ref(), &mut p),
            Act::Reopen { note, reason } => self.may_reopen(who, request, note.as_ref(), reason.as_ref(), &mut p),
            Act::Assign { to } => self.may_assign(who, request, to, &mut p),
            Act::Message { body, .. } => self.may_write(who, request, body, &mut p),
            Act::Priority { to, note } => self.may_rank(who, request, *to, note.as_ref(), &mut p),
            Act::Undo => p.unless(self.may_undo(who, request), "E_UNDO_GONE"),
            Act::Open(_) | Act::TakeNext { .. } | Act::WakeDue => {}
        }
        p.verdict()
    }

    fn may_take(&self, who: usize, request: usize, p: &mut Problems) {
        let r = &self.requests[request];
        p.unless(self.works(who), "E_FORBIDDEN");
        p.unless(self.member(who, r.now.group), "E_NOT_MEMBER");
        p.unless(self.handles(who, r.kind), "E_NO_PROFILE");
        p.unless(!self.own(who, r.student), "E_OWN_REQUEST");
        match r.now.status {
            Status::Queued => {}
            Status::InProgress | Status::Waiting => p.add("E_TAKEN"),
            Status::Concluded | Status::Cancelled => p.add("E_STATUS"),
        }
    }

    /// Standing of the acts of who holds the request; some of them its lead may do too.
    fn holds(&self, who: usize, request: usize, lead_may: bool, p: &mut Problems) {
        let r = &self.requests[request];
        if !self.works(who) {
            p.add("E_FORBIDDEN");
        } else if r.now.assignee == Some(who) || (lead_may && self.leads(who, r.now.group)) {
        } else if r.now.assignee.is_none() {
            p.unless(self.member(who, r.now.group), "E_NOT_MEMBER");
        } else {
            p.add("E_NOT_ASSIGNEE");
        }
    }

    fn in_progress(&self, request: usize, p: &mut Problems) {
        p.unless(self.requests[request].now.status == Status::InProgress, "E_STATUS");
    }

    fn may_hold(&self, who: usize, request: usize, act: &Act, p: &mut Problems) {
        self.holds(who, request, true, p);
        let needed = if matches!(act, Act::Resume) { Status::Waiting } else { Status::InProgress };
        p.unless(self.requests[request].now.status == needed, "E_STATUS");
    }

    fn may_edit(&self, who: usize, request: usize, values: &Values, p: &mut Problems) {
        self.holds(who, request, false, p);
        self.in_progress(request, p);
        answers::judge(self.stage(&self.requests[request]), values, p);
    }

    fn may_forward(
        &self,
        who: usize,
        request: usize,
        reason: &str,
        note: Option<&String>,
        values: &Values,
        p: &mut Problems,
    ) {
        let r = &self.requests[request];
        self.holds(who, request, false, p);
        self.in_progress(request, p);
        answers::judge(self.stage(r), values, p);
        let edge = self.kinds[r.kind].edges.iter().find(|e| e.active && e.from == r.now.stage && e.reason == reason);
        let Some(edge) = edge else {
            p.add("E_REASON_NOT_ALLOWED");
            return;
        };
        if edge.note_required && !says(note) {
            p.add("E_NOTE_REQUIRED");
        }
        if !edge.skip_required {
            answers::gate(self.stage(r), r.visit(), values, p);
        }
    }

    fn may_send_back(&self, who: usize, request: usize, note: Option<&String>, p: &mut Problems) {
        let r = &self.requests[request];
        self.holds(who, request, true, p);
        self.in_progress(request, p);
        p.unless(self.stage(r).can_return && r.now.visits.len() > 1, "E_STAGE_FORBIDS");
        p.unless(says(note), "E_NOTE_REQUIRED");
    }

    fn may_wait(&self, who: usize, request: usize, message: Option<&String>, until: Option<Instant>, p: &mut Problems) {
        self.holds(who, request, true, p);
        self.in_progress(request, p);
        p.unless(self.stage(&self.requests[request]).can_wait, "E_STAGE_FORBIDS");
        if !says(message) {
            p.on("E_NOTE_REQUIRED", "message");
        }
        p.unless(until.is_none_or(|u| u > self.now), "E_UNTIL");
    }

    fn may_conclude(
        &self,
        who: usize,
        request: usize,
        outcome: &str,
        note: Option<&String>,
        values: &Values,
        p: &mut Problems,
    ) {
        let r = &self.requests[request];
        let stage = self.stage(r);
        self.holds(who, request, false, p);
        self.in_progress(request, p);
        answers::judge(stage, values, p);
        p.unless(stage.can_conclude, "E_STAGE_FORBIDS");
        p.unless(!stage.can_conclude || stage.outcomes.contains(&outcome), "E_OUTCOME");
        p.unless(says(note), "E_NOTE_REQUIRED");
        // Where nothing is concluded, nothing is missing to conclude.
        if stage.can_conclude && matches!(outcome, "granted" | "done") {
            answers::gate(stage, r.visit(), values, p);
        }
    }

    fn reason_or_note(&self, kind: &str, note: Option<&String>, reason: Option<&String>, p: &mut Problems) {
        if let Some(reason) = reason {
            p.unless(self.reasons.iter().any(|r| r.0 == reason && r.1 == kind && r.2), "E_REASON_UNKNOWN");
        } else {
            p.unless(says(note), "E_NOTE_REQUIRED");
        }
    }

    fn may_cancel(&self, who: usize, request: usize, note: Option<&String>, reason: Option<&String>, p: &mut Problems) {
        let r = &self.requests[request];
        p.unless(r.now.status.open(), "E_STATUS");
        if !self.works(who) {
            p.add("E_FORBIDDEN");
        } else if self.leads(who, r.now.group) {
        } else if r.now.assignee == Some(who) {
            p.unless(self.stage(r).can_cancel, "E_STAGE_FORBIDS");
        } else if r.now.assignee.is_none() && self.member(who, r.now.group) {
            p.unless(r.now.status != Status::Queued, "E_FORBIDDEN");
        } else {
            self.holds(who, request, true, p);
        }
        self.reason_or_note("cancel", note, reason, p);
    }

    fn may_reopen(&self, who: usize, request: usize, note: Option<&String>, reason: Option<&String>, p: &mut Problems) {
        let r = &self.requests[request];
        p.unless(self.leads(who, r.now.group), "E_FORBIDDEN");
        p.unless(!r.now.status.open(), "E_STATUS");
        p.unless(r.now.closed_at.is_none_or(|at| self.now <= at + self.reopen_days * 86_400), "E_WINDOW");
        self.reason_or_note("reopen", note, reason, p);
    }

    fn may_assign(&self, who: usize, request: usize, to: &str, p: &mut Problems) {
        let r = &self.requests[request];
        p.unless(self.leads(who, r.now.group), "E_FORBIDDEN");
        p.unless(r.now.status.open(), "E_STATUS");
        let target = self.people.iter().position(|q| q.login == to);
        match target.filter(|t| self.eligible(*t, r.now.group, r.kind, r.student)) {
            None => p.add("E_TARGET"),
            fit => p.unless(r.now.assignee != fit, "E_SAME_ASSIGNEE"),
        }
    }

    fn may_write(&self, who: usize, request: usize, body: &String, p: &mut Problems) {
        self.holds(who, request, true, p);
        let r = &self.requests[request];
        // Nobody but a lead writes on what nobody holds.
        if r.now.assignee.is_none() && !self.leads(who, r.now.group) {
            p.add("E_STATUS");
        }
        if !says(Some(body)) {
            p.on("E_NOTE_REQUIRED", "body");
        }
    }

    fn may_rank(&self, who: usize, request: usize, to: i32, note: Option<&String>, p: &mut Problems) {
        let r = &self.requests[request];
        p.unless(self.leads(who, r.now.group), "E_FORBIDDEN");
        p.unless(r.now.status.open(), "E_STATUS");
        p.unless((1..=5).contains(&to), "E_PRIORITY");
        p.unless(says(note), "E_NOTE_REQUIRED");
    }

    fn may_undo(&self, who: usize, request: usize) -> bool {
        let r = &self.requests[request];
        let last = r.events.last().expect("a request has events");
        r.before.is_some() && last.actor == Some(who) && self.now - last.at <= 60
    }
}
