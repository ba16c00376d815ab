//! The past replayed on the draft as the engine keeps it: what each request of a time would have met on it. Reads only.

use super::{close, save};
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Read};
use crate::tui::model::{Model, Place, ReplayRow, Replaying, Tool};
use crate::tui::msg::Replayed;

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let waits = editor.is_unsaved();
    editor.tool = Some(Tool::Replay(Box::new(Replaying { waits, ..Replaying::default() })));
    if waits { save::flush(model) } else { ask(model) }
}

fn replaying(model: &mut Model) -> Option<&mut Replaying> {
    match model.flows.open.as_mut()?.tool.as_mut()? {
        Tool::Replay(replaying) => Some(replaying),
        _ => None,
    }
}

/// Asks for the time that is chosen.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let (tick, today) = (model.tick, model.now().date_naive());
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let (code, draft) = (editor.known.code.clone(), editor.known.draft.is_some());
    let Some(Tool::Replay(replaying)) = &mut editor.tool else { return Vec::new() };
    **replaying = Replaying { past: replaying.past, asked: Some(tick), ..Replaying::default() };
    let since = replaying.past.since(today);
    let version = if draft { "draft" } else { "published" }.to_owned();
    vec![model.ask(Read::Replay { code, version, since })]
}

/// What the engine found.
pub(in super::super::super) fn replayed(model: &mut Model, told: Replayed) {
    if let Some(replaying) = replaying(model) {
        *replaying = Replaying { past: replaying.past, ..Replaying::default() };
        replaying.take(told);
    }
}

/// The engine did not answer; why is said where such things are said.
pub(in super::super::super) fn unreplayed(model: &mut Model) {
    if let Some(replaying) = replaying(model) {
        replaying.asked = None;
        replaying.failed = true;
    }
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let Some(replaying) = replaying(model) else { return Vec::new() };
    let rows = replaying.rows();
    if let Some(at) = super::super::super::layers::moved(command, replaying.at, rows.len()) {
        replaying.at = at;
        if let (Some(_), Some(ReplayRow::Item(item))) = (replaying.shown, rows.get(at)) {
            replaying.shown = Some(*item);
            point(model);
        }
        return Vec::new();
    }
    match command {
        Command::FlowIn | Command::FlowOut => {
            let past = replaying.past.turned(command == Command::FlowIn);
            if past == replaying.past {
                return Vec::new();
            }
            replaying.past = past;
            if replaying.waits { Vec::new() } else { ask(model) }
        }
        Command::FlowChoose if replaying.failed => ask(model),
        Command::FlowChoose => {
            choose(replaying, &rows);
            point(model);
            Vec::new()
        }
        Command::FlowRequest => request(model),
        Command::Back | Command::Quit => back(model),
        _ => Vec::new(),
    }
}

/// A cause opens or closes; a request shows its way on the map.
fn choose(replaying: &mut Replaying, rows: &[ReplayRow]) {
    match rows.get(replaying.at) {
        Some(ReplayRow::Item(item)) => replaying.shown = Some(*item),
        Some(ReplayRow::Cause(cause)) => {
            replaying.open = (replaying.open != Some(*cause)).then_some(*cause);
            let row = replaying.rows().iter().position(|row| *row == ReplayRow::Cause(*cause));
            replaying.at = row.unwrap_or(0);
        }
        None => {}
    }
}

/// The outline goes along to where the ways part.
fn point(model: &mut Model) {
    let stage = replaying(model).and_then(|r| r.on_map()).and_then(|item| item.stage.clone().or(item.to.clone()));
    let Some(editor) = &mut model.flows.open else { return };
    if let Some(stage) = stage.filter(|code| editor.stage(code).is_some()) {
        editor.at = Place::Stage(stage);
    }
}

/// The request itself, in the detail; the editor stays as it is.
fn request(model: &mut Model) -> Vec<Effect> {
    let protocol = replaying(model).and_then(|r| r.on_map().or_else(|| r.item())).map(|item| item.protocol.clone());
    protocol.map_or_else(Vec::new, |protocol| super::super::super::show_request(model, &protocol))
}

/// From the way to the list, from the list to the editor; a question under way is let go.
fn back(model: &mut Model) -> Vec<Effect> {
    if replaying(model).is_some_and(|r| r.shown.take().is_some()) {
        return Vec::new();
    }
    model.asked.remove("replay");
    close(model);
    Vec::new()
}
