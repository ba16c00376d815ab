//! The request types and the editor of one of them. The file is the model: outline, map and forms are views
//! of it; what was typed stands apart from what the engine said.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use super::tools::Tool;
use crate::domain::flow::edit::History;
use crate::domain::flow::file::{Stage, TypeFile};
use crate::domain::flow::layout::{self, Layout, MapEdge, MapNode, Zoom};
use crate::domain::flow::{Level, Problem, diff};
use crate::tui::form::flow::FlowForm;
use crate::tui::msg::{Editing, Load, TypeRow, Unsent};

/// The screen of request types.
#[derive(Debug, Clone, Default)]
pub struct Flows {
    /// The types.
    pub list: Vec<TypeRow>,
    /// They came at least once.
    pub loaded: bool,
    /// Code of the type under the cursor.
    pub selected: Option<String>,
    /// A type that was asked for and is not here yet.
    pub opening: Option<String>,
    /// Where its cursor is to go.
    pub aim: Option<Place>,
    /// What its cursor is to go to.
    pub aim_at: Option<Box<Problem>>,
    /// The rest of typing that the search for a student waits for.
    pub search: Option<u64>,
    /// What it searches.
    pub sought: Option<String>,
    /// What lies over list and editor.
    pub sheet: Option<super::Sheet>,
    /// The editor.
    pub open: Option<Box<Editor>>,
    /// Editors that were left with unsaved changes, by code of their type.
    pub kept: BTreeMap<String, Box<Editor>>,
    /// Unsent work that no editor holds: of desks that are gone, and forms that were left with text in them.
    pub unsent: BTreeMap<String, Unsent>,
    /// Such work was looked for on this machine.
    pub searched: bool,
    /// A type that came before that.
    pub arrived: Option<Box<Editing>>,
    /// Why unsent work is in memory only.
    pub unshelved: Option<String>,
    /// What the engine has was asked for, to take the place of mine.
    pub taking: bool,
}

/// What the cursor of the editor is on; rows are named by their codes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The type itself.
    Head,
    /// A part of the type.
    Part(super::Part),
    /// A question asked at opening.
    Parameter(String),
    /// A stage.
    Stage(String),
    /// A field of a stage.
    Field(String, String),
    /// An action of a stage.
    Action(String, String),
    /// A way: the stage it leaves, its reason.
    Edge(String, String),
}

impl Place {
    /// Code of the stage that it is or stands in.
    #[must_use]
    pub fn stage(&self) -> Option<&str> {
        match self {
            Self::Head | Self::Part(_) | Self::Parameter(_) => None,
            Self::Stage(code) | Self::Field(code, _) | Self::Action(code, _) | Self::Edge(code, _) => Some(code),
        }
    }

    /// The stage or type that it stands in.
    #[must_use]
    pub fn outer(&self) -> Self {
        self.stage().map_or(Self::Head, |code| Self::Stage(code.to_owned()))
    }

    /// True for a type or a stage, false for what stands in one.
    #[must_use]
    pub fn is_outer(&self) -> bool {
        matches!(self, Self::Head | Self::Stage(_))
    }
}

/// Whether the engine has what was done.
#[derive(Debug, Clone, PartialEq)]
pub enum Save {
    /// It has.
    Kept,
    /// It has not; a rest of typing is waited for.
    Changed,
    /// It is being told.
    Sent,
    /// The connection was lost; why. Tried again when it is back.
    Lost(String),
    /// The engine said no; why. Tried again by the next change.
    Failed(String),
    /// Someone else wrote the draft meanwhile; who and when. Nothing is written until the person chose.
    Moved(String),
}

