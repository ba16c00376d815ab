//! The cursor of the editor: from stage to stage, into a stage and out of it, and where it goes when the row it
//! was on is gone or a new one came.

use crate::domain::flow::Problem;
use crate::domain::flow::layout::{Direction, Zoom};
use crate::tui::command::Command;
use crate::tui::model::{Editor, Half, Place};
use crate::words::Words;

/// On the map, from stage to stage as they are drawn; false when the command does not move there.
pub(super) fn walks(editor: &mut Editor, command: Command) -> bool {
    if editor.half != Half::Map {
        return false;
    }
    let direction = match command {
        Command::Down => Direction::Down,
        Command::Up => Direction::Up,
        Command::FlowIn => Direction::Right,
        Command::FlowOut => Direction::Left,
        _ => return false,
    };
    let first = editor.file().stages.first().map(|s| s.code.clone()).unwrap_or_default();
    let here = editor.at.stage().map_or(first, str::to_owned);
    if let Some(next) = editor.layout().neighbour(&here, direction).map(str::to_owned) {
        editor.at = Place::Stage(next);
    }
    true
}

/// Shows more or less of each stage.
pub(super) fn zoom(editor: &mut Editor, command: Command) {
    editor.zoom = match (command, editor.zoom) {
        (Command::FlowZoomIn, Zoom::Names) => Zoom::Normal,
        (Command::FlowZoomIn, _) | (Command::FlowZoom, Zoom::Normal) => Zoom::Fields,
        (Command::FlowZoomOut, Zoom::Fields) => Zoom::Normal,
        (Command::FlowZoomOut, _) | (Command::FlowZoom, Zoom::Fields) => Zoom::Names,
        _ => Zoom::Normal,
    };
}

/// Moves the cursor; false when the command does not move.
pub(super) fn moves(editor: &mut Editor, command: Command) -> bool {
    let places = editor.places();
    let outers: Vec<Place> = places.iter().filter(|p| p.is_outer()).cloned().collect();
    let outer = editor.at.outer();
    let here = outers.iter().position(|p| *p == outer).unwrap_or(0);
    let last = outers.len().saturating_sub(1);
    let row = places.iter().position(|p| *p == editor.at).unwrap_or(0);
    let to = match command {
        // Inside a stage from row to row; on a stage from stage to stage.
        Command::Down if !editor.at.is_outer() => places.get(row + 1),
        Command::Up if !editor.at.is_outer() => row.checked_sub(1).and_then(|r| places.get(r)),
        Command::Down => outers.get((here + 1).min(last)),
        Command::Up => outers.get(here.saturating_sub(1)),
        Command::PageDown => outers.get((here + 10).min(last)),
        Command::PageUp => outers.get(here.saturating_sub(10)),
        Command::Top => outers.first(),
        Command::Bottom => outers.last(),
        Command::FlowIn => places.get(row + 1).filter(|p| editor.at.is_outer() && !p.is_outer()),
        Command::FlowOut => Some(&outer),
        _ => return false,
    };
    if let Some(place) = to.cloned() {
        editor.at = place;
        editor.shown = None;
    }
    true
}

/// After an act: to the row that is new, else it stays; a row that is gone leaves the one that took its place.
pub(super) fn settle(editor: &mut Editor, before: &[Place]) {
    let now = editor.places();
    let grew = now.len() > before.len();
    if let Some(new) = now.iter().find(|p| grew && !before.contains(p)) {
        editor.at = new.clone();
        return;
    }
    if now.contains(&editor.at) {
        return;
    }
    let row = before.iter().position(|p| *p == editor.at).unwrap_or(0);
    let outer = editor.at.outer();
    // Within its own stage where that is still there, else the stage before.
    let next = now.get(row).filter(|p| p.outer() == outer && !editor.at.is_outer());
    let mut stages = now.iter().take(row.max(1)).filter(|p| p.is_outer());
    let place = next.or_else(|| now.iter().find(|p| **p == outer)).or_else(|| stages.next_back());
    editor.at = place.cloned().unwrap_or(Place::Head);
}

/// What a problem concerns, as exactly as the outline shows it.
pub(super) fn place_of(editor: &Editor, problem: &Problem) -> Place {
    let Some(stage) = problem.stage.clone() else { return editor.part_of(problem) };
    let exact = [
        problem.reason.as_ref().map(|reason| Place::Edge(stage.clone(), reason.clone())),
        problem.field.as_ref().map(|key| Place::Field(stage.clone(), key.clone())),
        problem.field.as_ref().map(|key| Place::Action(stage.clone(), key.clone())),
    ];
    let places = editor.places();
    let found = exact.into_iter().flatten().find(|place| places.contains(place));
    found.or_else(|| Some(Place::Stage(stage)).filter(|p| places.contains(p))).unwrap_or(Place::Head)
}

/// A place in words.
pub(super) fn told(editor: &Editor, place: &Place, words: &Words) -> String {
    let stage = |code: &str| editor.stage_name(code).to_owned();
    match place {
        Place::Head => words.text("flow-head"),
        Place::Part(part) => super::head::told(editor, part, words),
        Place::Parameter(code) => {
            editor.file().parameters.iter().find(|p| p.code == *code).map_or_else(|| code.clone(), |p| p.label.clone())
        }
        Place::Stage(code) => stage(code),
        Place::Field(code, key) => editor
            .stage(code)
            .and_then(|s| s.fields.iter().find(|f| f.key == *key))
            .map_or_else(|| key.clone(), |f| f.label.clone()),
        Place::Action(code, key) => editor
            .stage(code)
            .and_then(|s| s.actions.iter().find(|a| a.key == *key))
            .map_or_else(|| key.clone(), |a| a.label.clone()),
        Place::Edge(code, reason) => format!("{} · {}", stage(code), editor.reason_name(reason)),
    }
}
