//! Moving in the queue, its views and marks, and how new rows come in: the selection follows the request,
//! and the list never moves under the cursor.

use std::collections::{BTreeMap, BTreeSet};

use super::{charges, students};
use crate::domain::filter::{self, Filter};
use crate::domain::request::Item;
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Read};
use crate::tui::layout;
use crate::tui::model::{Focus, Layer, Model, PAGE_ROWS, REREAD_ROWS, REST_MS, Tab, View};
use crate::tui::msg::Page;

/// The person's filter, read again: words like `hoje` move with the day.
fn filter(model: &Model) -> Filter {
    filter::parse(&model.queue.filter, &filter::Context { today: model.now().date_naive() }).unwrap_or_default()
}

/// Reads the view anew; the old rows stay until the answer.
pub(super) fn reload(model: &mut Model) -> Vec<Effect> {
    model.queue.loading = true;
    vec![page(model, PAGE_ROWS)]
}

/// Reads again what is shown, without moving it.
pub(super) fn reread(model: &mut Model) -> Effect {
    let loaded = u32::try_from(model.queue.items.len()).unwrap_or(PAGE_ROWS);
    page(model, loaded.clamp(PAGE_ROWS, REREAD_ROWS))
}

/// Counts and rows again, because something changed.
pub(super) fn catch_up(model: &mut Model) -> Vec<Effect> {
    model.stale = None;
    let mut effects = vec![model.ask(Read::Counts)];
    if !model.queue.loading {
        effects.push(reread(model));
    }
    effects
}

fn page(model: &mut Model, limit: u32) -> Effect {
    let read = match model.queue.view {
        View::Day => Read::Day,
        View::Charges => Read::Charges,
        view => Read::List { view: view.part(), filter: filter(model), after: None, limit },
    };
    // A page that follows the old list must not be added to the new one.
    model.asked.remove("more");
    model.ask(read)
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let in_detail = model.focus == Focus::Detail;
    let step = if in_detail { layout::detail_rows(model.size, model.focus) / 2 } else { model.list_rows() / 2 };
    match command {
        Command::Down if in_detail => scroll(model, 1),
        Command::Up if in_detail => scroll(model, -1),
        Command::PageDown if in_detail => scroll(model, signed(step)),
        Command::PageUp if in_detail => scroll(model, -signed(step)),
        Command::Top if in_detail => scroll(model, isize::MIN / 2),
        Command::Bottom if in_detail => scroll(model, isize::MAX / 2),
        Command::Down => step_to(model, 1),
        Command::Up => step_to(model, -1),
        Command::PageDown => step_to(model, signed(step)),
        Command::PageUp => step_to(model, -signed(step)),
        Command::Top => step_to(model, isize::MIN / 2),
        Command::Bottom => step_to(model, isize::MAX / 2),
        Command::Open => open(model),
        Command::NextPane if in_detail => {
            model.focus = Focus::List;
            Vec::new()
        }
        Command::NextPane => open(model),
        Command::Back => back(model),
        Command::TabRight => turn(model, true),
        Command::TabLeft => turn(model, false),
        Command::ViewGroup => switch(model, View::Group),
        Command::ViewMine => switch(model, View::Mine),
        Command::ViewLate => switch(model, View::Late),
        Command::ViewWaiting => switch(model, View::Waiting),
        Command::ViewDay => switch(model, View::Day),
        Command::ViewCharges => switch(model, View::Charges),
        Command::Mark => mark(model),
        Command::MarkRange => mark_range(model),
        _ => Vec::new(),
    }
}

fn signed(n: usize) -> isize {
    isize::try_from(n).unwrap_or(isize::MAX)
}

fn scroll(model: &mut Model, by: isize) -> Vec<Effect> {
    let lines = crate::tui::view::detail_height(model);
    let most = lines.saturating_sub(layout::detail_rows(model.size, model.focus));
    model.detail.scroll = model.detail.scroll.min(most).saturating_add_signed(by).min(most);
    Vec::new()
}

fn step_to(model: &mut Model, by: isize) -> Vec<Effect> {
    let last = model.queue.items.len().saturating_sub(1);
    let row = model.queue.row().saturating_add_signed(by).min(last);
    let mut effects = select(model, row);
    if row == 0 && !model.queue.fresh.is_empty() {
        effects.extend(reload(model));
    }
    effects
}

/// Puts the cursor on a row; the detail follows after a rest.
pub(super) fn select(model: &mut Model, row: usize) -> Vec<Effect> {
    let Some(protocol) = model.queue.items.get(row).map(|i| i.protocol.clone()) else { return Vec::new() };
    let mut effects = Vec::new();
    if model.queue.selected.as_deref() != Some(&protocol) {
        model.queue.selected = Some(protocol);
        let ticket = model.ticket();
        model.detail.rest = Some(ticket);
        model.detail.then = None;
        effects.push(Effect::After { ms: REST_MS, ticket });
    }
    show_cursor(model);
    effects.extend(more(model));
    effects
}