/// What of an editor the engine does not have, for this machine's disk.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// Forms that were left with text in them.
    pub forms: Vec<FlowForm>,
    /// The one that was thrown away last, until something else is done.
    pub thrown: Option<FlowForm>,
    /// Documents that went out without an answer so far: the engine may have any of them.
    pub sent: Vec<Value>,
    /// An answer was lost on the way.
    pub unsure: bool,
    /// The note of a version that is being published.
    pub note: Option<String>,
    /// Since when something is unsent.
    pub since: Option<DateTime<FixedOffset>>,
    /// Counts the changes of the file.
    pub revision: u64,
    /// What was put on disk last; none = nothing of it is there.
    pub shelved: Option<Mark>,
}

/// What tells one state of unsent work from another.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mark {
    /// Which change of the file; none when the engine has it.
    pub revision: Option<u64>,
    /// The stamp that it is made on.
    pub seen: String,
    /// How many documents are out.
    pub sent: usize,
    /// What was typed into forms.
    pub forms: Vec<Value>,
}

/// Which half has the keys where one is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Half {
    /// The outline.
    #[default]
    Outline,
    /// The map.
    Map,
}

/// One type under edit.
#[derive(Debug, Clone)]
pub struct Editor {
    /// What the engine said when it was opened or saved; its document is not looked at any more.
    pub known: Editing,
    /// The file, its past, and what was taken back.
    pub history: History,
    /// The published version.
    pub base: Option<TypeFile>,
    /// The file that the engine has, as far as is known here.
    pub engine: TypeFile,
    /// Where the cursor is.
    pub at: Place,
    /// Problems: the engine's verdict, or what is foreseen since the last change.
    pub problems: Vec<Problem>,
    /// The problems are the engine's verdict on this very file.
    pub judged: bool,
    /// The problem whose way is shown.
    pub shown: Option<usize>,
    /// Which half has the keys.
    pub half: Half,
    /// How much of a stage the map shows.
    pub zoom: Zoom,
    /// The form over the map.
    pub form: Option<FlowForm>,
    /// A tool beside the outline.
    pub tool: Option<Tool>,
    /// Changes since the published version.
    pub changes: usize,
    /// Whether the engine has it.
    pub save: Save,
    /// The rest of typing that a save waits for.
    pub rest: Option<u64>,
    /// Publish as soon as it is saved, with this note.
    pub publish: Option<String>,
    /// Nothing may be changed: not an administrator.
    pub read_only: bool,
    /// What the engine does not have.
    pub scratch: Scratch,
    /// Ticks since the type was looked at.
    pub since_pulse: u32,
}

impl Editor {
    /// An editor of what the engine gave; none when its document cannot be read.
    #[must_use]
    pub fn new(known: Editing, read_only: bool) -> Option<Self> {
        let file = TypeFile::from_doc(&known.document).ok()?;
        let base = known.base.as_ref().and_then(|doc| TypeFile::from_doc(doc).ok());
        let at = file.stages.first().map_or(Place::Head, |stage| Place::Stage(stage.code.clone()));
        let problems = sorted(known.problems.clone());
        Some(Self {
            at,
            problems,
            judged: true,
            shown: None,
            half: Half::Outline,
            zoom: Zoom::Normal,
            form: None,
            tool: None,
            changes: base.as_ref().map_or(0, |base| diff(base, &file).len()),
            engine: file.clone(),
            history: History::new(file),
            base,
            save: Save::Kept,
            rest: None,
            publish: None,
            read_only,
            scratch: Scratch::default(),
            since_pulse: 0,
            known,
        })
    }

    /// Counts what changed since the published version.
    pub fn count_changes(&mut self) {
        self.changes = self.base.as_ref().map_or(0, |base| diff(base, self.history.file()).len());
    }

    /// The file as it is now.
    #[must_use]
    pub fn file(&self) -> &TypeFile {
        self.history.file()
    }

    /// A stage, by its code.
    #[must_use]
    pub fn stage(&self, code: &str) -> Option<&Stage> {
        self.file().stages.iter().find(|stage| stage.code == code)
    }

