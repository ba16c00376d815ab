//! The receipt screen: asked for after an opening and from any request; read, saved, printed. Nothing here changes a
//! request.

use super::layers;
use crate::domain::receipt::Receipt;
use crate::domain::request::Item;
use crate::tui::command::Command;
use crate::tui::effect::{Act, Effect, Read};
use crate::tui::form::{Form, Kind, Said, build};
use crate::tui::model::{Model, Paper, Screen, Tone};
use crate::tui::msg::Found;

/// Shows the receipt of a request; what it says is asked.
pub(super) fn open(model: &mut Model, item: Item, is_new: bool) -> Vec<Effect> {
    let protocol = item.protocol.clone();
    let from = if is_new && model.opening.from_card { Screen::Student } else { model.screen };
    let from = if from == Screen::Opening { Screen::Desk } else { from };
    model.paper = Some(Paper { item, facts: None, is_new, from, form: None, scroll: 0 });
    model.screen = Screen::Receipt;
    vec![model.ask(Read::Receipt(protocol))]
}

/// The receipt of the request under the cursor.
pub(super) fn of_target(model: &mut Model) -> Vec<Effect> {
    let item = model.target().and_then(|protocol| {
        let known = model.request(protocol).map(|r| &r.item);
        known.or_else(|| model.queue.items.iter().find(|i| i.protocol == protocol)).cloned()
    });
    match item {
        Some(item) => open(model, item, false),
        None => {
            let text = model.words.text("said-nothing-selected");
            model.say(Tone::Plain, text);
            Vec::new()
        }
    }
}

/// What it says is here; nothing when another one is on screen by now.
pub(super) fn told(model: &mut Model, facts: Receipt) {
    if let Some(paper) = model.paper.as_mut().filter(|p| p.item.protocol == facts.protocol) {
        paper.facts = Some(Box::new(facts));
    }
}

/// It was written: the path is asked no more.
pub(super) fn saved(model: &mut Model) {
    if let Some(paper) = &mut model.paper {
        paper.form = None;
    }
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let most = crate::tui::view::receipt_scroll(model);
    let Some(paper) = &mut model.paper else {
        model.screen = Screen::Desk;
        return Vec::new();
    };
    if let Some(to) = layers::moved(command, paper.scroll, most + 1) {
        paper.scroll = to;
        return Vec::new();
    }
    let protocol = paper.item.protocol.clone();
    match command {
        Command::Another => {
            let student = paper.item.student.clone();
            let from = paper.from;
            model.paper = None;
            model.screen = from;
            super::opening::open(model, Some(Found { ra: student.ra, name: student.name, ..Found::default() }))
        }
        Command::CardOpen => {
            let from = paper.from;
            model.paper = None;
            model.screen = from;
            super::show_request(model, &protocol)
        }
        Command::Copy => {
            let text = model.words.with("said-copied", &[("what", protocol.clone().into())]);
            model.say(Tone::Good, text);
            vec![Effect::Copy(protocol)]
        }
        Command::ReceiptSave => ask_path(model),
        Command::ReceiptPrint => print(model),
        Command::Back => {
            let from = paper.from;
            model.paper = None;
            model.screen = from;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The path is asked, with one that would do.
fn ask_path(model: &mut Model) -> Vec<Effect> {
    let words = model.words.clone();
    let folder = model.documents.as_deref().map(|folder| format!("{}/", folder.trim_end_matches('/')));
    let Some(paper) = model.paper.as_mut().filter(|p| p.facts.is_some()) else { return still_asked(model) };
    let name = words.with("receipt-file", &[("protocol", paper.item.protocol.clone().into())]);
    let mut form = build::path(Kind::SaveFile, &format!("{}{name}.pdf", folder.unwrap_or_default()), &words);
    if let Some(path) = form.fields.first_mut() {
        path.help = Some(words.text("receipt-path-help"));
    }
    paper.form = Some(form);
    Vec::new()
}

fn print(model: &mut Model) -> Vec<Effect> {
    let Some(facts) = model.paper.as_ref().and_then(|p| p.facts.clone()) else { return still_asked(model) };
    let text = model.words.text("print-sent");
    model.say(Tone::Plain, text);
    vec![model.ask(Read::Print(facts))]
}

fn still_asked(model: &mut Model) -> Vec<Effect> {
    let text = model.words.text("loading");
    model.say(Tone::Plain, text);
    Vec::new()
}

/// Keys of the path: Enter saves, Esc goes back to the receipt.
pub(super) fn run_form(model: &mut Model, command: Command) -> Vec<Effect> {
    let (words, zone) = (model.words.clone(), *model.now().offset());
    let Some(paper) = &mut model.paper else { return Vec::new() };
    match command {
        Command::Back => {
            paper.form = None;
            Vec::new()
        }
        Command::Accept => {
            let said = paper.form.as_mut().map(|form: &mut Form| form.say(&words, zone));
            match (said, paper.facts.clone()) {
                (Some(Said::Act(Act::AddFile { path })), Some(facts)) => {
                    vec![model.ask(Read::SaveReceipt { facts, path })]
                }
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
