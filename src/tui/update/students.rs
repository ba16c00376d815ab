//! The student screen: the desk's first question is who. Found while typing, then the card, then one of
//! the requests or a new one; several in a row without searching again.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{flows, layers, opening};
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Read};
use crate::tui::model::{Model, SEARCH_REST_MS, Screen, Students, Tone};
use crate::tui::msg::{Card, Found};

/// Letters from which a search begins.
const LEAST_LETTERS: usize = 2;

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.screen = Screen::Student;
    // Someone else stands at the counter now.
    model.students = Students::default();
    Vec::new()
}

/// From a request back to the card it was opened from.
pub(super) fn back_to_card(model: &mut Model) -> Vec<Effect> {
    model.screen = Screen::Student;
    model.students.on_card = true;
    model.students.card.as_ref().map(|c| c.ra.clone()).map(|ra| model.ask(Read::Card(ra))).into_iter().collect()
}

pub(super) fn typed(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c) if plain => model.students.text.push(c),
        KeyCode::Backspace => {
            model.students.text.pop();
        }
        KeyCode::Char('u') if !plain => model.students.text.clear(),
        _ => return None,
    }
    Some(search(model))
}

pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    model.students.text.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
    search(model)
}

fn search(model: &mut Model) -> Vec<Effect> {
    let text = model.students.text.trim().to_owned();
    if text.chars().count() < LEAST_LETTERS {
        model.asked.remove("students");
        model.students.found.clear();
        model.students.answered = None;
        model.students.selected = None;
        return Vec::new();
    }
    let ticket = model.ticket();
    model.students.rest = Some(ticket);
    vec![Effect::After { ms: SEARCH_REST_MS, ticket }]
}

/// Typing rests: the search goes out.
pub(super) fn rested(model: &mut Model) -> Vec<Effect> {
    model.students.rest = None;
    let text = model.students.text.trim().to_owned();
    if text.chars().count() < LEAST_LETTERS { Vec::new() } else { vec![model.ask(Read::FindStudents(text))] }
}

/// Students found: for the search, or for the opening's first field when that is on screen.
pub(super) fn found(model: &mut Model, found: Vec<Found>, effects: &mut Vec<Effect>) {
    match model.screen {
        Screen::Opening => return opening::students(model, found),
        Screen::Flows => return flows::found(model, &found),
        _ => {}
    }
    model.students.answered = Some(model.students.text.trim().to_owned());
    let stays = model.students.selected.as_ref().is_some_and(|ra| found.iter().any(|f| f.ra == *ra));
    if !stays {
        model.students.selected = found.first().map(|f| f.ra.clone());
    }
    model.students.found = found;
    // One answer is the answer: the card comes by itself.
    if let ([only], false) = (model.students.found.as_slice(), model.students.on_card) {
        let ra = only.ra.clone();
        if model.students.card.as_ref().is_none_or(|c| c.ra != ra) {
            effects.push(model.ask(Read::Card(ra)));
        }
    }
}

pub(super) fn card(model: &mut Model, card: Card) {
    let stays = model.students.request.as_ref().is_some_and(|p| card.requests.iter().any(|r| r.protocol == *p));
    if !stays {
        model.students.request = card.requests.first().map(|r| r.protocol.clone());
    }
    model.students.card = Some(card);
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    if model.students.on_card { on_card(model, command) } else { on_search(model, command) }
}

fn on_search(model: &mut Model, command: Command) -> Vec<Effect> {
    let students = &mut model.students;
    let at = students.found.iter().position(|f| Some(&f.ra) == students.selected.as_ref()).unwrap_or(0);
    if let Some(at) = layers::moved(command, at, students.found.len()) {
        students.selected = students.found.get(at).map(|f| f.ra.clone());
        return Vec::new();
    }
    match command {
        // Someone faster than the search: it goes out now, its single answer opens the card.
        Command::Accept if students.rest.is_some() => rested(model),
        Command::Accept => match students.selected.clone() {
            Some(ra) => {
                students.on_card = true;
                if students.card.as_ref().is_some_and(|c| c.ra != ra) {
                    students.card = None;
                }
                vec![model.ask(Read::Card(ra))]
            }
            None => Vec::new(),
        },
        Command::Back => {
            model.screen = Screen::Desk;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn on_card(model: &mut Model, command: Command) -> Vec<Effect> {
    if command == Command::Back && model.students.from_types {
        model.students = Students::default();
        model.screen = Screen::Flows;
        return Vec::new();
    }
    let Some(card) = &model.students.card else {
        model.students.on_card = command != Command::Back;
        return Vec::new();
    };
    let at = card.requests.iter().position(|r| Some(&r.protocol) == model.students.request.as_ref()).unwrap_or(0);
    if let Some(at) = layers::moved(command, at, card.requests.len()) {
        model.students.request = card.requests.get(at).map(|r| r.protocol.clone());
        return Vec::new();
    }
    match command {
        Command::CardOpen => match model.students.request.clone() {
            Some(protocol) => super::show_request(model, &protocol),
            None => Vec::new(),
        },
        Command::NewRequest => {
            let who = Found { ra: card.ra.clone(), name: card.name.clone(), ..Found::default() };
            opening::open(model, Some(who))
        }
        Command::Installments => {
            model.students.installments = !model.students.installments;
            Vec::new()
        }
        Command::Copy => {
            let ra = card.ra.clone();
            let text = model.words.with("said-copied", &[("what", ra.clone().into())]);
            model.say(Tone::Good, text);
            vec![Effect::Copy(ra)]
        }
        Command::Back => {
            model.students.on_card = false;
            Vec::new()
        }
        _ => Vec::new(),
    }
}
