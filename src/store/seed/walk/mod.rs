//! One request of the sample school, from its opening as far as the time goes: a random walk along its type's own
//! flow. What the state looks like after each act is what the engine's acts leave behind; the invariants are checked
//! over everything afterwards.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

mod acts;
mod write;

use super::dice::Dice;
use super::hours::Hours;
use super::model::{Edge, Kind, Member, Model, Stage};
use super::pupils::Pupil;
use super::tables::Tables;
use super::words::Words;

/// What every walk reads.
pub(super) struct World<'a> {
    pub model: &'a Model,
    pub hours: &'a Hours,
    pub words: &'a Words,
    /// Nothing happens from here on.
    pub cut: i64,
}

/// Where a request came from.
pub(super) struct Origin<'a> {
    pub id: i64,
    pub protocol: String,
    pub at: i64,
    pub kind: &'a Kind,
    pub pupil: &'a Pupil,
    pub period: Option<i32>,
    pub enrolment: Option<i64>,
    pub contract: Option<i64>,
    pub location: (i32, i16, i32),
    pub portal: bool,
    /// Turn of the assignment modes that take turns.
    pub turn: usize,
}

/// Who acts.
#[derive(Clone)]
pub(super) struct Actor {
    id: Option<i32>,
    name: String,
    login: String,
}

impl Actor {
    fn of(member: &Member) -> Self {
        Self { id: Some(member.id), name: member.login.clone(), login: member.login.clone() }
    }
}

/// What an event says beside the state it leaves.
#[derive(Default)]
struct Said {
    reason: Option<i32>,
    note: Option<String>,
    fields: Map<String, Value>,
    data: Map<String, Value>,
    visible: bool,
    undoes: Option<i32>,
}

struct Visit {
    stage: i32,
    group: i32,
    entered: i64,
    left: Option<i64>,
    due: Option<i64>,
    handler: Option<i32>,
}

/// The part of the state that the history repeats.
#[derive(Clone, Copy, Default)]
struct Stand {
    status: Option<&'static str>,
    stage: Option<i32>,
    group: Option<i32>,
    assignee: Option<i32>,
}

/// A request under way.
pub(super) struct Walk<'a> {
    world: &'a World<'a>,
    from: &'a Origin<'a>,
    dice: Dice,
    stage: &'a Stage,
    stand: Stand,
    now: i64,
    seq: i32,
    visits: Vec<Visit>,
    opener: Option<Actor>,
    locality: i32,
    assigned_at: Option<i64>,
    due: Option<i64>,
    paused_at: Option<i64>,
    wakes_at: Option<i64>,
    due_left: Option<i64>,
    paused_seconds: i64,
    priority: i64,
    outcome: Option<String>,
    resolution: Option<String>,
    closed_at: Option<i64>,
    unread: bool,
    messages: i32,
    /// Fields and actions of the current visit that are done.
    filled: HashSet<(bool, i32)>,
    waited: bool,
    chats: u32,
    /// The visit in which it is given up.
    doomed: Option<usize>,
    reopened: bool,
}

/// What the walk leaves for the next one to know.
pub(super) struct Ended {
    /// When it ended; `None` while it is open.
    pub closed_at: Option<i64>,
}

/// Acts at most; a flow that turns in circles is steered to its end long before.
const MAX_ACTS: usize = 60;
/// Visits after which the shortest way to an end is taken.
const MANY_VISITS: usize = 6;
/// Business seconds of a day of the sample school, for guessing how long things take.
const DAY_SECONDS: i64 = 36_000;

/// Walks one request and writes its rows; `None` when its type has no entry.
pub(super) fn walk(world: &World<'_>, from: &Origin<'_>, dice: Dice, tables: &mut Tables) -> Option<Ended> {
    let mut walk = Walk::open(world, from, dice, tables)?;
    for _ in 0..MAX_ACTS {
        let moved = match walk.stand.status {
            Some("queued") => walk.in_queue(tables),
            Some("in_progress") => walk.at_work(tables),
            Some("waiting") => walk.waiting(tables),
            _ => walk.after_end(tables),
        };
        if moved.is_none() {
            break;
        }
    }
    walk.write(tables);
    Some(Ended { closed_at: walk.closed_at })
}

