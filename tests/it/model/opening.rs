//! Opening a request at the desk (O-01…O-10): every problem at once.

use std::collections::BTreeMap;

use super::standing::{No, Problems, no};
use super::world::{Event, Request, State, Status, Visit, World};

/// What the desk fills in.
#[derive(Debug, Clone)]
pub struct Opening {
    pub student: String,
    pub kind: String,
    pub location: Option<String>,
    pub parameters: BTreeMap<String, String>,
    pub entry: Option<String>,
    pub description: String,
    pub group: Option<String>,
}

impl World {
    /// Refuses an opening, or says of which type, student, group and entry stage it is.
    fn judge_opening(&self, who: usize, o: &Opening) -> Result<(usize, usize, usize, usize), No> {
        if !self.works(who) {
            return Err(no("E_FORBIDDEN"));
        }
        let company = self.people[who].company;
        let student = self.students.iter().position(|s| s.company == company && s.ra == o.student);
        let Some(kind) = self.kinds.iter().position(|k| k.company == company && k.code == o.kind) else {
            return Err(no("E_TYPE_UNAVAILABLE"));
        };
        let mut p = Problems::default();
        p.unless(student.is_some(), "E_STUDENT_UNKNOWN");
        let available = self.kinds[kind].active && self.kinds[kind].channel_desk && self.opens(who, kind);
        p.unless(available, "E_TYPE_UNAVAILABLE");
        let k = &self.kinds[kind];
        let today = self.calendar.day(self.now);
        p.unless((k.valid.0..=k.valid.1).contains(&today), "E_TYPE_EXPIRED");
        let group = match &o.group {
            Some(g) => k.groups.iter().copied().find(|x| self.groups[*x].code == g),
            None => k.groups.first().copied(),
        };
        p.unless(group.is_some() || !available, "E_NOT_FOUND");
        let entry = k.stages.iter().position(|s| match &o.entry {
            Some(code) => s.code == code && s.entry,
            None => s.default,
        });
        p.unless(entry.is_some(), "E_NO_ENTRY_STAGE");
        p.unless(o.location.as_ref().is_some_and(|l| k.locations.contains(&l.as_str())), "E_LOCATION_REQUIRED");
        p.unless(!o.description.trim().is_empty(), "E_DESCRIPTION_REQUIRED");
        for (code, required, choices) in &k.parameters {
            match o.parameters.get(*code) {
                None if *required => p.on("E_PARAM_REQUIRED", code),
                Some(v) if !choices.is_empty() && !choices.contains(&v.as_str()) => p.on("E_PARAM_NOT_ALLOWED", code),
                _ => {}
            }
        }
        for code in o.parameters.keys().filter(|c| !k.parameters.iter().any(|p| p.0 == c.as_str())) {
            p.on("E_FIELD_UNKNOWN", code);
        }
        if let Some(s) = student {
            let st = &self.students[s];
            p.unless(!k.needs_enrolment || st.enrolled, "E_NO_ENROLMENT");
            if k.needs_contract {
                p.unless(st.active_contracts > 0, "E_NO_ACTIVE_CONTRACT");
                p.unless(st.active_contracts <= 1, "E_CONTRACT_CHOICE");
            }
            let open = self.requests.iter().filter(|r| r.kind == kind && r.student == s && r.now.status.open()).count();
            p.unless(k.max_open.is_none_or(|max| open < max), "E_DUPLICATE");
        }
        p.verdict()?;
        Ok((kind, student.expect("judged"), group.expect("judged"), entry.expect("judged")))
    }

    /// Opens a request and answers its index.
    pub fn open(&mut self, who: usize, o: &Opening) -> Result<usize, No> {
        let (kind, student, opened_group, stage) = self.judge_opening(who, o)?;
        let company = self.people[who].company;
        let s = &self.kinds[kind].stages[stage];
        let (group, due_at) = (s.group.unwrap_or(opened_group), self.deadline(s.duration));
        let to = self.chosen(kind, stage, group, student, &[]);
        let number = self.requests.iter().filter(|r| r.company == company).count() + 1;
        let status = if to.is_some() { Status::InProgress } else { Status::Queued };
        let visit = Visit { stage, group, handler: None, answers: BTreeMap::new(), done: Default::default() };
        let now = State {
            group,
            stage,
            status,
            assignee: to,
            priority: self.kinds[kind].default_priority,
            outcome: None,
            closed_at: None,
            due_at,
            waiting_until: None,
            paused_at: None,
            due_left: None,
            visits: vec![visit],
        };
        self.requests.push(Request {
            company,
            protocol: format!("2026.{number:07}"),
            kind,
            student,
            opened_group,
            opened_at: self.now,
            now,
            events: vec![Event { kind: "opened", actor: Some(who), at: self.now, undoes: None }],
            before: None,
            messages: 0,
            paused_seconds: 0,
        });
        Ok(self.requests.len() - 1)
    }
}
