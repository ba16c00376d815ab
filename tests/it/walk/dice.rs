//! Random people trying random things, more often sensible ones than not.

use rand::Rng as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::model::acts::{Act, Step, Values};
use crate::model::opening::Opening;
use crate::model::world::{Field, Request, Stage, Status, World};

/// Dice of one walk.
pub struct Dice {
    pub rng: ChaCha8Rng,
    /// Steps that were done, to repeat some of them.
    pub done: Vec<Step>,
}

impl Dice {
    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    fn word(&mut self) -> String {
        format!("ABC{}", self.rng.random_range(0..1_000_000))
    }

    fn note(&mut self, percent: u32) -> Option<String> {
        if self.chance(percent) {
            Some(self.word())
        } else {
            [None, Some(String::new()), Some("  ".to_owned())].choose(&mut self.rng).expect("three").clone()
        }
    }

    fn op(&mut self) -> Uuid {
        Uuid::from_u128(self.rng.random())
    }

    /// Seconds until the next step: mostly moments, sometimes hours, rarely weeks.
    pub fn pause(&mut self) -> i64 {
        match self.rng.random_range(0..100) {
            0..70 => self.rng.random_range(0..15),
            70..85 => self.rng.random_range(40..70),
            85..97 => self.rng.random_range(600..20_000),
            97..99 => self.rng.random_range(20_000..400_000),
            _ => self.rng.random_range(400_000..2_000_000),
        }
    }

    /// Now and then somebody leaves or comes back, or changes groups; answers who.
    pub fn staff(&mut self, w: &mut World) -> Option<usize> {
        if !self.chance(4) {
            return None;
        }
        let person = *[0, 1, 3, 4, 6, 12].choose(&mut self.rng).expect("some");
        let p = &mut w.people[person];
        if !p.active || self.chance(50) {
            p.active = !p.active;
        } else if p.groups.len() > 1 {
            let group = *p.groups.keys().next_back().expect("some");
            p.groups.remove(&group);
        } else {
            p.groups.insert(1, false);
        }
        Some(person)
    }

    /// Somebody and some request.
    pub fn pair(&mut self, w: &World) -> (usize, usize) {
        (self.rng.random_range(0..w.people.len()), self.rng.random_range(0..w.requests.len()))
    }

    /// The next try.
    pub fn step(&mut self, w: &World) -> Step {
        if !self.done.is_empty() && self.chance(4) {
            return self.again();
        }
        // Second thoughts come at once or not at all.
        if self.chance(10)
            && let Some(last) = self.done.last().filter(|s| !s.protocol.is_empty())
        {
            let (who, protocol) = (last.who, last.protocol.clone());
            return Step { who, protocol, act: Act::Undo, op: self.op(), if_version: None };
        }
        let open = w.requests.iter().filter(|r| r.now.status.open()).count();
        if open < 8 || self.chance(4) {
            return self.opening(w);
        }
        if self.chance(7) {
            let who = self.rng.random_range(0..w.people.len());
            let group = if self.chance(50) { None } else { Some(self.rng.random_range(0..3)) };
            let own_company = group.filter(|_| w.people[who].company == 1);
            return Step {
                who,
                protocol: String::new(),
                act: Act::TakeNext { group: own_company },
                op: self.op(),
                if_version: None,
            };
        }
        if self.chance(3) {
            let who = self.rng.random_range(0..w.people.len());
            return Step { who, protocol: String::new(), act: Act::WakeDue, op: self.op(), if_version: None };
        }
        // A few requests live longer lives than the others.
        let few: Vec<&Request> = w.requests.iter().filter(|r| r.now.status.open()).take(3).collect();
        if self.chance(40)
            && let Some(request) = few.choose(&mut self.rng)
        {
            return self.on(w, request);
        }
        // What is open is tried more often than what is closed.
        let mut request = w.requests.choose(&mut self.rng).expect("some");
        while !request.now.status.open() && self.chance(80) {
            request = w.requests.choose(&mut self.rng).expect("some");
        }
        self.on(w, request)
    }

    /// A try on that request.
    fn on(&mut self, w: &World, request: &Request) -> Step {
        let mut act = self.act(w, request);
        // Where a stage concludes nothing, or has nothing behind it, trying once in a while is enough.
        let idle = match act {
            Act::Conclude { .. } => !w.stage(request).can_conclude,
            Act::SendBack { .. } => !w.stage(request).can_return || request.now.visits.len() < 2,
            _ => false,
        };
        if idle && self.chance(60) {
            act = self.forward(w, request, w.stage(request));
        }
        let who = self.who(w, request, &act);
        let version = i64::try_from(request.version()).expect("small");
        let if_version = if self.chance(25) {
            let off = if self.chance(20) { [-1, 1].choose(&mut self.rng).copied().expect("two") } else { 0 };
            usize::try_from(version + off).ok()
        } else {
            None
        };
        let protocol = if self.chance(1) { "2026.9999999".to_owned() } else { request.protocol.clone() };
        Step { who, protocol, act, op: self.op(), if_version }
    }