/// Reads the next page before the end of the loaded rows comes into sight.
fn more(model: &mut Model) -> Option<Effect> {
    let near_end = model.queue.row() + 2 * model.list_rows() >= model.queue.items.len();
    let after = model.queue.next.clone()?;
    if !near_end || model.queue.loading || model.asked.contains_key("more") {
        return None;
    }
    let (view, filter) = (model.queue.view.part(), filter(model));
    Some(model.ask(Read::List { view, filter, after: Some(after), limit: PAGE_ROWS }))
}

/// Keeps the cursor on screen.
pub(super) fn show_cursor(model: &mut Model) {
    let (row, rows) = (model.queue.row(), model.list_rows());
    let most = model.queue.items.len().saturating_sub(rows);
    let offset = model.queue.offset.clamp((row + 1).saturating_sub(rows), row);
    model.queue.offset = offset.min(most.max((row + 1).saturating_sub(rows)));
}

fn open(model: &mut Model) -> Vec<Effect> {
    let Some(protocol) = model.queue.selected.clone() else { return Vec::new() };
    model.focus = Focus::Detail;
    if model.detail.protocol.as_deref() == Some(&protocol) && model.request(&protocol).is_some() {
        return Vec::new();
    }
    show_selected(model)
}

/// Brings the request under the cursor into the detail.
pub(super) fn show_selected(model: &mut Model) -> Vec<Effect> {
    let Some(protocol) = model.queue.selected.clone() else { return Vec::new() };
    model.detail.rest = None;
    model.detail.from_card = false;
    if model.detail.protocol.as_deref() != Some(&protocol) {
        model.detail.protocol = Some(protocol.clone());
        model.detail.scroll = 0;
    }
    vec![model.ask(Read::Show(protocol))]
}

fn back(model: &mut Model) -> Vec<Effect> {
    if model.focus == Focus::Detail {
        model.focus = Focus::List;
        return if std::mem::take(&mut model.detail.from_card) { students::back_to_card(model) } else { Vec::new() };
    }
    model.queue.anchor = None;
    if !model.queue.marks.is_empty() {
        model.queue.marks.clear();
        return Vec::new();
    }
    if !model.queue.filter.is_empty() {
        model.queue.filter.clear();
        return reload(model);
    }
    Vec::new()
}

fn turn(model: &mut Model, right: bool) -> Vec<Effect> {
    let is_charged =
        model.detail.protocol.as_deref().and_then(|p| model.request(p)).is_some_and(|r| r.charge.is_some());
    let tabs = Tab::all(is_charged);
    let at = tabs.iter().position(|t| *t == model.detail.tab).unwrap_or(0);
    let to = if right { at + 1 } else { at + tabs.len().saturating_sub(1) };
    model.detail.tab = tabs.iter().cycle().nth(to).copied().unwrap_or_default();
    // What is turned to is seen, and as much above it as there is room for; its story may still be on its way.
    model.detail.scroll = crate::tui::view::detail_part(model);
    charges::follow(model).into_iter().collect()
}

fn switch(model: &mut Model, view: View) -> Vec<Effect> {
    model.focus = Focus::List;
    if model.queue.view != view {
        model.queue.view = view;
        model.queue.items.clear();
        model.queue.fresh.clear();
        model.queue.left.clear();
        model.queue.marks.clear();
        model.queue.anchor = None;
        model.queue.total = None;
        model.queue.next = None;
        model.queue.offset = 0;
        model.queue.loaded = false;
    }
    let mut effects = reload(model);
    effects.push(model.ask(Read::Counts));
    effects
}

fn mark(model: &mut Model) -> Vec<Effect> {
    let Some(protocol) = model.queue.selected.clone() else { return Vec::new() };
    if !model.queue.marks.remove(&protocol) {
        model.queue.marks.insert(protocol);
    }
    model.queue.anchor = None;
    step_to(model, 1)
}

fn mark_range(model: &mut Model) -> Vec<Effect> {
    let here = model.queue.row();
    match model.queue.anchor.take() {
        None => model.queue.anchor = model.queue.selected.clone(),
        Some(anchor) => {
            let there = model.queue.items.iter().position(|i| i.protocol == anchor).unwrap_or(here);
            let (from, to) = (here.min(there), here.max(there));
            let range = model.queue.items.iter().skip(from).take(to - from + 1).map(|i| i.protocol.clone());
            model.queue.marks.extend(range.collect::<Vec<_>>());
        }
    }
    Vec::new()
}

