//! The tools over the flow editor: what changed, a walk, running requests moved to the version in force. Each knows
//! what it asked and what came; the file is the editor's.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::domain::flow::walk::{Mail, Script, Transcript};
use crate::domain::flow::{Change, Plan, TypeFile};
use crate::domain::request::{Outcome, Request};
use crate::tui::form::Form;
use crate::tui::msg::{Foreseen, Run, Toured, Version};

/// A tool beside the outline.
#[derive(Debug, Clone)]
pub enum Tool {
    /// What changed since the published version.
    Diff {
        /// The changes.
        changes: Vec<Change>,
        /// Row under the cursor.
        at: usize,
    },
    /// The draft walked with the real engine.
    Walk(Box<Walking>),
    /// Running requests moved to the version in force.
    Moving(Box<Moving>),
    /// Past requests replayed on the draft.
    Replay(Box<super::Replaying>),
}

impl Tool {
    /// The form that lies over the tool.
    #[must_use]
    pub fn form(&self) -> Option<&Form> {
        match self {
            Self::Walk(walking) => walking.form.as_ref().map(|asked| &asked.form),
            Self::Moving(moving) => moving.form.as_ref().map(|asked| &asked.form),
            _ => None,
        }
    }

    /// The form that lies over the tool, to be changed.
    pub fn form_mut(&mut self) -> Option<&mut Form> {
        match self {
            Self::Walk(walking) => walking.form.as_mut().map(|asked| &mut asked.form),
            Self::Moving(moving) => moving.form.as_mut().map(|asked| &mut asked.form),
            _ => None,
        }
    }
}

/// An act of a walk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doing {
    /// Along a reason, by its code.
    Forward(String),
    /// To the end, with an outcome.
    Conclude(&'static str),
    /// To the stage before, or along a way back, by the code of its reason.
    SendBack(Option<String>),
    /// For the student.
    Wait,
    /// The student is waited for no longer.
    Resume,
    /// Without an outcome.
    Cancel,
    /// The fields of the stage, without going on.
    Fill,
    /// To the student, or a note.
    Message,
    /// From the queue.
    Take,
    /// Back to the queue.
    Release,
}

impl Doing {
    /// To the end.
    #[must_use]
    pub fn conclude(outcome: Outcome) -> Self {
        Self::Conclude(outcome.code())
    }
}

/// What a form over a walk is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalkAsks {
    /// One act on the request.
    Step(Doing),
    /// How the request is opened: for whom, with which answers.
    Opening,
    /// Who acts.
    Actor,
}

/// A form over a walk.
#[derive(Debug, Clone)]
pub struct WalkForm {
    /// What it is for.
    pub asks: WalkAsks,
    /// Its fields.
    pub form: Form,
}

/// A walk.
#[derive(Debug, Clone, Default)]
pub struct Walking {
    /// What was played and allowed, from the opening on; every step plays it all again.
    pub script: Script,
    /// What the engine did with it.
    pub told: Option<Transcript>,
    /// The request where the walk stands.
    pub request: Option<Box<Request>>,
    /// What is being played, until its answer comes.
    pub trying: Option<Script>,
    /// Who does the next step: a role or a login; none = whoever may.
    pub actor: Option<String>,
    /// The form over it.
    pub form: Option<WalkForm>,
    /// What was typed into forms of steps, by where they stand in the walk.
    pub typed: BTreeMap<(usize, Doing), Form>,
    /// The automatic walk, once it was asked for.
    pub tour: Option<Toured>,
    /// Way under the cursor.
    pub at: usize,
    /// The mail that is read, by its number in the whole walk.
    pub reading: Option<usize>,
    /// The whole screen of who attends is shown, scrolled by so many lines.
    pub screen: Option<usize>,
    /// Waits for the draft to be kept before it asks.
    pub waits: bool,
}

impl Walking {
    /// The mails of the walk, in their order.
    #[must_use]
    pub fn mails(&self) -> Vec<&Mail> {
        self.told.iter().flat_map(|told| &told.steps).flat_map(|step| &step.mails).collect()
    }
}

/// How far a move of running requests is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// The plan is looked at and changed.
    #[default]
    Planning,
    /// One after the other moves.
    Running,
    /// All had their turn, or it was stopped.
    Ended,
    /// One after the other is taken back.
    Undoing,
}

/// What a form over a move is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoveAsks {
    /// Where the requests of this stage go.
    Target(String),
    /// To which version.
    Version,
}

/// A form over a move.
#[derive(Debug, Clone)]
pub struct MoveForm {
    /// What it is for.
    pub asks: MoveAsks,
    /// Its one choice.
    pub form: Form,
}

/// What became of one request of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Which.
    pub protocol: String,
    /// `moved stays skipped undone refused`.
    pub verdict: String,
    /// The engine's words.
    pub why: String,
}

