//! The tools over the editor: what changed, the walk, the move of running requests. Each opens beside the outline;
//! Esc goes back to the map.

mod moving;
mod replay;
mod walk;

use super::save;
use crate::domain::flow::diff;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Place, Tone, Tool};

pub(in super::super) use self::moving::{done as moved, foreseen};
pub(in super::super) use self::replay::{replayed, unreplayed};
use self::walk::ask as ask_walk;
pub use self::walk::ways as walk_ways;
pub(in super::super) use self::walk::{toured, walked};

/// Opens the tool of a command.
pub(super) fn open(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::FlowDiff => changes(model),
        Command::FlowWalk => walk::open(model),
        Command::FlowReplay => replay::open(model),
        _ => moving::open(model),
    }
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match model.flows.open.as_ref().and_then(|e| e.tool.as_ref()) {
        Some(Tool::Diff { .. }) => in_changes(model, command),
        Some(Tool::Walk(_)) => walk::run(model, command),
        Some(Tool::Moving(_)) => moving::run(model, command),
        Some(Tool::Replay(_)) => replay::run(model, command),
        None => Vec::new(),
    }
}

fn close(model: &mut Model) {
    if let Some(editor) = &mut model.flows.open {
        editor.tool = None;
    }
}

fn changes(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let changes = editor.base.as_ref().map(|base| diff(base, editor.file()));
    let id = match &changes {
        None => "flow-never-published",
        Some(changes) if changes.is_empty() => "flow-nothing-changed",
        Some(_) => {
            editor.tool = Some(Tool::Diff { changes: changes.unwrap_or_default(), at: 0 });
            return Vec::new();
        }
    };
    let text = model.words.text(id);
    model.say(Tone::Plain, text);
    Vec::new()
}

/// Enter goes to the stage concerned.
fn in_changes(model: &mut Model, command: Command) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let Some(Tool::Diff { changes, at }) = &mut editor.tool else { return Vec::new() };
    if let Some(to) = super::super::layers::moved(command, *at, changes.len()) {
        *at = to;
        return Vec::new();
    }
    let stage = changes.get(*at).and_then(|c| c.stage.clone());
    match command {
        Command::FlowChoose => {
            if let Some(stage) = stage.filter(|code| editor.stage(code).is_some()) {
                editor.at = Place::Stage(stage);
            }
            close(model);
        }
        Command::Back | Command::Quit => close(model),
        _ => {}
    }
    Vec::new()
}

/// The draft is with the engine now: a walk that waited for it goes out.
pub(super) fn kept(model: &mut Model) -> Vec<Effect> {
    match model.flows.open.as_ref().and_then(|e| e.tool.as_ref()) {
        Some(Tool::Walk(walking)) if walking.waits => ask_walk(model),
        Some(Tool::Replay(replaying)) if replaying.waits => replay::ask(model),
        _ => super::sheet::kept(model),
    }
}
