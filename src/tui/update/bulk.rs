//! Acts on the marked requests: take, release, assign. Each is answered by itself; all can be taken back
//! together.

use super::acts;
use crate::tui::command::Command;
use crate::tui::effect::{BulkAct, Effect, Write};
use crate::tui::form::build;
use crate::tui::model::{LastAct, Model, Tone};
use crate::tui::msg::Each;
use uuid::Uuid;

/// Stands for the marked requests where a protocol is asked.
pub const MARKED: &str = "*";

/// The act on the marked requests; none when this act is done one by one.
pub(super) fn begin(model: &mut Model, command: Command) -> Option<Vec<Effect>> {
    match command {
        Command::Take => Some(send(model, BulkAct::Take)),
        Command::Release => Some(send(model, BulkAct::Release)),
        Command::Assign => {
            let mut form = build::assign(None, &model.words.clone());
            form.subject = model.words.with("queue-marked", &[("n", model.queue.marks.len().into())]);
            Some(acts::open_form(model, MARKED, form))
        }
        _ => None,
    }
}

fn send(model: &mut Model, act: BulkAct) -> Vec<Effect> {
    let write = write(model, act);
    vec![model.write(write)]
}

/// An act on all that are marked.
pub(super) fn write(model: &Model, act: BulkAct) -> Write {
    let protocols: Vec<String> =
        model.queue.items.iter().map(|i| i.protocol.clone()).filter(|p| model.queue.marks.contains(p)).collect();
    Write::Bulk { act, protocols }
}

/// Tells how many were done, and why the others were not. The refused ones stay marked.
pub(super) fn answered(model: &mut Model, batch: Option<(Uuid, String)>, each: &[Each]) {
    let done = each.iter().filter(|e| e.ok).count();
    let lang = model.words.lang();
    let mut whys: Vec<String> = Vec::new();
    for refused in each.iter().filter(|e| !e.ok) {
        let why = refused
            .error
            .as_ref()
            .and_then(|e| e.problems.first())
            .map(|p| p.message(lang).to_owned())
            .unwrap_or_default();
        model.log(&refused.protocol, why.clone(), Tone::Refused);
        if !whys.contains(&why) {
            whys.push(why);
        }
    }
    for fine in each.iter().filter(|e| e.ok) {
        model.queue.marks.remove(&fine.protocol);
    }
    let taken_back = model.last_act.as_ref().map(|last| last.text.clone()).unwrap_or_default();
    let what = match &batch {
        Some((_, what)) => what.clone(),
        None => model.words.with("said-undone", &[("what", taken_back.into())]),
    };
    let mut text =
        model.words.with("said-bulk", &[("act", what.into()), ("done", done.into()), ("all", each.len().into())]);
    if !whys.is_empty() {
        text = format!("{text} · {}", whys.join(" · "));
    }
    let tone = if done == each.len() { Tone::Good } else { Tone::Refused };
    model.log("", text.clone(), tone);
    model.say(tone, text);
    model.last_act = match (batch, each.iter().find(|e| e.ok)) {
        (Some((batch, text)), Some(first)) => {
            Some(LastAct { protocol: first.protocol.clone(), batch: Some(batch), text })
        }
        _ => None,
    };
}