    /// A step that was done, once more; sometimes its operation with another act.
    fn again(&mut self) -> Step {
        let mut step = self.done.choose(&mut self.rng).expect("some").clone();
        if self.chance(20) && !matches!(step.act, Act::Open(_) | Act::TakeNext { .. } | Act::Resume) {
            step.act = Act::Resume;
        }
        step
    }

    fn who(&mut self, w: &World, r: &Request, act: &Act) -> usize {
        if self.chance(18) {
            return self.rng.random_range(0..w.people.len());
        }
        let lead: Vec<usize> = (0..w.people.len()).filter(|p| w.leads(*p, r.now.group)).collect();
        let last = r.events.last().and_then(|e| e.actor);
        match act {
            Act::Undo => last.unwrap_or(0),
            Act::Take => {
                let fit: Vec<usize> = (0..w.people.len()).filter(|p| w.member(*p, r.now.group)).collect();
                fit.choose(&mut self.rng).copied().unwrap_or(0)
            }
            Act::Assign { .. } | Act::Reopen { .. } | Act::Priority { .. } => {
                lead.choose(&mut self.rng).copied().unwrap_or(0)
            }
            _ => {
                let lead = lead.choose(&mut self.rng).copied();
                if self.chance(15) { lead.or(r.now.assignee) } else { r.now.assignee.or(lead) }.unwrap_or(0)
            }
        }
    }

    fn opening(&mut self, w: &World) -> Step {
        let who = self.rng.random_range(0..w.people.len());
        let who = if !w.works(who) && self.chance(90) { 0 } else { who };
        let company = w.people[who].company;
        let kinds: Vec<_> =
            w.kinds.iter().filter(|k| k.company == company || self.rng.random_range(0..100) < 3).collect();
        let kind =
            if self.chance(75) && company == 1 { &w.kinds[0] } else { kinds.choose(&mut self.rng).expect("some") };
        let student = if self.chance(40) { "1006" } else { w.students.choose(&mut self.rng).expect("some").ra };
        let student = if self.chance(2) { "9999" } else { student };
        let mut parameters = std::collections::BTreeMap::new();
        for (code, required, choices) in &kind.parameters {
            if self.chance(if *required { 92 } else { 40 }) {
                let value =
                    if self.chance(5) { "zzz" } else { choices.choose(&mut self.rng).copied().unwrap_or("texto") };
                parameters.insert((*code).to_owned(), value.to_owned());
            }
        }
        let location = kind.locations.choose(&mut self.rng).map(|l| (*l).to_owned());
        let location = if self.chance(3) {
            None
        } else if self.chance(3) {
            Some("nenhum".to_owned())
        } else {
            location
        };
        let entry = kind
            .stages
            .choose(&mut self.rng)
            .map(|s| s.code.to_owned())
            .filter(|s| self.chance(if kind.stages.iter().any(|k| k.entry && k.code == s) { 80 } else { 8 }));
        let several = kind.groups.len() > 1;
        let group = kind
            .groups
            .choose(&mut self.rng)
            .map(|g| w.groups[*g].code.to_owned())
            .filter(|_| self.chance(if several { 95 } else { 10 }));
        let group = if self.chance(2) { Some("grupo-c".to_owned()) } else { group };
        let description = if self.chance(3) { " ".to_owned() } else { self.word() };
        let opening = Opening {
            student: student.to_owned(),
            kind: kind.code.to_owned(),
            location,
            parameters,
            entry,
            description,
            group,
        };
        Step { who, protocol: String::new(), act: Act::Open(opening), op: self.op(), if_version: None }
    }

    fn act(&mut self, w: &World, r: &Request) -> Act {
        let stage = w.stage(r);
        let sensible: &[u32] = match r.now.status {
            Status::Queued => &[0, 0, 0, 0, 0, 0, 9, 12, 13],
            Status::InProgress => &[1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 5, 5, 5, 7, 7, 8, 9, 10, 12, 13],
            Status::Waiting => &[6, 6, 6, 6, 8, 9, 10, 12, 13],
            Status::Concluded | Status::Cancelled => &[11, 11, 11, 10, 13],
        };
        let which =
            if self.chance(25) { self.rng.random_range(0..14) } else { *sensible.choose(&mut self.rng).expect("some") };
        match which {
            0 => Act::Take,
            1 => Act::Release,
            2 => Act::SetFields { values: self.some_values(stage, 50, 20) },
            3 => self.forward(w, r, stage),
            4 => Act::SendBack { note: self.note(85) },
            5 => {
                let off = [-60, 0, 1, 60, 300, 20_000, 90_000, 300_000]
                    .choose(&mut self.rng)
                    .copied()
                    .filter(|_| self.rng.random_range(0..100) < 70);
                Act::Wait { message: self.note(90), until: off.map(|o| w.now + o) }
            }
            6 => Act::Resume,
            7 => {
                let fitting = stage.outcomes.choose(&mut self.rng).copied().unwrap_or("done");
                let any = ["granted", "denied", "done"].choose(&mut self.rng).copied().unwrap_or("done");
                let outcome = if self.chance(70) { fitting } else { any };
                let values = if self.chance(60) { self.whole(stage, r) } else { Values::new() };
                Act::Conclude { outcome: outcome.to_owned(), note: self.note(90), values }
            }
            8 => {
                let reason = ["desistiu", "desistiu", "velho", "engano", "nenhum"]
                    .choose(&mut self.rng)
                    .map(|s| (*s).to_owned())
                    .filter(|_| self.rng.random_range(0..100) < 30);
                Act::Cancel { note: self.note(85), reason }
            }
            9 => Act::Assign {
                to: if self.chance(3) {
                    "ninguem".to_owned()
                } else {
                    w.people.choose(&mut self.rng).expect("some").login.clone()
                },
            },
            10 => Act::Message { body: self.note(90).unwrap_or_default(), internal: self.chance(40) },
            11 => {
                let reason = ["engano", "desistiu"]
                    .choose(&mut self.rng)
                    .map(|s| (*s).to_owned())
                    .filter(|_| self.rng.random_range(0..100) < 30);
                Act::Reopen { note: self.note(85), reason }
            }
            12 => Act::Priority { to: self.rng.random_range(0..7), note: self.note(90) },
            _ => Act::Undo,
        }
    }

