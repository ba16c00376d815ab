//! Running requests moved to the version in force: a plan that is seen before it is done, one request after the other,
//! stopped by Esc at any of them, taken back by `u`.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::close;
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Read, Write};
use crate::tui::model::{Model, Moving, Phase, Tone, Tool};
use crate::tui::msg::{Done, Foreseen, Trouble};

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let run = Uuid::from_u128(model.run.as_u128().wrapping_add(u128::from(ticket)));
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let Some(to) = editor.known.published else {
        let text = model.words.text("flow-never-published");
        model.say(Tone::Plain, text);
        return Vec::new();
    };
    editor.tool = Some(Tool::Moving(Box::new(Moving { to, run, ..Moving::default() })));
    foresee(model)
}

fn moving(model: &mut Model) -> Option<&mut Moving> {
    match model.flows.open.as_mut()?.tool.as_mut()? {
        Tool::Moving(moving) => Some(moving),
        Tool::Diff { .. } | Tool::Walk(_) | Tool::Replay(_) => None,
    }
}

fn foresee(model: &mut Model) -> Vec<Effect> {
    let Some(code) = model.flows.open.as_ref().map(|e| e.known.code.clone()) else { return Vec::new() };
    let Some(moving) = moving(model) else { return Vec::new() };
    let (to, plan) = (moving.to, moving.plan.clone());
    vec![model.ask(Read::Foresee { code, to, plan })]
}

/// What the plan would do came.
pub(in super::super::super) fn foreseen(model: &mut Model, foreseen: Foreseen) {
    if let Some(moving) = moving(model).filter(|m| m.phase == Phase::Planning) {
        moving.foreseen = Some(foreseen);
    }
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let Some(moving) = moving(model) else { return Vec::new() };
    let rows = moving.rows();
    if let Some(at) = super::super::super::layers::moved(command, moving.at, rows.len()) {
        moving.at = at;
        return Vec::new();
    }
    match (command, moving.phase) {
        (Command::FlowIn | Command::FlowOut, Phase::Planning) => turn(model, command == Command::FlowIn),
        (Command::FlowChoose, Phase::Planning) => begin(model),
        // Stopped, or broken off: the same run goes on.
        (Command::FlowChoose, Phase::Ended) if !moving.waiting.is_empty() => {
            moving.phase = Phase::Running;
            next(model)
        }
        (Command::Undo, Phase::Ended) if !moving.moved.is_empty() => {
            moving.phase = Phase::Undoing;
            moving.all = moving.moved.len();
            moving.waiting = moving.moved.clone();
            moving.ended = BTreeMap::new();
            next(model)
        }
        (Command::Back | Command::Quit, Phase::Running | Phase::Undoing) => {
            // The one under way is answered; no other begins.
            moving.phase = Phase::Ended;
            Vec::new()
        }
        (Command::Back | Command::Quit, _) => {
            close(model);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The next target of the stage under the cursor: those of the version in force, then "stay".
fn turn(model: &mut Model, forward: bool) -> Vec<Effect> {
    let Some(editor) = &model.flows.open else { return Vec::new() };
    let mut targets: Vec<Option<String>> =
        editor.base.iter().flat_map(|f| &f.stages).filter(|s| s.active).map(|s| Some(s.code.clone())).collect();
    targets.push(None);
    let Some(moving) = moving(model) else { return Vec::new() };
    let Some(row) = moving.rows().into_iter().nth(moving.at) else { return Vec::new() };
    let here = targets.iter().position(|t| *t == row.to).unwrap_or(targets.len() - 1);
    let step = if forward { 1 } else { targets.len() - 1 };
    if let Some(target) = targets.into_iter().cycle().nth(here + step) {
        moving.plan.stages.insert(row.stage, target);
    }
    foresee(model)
}

fn begin(model: &mut Model) -> Vec<Effect> {
    let Some(moving) = moving(model) else { return Vec::new() };
    let items = moving.foreseen.iter().flat_map(|f| &f.items);
    moving.waiting = items.filter(|i| i.verdict == "moves").map(|i| i.protocol.clone()).rev().collect();
    moving.all = moving.waiting.len();
    if moving.all == 0 {
        let text = model.words.text("flow-move-none");
        model.say(Tone::Plain, text);
        return Vec::new();
    }
    moving.phase = Phase::Running;
    next(model)
}

/// One request at a time: the answer of one sends the next.
fn next(model: &mut Model) -> Vec<Effect> {
    let Some(moving) = moving(model) else { return Vec::new() };
    let Some(protocol) = moving.waiting.last().cloned() else {
        moving.phase = Phase::Ended;
        return Vec::new();
    };
    let write = match moving.phase {
        Phase::Running => Write::MoveRequest { protocol, to: moving.to, plan: moving.plan.clone(), run: moving.run },
        Phase::Undoing => Write::UnmoveRequest { protocol, run: moving.run },
        Phase::Planning | Phase::Ended => return Vec::new(),
    };
    vec![model.write(write)]
}

/// One request had its turn. A lost connection stops the run where it is; it can be gone on with.
pub(in super::super::super) fn done(model: &mut Model, write: &Write, answer: Result<Done, Trouble>) -> Vec<Effect> {
    let lang = model.words.lang();
    let lost = model.words.text("flow-move-lost");
    let (Write::MoveRequest { protocol, .. } | Write::UnmoveRequest { protocol, .. }) = write else {
        return Vec::new();
    };
    let Some(moving) = moving(model) else { return Vec::new() };
    let forth = matches!(write, Write::MoveRequest { .. });
    match answer {
        Ok(Done::Moved(step)) => {
            moving.waiting.retain(|p| p != protocol);
            if forth && step.verdict == "moved" {
                moving.moved.push(protocol.clone());
            }
            if !forth {
                moving.moved.retain(|p| p != protocol);
            }
            *moving.ended.entry(step.verdict).or_default() += 1;
        }
        Ok(_) => {}
        Err(Trouble::Refused(refusal)) => {
            moving.waiting.retain(|p| p != protocol);
            *moving.ended.entry("refused".to_owned()).or_default() += 1;
            moving.refused.push((protocol.clone(), refusal.text(lang).replace('\n', " · ")));
        }
        Err(_) => {
            moving.phase = Phase::Ended;
            model.say(Tone::Trouble, lost);
            return Vec::new();
        }
    }
    let effects = next(model);
    if effects.is_empty() && self::moving(model).is_some_and(|m| m.phase == Phase::Ended) {
        let Some(code) = model.flows.open.as_ref().map(|e| e.known.code.clone()) else { return effects };
        // Where the requests stand now.
        model.flows.opening = Some(code.clone());
        return vec![model.ask(Read::Flow(code))];
    }
    effects
}
