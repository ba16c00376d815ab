//! The list of all texts that are typed and not sent: wherever their request is by now, each can be gone on with, read,
//! and thrown away.

use super::super::{catalogue, flows, layers, opening, show_request};
use super::{take_back, throw};
use crate::tui::command::{Command, ROWS};
use crate::tui::effect::Effect;
use crate::tui::form::{FormId, Kind};
use crate::tui::model::{DraftKey, Layer, Model, Tone};
use crate::tui::update::bulk::MARKED;

/// The texts, the one typed last first.
#[must_use]
pub fn listed(model: &Model) -> Vec<(&DraftKey, &crate::tui::form::kept::Kept)> {
    let mut all: Vec<_> = model.drafts.shelved.iter().map(|(key, shelved)| (key, &shelved.kept)).collect();
    all.sort_by(|(_, a), (_, b)| b.at.cmp(&a.at));
    all
}

/// Shows the list.
pub(in super::super) fn open(model: &mut Model) -> Vec<Effect> {
    model.layer = Some(Layer::Drafts { at: 0 });
    Vec::new()
}

/// A command of the list, its cursor on row `at`.
pub(in super::super) fn run(model: &mut Model, command: Command, at: usize) -> Vec<Effect> {
    let all: Vec<DraftKey> = listed(model).into_iter().map(|(key, _)| key.clone()).collect();
    if let Some(at) = layers::moved(command, at, all.len()) {
        model.layer = Some(Layer::Drafts { at });
        return Vec::new();
    }
    let id = all.get(at).map(|(protocol, kind)| FormId {
        person: model.login().to_owned(),
        protocol: protocol.clone(),
        kind: *kind,
    });
    match (command, id) {
        (Command::Undo, _) => {
            take_back(model);
            Vec::new()
        }
        (Command::Throw, Some(id)) => {
            throw(model, &id);
            model.layer = Some(Layer::Drafts { at: at.min(all.len().saturating_sub(2)) });
            Vec::new()
        }
        (Command::Accept, Some(id)) => {
            model.layer = None;
            go_on(model, &id)
        }
        (Command::Throw | Command::Accept, None) => Vec::new(),
        _ => {
            model.layer = None;
            Vec::new()
        }
    }
}

/// Goes to where the text belongs; an act on a request opens its form there.
fn go_on(model: &mut Model, id: &FormId) -> Vec<Effect> {
    match id.kind {
        Kind::Open => opening::go_on(model, id),
        Kind::Flow => flows::open(model),
        Kind::Entry(kind) => catalogue::open_on(model, kind, &id.protocol),
        _ if id.protocol == MARKED => {
            let text = model.words.text("draft-marked");
            model.say(Tone::Plain, text);
            Vec::new()
        }
        kind => {
            let effects = show_request(model, &id.protocol);
            model.detail.then = ROWS.iter().find(|row| row.name == kind.name()).map(|row| row.command);
            effects
        }
    }
}