/// A row that can have the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoveRow {
    /// Begins, or goes on.
    Go,
    /// The version to move to.
    Version,
    /// A stage of the plan.
    Stage(String),
    /// A request that cannot go, by its protocol.
    Blocked(String),
    /// An earlier run.
    Run(Uuid),
    /// What became of a request, by its protocol.
    Ended(String),
}

/// Running requests on their way to a version.
#[derive(Debug, Clone, Default)]
pub struct Moving {
    /// The version to move to.
    pub to: i32,
    /// Its file, when it is not the one in force.
    pub target: Option<Box<TypeFile>>,
    /// Which stage goes to which.
    pub plan: Plan,
    /// What the plan would do.
    pub foreseen: Option<Foreseen>,
    /// The versions of the type, the newest first.
    pub versions: Vec<Version>,
    /// Earlier runs that can be gone on with or taken back, the newest first.
    pub runs: Vec<Run>,
    /// The earlier run that is gone on with.
    pub again: Option<Run>,
    /// The form over it.
    pub form: Option<MoveForm>,
    /// Row under the cursor.
    pub at: usize,
    /// Id of the run: gone on with and taken back by it.
    pub run: Uuid,
    /// How far it is.
    pub phase: Phase,
    /// Protocols that still wait, the next one last.
    pub waiting: Vec<String>,
    /// How many there were.
    pub all: usize,
    /// Protocols that moved, to be taken back.
    pub moved: Vec<String>,
    /// How many ended how: by verdict.
    pub counts: BTreeMap<String, usize>,
    /// What became of each, the newest last.
    pub ended: Vec<Ended>,
}

/// One row of a plan: a stage in which requests stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanRow {
    /// Code of the stage.
    pub stage: String,
    /// Where its requests go; none = they stay.
    pub to: Option<String>,
    /// How many move, stay, cannot.
    pub counts: [usize; 3],
}

impl Moving {
    /// The plan as it is foreseen, by stage.
    #[must_use]
    pub fn rows(&self) -> Vec<PlanRow> {
        let mut rows: Vec<PlanRow> = Vec::new();
        for item in self.foreseen.iter().flat_map(|f| &f.items).filter(|i| i.from_version != self.to) {
            let at = rows.iter().position(|r| r.stage == item.stage).unwrap_or_else(|| {
                rows.push(PlanRow { stage: item.stage.clone(), ..PlanRow::default() });
                rows.len() - 1
            });
            let Some(row) = rows.get_mut(at) else { continue };
            if row.to.is_none() {
                row.to.clone_from(&item.to_stage);
            }
            let which = match item.verdict.as_str() {
                "moves" => 0,
                "stays" => 1,
                _ => 2,
            };
            if let Some(count) = row.counts.get_mut(which) {
                *count += 1;
            }
        }
        rows
    }

    /// Protocols that would move now, in their order; of a run that is gone on with, without those taken back.
    #[must_use]
    pub fn ready(&self) -> Vec<String> {
        let undone: BTreeSet<&str> = self
            .again
            .iter()
            .flat_map(|run| run.items.iter().flatten())
            .filter(|item| item.undone)
            .map(|item| item.protocol.as_str())
            .collect();
        let items = self.foreseen.iter().flat_map(|f| &f.items);
        items
            .filter(|i| i.verdict == "moves" && !undone.contains(i.protocol.as_str()))
            .map(|i| i.protocol.clone())
            .collect()
    }

    /// The rows that can have the cursor, from top to bottom.
    #[must_use]
    pub fn list(&self) -> Vec<MoveRow> {
        let ended = || self.ended.iter().rev().map(|e| MoveRow::Ended(e.protocol.clone()));
        match self.phase {
            Phase::Planning => {
                let mut list = vec![MoveRow::Go, MoveRow::Version];
                list.extend(self.rows().into_iter().map(|row| MoveRow::Stage(row.stage)));
                let items = self.foreseen.iter().flat_map(|f| &f.items);
                let blocked = items.filter(|i| i.verdict == "blocked" && i.from_version != self.to);
                list.extend(blocked.map(|i| MoveRow::Blocked(i.protocol.clone())));
                let again = self.again.as_ref().map(|run| run.run);
                list.extend(self.runs.iter().filter(|r| Some(r.run) != again).map(|r| MoveRow::Run(r.run)));
                list
            }
            Phase::Ended if !self.waiting.is_empty() => std::iter::once(MoveRow::Go).chain(ended()).collect(),
            Phase::Ended => ended().collect(),
            Phase::Running | Phase::Undoing => Vec::new(),
        }
    }

    /// One after the other has its turn now.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Running | Phase::Undoing)
    }

    /// The row under the cursor.
    #[must_use]
    pub fn row(&self) -> Option<MoveRow> {
        self.list().into_iter().nth(self.at)
    }
}
