//! What an allowed act changes: exactly one event each.

use super::acts::Act;
use super::answers;
use super::standing::{No, Problems, no};
use super::world::{Duration, Event, State, Status, Visit, World};

/// Acts that can be taken back, by the kind of their event (Z-9).
const UNDOABLE: [&str; 11] = [
    "taken",
    "released",
    "field_set",
    "forwarded",
    "returned",
    "reassigned",
    "wait_started",
    "wait_ended",
    "concluded",
    "cancelled",
    "priority",
];

impl World {
    pub fn deadline(&self, duration: Duration) -> Option<i64> {
        match duration {
            Duration::None => None,
            Duration::Hours(n) => Some(self.calendar.after(self.now, n * 3600)),
            Duration::Days(n) => Some(self.calendar.closing(self.now, n)),
            Duration::CalendarDays(n) => Some(self.now + n * 86_400),
        }
    }

    fn record(
        &mut self,
        request: usize,
        kind: &'static str,
        actor: Option<usize>,
        before: State,
        undoes: Option<usize>,
    ) {
        let at = self.now;
        let r = &mut self.requests[request];
        r.events.push(Event { kind, actor, at, undoes });
        r.before = (UNDOABLE.contains(&kind) && actor.is_some()).then(|| Box::new(before));
    }

    /// Who holds the request when its visit is left handled that visit.
    fn leave(&mut self, request: usize) {
        let r = &mut self.requests[request];
        let holder = r.now.assignee;
        let visit = r.visit_mut();
        visit.handler = holder.or(visit.handler);
    }

    fn give(&mut self, request: usize, to: Option<usize>, status: Status) {
        let now = &mut self.requests[request].now;
        now.assignee = to;
        now.status = status;
    }

    fn hand(&mut self, request: usize, to: Option<usize>) {
        self.give(request, to, if to.is_some() { Status::InProgress } else { Status::Queued });
    }

    /// A new visit of a stage (F-8); who gets it is decided by the caller.
    fn enter(&mut self, request: usize, stage: usize) {
        self.leave(request);
        let r = &self.requests[request];
        let s = &self.kinds[r.kind].stages[stage];
        let (group, due) = (s.group.unwrap_or(r.opened_group), self.deadline(s.duration));
        let now = &mut self.requests[request].now;
        now.stage = stage;
        now.group = group;
        now.due_at = due;
        now.visits.push(Visit { stage, group, handler: None, answers: Default::default(), done: Default::default() });
    }

    fn enter_by_mode(&mut self, request: usize, stage: usize) {
        self.leave(request);
        let earlier = self.requests[request].now.visits.clone();
        self.enter(request, stage);
        let (kind, group, student) = {
            let r = &self.requests[request];
            (r.kind, r.now.group, r.student)
        };
        let to = self.chosen(kind, stage, group, student, &earlier);
        self.hand(request, to);
    }

    fn fits(&self, who: usize, request: usize) -> bool {
        let r = &self.requests[request];
        self.eligible(who, r.now.group, r.kind, r.student)
    }

    /// Does an act that was judged allowed.
    pub fn apply(&mut self, who: usize, request: usize, act: &Act) {
        let before = self.requests[request].now.clone();
        let kind = match act {
            Act::Take => {
                self.hand(request, Some(who));
                "taken"
            }
            Act::Release => {
                self.hand(request, None);
                "released"
            }
            Act::SetFields { values } => {
                self.write(request, values);
                "field_set"
            }
            Act::Forward { reason, values, .. } => {
                self.write(request, values);
                let r = &self.requests[request];
                let edge =
                    self.kinds[r.kind].edges.iter().find(|e| e.active && e.from == r.now.stage && e.reason == reason);
                let to = edge.expect("judged").to;
                self.enter_by_mode(request, to);
                "forwarded"
            }
            Act::SendBack { .. } => {
                let visits = &self.requests[request].now.visits;
                let earlier = visits[visits.len() - 2].clone();
                self.enter(request, earlier.stage);
                let to = earlier.handler.filter(|p| self.fits(*p, request));
                self.hand(request, to);
                "returned"
            }
            Act::Wait { until, .. } => {
                self.pause(request, *until);
                "wait_started"
            }
            Act::Resume => {
                self.resume(request);
                "wait_ended"
            }
            Act::Conclude { outcome, values, .. } => {
                self.write(request, values);
                self.close(request, Status::Concluded);
                self.requests[request].now.outcome = Some(outcome.clone());
                "concluded"
            }
            Act::Cancel { .. } => {
                self.close(request, Status::Cancelled);
                "cancelled"
            }
            Act::Reopen { .. } => {
                self.reopen(request);
                "reopened"
            }
            Act::Assign { to } => {
                let to = self.people.iter().position(|p| &p.login == to);
                let status = self.requests[request].now.status;
                self.give(request, to, if status == Status::Queued { Status::InProgress } else { status });
                "reassigned"
            }
            Act::Message { internal, .. } => {
                self.requests[request].messages += 1;
                if *internal { "note" } else { "message" }
            }
            Act::Priority { to, .. } => {
                self.requests[request].now.priority = i16::try_from(*to).expect("judged");
                "priority"
            }
            Act::Undo => return self.undo(who, request),
            Act::Open(_) | Act::TakeNext { .. } | Act::WakeDue => unreachable!("not acts on a known request"),
        };
        self.record(request, kind, Some(who), before, None);
    }

