//! Ticks and rests: what changed is asked about every second, the detail follows a resting cursor, and a
//! lost connection is tried again.

use chrono::{DateTime, FixedOffset};

use super::{catalogue, drafts, flows, opening, queue, students};
use crate::tui::effect::{Effect, Read};
use crate::tui::model::{Link, Model, Tone};

/// Ticks between two questions for the engine's time and my rights, and between two looks at what waits.
const WHOAMI_TICKS: u32 = 60;
/// Ticks that good news stays on screen.
const NOTICE_TICKS: u32 = 8;
/// Ticks that a change outside of the screen may wait.
const STALE_TICKS: u32 = 2;

pub(super) fn tick(model: &mut Model, now: DateTime<FixedOffset>) -> Vec<Effect> {
    model.tick = now;
    if model.leaving {
        return Vec::new();
    }
    fade(model);
    if model.link != Link::Live {
        return if model.asked.contains_key("whoami") { Vec::new() } else { vec![model.ask(Read::WhoAmI)] };
    }
    let mut effects = flows::tick(model);
    effects.extend(drafts::tick(model));
    model.since_whoami += 1;
    if model.since_whoami >= WHOAMI_TICKS {
        model.since_whoami = 0;
        effects.push(model.ask(Read::WhoAmI));
        if model.me.as_ref().is_some_and(|me| me.role != "auditor") {
            effects.push(Effect::WakeDue);
        }
    }
    model.stale = model.stale.map(|ticks| ticks + 1);
    if model.stale.is_some_and(|ticks| ticks >= STALE_TICKS) {
        effects.extend(queue::catch_up(model));
    }
    if !model.asked.contains_key("changes") {
        effects.push(model.ask(Read::Changes(model.cursor.clone())));
    }
    effects
}

/// What was done is told for a while; what was refused stays until the next key.
fn fade(model: &mut Model) {
    if let Some(notice) = &mut model.notice {
        notice.ticks += 1;
        if notice.ticks > NOTICE_TICKS && matches!(notice.tone, Tone::Good | Tone::Plain) {
            model.notice = None;
        }
    }
}

pub(super) fn rested(model: &mut Model, ticket: u64) -> Vec<Effect> {
    if let Some(effects) = flows::rested(model, ticket) {
        return effects;
    }
    if let Some(effects) = catalogue::rested(model, ticket) {
        return effects;
    }
    if let Some(effects) = drafts::rested(model, ticket) {
        return effects;
    }
    if model.detail.rest == Some(ticket) {
        // A form keeps its request in sight; the cursor cannot have moved while it has the keys.
        return if model.form.is_none() { queue::show_selected(model) } else { Vec::new() };
    }
    if model.opening.rest == Some(ticket) {
        model.opening.rest = None;
        return opening::preview(model);
    }
    if model.students.rest == Some(ticket) {
        return students::rested(model);
    }
    if model.opening.search == Some(ticket) {
        return opening::search(model);
    }
    Vec::new()
}
