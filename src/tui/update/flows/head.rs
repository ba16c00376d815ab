//! The keys of the editor on the rows of the type itself: what is added, opened, taken away, moved and switched there.

use crate::domain::flow::edit::Edit;
use crate::domain::flow::file::{Charge, TypeHead};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::form::flow::Asks;
use crate::tui::model::{Editor, Model, Part, Place};

/// Does a command on a row of the type; none when it means there what it means anywhere.
pub(super) fn run(model: &mut Model, command: Command) -> Option<Vec<Effect>> {
    let place = model.flows.open.as_ref()?.at.clone();
    let asks = match (command, &place) {
        (Command::FlowAdd, Place::Part(Part::Locations | Part::Location(_))) => Asks::AddLocation,
        (Command::FlowAdd, Place::Part(Part::Price(code, _))) => Asks::AddPrice(code.clone()),
        (Command::FlowAdd, Place::Part(Part::Questions) | Place::Parameter(_)) => Asks::AddParameter,
        (Command::FlowField, Place::Part(Part::Locations)) => Asks::AddLocation,
        (Command::FlowField, Place::Part(Part::Location(code) | Part::Price(code, _))) => Asks::AddPrice(code.clone()),
        (Command::FlowField, Place::Part(_)) => Asks::AddParameter,
        (Command::FlowEdit, Place::Part(Part::Locations)) => Asks::AddLocation,
        (Command::FlowEdit, Place::Part(Part::Questions)) => Asks::AddParameter,
        (Command::FlowEdit, Place::Part(part)) => Asks::Part(part.clone()),
        (Command::FlowRemove | Command::FlowDown | Command::FlowUp | Command::FlowToggle, Place::Part(part)) => {
            let editor = model.flows.open.as_ref()?;
            let Some(edit) = edit_of(editor, command, part) else {
                let text = model.words.text("flow-choose-part");
                model.say(crate::tui::model::Tone::Plain, text);
                return Some(Vec::new());
            };
            let said = told(editor, part, &model.words);
            let effects = super::act_or_say(model, edit);
            if command == Command::FlowRemove && model.notice.is_none() {
                let text = model.words.with("flow-removed", &[("what", said.into()), ("n", 0.into())]);
                model.say(crate::tui::model::Tone::Good, text);
            }
            return Some(effects);
        }
        _ => return None,
    };
    Some(super::forms::open(model, asks))
}

/// An act without a form.
fn edit_of(editor: &Editor, command: Command, part: &Part) -> Option<Edit> {
    let head = &editor.file().head;
    let charge = |charge: Option<Charge>| Edit::ChangeHead { head: Box::new(TypeHead { charge, ..head.clone() }) };
    match (command, part) {
        (Command::FlowRemove, Part::Charge) => head.charge.as_ref().map(|_| charge(None)),
        (Command::FlowRemove, Part::Location(code)) => Some(Edit::RemoveLocation { code: code.clone() }),
        (Command::FlowRemove, Part::Price(code, from)) => {
            Some(Edit::RemovePrice { location: code.clone(), from: *from })
        }
        (Command::FlowDown, Part::Location(code)) => Some(Edit::MoveLocation { code: code.clone(), by: 1 }),
        (Command::FlowUp, Part::Location(code)) => Some(Edit::MoveLocation { code: code.clone(), by: -1 }),
        (Command::FlowToggle, Part::Charge) => head.charge.clone().map(|mut now| {
            now.insert_extra_service = !now.insert_extra_service;
            charge(Some(now))
        }),
        (Command::FlowToggle, Part::Location(code)) => {
            editor.file().locations.iter().find(|l| l.code == *code).map(|location| {
                let mut location = Box::new(location.clone());
                location.active = !location.active;
                Edit::ChangeLocation { code: code.clone(), location }
            })
        }
        _ => None,
    }
}

/// A part in words.
pub(super) fn told(editor: &Editor, part: &Part, words: &crate::words::Words) -> String {
    let place = |code: &str| {
        editor
            .file()
            .locations
            .iter()
            .find(|l| l.code == code)
            .map_or_else(|| code.to_owned(), |l| l.description.clone())
    };
    match part {
        Part::Access => words.text("flow-part-access"),
        Part::Charge => words.text("flow-part-charge"),
        Part::Email => words.text("flow-part-email"),
        Part::Guidance => words.text("flow-part-guidance"),
        Part::Locations => words.text("flow-part-locations"),
        Part::Questions => words.text("flow-part-questions"),
        Part::Location(code) => place(code),
        Part::Price(code, from) => format!("{} · {}", place(code), from.format("%d/%m/%Y")),
    }
}
