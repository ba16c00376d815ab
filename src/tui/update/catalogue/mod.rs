//! The screen of the catalogue: the kinds, the entries of one, what lies over an entry. One screen for every kind; the
//! engine says what may be done.

mod forms;
mod mails;
mod save;
mod search;

use crossterm::event::KeyEvent;

pub(super) use self::forms::{follow, tried, untried};
pub(super) use self::mails::{exemplified, written};
pub(super) use self::save::done;
pub(super) use self::search::{paste, typed};
use super::{flows, layers};
use crate::domain::catalogue::entity::EntryKind;
use crate::tui::command::{Command, Context};
use crate::tui::effect::{Effect, Read};
use crate::tui::form::field::Field;
use crate::tui::layout::is_side_by_side;
use crate::tui::model::{Catalogue, EntryPane, Model, Screen, Shelf, Tone};
use crate::tui::msg::{Entries, EntryChange, Overview};

/// Who may change the catalogue.
const ADMIN: &str = "admin";

/// Goes to the kinds.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.screen = Screen::Catalogue;
    model.catalogue.pane = None;
    model.catalogue.from_types = false;
    model.catalogue.wanted = None;
    vec![model.ask(Read::Overview)]
}

/// Goes to the entries of a kind, from a condition of a request type that is mended there.
pub(super) fn open_at(model: &mut Model, kind: EntryKind) -> Vec<Effect> {
    let effects = open(model);
    model.catalogue.wanted = Some(kind);
    model.catalogue.from_types = true;
    model.catalogue.find.clear();
    effects
}

/// Goes to an entry of a kind, or to its entries when there is no such one.
pub(super) fn open_on(model: &mut Model, kind: EntryKind, code: &str) -> Vec<Effect> {
    let effects = open(model);
    model.catalogue.wanted = Some(kind);
    model.catalogue.find.clear();
    model.catalogue.lists.entry(kind).or_default().selected = Some(code.to_owned());
    effects
}

/// One level back: to the desk, or to the condition that led here.
fn leave(model: &mut Model) -> Vec<Effect> {
    let from_types = std::mem::take(&mut model.catalogue.from_types);
    model.screen = if from_types { Screen::Flows } else { Screen::Desk };
    Vec::new()
}

pub(super) fn run(model: &mut Model, context: Context, command: Command, key: KeyEvent) -> Vec<Effect> {
    match context {
        Context::Catalogue => kinds(model, command),
        Context::Entries => entries(model, command),
        Context::EntrySearch => search::run(model, command),
        Context::EntryPane => pane(model, command),
        _ => forms::run(model, command, key),
    }
}

fn kinds(model: &mut Model, command: Command) -> Vec<Effect> {
    // One row more than kinds: the way to the request types.
    let rows = model.catalogue.known.kinds.len() + 1;
    if let Some(at) = layers::moved(command, model.catalogue.at, rows) {
        model.catalogue.at = at;
        model.catalogue.find.clear();
        return if is_side_by_side(model.size) { read(model) } else { Vec::new() };
    }
    match command {
        Command::EntryOpen | Command::NextPane => match model.catalogue.kind() {
            Some(_) => {
                model.catalogue.shelf = Shelf::Entries;
                read(model)
            }
            None if command == Command::EntryOpen => flows::open(model),
            None => Vec::new(),
        },
        Command::EntryAdd => {
            if model.catalogue.kind().is_some() {
                model.catalogue.shelf = Shelf::Entries;
                let mut effects = read(model);
                effects.extend(forms::add(model));
                return effects;
            }
            Vec::new()
        }
        Command::Refresh => refresh(model),
        Command::Back | Command::Quit => leave(model),
        _ => Vec::new(),
    }
}

fn entries(model: &mut Model, command: Command) -> Vec<Effect> {
    let shown = model.catalogue.shown();
    let at = model
        .catalogue
        .list()
        .and_then(|l| l.selected.as_ref())
        .and_then(|code| shown.iter().position(|row| row.code == *code));
    if let Some(at) = layers::moved(command, at.unwrap_or(0), shown.len()) {
        let code = shown.get(at).map(|row| row.code.clone());
        select(&mut model.catalogue, code);
        model.catalogue.to_queue = None;
        model.catalogue.inviting = None;
        return Vec::new();
    }
    if command != Command::EntryActive {
        model.catalogue.to_queue = None;
    }
    if command != Command::EntryInvite {
        model.catalogue.inviting = None;
    }
    match command {
        Command::Back | Command::Quit | Command::NextPane => {
            if command == Command::Back && !model.catalogue.find.is_empty() {
                return search::clear(model);
            }
            if model.catalogue.from_types && command != Command::NextPane {
                return leave(model);
            }
            model.catalogue.shelf = Shelf::Kinds;
            Vec::new()
        }
        Command::EntryFind => {
            model.catalogue.finding = true;
            Vec::new()
        }
        Command::Refresh => refresh(model),
        Command::EntryHistory => trail(model),
        Command::EntryShow => {
            if model.catalogue.entry().is_some() {
                put_over(model, EntryPane::Card);
            }
            Vec::new()
        }
        // Who may not change it reads it.
        Command::EntryEdit if !may_change(model) => {
            if model.catalogue.entry().is_some() {
                put_over(model, EntryPane::Card);
            }
            Vec::new()
        }
        Command::EntryAdd
        | Command::EntryCopy
        | Command::EntryActive
        | Command::EntryApprove
        | Command::EntryInvite
        | Command::Undo
            if !may_change(model) =>
        {
            let text = model.words.text("ct-read-only");
            model.say(Tone::Refused, text);
            Vec::new()
        }
        Command::EntryEdit => forms::edit(model),
        Command::EntryAdd => forms::add(model),
        Command::EntryCopy => forms::copy(model),
        Command::EntryTry if model.catalogue.kind() == Some(EntryKind::Mail) => mails::show(model),
        Command::EntryTry => forms::try_from_list(model),
        Command::EntryActive => save::switch(model),
        Command::EntryApprove => save::approve(model),
        Command::EntryInvite => save::invite(model),
        Command::Undo => save::take_back(model),
        _ => Vec::new(),
    }
}

