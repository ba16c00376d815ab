//! Who may what (Z-3, Z-4, P-2) and to whom a stage hands its work (W-1).

use std::collections::BTreeSet;

use super::world::{Mode, Role, Visit, World};

/// Unmet conditions, collected and then judged: 5 before 4 before 1, all of the gravest class.
#[derive(Debug, Default, Clone)]
pub struct Problems(BTreeSet<(&'static str, String)>);

/// A refusal: its class (the exit status) and its problems, code and field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct No {
    pub class: u8,
    pub problems: BTreeSet<(String, String)>,
}

/// Class of a code.
pub fn class(code: &str) -> u8 {
    match code {
        "E_FORBIDDEN" | "E_NOT_MEMBER" | "E_NOT_ASSIGNEE" | "E_OWN_REQUEST" | "E_NO_PROFILE" => 5,
        "E_TAKEN" | "E_STALE" | "E_UNDO_GONE" | "E_OP_REUSED" => 4,
        _ => 1,
    }
}

impl Problems {
    pub fn add(&mut self, code: &'static str) {
        self.0.insert((code, String::new()));
    }

    pub fn on(&mut self, code: &'static str, field: &str) {
        self.0.insert((code, field.to_owned()));
    }

    pub fn unless(&mut self, holds: bool, code: &'static str) {
        if !holds {
            self.add(code);
        }
    }

    pub fn verdict(self) -> Result<(), No> {
        let Some(gravest) = self.0.iter().map(|(c, _)| class(c)).max() else { return Ok(()) };
        let problems =
            self.0.into_iter().filter(|(c, _)| class(c) == gravest).map(|(c, f)| (c.to_owned(), f)).collect();
        Err(No { class: gravest, problems })
    }
}

/// A refusal of one problem.
pub fn no(code: &'static str) -> No {
    No { class: class(code), problems: [(code.to_owned(), String::new())].into() }
}

impl World {
    pub fn works(&self, who: usize) -> bool {
        let p = &self.people[who];
        p.active && matches!(p.role, Role::Attendant | Role::Supervisor)
    }

    pub fn member(&self, who: usize, group: usize) -> bool {
        self.people[who].groups.contains_key(&group)
    }

    pub fn leads(&self, who: usize, group: usize) -> bool {
        let p = &self.people[who];
        p.role == Role::Supervisor && p.groups.get(&group).copied().unwrap_or(false)
    }

    pub fn handles(&self, who: usize, kind: usize) -> bool {
        self.people[who].profile.is_some_and(|p| {
            let p = &self.profiles[p];
            p.active && (p.handle_all || p.types.get(self.kinds[kind].code).is_some_and(|t| t.1))
        })
    }

    pub fn opens(&self, who: usize, kind: usize) -> bool {
        self.people[who].profile.is_some_and(|p| {
            let p = &self.profiles[p];
            p.active && (p.open_all || p.types.get(self.kinds[kind].code).is_some_and(|t| t.0))
        })
    }

    /// The person is the student or one of the guardians.
    pub fn own(&self, who: usize, student: usize) -> bool {
        let s = &self.students[student];
        self.people[who].cpf.is_some_and(|cpf| s.cpf == Some(cpf) || s.guardians.contains(&cpf))
    }

    pub fn eligible(&self, who: usize, group: usize, kind: usize, student: usize) -> bool {
        self.works(who) && self.member(who, group) && self.handles(who, kind) && !self.own(who, student)
    }

    /// Open requests a person holds, the one about to be handed over included.
    fn load(&self, who: usize) -> usize {
        self.requests.iter().filter(|r| r.now.status.open() && r.now.assignee == Some(who)).count()
    }

    /// The person a stage gives its work to on entry; none means the queue.
    pub fn chosen(
        &mut self,
        kind: usize,
        stage: usize,
        group: usize,
        student: usize,
        earlier: &[Visit],
    ) -> Option<usize> {
        let fits = |w: &World, p: usize| w.eligible(p, group, kind, student);
        let least = |w: &World, only_leads: bool| {
            (0..w.people.len())
                .filter(|p| fits(w, *p) && (!only_leads || w.leads(*p, group)))
                .min_by_key(|p| (w.load(*p), *p))
        };
        match self.kinds[kind].stages[stage].mode {
            Mode::Queue => None,
            Mode::Attendant(p) => Some(p).filter(|p| fits(self, *p)),
            Mode::PreviousHandler => {
                let last = earlier.iter().rev().find(|v| v.stage == stage).and_then(|v| v.handler);
                last.filter(|p| fits(self, *p))
            }
            Mode::Supervisor => least(self, true),
            Mode::LeastLoaded => least(self, false),
            Mode::RoundRobin => {
                let all: Vec<usize> = (0..self.people.len()).filter(|p| fits(self, *p)).collect();
                let last = self.turn.get(&(kind, stage)).copied();
                let next = all.iter().copied().find(|p| last.is_none_or(|l| *p > l)).or(all.first().copied());
                if let Some(p) = next {
                    self.turn.insert((kind, stage), p);
                }
                next
            }
        }
    }
}