/// Takes a page that was asked for by the person: it replaces the list, the selection follows the request.
pub(super) fn replace(model: &mut Model, page: Page) -> Vec<Effect> {
    let queue = &mut model.queue;
    let line = queue.row().saturating_sub(queue.offset);
    queue.items = page.items;
    queue.mine = page.mine;
    queue.charges = page.charges;
    queue.total = page.total;
    queue.next = page.next;
    queue.fresh.clear();
    queue.left.clear();
    queue.loading = false;
    queue.loaded = true;
    let known: BTreeSet<&str> = queue.items.iter().map(|i| i.protocol.as_str()).collect();
    queue.marks.retain(|p| known.contains(p.as_str()));
    let stays = queue.selected.as_deref().is_some_and(|p| known.contains(p));
    if !stays {
        queue.selected = None;
        queue.offset = 0;
        return match queue.items.first().map(|i| i.protocol.clone()) {
            Some(first) => {
                queue.selected = Some(first);
                if model.form.is_none() && model.focus == Focus::List { show_selected(model) } else { Vec::new() }
            }
            None => {
                if model.form.is_none() && model.focus == Focus::List {
                    model.detail.protocol = None;
                }
                Vec::new()
            }
        };
    }
    queue.offset = queue.row().saturating_sub(line);
    show_cursor(model);
    Vec::new()
}

/// Adds the page that follows.
pub(super) fn append(model: &mut Model, page: Page) {
    let queue = &mut model.queue;
    let known: BTreeSet<String> = queue.items.iter().map(|i| i.protocol.clone()).collect();
    queue.items.extend(page.items.into_iter().filter(|i| !known.contains(&i.protocol)));
    queue.next = page.next;
    if page.total.is_some() {
        queue.total = page.total;
    }
}

/// Takes a page that was read because something changed: rows change in place, rows that left disappear
/// without moving the cursor's line, new rows are counted in the title until the cursor is at the top.
pub fn absorb(model: &mut Model, page: Page) -> Vec<Effect> {
    let at_top = model.queue.row() == 0 && model.queue.offset == 0;
    let quiet = model.layer.is_none() && model.form.is_none();
    let known: BTreeSet<&str> = model.queue.items.iter().map(|i| i.protocol.as_str()).collect();
    let fresh: Vec<Item> = page.items.iter().filter(|i| !known.contains(i.protocol.as_str())).cloned().collect();
    if model.queue.items.is_empty() || (at_top && quiet && !fresh.is_empty() && model.queue.marks.is_empty()) {
        return keep_selected(model, page);
    }
    let queue = &mut model.queue;
    let line = queue.row().saturating_sub(queue.offset);
    let whole = page.next.is_none();
    let now: BTreeMap<&str, &Item> = page.items.iter().map(|i| (i.protocol.as_str(), i)).collect();
    let last_known = queue.items.iter().rposition(|i| now.contains_key(i.protocol.as_str()));
    let selected = queue.selected.clone();
    queue.left.clear();
    let mut row = 0;
    let left = &mut queue.left;
    queue.items.retain_mut(|item| {
        let judged = whole || last_known.is_some_and(|last| row <= last);
        row += 1;
        match now.get(item.protocol.as_str()) {
            Some(fresh) => {
                *item = (*fresh).clone();
                true
            }
            None if !judged => true,
            None if selected.as_deref() == Some(&item.protocol) => {
                left.insert(item.protocol.clone());
                true
            }
            None => false,
        }
    });
    queue.fresh = fresh;
    queue.total = page.total;
    queue.mine = page.mine;
    queue.charges = page.charges;
    let shown: BTreeSet<&str> = queue.items.iter().map(|i| i.protocol.as_str()).collect();
    queue.marks.retain(|p| shown.contains(p.as_str()));
    queue.offset = queue.row().saturating_sub(line);
    show_cursor(model);
    Vec::new()
}

/// At the top everything may come in; a selected request that left the view stays as the first row.
fn keep_selected(model: &mut Model, page: Page) -> Vec<Effect> {
    let gone = model.queue.item().filter(|i| page.items.iter().all(|p| p.protocol != i.protocol)).cloned();
    let was_empty = model.queue.items.is_empty();
    model.queue.items = page.items;
    model.queue.total = page.total;
    model.queue.next = page.next;
    model.queue.mine = page.mine;
    model.queue.charges = page.charges;
    model.queue.fresh.clear();
    model.queue.left.clear();
    if let Some(item) = gone.filter(|_| !was_empty) {
        model.queue.left.insert(item.protocol.clone());
        model.queue.items.insert(0, item);
    }
    if model.queue.selected.is_none() || was_empty {
        model.queue.selected = model.queue.items.first().map(|i| i.protocol.clone());
        return if model.layer == Some(Layer::Leaving) { Vec::new() } else { show_selected(model) };
    }
    show_cursor(model);
    Vec::new()
}