/// The hand rested on the search or in a form; none when this rest is of neither.
pub(super) fn rested(model: &mut Model, ticket: u64) -> Option<Vec<Effect>> {
    search::rested(model, ticket).or_else(|| mails::rested(model, ticket))
}

/// True for who keeps the catalogue.
pub(super) fn may_change(model: &Model) -> bool {
    model.me.as_ref().is_some_and(|me| me.role == ADMIN)
}

fn pane(model: &mut Model, command: Command) -> Vec<Effect> {
    let scroll = &mut model.catalogue.scroll;
    match command {
        Command::Down => *scroll = scroll.saturating_add(1),
        Command::Up => *scroll = scroll.saturating_sub(1),
        Command::PageDown => *scroll = scroll.saturating_add(10),
        Command::PageUp => *scroll = scroll.saturating_sub(10),
        Command::Top => *scroll = 0,
        Command::Bottom => *scroll = usize::MAX,
        // A password is left by leaving it.
        Command::EntryHistory if !matches!(model.catalogue.pane, Some(EntryPane::Invited(_))) => return trail(model),
        Command::Back | Command::Quit => model.catalogue.pane = None,
        _ => {}
    }
    // What is drawn says how far it goes.
    let most = crate::tui::view::entry_lines(model).saturating_sub(1);
    model.catalogue.scroll = model.catalogue.scroll.min(most);
    Vec::new()
}

fn put_over(model: &mut Model, pane: EntryPane) {
    model.catalogue.pane = Some(pane);
    model.catalogue.scroll = 0;
}

fn trail(model: &mut Model) -> Vec<Effect> {
    let (Some(kind), Some(code)) = (model.catalogue.kind(), model.catalogue.entry().map(|row| row.code.clone())) else {
        return Vec::new();
    };
    put_over(model, EntryPane::Trail(None));
    vec![model.ask(Read::Trail { kind, code })]
}

/// The trail came.
pub(super) fn trailed(model: &mut Model, changes: Vec<EntryChange>) {
    if let Some(EntryPane::Trail(told)) = &mut model.catalogue.pane {
        *told = Some(changes);
    }
}

/// A question was refused: what waits for its answer waits no more.
pub(super) fn untold(model: &mut Model, kind: &str) {
    if kind == "trail" && model.catalogue.pane == Some(EntryPane::Trail(None)) {
        model.catalogue.pane = None;
    }
}

fn refresh(model: &mut Model) -> Vec<Effect> {
    let mut effects = vec![model.ask(Read::Overview)];
    effects.extend(read(model));
    effects
}

/// Asks for the entries of the kind under the cursor.
pub(super) fn read(model: &mut Model) -> Vec<Effect> {
    let Some(kind) = model.catalogue.kind() else { return Vec::new() };
    let all = model
        .catalogue
        .lists
        .get(&kind)
        .is_none_or(|list| i64::try_from(list.rows.len()).is_ok_and(|n| n >= list.total));
    let find = (!all && !model.catalogue.find.is_empty()).then(|| model.catalogue.find.clone());
    vec![model.ask(Read::Entries { kind, find })]
}

/// The kinds came.
pub(super) fn overview(model: &mut Model, known: Overview) -> Vec<Effect> {
    let wanted = model.catalogue.wanted.take();
    let kind = wanted.or_else(|| model.catalogue.kind());
    model.catalogue.at =
        kind.and_then(|kind| known.kinds.iter().position(|row| row.kind == kind)).unwrap_or(model.catalogue.at);
    model.catalogue.known = known;
    model.catalogue.at = model.catalogue.at.min(model.catalogue.known.kinds.len());
    let first = !model.catalogue.loaded;
    model.catalogue.loaded = true;
    if wanted.is_some() {
        model.catalogue.shelf = Shelf::Entries;
    }
    if wanted.is_some() || first && is_side_by_side(model.size) { read(model) } else { Vec::new() }
}

/// Entries came. Forms that were not touched since follow them.
pub(super) fn listed(model: &mut Model, entries: Entries) {
    let Entries { kind, total, rows } = entries;
    let list = model.catalogue.lists.entry(kind).or_default();
    // A search that the engine answered leaves the count of all.
    list.total = if model.catalogue.find.is_empty() || !list.loaded { total } else { list.total.max(total) };
    list.rows = rows;
    list.loaded = true;
    keep_cursor(&mut model.catalogue, kind);
    forms::rebase(model, kind);
}

/// The cursor stays on its entry, or goes to the first that is shown.
pub(super) fn keep_cursor(catalogue: &mut Catalogue, kind: EntryKind) {
    if catalogue.kind() != Some(kind) {
        return;
    }
    if catalogue.entry().is_none() {
        let first = catalogue.shown().first().map(|row| row.code.clone());
        select(catalogue, first);
    }
}

pub(super) fn select(catalogue: &mut Catalogue, code: Option<String>) {
    if let Some(kind) = catalogue.kind()
        && let Some(list) = catalogue.lists.get_mut(&kind)
    {
        list.selected = code;
    }
}