impl<'a> Walk<'a> {
    fn open(world: &'a World<'a>, from: &'a Origin<'a>, mut dice: Dice, tables: &mut Tables) -> Option<Self> {
        let stage = from.kind.entry()?;
        let doomed = dice.percent(6).then(|| usize::try_from(dice.between(1, 3)).unwrap_or(1));
        let priority = if dice.percent(12) { dice.between(1, 5) } else { from.kind.priority };
        let mut walk = Self {
            world,
            from,
            stage,
            stand: Stand::default(),
            now: from.at,
            seq: 0,
            visits: Vec::new(),
            opener: None,
            locality: from.location.2,
            assigned_at: None,
            due: None,
            paused_at: None,
            wakes_at: None,
            due_left: None,
            paused_seconds: 0,
            priority,
            outcome: None,
            resolution: None,
            closed_at: None,
            unread: false,
            messages: 0,
            filled: HashSet::new(),
            waited: false,
            chats: 0,
            doomed,
            reopened: false,
            dice,
        };
        let actor = if from.portal {
            walk.student()
        } else {
            let member = walk.member(from.kind.group)?;
            walk.locality = member.locality.unwrap_or(walk.locality);
            let actor = Actor::of(member);
            walk.opener = Some(actor.clone());
            actor
        };
        walk.enter(stage, None);
        let mut said = Said { visible: true, ..Said::default() };
        walk.notify(&mut said);
        if from.kind.attachment {
            walk.attach(&actor, tables);
            said.data.insert("files".to_owned(), json!([1]));
        }
        walk.answer_parameters(tables);
        walk.event("opened", &actor, Stand::default(), said, tables);
        Some(walk)
    }

    /// The student, who acts through the portal: known to the history by the RA alone.
    fn student(&self) -> Actor {
        Actor { id: None, name: self.from.pupil.ra.clone(), login: "balcao_portal".to_owned() }
    }

