//! The tools over the editor: what changed, the walk, the move of running requests. Each opens beside the outline;
//! Esc goes back to the map.

mod moving;
mod replay;
mod walk;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::fields::choose_under_cursor;
use super::save;
use crate::domain::flow::diff;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::form::Form;
use crate::tui::model::{Model, Place, Tone, Tool};

pub(in super::super) use self::moving::{done as moved, foreseen, runs, version, versions};
pub(in super::super) use self::replay::{replayed, unreplayed};
use self::walk::ask as ask_walk;
pub use self::walk::{Way, ways as walk_ways};
pub(in super::super) use self::walk::{toured, unwalked, walked};

/// Opens the tool of a command.
pub(super) fn open(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::FlowDiff => changes(model),
        Command::FlowWalk => walk::open(model),
        Command::FlowReplay => replay::open(model),
        _ => moving::open(model),
    }
}

pub(super) fn run(model: &mut Model, command: Command, key: KeyEvent) -> Vec<Effect> {
    match model.flows.open.as_ref().and_then(|e| e.tool.as_ref()) {
        Some(Tool::Diff { .. }) => in_changes(model, command),
        Some(Tool::Walk(_)) => walk::run(model, command, key),
        Some(Tool::Moving(_)) => moving::run(model, command, key),
        Some(Tool::Replay(_)) => replay::run(model, command),
        None => Vec::new(),
    }
}

/// The row that a digit names; none for another key.
fn digit(key: KeyEvent) -> Option<usize> {
    match key.code {
        KeyCode::Char(c) if c.is_ascii_digit() => (c as usize).checked_sub('1' as usize),
        _ => None,
    }
}

/// A command in a form over a tool.
pub(super) fn in_form(model: &mut Model, command: Command) -> Vec<Effect> {
    let walks = matches!(model.flows.open.as_ref().and_then(|e| e.tool.as_ref()), Some(Tool::Walk(_)));
    match command {
        Command::Back if walks => walk::left(model),
        Command::Back => moving::left(model),
        Command::Accept => {
            if let Some(form) = model.open_form_mut() {
                choose_under_cursor(form);
            }
            return if walks { walk::accept(model) } else { moving::accept(model) };
        }
        Command::FieldNext => model.open_form_mut().map_or((), Form::next),
        Command::FieldPrevious => model.open_form_mut().map_or((), Form::previous),
        Command::Newline => {
            if let Some(field) = model.open_form_mut().and_then(Form::field_mut) {
                field.newline();
            }
        }
        _ => {}
    }
    Vec::new()
}

/// After a key in a form over a tool: effects when it was the last one.
pub(super) fn follow(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    match model.flows.open.as_ref()?.tool.as_ref()? {
        Tool::Walk(_) => walk::follow(model, key),
        Tool::Moving(_) => moving::follow(model, key),
        Tool::Diff { .. } | Tool::Replay(_) => None,
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