    fn forward(&mut self, w: &World, r: &Request, stage: &Stage) -> Act {
        let edges: Vec<_> = w.kinds[r.kind].edges.iter().filter(|e| e.from == r.now.stage).collect();
        let reason =
            if self.chance(6) { "nenhum" } else { edges.choose(&mut self.rng).map_or("encaminhar", |e| e.reason) };
        let mut values = if self.chance(70) { self.whole(stage, r) } else { Values::new() };
        if self.chance(10) {
            values.append(&mut self.some_values(stage, 20, 30));
            values.retain(|k, v| {
                v.is_null()
                    || !stage.fields.iter().any(|f| f.key == k && f.required && !crate::model::answers::accepts(f, v))
            });
        }
        Act::Forward { reason: reason.to_owned(), note: self.note(70), values }
    }

    /// Values of everything the visit still misses.
    fn whole(&mut self, stage: &Stage, r: &Request) -> Values {
        let mut values = Values::new();
        for f in stage.fields.iter().filter(|f| f.required && !r.visit().answers.contains_key(f.key)) {
            let v = self.good(f);
            values.insert(f.key.to_owned(), v);
        }
        for a in stage.actions.iter().filter(|a| a.required && !r.visit().done.contains(a.key)) {
            values.insert(a.key.to_owned(), Value::Bool(true));
        }
        values
    }

    fn some_values(&mut self, stage: &Stage, percent: u32, bad: u32) -> Values {
        let mut values = Values::new();
        for f in &stage.fields {
            if self.chance(percent) {
                let v = if self.chance(10) {
                    Value::Null
                } else if self.chance(bad) {
                    self.bad(f)
                } else {
                    self.good(f)
                };
                values.insert(f.key.to_owned(), v);
            }
        }
        for a in &stage.actions {
            if self.chance(percent) {
                let v = if self.chance(5) { json!("x") } else { Value::Bool(self.chance(80)) };
                values.insert(a.key.to_owned(), v);
            }
        }
        if self.chance(4) || values.is_empty() {
            values.insert("nenhum_campo".to_owned(), json!("x"));
        }
        values
    }

    fn good(&mut self, f: &Field) -> Value {
        match f.data_type {
            "integer" => {
                let n = self.rng.random_range(1..=10);
                if self.chance(50) { json!(n) } else { json!(n.to_string()) }
            }
            "decimal" => json!(f64::from(self.rng.random_range(0..200)) / 2.0 + 0.25),
            "date" => json!(format!("2026-{:02}-{:02}", self.rng.random_range(1..13), self.rng.random_range(1..29))),
            "bool" => Value::Bool(self.chance(50)),
            "choice" => json!(f.choices.choose(&mut self.rng).expect("choices").split('|').next()),
            "file" => json!({"name": format!("{}.txt", self.word()), "content": "dGV4dG8gZG8gYW5leG8K"}),
            _ => json!(self.word()),
        }
    }

    fn bad(&mut self, f: &Field) -> Value {
        match f.data_type {
            "integer" => [json!(0), json!(11), json!("abc"), json!("1.5")].choose(&mut self.rng).expect("some").clone(),
            "decimal" => [json!(-1), json!(100.5), json!("abc")].choose(&mut self.rng).expect("some").clone(),
            "date" => {
                [json!("2026-02-30"), json!("2027-01-01"), json!("ontem")].choose(&mut self.rng).expect("some").clone()
            }
            "bool" => json!("quem sabe"),
            "choice" => json!("Sim, claro"),
            "short_text" => [json!("x".repeat(256)), json!("minusculas")].choose(&mut self.rng).expect("some").clone(),
            _ => self.good(f),
        }
    }
}
