//! The rows of a walk: answers, messages, files, events, and in the end the request with its visits.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Actor, Said, Stand, Walk};
use crate::store::seed::tables::{Tables, json as document};
use crate::store::seed::value;

impl Walk<'_> {
    /// Mail without an address is told by the event (N-2).
    pub(super) fn notify(&self, said: &mut Said) {
        if !self.from.pupil.email {
            said.data.insert("notify_skipped".to_owned(), json!(true));
        }
    }

    /// Answers what is still open in this visit: everything required, and some of the rest; halfway, only a part.
    pub(super) fn fill(&mut self, actor: &Actor, halfway: bool, tables: &mut Tables) -> Map<String, Value> {
        let (mut changed, visit) = (Map::new(), self.visits.len());
        let today = self.world.hours.day(self.now).unwrap_or_default();
        for field in &self.stage.fields {
            let wanted = if halfway { self.dice.percent(65) } else { field.required || self.dice.percent(40) };
            if !wanted || !self.filled.insert((true, field.id)) {
                continue;
            }
            let (answer, label) = value::of(field, today, self.world.words, &mut self.dice);
            let rows = &mut tables.answers;
            rows.plain(1).plain(self.from.id).plain(visit).plain(field.id).text(&answer.to_string()).text(&label);
            rows.maybe(actor.id).time(self.now).end();
            changed.insert(field.key.clone(), json!([null, answer]));
        }
        for action in &self.stage.actions {
            let wanted = if halfway { self.dice.percent(65) } else { action.required || self.dice.percent(50) };
            if !wanted || !self.filled.insert((false, action.id)) {
                continue;
            }
            tables
                .ticks
                .plain(1)
                .plain(self.from.id)
                .plain(visit)
                .plain(action.id)
                .maybe(actor.id)
                .time(self.now)
                .end();
            changed.insert(action.key.clone(), json!([false, true]));
        }
        changed
    }

    pub(super) fn answer_parameters(&mut self, tables: &mut Tables) {
        let today = self.world.hours.day(self.now).unwrap_or_default();
        for parameter in &self.from.kind.parameters {
            if parameter.required || self.dice.percent(60) {
                let (answer, label) = match parameter.kind.as_str() {
                    "sql_choice" => self.discipline(),
                    _ => value::of(parameter, today, self.world.words, &mut self.dice),
                };
                tables
                    .parameters
                    .plain(1)
                    .plain(self.from.id)
                    .plain(parameter.id)
                    .text(&answer.to_string())
                    .text(&label)
                    .end();
            }
        }
    }

    /// One of the disciplines that the student takes in the period of the request: what the shipped query offers.
    fn discipline(&mut self) -> (Value, String) {
        let stay = self.from.period.and_then(|period| self.from.pupil.stay(period));
        let taken = stay.map_or(&[][..], |stay| stay.disciplines.as_slice());
        let drawn = self.dice.pick(taken).copied().unwrap_or_default();
        let found = self.world.words.disciplines().get(usize::from(drawn));
        found.map_or((Value::Null, String::new()), |one| (json!(one.code), one.name.clone()))
    }

    /// The paper that a type asks for: one small file.
    pub(super) fn attach(&self, actor: &Actor, tables: &mut Tables) {
        let content = format!("%PDF-1.4\n% {}\n%%EOF\n", self.from.protocol);
        let rows = &mut tables.files;
        rows.plain(1)
            .plain(self.from.id)
            .plain(1)
            .time(self.now)
            .maybe(actor.id)
            .text("comprovante.pdf")
            .text("application/pdf");
        rows.plain(content.len()).bytes(&Sha256::digest(content.as_bytes())).plain(true).end();
        tables.contents.plain(1).plain(self.from.id).plain(1).bytes(content.as_bytes()).end();
    }

    /// Writes a message; what the event says of it.
    pub(super) fn message(
        &mut self,
        by: &Actor,
        body: &str,
        internal: bool,
        tables: &mut Tables,
    ) -> Map<String, Value> {
        self.messages += 1;
        let portal = if by.id.is_none() { self.from.pupil.portal_user } else { None };
        let rows = &mut tables.messages;
        rows.plain(1)
            .plain(self.from.id)
            .plain(self.messages)
            .time(self.now)
            .maybe(by.id)
            .maybe(portal)
            .text(body)
            .plain(internal)
            .end();
        let digest: String = Sha256::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        [("message".to_owned(), json!(self.messages)), ("sha256".to_owned(), json!(digest))].into_iter().collect()
    }

    pub(super) fn event(&mut self, kind: &str, by: &Actor, before: Stand, said: Said, tables: &mut Tables) {
        self.seq += 1;
        let after = self.stand;
        let rows = &mut tables.history;
        rows.plain(1)
            .plain(self.from.id)
            .plain(self.seq)
            .time(self.now)
            .maybe(by.id)
            .text(&by.name)
            .text(&by.login)
            .text(kind);
        rows.maybe_text(before.status).maybe_text(after.status).maybe(before.stage).maybe(after.stage);
        rows.maybe(before.group).maybe(after.group).maybe(before.assignee).maybe(after.assignee);
        rows.maybe_text(self.outcome.as_deref()).maybe(said.reason).maybe(said.undoes);
        document(rows, Some(&Value::Object(said.data.clone())).filter(|_| !said.data.is_empty()));
        rows.plain(said.visible).end();
        let detail = (!said.fields.is_empty()).then(|| json!({ "fields": said.fields }));
        if said.note.is_some() || detail.is_some() {
            let salt: Vec<u8> =
                [self.dice.next(), self.dice.next()].iter().flat_map(|part| part.to_be_bytes()).collect();
            let rows = &mut tables.notes;
            rows.plain(1).plain(self.from.id).plain(self.seq).bytes(&salt).maybe_text(said.note.as_deref());
            document(rows, detail.as_ref());
            rows.end();
        }
    }

    /// The request as it stands in the end, with its visits.
    pub(super) fn write(&mut self, tables: &mut Tables) {
        let from = self.from;
        for (visit, no) in self.visits.iter().zip(1..) {
            let rows = &mut tables.visits;
            rows.plain(1).plain(from.id).plain(no).plain(visit.stage).plain(visit.group).time(visit.entered);
            rows.maybe_time(visit.left).maybe_time(visit.due).maybe(visit.handler).end();
        }
        let days = from.kind.expected_days;
        let promised = days.and_then(|days| self.world.hours.days_after(from.at, days)).map(|span| span.day);
        let description = self.world.words.ask(&from.kind.code, &mut self.dice);
        let rows = &mut tables.requests;
        rows.plain(1).plain(from.id).text(&from.protocol).plain(from.location.1).plain(self.locality);
        rows.plain(from.kind.id).plain(from.kind.version).plain(from.kind.group).maybe(self.stand.group);
        rows.text(if from.portal { "portal" } else { "desk" }).text(if from.portal {
            "student"
        } else {
            "desk_on_behalf"
        });
        rows.maybe(from.pupil.portal_user.filter(|_| from.portal)).plain(from.pupil.id);
        rows.maybe(from.enrolment).maybe(from.period).maybe(from.contract).plain(from.location.0).text(description);
        rows.plain(self.priority)
            .maybe(self.stand.stage)
            .plain(self.visits.len())
            .maybe(self.stand.assignee)
            .maybe_time(self.assigned_at);
        rows.maybe_text(self.stand.status).maybe_text(self.outcome.as_deref()).maybe_text(self.resolution.as_deref());
        rows.time(from.at)
            .maybe(self.opener.as_ref().and_then(|opener| opener.id))
            .maybe_time(self.closed_at)
            .maybe_time(self.due);
        rows.maybe_time(self.paused_at)
            .maybe_time(self.wakes_at)
            .maybe(self.due_left)
            .plain(self.paused_seconds)
            .maybe(promised);
        rows.plain(self.unread).plain(self.seq).end();
    }
}