    fn write(&mut self, request: usize, values: &super::acts::Values) {
        let stage = self.stage(&self.requests[request]).clone();
        answers::apply(&stage, values, self.requests[request].visit_mut());
    }

    fn pause(&mut self, request: usize, until: Option<i64>) {
        let calendar_days = matches!(self.stage(&self.requests[request]).duration, Duration::CalendarDays(_));
        let (at, calendar) = (self.now, self.calendar.clone());
        let now = &mut self.requests[request].now;
        now.status = Status::Waiting;
        now.paused_at = Some(at);
        now.waiting_until = until;
        now.due_left = now.due_at.map(|due| if calendar_days { due - at } else { calendar.between(at, due) });
    }

    /// Ends the wait: what was left of the deadline is laid out again from now; a deadline already missed stays missed.
    fn resume(&mut self, request: usize) {
        let calendar_days = matches!(self.stage(&self.requests[request]).duration, Duration::CalendarDays(_));
        let (at, calendar) = (self.now, self.calendar.clone());
        let r = &mut self.requests[request];
        let now = &mut r.now;
        let paused_at = now.paused_at.take().expect("waiting");
        r.paused_seconds += at - paused_at;
        now.waiting_until = None;
        if let (Some(due), Some(left)) = (now.due_at, now.due_left.take())
            && due > paused_at
        {
            now.due_at = Some(if calendar_days { at + left } else { calendar.after(at, left) });
        }
        let assignee = now.assignee.filter(|p| self.fits(*p, request));
        self.hand(request, assignee);
    }

    fn close(&mut self, request: usize, status: Status) {
        self.leave(request);
        let at = self.now;
        let r = &mut self.requests[request];
        if let Some(paused_at) = r.now.paused_at.take() {
            r.paused_seconds += at - paused_at;
        }
        let now = &mut r.now;
        now.waiting_until = None;
        now.due_left = None;
        now.status = status;
        now.closed_at = Some(at);
    }

    fn reopen(&mut self, request: usize) {
        let r = &mut self.requests[request];
        r.now.closed_at = None;
        r.now.outcome = None;
        // Who still held it when it ended; what ended in the queue goes back there.
        let last = r.now.assignee;
        let stage = r.now.stage;
        self.enter(request, stage);
        let to = last.filter(|p| self.fits(*p, request));
        self.hand(request, to);
    }

    fn undo(&mut self, who: usize, request: usize) {
        let r = &mut self.requests[request];
        let undoes = r.events.len();
        let back = r.before.take().expect("judged");
        let before = std::mem::replace(&mut r.now, *back);
        self.record(request, "undone", Some(who), before, Some(undoes));
    }

    /// Resumes what waits until now or earlier, as the system; answers how many.
    pub fn wake_due(&mut self, company: i16) -> usize {
        let due: Vec<usize> = (0..self.requests.len())
            .filter(|i| {
                self.requests[*i].company == company
                    && self.requests[*i].now.waiting_until.is_some_and(|u| u <= self.now)
            })
            .collect();
        for request in &due {
            let before = self.requests[*request].now.clone();
            self.resume(*request);
            self.record(*request, "wait_ended", None, before, None);
        }
        due.len()
    }

    /// The first request of the queue the person may take (W-5).
    pub fn take_next(&mut self, who: usize, group: Option<usize>) -> Result<usize, No> {
        let mut p = Problems::default();
        p.unless(self.works(who), "E_FORBIDDEN");
        p.unless(group.is_none_or(|g| self.member(who, g)), "E_NOT_MEMBER");
        p.verdict()?;
        let first = (0..self.requests.len())
            .filter(|i| {
                let r = &self.requests[*i];
                let mine = group.map_or_else(|| self.member(who, r.now.group), |g| r.now.group == g);
                mine && r.now.status == Status::Queued && self.handles(who, r.kind) && !self.own(who, r.student)
            })
            .min_by_key(|i| {
                let r = &self.requests[*i];
                let late = r.now.due_at.is_some_and(|d| d < self.now);
                (!late, r.now.priority, r.now.due_at.unwrap_or(i64::MAX), r.opened_at, *i)
            });
        let request = first.ok_or_else(|| no("E_QUEUE_EMPTY"))?;
        self.apply(who, request, &Act::Take);
        Ok(request)
    }
}
