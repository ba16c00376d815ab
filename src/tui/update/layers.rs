//! Keys of what lies over the panes: help, log, the choice of a reason, the question before leaving.

use crossterm::event::{KeyCode, KeyEvent};

use super::{acts, drafts};
use crate::tui::command::{Command, Context, rows_in};
use crate::tui::effect::Effect;
use crate::tui::model::{Layer, Model};

pub(super) fn run(model: &mut Model, command: Command, key: KeyEvent) -> Vec<Effect> {
    match model.layer.clone() {
        Some(Layer::Help { of, at }) => help(model, command, of, at),
        Some(Layer::Log { back }) => log(model, command, back),
        Some(Layer::Drafts { at }) => drafts::run(model, command, at),
        Some(Layer::WhyOpening { down }) => {
            let to = moved(command, down, crate::tui::view::why_opening_lines(model));
            model.layer = to.map(|down| Layer::WhyOpening { down });
            Vec::new()
        }
        Some(Layer::Reasons { protocol, at, with_note }) => reasons(model, command, key, &protocol, (at, with_note)),
        Some(Layer::Leaving) => leaving(model, command),
        Some(Layer::FlowMoved { .. }) => super::flows::run(model, Context::FlowTool, command, key),
        None => Vec::new(),
    }
}

/// Moves a cursor over `len` rows; none when the command does not move.
pub(super) fn moved(command: Command, at: usize, len: usize) -> Option<usize> {
    let last = len.saturating_sub(1);
    Some(match command {
        Command::Down => (at + 1).min(last),
        Command::Up => at.saturating_sub(1),
        Command::PageDown => (at + 10).min(last),
        Command::PageUp => at.saturating_sub(10),
        Command::Top => 0,
        Command::Bottom => last,
        _ => return None,
    })
}

/// `Enter` runs the command under the cursor: help is a menu too.
fn help(model: &mut Model, command: Command, of: Context, at: usize) -> Vec<Effect> {
    let rows: Vec<_> = rows_in(of).collect();
    if let Some(at) = moved(command, at, rows.len()) {
        model.layer = Some(Layer::Help { of, at });
        return Vec::new();
    }
    model.layer = None;
    match (command, rows.get(at)) {
        (Command::Accept, Some(row)) => {
            let enter = KeyEvent::new(KeyCode::Enter, crossterm::event::KeyModifiers::NONE);
            super::run(model, of, row.command, enter)
        }
        _ => Vec::new(),
    }
}

fn log(model: &mut Model, command: Command, back: usize) -> Vec<Effect> {
    // The newest line is the lowest: up goes back in time.
    let most = model.log.len().saturating_sub(1);
    let back = match command {
        Command::Up => (back + 1).min(most),
        Command::Down => back.saturating_sub(1),
        Command::PageUp => (back + 10).min(most),
        Command::PageDown => back.saturating_sub(10),
        Command::Top => most,
        Command::Bottom => 0,
        _ => {
            model.layer = None;
            return Vec::new();
        }
    };
    model.layer = Some(Layer::Log { back });
    Vec::new()
}

fn reasons(
    model: &mut Model,
    command: Command,
    key: KeyEvent,
    protocol: &str,
    (at, with_note): (usize, bool),
) -> Vec<Effect> {
    let count = model.request(protocol).map_or(0, |r| acts::forward_reasons(r).count());
    if let Some(at) = moved(command, at, count) {
        model.layer = Some(Layer::Reasons { protocol: protocol.to_owned(), at, with_note });
        return Vec::new();
    }
    match (command, key.code) {
        (Command::Choose, KeyCode::Char(digit)) => {
            let at = (digit as usize).wrapping_sub('1' as usize);
            acts::choose_reason(model, protocol, at, with_note)
        }
        (Command::Accept, _) => acts::choose_reason(model, protocol, at, with_note),
        (Command::WithNote, _) => {
            model.layer = Some(Layer::Reasons { protocol: protocol.to_owned(), at, with_note: !with_note });
            Vec::new()
        }
        _ => {
            model.layer = None;
            model.focus = model.form_from;
            Vec::new()
        }
    }
}

fn leaving(model: &mut Model, command: Command) -> Vec<Effect> {
    if command == Command::LeaveNow {
        let mut effects = super::leave(model);
        effects.push(Effect::Quit);
        return effects;
    }
    model.layer = None;
    Vec::new()
}