    /// Name of a stage; its code where it has none.
    #[must_use]
    pub fn stage_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.stage(code).map_or(code, |stage| &stage.name)
    }

    /// Name of a reason: of the file, of the catalogue, or its code.
    #[must_use]
    pub fn reason_name<'a>(&'a self, code: &'a str) -> &'a str {
        let own = self.file().reasons.iter().find(|r| r.code == code).map(|r| r.name.as_str());
        own.or_else(|| self.known.reasons.iter().find(|r| r.code == code).map(|r| r.name.as_str())).unwrap_or(code)
    }

    /// Errors and warnings.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.problems.iter().filter(|p| p.level == Level::Error).count();
        (errors, self.problems.len() - errors)
    }

    /// True when a problem concerns a place, or what stands in it.
    #[must_use]
    pub fn concerns(&self, problem: &Problem, place: &Place) -> bool {
        match place {
            Place::Head | Place::Part(_) | Place::Parameter(_) => self.concerns_part(problem, place),
            Place::Stage(code) => problem.stage.as_deref() == Some(code),
            Place::Field(code, key) | Place::Action(code, key) => {
                problem.stage.as_deref() == Some(code) && problem.field.as_deref() == Some(key)
            }
            Place::Edge(code, reason) => {
                problem.stage.as_deref() == Some(code) && problem.reason.as_deref() == Some(reason)
            }
        }
    }

    /// The worst problem of a place.
    #[must_use]
    pub fn level(&self, place: &Place) -> Option<Level> {
        self.problems.iter().filter(|p| self.concerns(p, place)).map(|p| p.level).min()
    }

    /// The way that is shown on the map: codes of stages.
    #[must_use]
    pub fn path(&self) -> &[String] {
        self.shown.and_then(|at| self.problems.get(at)).map_or(&[], |problem| &problem.path)
    }

    /// The rows that can have the cursor, from top to bottom.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let file = self.file();
        let mut places = vec![Place::Head];
        places.extend(self.parts());
        for stage in &file.stages {
            places.push(Place::Stage(stage.code.clone()));
            places.extend(self.inner(stage));
        }
        places
    }

    /// The rows of a stage: fields, actions, ways.
    pub fn inner(&self, stage: &Stage) -> Vec<Place> {
        let code = || stage.code.clone();
        let fields = stage.fields.iter().map(|f| Place::Field(code(), f.key.clone()));
        let actions = stage.actions.iter().map(|a| Place::Action(code(), a.key.clone()));
        let edges = self.file().edges.iter().filter(|e| e.from == stage.code);
        fields.chain(actions).chain(edges.map(|e| Place::Edge(code(), e.reason.clone()))).collect()
    }

    /// Where the map draws the stages, names as long as they are.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let (nodes, edges) = self.graph();
        layout::layout(&nodes, &edges, self.zoom)
    }

    /// The same within so many columns.
    #[must_use]
    pub fn layout_within(&self, columns: u16) -> Layout {
        let (nodes, edges) = self.graph();
        layout::within(&nodes, &edges, self.zoom, usize::from(columns))
    }

    fn graph(&self) -> (Vec<MapNode>, Vec<MapEdge>) {
        let badges = self.known.stages.iter().map(|(code, load)| (code.clone(), badge(*load))).collect();
        let (nodes, mut edges) = layout::of_type(self.file(), &badges, &self.problems);
        let file = self.file();
        let active = file.edges.iter().filter(|e| e.active);
        for (edge, drawn) in active.zip(&mut edges) {
            self.reason_name(&edge.reason).clone_into(&mut drawn.label);
        }
        (nodes, edges)
    }

    /// True when something is not with the engine yet.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        self.save != Save::Kept
    }
}

/// Requests in a stage, as shown: `14 (2!)`.
#[must_use]
pub fn badge(load: Load) -> String {
    match (load.open, load.late) {
        (0, _) => String::new(),
        (open, 0) => open.to_string(),
        (open, late) => format!("{open} ({late}!)"),
    }
}

/// Errors before warnings, each by check.
#[must_use]
pub fn sorted(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by(|a, b| (a.level, &a.check).cmp(&(b.level, &b.check)));
    problems
}
