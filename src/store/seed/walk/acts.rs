//! The acts of a walk: each leaves the state that the engine's act of that name would leave, and its event.

use serde_json::{Map, json};

use super::{Actor, DAY_SECONDS, Said, Walk};
use crate::store::seed::model::Edge;
use crate::store::seed::tables::Tables;

impl Walk<'_> {
    pub(super) fn chat(&mut self, actor: &Actor, tables: &mut Tables) -> Option<()> {
        let before = self.stand;
        if self.dice.percent(12) {
            let lead = self.lead()?;
            let to = self.dice.between(1, 5);
            let mut said = Said { note: Some(self.words("priority")), ..Said::default() };
            said.data.extend([("from".to_owned(), json!(self.priority)), ("to".to_owned(), json!(to))]);
            self.priority = to;
            self.event("priority", &lead, before, said, tables);
            return Some(());
        }
        if self.dice.percent(35) && self.from.pupil.portal_user.is_some() {
            let body = self.words("from_student");
            let student = self.student();
            let said = Said { data: self.message(&student, &body, false, tables), visible: true, ..Said::default() };
            self.unread = true;
            self.event("message", &student, before, said, tables);
            return Some(());
        }
        let internal = self.dice.percent(45);
        let body = self.words(if internal { "note" } else { "to_student" });
        let said = Said { data: self.message(actor, &body, internal, tables), visible: !internal, ..Said::default() };
        self.unread &= internal;
        self.event(if internal { "note" } else { "message" }, actor, before, said, tables);
        Some(())
    }

    pub(super) fn wait(&mut self, actor: &Actor, tables: &mut Tables) -> Option<()> {
        let before = self.stand;
        let body = self.words("wait");
        let mut said = Said { visible: true, data: self.message(actor, &body, false, tables), ..Said::default() };
        if self.dice.percent(60) {
            said.reason = self.dice.pick(self.world.model.reasons("wait")).copied();
        }
        self.notify(&mut said);
        self.stand.status = Some("waiting");
        self.paused_at = Some(self.now);
        self.wakes_at =
            self.dice.percent(45).then(|| self.world.hours.after(self.now, self.dice.between(2, 8) * DAY_SECONDS));
        self.due_left = self.due.filter(|due| *due > self.now).map(|due| match self.stage.unit.as_deref() {
            Some("calendar_days") => due - self.now,
            _ => self.world.hours.between(self.now, due),
        });
        self.waited = true;
        self.unread = false;
        self.event("wait_started", actor, before, said, tables);
        Some(())
    }

    /// L-09: who holds it goes on, or the date comes.
    pub(super) fn waiting(&mut self, tables: &mut Tables) -> Option<()> {
        let answer = self.dice.wait(3 * DAY_SECONDS);
        let then = self.world.hours.after(self.now, answer.max(60));
        let woken = self.wakes_at.filter(|wakes| *wakes <= then);
        let at = woken.unwrap_or(then);
        if at >= self.world.cut || at <= self.now {
            return None;
        }
        let (before, since) = (self.stand, self.paused_at?);
        self.now = at;
        self.due = match (self.due_left, self.stage.unit.as_deref()) {
            (None, _) => self.due,
            (Some(left), Some("calendar_days")) => Some(at + left),
            (Some(left), _) => Some(self.world.hours.after(at, left)),
        };
        self.paused_seconds += at - since;
        (self.paused_at, self.wakes_at, self.due_left) = (None, None, None);
        self.stand.status = Some("in_progress");
        if woken.is_some() {
            let mut said = Said::default();
            said.data.insert("woken".to_owned(), json!(true));
            let system = Actor { id: None, name: "system".to_owned(), login: "balcao_worker".to_owned() };
            self.event("wait_ended", &system, before, said, tables);
        } else {
            self.unread = false;
            let holder = self.holder()?;
            self.event("wait_ended", &holder, before, Said::default(), tables);
        }
        Some(())
    }

    pub(super) fn release(&mut self, actor: &Actor, tables: &mut Tables) -> Option<()> {
        let before = self.stand;
        self.stand.status = Some("queued");
        self.stand.assignee = None;
        self.assigned_at = None;
        let note = Some(self.words("release")).filter(|note| !note.is_empty());
        self.event("released", actor, before, Said { note, ..Said::default() }, tables);
        Some(())
    }

    pub(super) fn fill_in(&mut self, actor: &Actor, tables: &mut Tables) -> Option<()> {
        let before = self.stand;
        let fields = self.fill(actor, true, tables);
        if fields.is_empty() {
            // Nothing to fill: the stage goes on without.
            self.filled.insert((false, 0));
            return Some(());
        }
        self.unread = false;
        self.event("field_set", actor, before, Said { fields, ..Said::default() }, tables);
        Some(())
    }

    pub(super) fn forward(&mut self, actor: &Actor, edge: &Edge, tables: &mut Tables) -> Option<()> {
        let before = self.stand;
        let fields = if edge.skip { Map::new() } else { self.fill(actor, false, tables) };
        let note = match (edge.note, edge.forward) {
            (true, _) | (_, false) => Some(self.words("back")),
            _ if self.dice.percent(15) => Some(self.words("forward")),
            _ => None,
        };
        self.enter(self.from.kind.stage(edge.to)?, None);
        self.unread = false;
        let said = Said { reason: Some(edge.reason), note, fields, visible: true, ..Said::default() };
        self.event("forwarded", actor, before, said, tables);
        Some(())
    }

    pub(super) fn send_back(&mut self, actor: &Actor, tables: &mut Tables) -> Option<()> {
        let before = self.stand;
        let (stage, handler) = self.visits.iter().rev().nth(1).map(|visit| (visit.stage, visit.handler))?;
        let note = Some(self.words("back"));
        self.enter(self.from.kind.stage(stage)?, Some(handler));
        self.unread = false;
        self.event("returned", actor, before, Said { note, ..Said::default() }, tables);
        Some(())
    }

    pub(super) fn conclude(&mut self, actor: &Actor, tables: &mut Tables) -> Option<()> {
        let before = self.stand;
        let fields = self.fill(actor, false, tables);
        let likely = self.stage.outcomes.first()?.clone();
        let outcome = if self.stage.deny || !self.dice.percent(15) {
            likely
        } else {
            self.dice.pick(&self.stage.outcomes)?.clone()
        };
        let text = self.words(&outcome);
        self.leave();
        self.stand.status = Some("concluded");
        self.outcome = Some(outcome);
        self.resolution = Some(text.clone());
        self.closed_at = Some(self.now);
        self.unread = false;
        let mut said = Said { note: Some(text), fields, visible: true, ..Said::default() };
        self.notify(&mut said);
        self.event("concluded", actor, before, said, tables);
        Some(())
    }

    pub(super) fn cancel(&mut self, tables: &mut Tables) -> Option<()> {
        let before = self.stand;
        let lead = self.lead()?;
        let mut said = Said { note: Some(self.words("cancel")), visible: true, ..Said::default() };
        if self.dice.percent(60) {
            said.reason = self.dice.pick(self.world.model.reasons("cancel")).copied();
        }
        self.notify(&mut said);
        self.leave();
        self.stand.status = Some("cancelled");
        self.closed_at = Some(self.now);
        self.unread = false;
        self.event("cancelled", &lead, before, said, tables);
        Some(())
    }

    /// Few ended requests come back, within some days, by who leads the group (L-13).
    pub(super) fn after_end(&mut self, tables: &mut Tables) -> Option<()> {
        if self.reopened || !self.dice.percent(3) {
            return None;
        }
        let wait = self.dice.between(1, 5) * DAY_SECONDS;
        self.pass(wait)?;
        let (before, lead, handler) = (self.stand, self.lead()?, self.stand.assignee);
        (self.outcome, self.resolution, self.closed_at) = (None, None, None);
        (self.reopened, self.doomed) = (true, None);
        self.enter(self.stage, Some(handler));
        let mut said = Said { note: Some(self.words("reopen")), visible: true, ..Said::default() };
        if self.dice.percent(50) {
            said.reason = self.dice.pick(self.world.model.reasons("reopen")).copied();
        }
        self.notify(&mut said);
        self.event("reopened", &lead, before, said, tables);
        Some(())
    }
}
