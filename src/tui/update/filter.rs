//! The filter line: typed at once, read by the filter language, a mistake shown below its column.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::queue;
use crate::domain::filter::{self, Context, Key};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::model::{FilterLine, Focus, Model, View};
use crate::words::Lang;

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let text = model.queue.filter.clone();
    model.focus = Focus::List;
    model.filter = FilterLine { open: true, at: text.chars().count(), text, error: None, offers: Vec::new() };
    Vec::new()
}

pub(super) fn typed(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    let line = &mut model.filter;
    let length = line.text.chars().count();
    match key.code {
        KeyCode::Char(c) if plain => insert(line, c),
        KeyCode::Backspace if line.at > 0 => {
            line.at -= 1;
            remove(line);
        }
        KeyCode::Delete => remove(line),
        KeyCode::Char('u') if !plain => {
            line.text.clear();
            line.at = 0;
        }
        KeyCode::Left => line.at = line.at.saturating_sub(1),
        KeyCode::Right => line.at = (line.at + 1).min(length),
        KeyCode::Home => line.at = 0,
        KeyCode::End => line.at = length,
        _ => return None,
    }
    line.error = None;
    line.offers.clear();
    Some(Vec::new())
}

fn insert(line: &mut FilterLine, c: char) {
    let at = byte(line, line.at);
    line.text.insert(at, c);
    line.at += 1;
}

fn remove(line: &mut FilterLine) {
    let at = byte(line, line.at);
    if at < line.text.len() {
        line.text.remove(at);
    }
}

fn byte(line: &FilterLine, column: usize) -> usize {
    line.text.char_indices().nth(column).map_or(line.text.len(), |(at, _)| at)
}

pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        insert(&mut model.filter, c);
    }
    Vec::new()
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Accept => accept(model),
        Command::Complete => complete(model),
        Command::Back => {
            model.filter = FilterLine::default();
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn accept(model: &mut Model) -> Vec<Effect> {
    let text = model.filter.text.trim().to_owned();
    let today = model.now().date_naive();
    if let Err(error) = filter::parse(&text, &Context { today }) {
        let said = match model.words.lang() {
            Lang::PtBr => error.pt,
            Lang::En => error.en,
        };
        let fits =
            if error.would_fit.is_empty() { String::new() } else { format!(" ({})", error.would_fit.join(", ")) };
        model.filter.at = error.column.saturating_sub(1);
        model.filter.error = Some((error.column.saturating_sub(1), format!("{said}{fits}")));
        return Vec::new();
    }
    model.filter = FilterLine::default();
    model.queue.filter = text;
    if matches!(model.queue.view, View::Day | View::Charges) {
        model.queue.view = View::Group;
    }
    model.queue.selected = None;
    model.queue.offset = 0;
    queue::reload(model)
}

/// Tab: the only offer is taken, the common beginning of several is filled in and they are shown.
fn complete(model: &mut Model) -> Vec<Effect> {
    let known = known_values(model);
    let line = &mut model.filter;
    let offers = filter::complete_with(&line.text, line.at, model.words.lang(), &|key| known(key));
    let Some(first) = offers.first() else { return Vec::new() };
    let common = offers.iter().skip(1).fold(first.insert.clone(), |common, offer| {
        common.chars().zip(offer.insert.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
    });
    let typed = line.at.saturating_sub(first.from);
    if common.chars().count() >= typed {
        let (from, to) = (byte(line, first.from), byte(line, first.to.max(line.at)));
        line.text.replace_range(from..to, &common);
        line.at = first.from + common.chars().count();
    }
    line.offers = if offers.len() > 1 { offers.into_iter().map(|o| o.insert).collect() } else { Vec::new() };
    Vec::new()
}

/// Values that only the database knows, as far as the loaded rows show them.
fn known_values(model: &Model) -> impl Fn(Key) -> Vec<String> + use<> {
    let items = &model.queue.items;
    let distinct = |mut values: Vec<String>| {
        values.sort();
        values.dedup();
        values
    };
    let types = distinct(items.iter().map(|i| i.kind.clone()).collect());
    let stages = distinct(items.iter().map(|i| i.stage.clone()).collect());
    let owners = distinct(items.iter().filter_map(|i| i.assignee.clone()).collect());
    let mut groups: Vec<String> = items.iter().map(|i| i.group.clone()).collect();
    groups.extend(model.me.iter().flat_map(|me| me.groups.iter().map(|g| g.code.clone())));
    let groups = distinct(groups);
    move |key| match key {
        Key::Type => types.clone(),
        Key::Stage => stages.clone(),
        Key::Owner | Key::By => owners.clone(),
        Key::Group => groups.clone(),
        _ => Vec::new(),
    }
}
