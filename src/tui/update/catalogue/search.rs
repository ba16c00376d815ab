//! The search among the entries: as typed, without accents; where there are more than were read, the engine searches.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{entries, keep_cursor, read};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::model::{Model, SEARCH_REST_MS};

pub(in super::super) fn typed(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c) if plain => model.catalogue.find.push(c),
        KeyCode::Backspace => {
            model.catalogue.find.pop();
        }
        KeyCode::Char('u') if !plain => model.catalogue.find.clear(),
        _ => return None,
    }
    Some(changed(model))
}

pub(in super::super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    model.catalogue.find.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
    changed(model)
}

/// What was found follows at once where all was read; else when the hand rests.
fn changed(model: &mut Model) -> Vec<Effect> {
    let all = model.catalogue.list().is_none_or(|list| i64::try_from(list.rows.len()).is_ok_and(|n| n >= list.total));
    if let Some(kind) = model.catalogue.kind() {
        keep_cursor(&mut model.catalogue, kind);
    }
    if all {
        return Vec::new();
    }
    let ticket = model.ticket();
    model.catalogue.rest = Some(ticket);
    vec![Effect::After { ms: SEARCH_REST_MS, ticket }]
}

/// The hand rested; none when this rest is not the search's.
pub(super) fn rested(model: &mut Model, ticket: u64) -> Option<Vec<Effect>> {
    if model.catalogue.rest != Some(ticket) {
        return None;
    }
    model.catalogue.rest = None;
    Some(read(model))
}

pub(super) fn clear(model: &mut Model) -> Vec<Effect> {
    model.catalogue.find.clear();
    changed(model)
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Accept => {
            model.catalogue.finding = false;
            Vec::new()
        }
        Command::Back => {
            model.catalogue.finding = false;
            clear(model)
        }
        Command::Up | Command::Down => entries(model, command),
        _ => Vec::new(),
    }
}
