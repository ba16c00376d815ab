//! The tools over the flow editor: what changed, a walk, running requests moved to the version in force. Each knows
//! what it asked and what came; the file is the editor's.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::domain::flow::walk::{Script, Transcript};
use crate::domain::flow::{Change, Plan};
use crate::tui::msg::{Foreseen, Toured};

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

/// A walk.
#[derive(Debug, Clone, Default)]
pub struct Walking {
    /// What is played, from the opening on; every step plays it all again.
    pub script: Script,
    /// What the engine did with it.
    pub told: Option<Transcript>,
    /// The automatic walk, once it was asked for.
    pub tour: Option<Toured>,
    /// Way under the cursor.
    pub at: usize,
    /// Waits for the draft to be kept before it asks.
    pub waits: bool,
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

/// Running requests on their way to a version.
#[derive(Debug, Clone, Default)]
pub struct Moving {
    /// The version to move to.
    pub to: i32,
    /// Which stage goes to which.
    pub plan: Plan,
    /// What the plan would do.
    pub foreseen: Option<Foreseen>,
    /// Row of the plan under the cursor.
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
    pub ended: BTreeMap<String, usize>,
    /// What was refused: protocol and why.
    pub refused: Vec<(String, String)>,
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
}