    /// One of those who work a group's requests; its lead seldom does.
    fn member(&mut self, group: i32) -> Option<&'a Member> {
        let members = self.world.model.members(group);
        let lead = self.dice.percent(6);
        let able: Vec<&Member> = members.iter().filter(|member| member.lead == lead).collect();
        self.dice.pick(&able).copied().or_else(|| members.first())
    }

    fn holder(&self) -> Option<Actor> {
        let members = self.world.model.groups.iter().flat_map(|group| &group.members);
        let mut found = members.filter(|member| Some(member.id) == self.stand.assignee);
        found.next().map(Actor::of)
    }

    fn lead(&self) -> Option<Actor> {
        self.stand.group.and_then(|group| self.world.model.lead(group)).map(Actor::of)
    }

    fn words(&mut self, act: &str) -> String {
        self.world.words.said(act, &mut self.dice).to_owned()
    }

    /// So much business time later; `None` when that has not come yet.
    fn pass(&mut self, seconds: i64) -> Option<()> {
        let then = self.world.hours.after(self.now, seconds.max(60));
        if then >= self.world.cut || then <= self.now {
            return None;
        }
        self.now = then;
        Some(())
    }

    /// Business seconds that a step of this stage takes on the average.
    fn pace(&self) -> i64 {
        let amount = self.stage.amount.unwrap_or(2);
        let seconds = match self.stage.unit.as_deref() {
            Some("business_hours") => amount * 3600,
            _ => amount * DAY_SECONDS,
        };
        (seconds * 2 / 5).min(10 * DAY_SECONDS)
    }

    /// S-1
    fn deadline(&self, stage: &Stage) -> Option<i64> {
        let amount = stage.amount?;
        match stage.unit.as_deref()? {
            "business_hours" => Some(self.world.hours.after(self.now, amount * 3600)),
            "business_days" => self.world.hours.days_after(self.now, amount).map(|span| span.closes),
            _ => Some(self.now + amount * 86_400),
        }
    }

    /// W-1: whom a stage gives what enters it.
    fn assigned(&mut self, stage: &Stage, group: i32) -> Option<i32> {
        let members = self.world.model.members(group);
        match stage.assignment.as_str() {
            "attendant" => stage.attendant,
            "supervisor" => self.world.model.lead(group).map(|member| member.id),
            "previous_handler" => {
                let before = self.visits.iter().rev().filter(|visit| visit.stage == stage.id);
                before.filter_map(|visit| visit.handler).next()
            }
            "least_loaded" | "round_robin" => {
                let turn = (self.from.turn + self.visits.len()).checked_rem(members.len()).unwrap_or(0);
                members.get(turn).map(|member| member.id)
            }
            _ => None,
        }
    }

    /// F-8. Going back, the handler of before is given instead.
    fn enter(&mut self, stage: &'a Stage, back_to: Option<Option<i32>>) {
        self.leave();
        let group = stage.group.unwrap_or(self.from.kind.group);
        let who = match back_to {
            Some(handler) => handler.filter(|id| self.world.model.members(group).iter().any(|member| member.id == *id)),
            None => self.assigned(stage, group),
        };
        self.stage = stage;
        self.due = self.deadline(stage);
        self.due_left = None;
        self.assigned_at = who.map(|_| self.now);
        let status = if who.is_some() { "in_progress" } else { "queued" };
        self.stand = Stand { status: Some(status), stage: Some(stage.id), group: Some(group), assignee: who };
        self.visits.push(Visit { stage: stage.id, group, entered: self.now, left: None, due: self.due, handler: None });
        self.filled.clear();
        self.waited = false;
        self.chats = 0;
    }

    fn leave(&mut self) {
        let (now, holder) = (self.now, self.stand.assignee);
        if let Some(visit) = self.visits.last_mut() {
            visit.left = visit.left.or(Some(now));
            visit.handler = holder.or(visit.handler);
        }
    }

    fn given_up(&self) -> bool {
        self.doomed.is_some_and(|visit| self.visits.len() >= visit)
    }

    /// A queued request is taken; sometimes its lead gives it to someone, sometimes a hasty hand takes it back.
    fn in_queue(&mut self, tables: &mut Tables) -> Option<()> {
        let pace = self.pace();
        let wait = self.dice.wait(pace);
        self.pass(wait)?;
        if self.given_up() {
            return self.cancel(tables);
        }
        let before = self.stand;
        let member = self.member(before.group?)?;
        self.stand.status = Some("in_progress");
        self.stand.assignee = Some(member.id);
        self.assigned_at = Some(self.now);
        if self.dice.percent(4) {
            let lead = self.lead()?;
            let reason = self.dice.pick(self.world.model.reasons("reassign")).copied();
            self.event("reassigned", &lead, before, Said { reason, ..Said::default() }, tables);
            return Some(());
        }
        self.unread = false;
        let actor = Actor::of(member);
        self.event("taken", &actor, before, Said::default(), tables);
        if self.dice.percent(2) && self.now + 60 < self.world.cut {
            self.now += self.dice.between(10, 50);
            let taken = self.stand;
            self.stand = before;
            self.assigned_at = None;
            let said = Said { undoes: Some(self.seq), ..Said::default() };
            self.event("undone", &actor, taken, said, tables);
        }
        Some(())
    }

    fn at_work(&mut self, tables: &mut Tables) -> Option<()> {
        let actor = self.holder()?;
        let pace = self.pace();
        if self.chats < 3 && self.dice.percent(20) {
            let wait = self.dice.wait(pace / 4);
            self.pass(wait)?;
            self.chats += 1;
            return self.chat(&actor, tables);
        }
        if self.stage.wait && !self.waited && self.dice.percent(self.asks_student()) {
            let wait = self.dice.wait(pace / 3);
            self.pass(wait)?;
            return self.wait(&actor, tables);
        }
        if self.dice.percent(3) {
            let wait = self.dice.wait(pace / 2);
            self.pass(wait)?;
            return self.release(&actor, tables);
        }
        if self.filled.is_empty() && self.dice.percent(45) {
            let wait = self.dice.wait(pace / 2);
            self.pass(wait)?;
            return self.fill_in(&actor, tables);
        }
        let wait = self.dice.wait(pace);
        self.pass(wait)?;
        if self.given_up() {
            return self.cancel(tables);
        }
        if self.stage.back && (2..MANY_VISITS).contains(&self.visits.len()) && self.dice.percent(4) {
            return self.send_back(&actor, tables);
        }
        let ends = self.stage.conclude && !self.stage.outcomes.is_empty();
        if ends && (self.stage.edges.is_empty() || self.visits.len() > MANY_VISITS || self.dice.percent(80)) {
            return self.conclude(&actor, tables);
        }
        match self.way_on() {
            Some(edge) => self.forward(&actor, edge, tables),
            None => self.cancel(tables),
        }
    }

    /// Stages that exist to wait for the student wait, the others sometimes.
    fn asks_student(&self) -> u64 {
        if ["aguarda", "complement"].iter().any(|part| self.stage.code.contains(part)) { 85 } else { 9 }
    }

    fn way_on(&mut self) -> Option<&'a Edge> {
        let edges = &self.stage.edges;
        if self.visits.len() > MANY_VISITS {
            return edges.iter().min_by_key(|edge| self.from.kind.distance(edge.to));
        }
        let first = edges.first()?;
        if self.dice.percent(72) { Some(first) } else { self.dice.pick(edges) }
    }
}
