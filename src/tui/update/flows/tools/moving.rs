//! Running requests moved to a version: a plan that is seen before it is done, one request after the other, stopped by
//! Esc at any of them, taken back by `u`. A run that was broken off – also by another desk – is found and gone on with.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent};
use serde_json::Value;
use uuid::Uuid;

use super::{close, digit};
use crate::domain::flow::{Plan, TypeFile};
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Read, Write};
use crate::tui::form::field::{Choice, Entry, Field, Kind as Takes, Role};
use crate::tui::form::{Form, Kind};
use crate::tui::model::{Ended, Model, MoveAsks, MoveForm, MoveRow, Moving, Phase, Tone, Tool};
use crate::tui::msg::{Done, Foreseen, Run, Trouble, Versions};

/// How many earlier runs are offered.
const RUNS: usize = 5;

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let run = fresh(model);
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let Some(to) = editor.known.published else {
        let text = model.words.text("flow-never-published");
        model.say(Tone::Plain, text);
        return Vec::new();
    };
    let code = editor.known.code.clone();
    editor.tool = Some(Tool::Moving(Box::new(Moving { to, run, ..Moving::default() })));
    let mut effects = foresee(model);
    effects.push(model.ask(Read::Versions(code.clone())));
    effects.push(model.ask(Read::Runs(code, None)));
    effects
}

/// The id of a run that does not exist yet.
fn fresh(model: &mut Model) -> Uuid {
    let ticket = model.ticket();
    Uuid::from_u128(model.run.as_u128().wrapping_add(u128::from(ticket)))
}

fn moving(model: &mut Model) -> Option<&mut Moving> {
    match model.flows.open.as_mut()?.tool.as_mut()? {
        Tool::Moving(moving) => Some(moving),
        _ => None,
    }
}

fn code_of(model: &Model) -> Option<String> {
    model.flows.open.as_ref().map(|e| e.known.code.clone())
}

fn foresee(model: &mut Model) -> Vec<Effect> {
    let Some(code) = code_of(model) else { return Vec::new() };
    let Some(moving) = moving(model) else { return Vec::new() };
    let (to, plan) = (moving.to, moving.plan.clone());
    vec![model.ask(Read::Foresee { code, to, plan })]
}

/// What the plan would do came.
pub(in super::super::super) fn foreseen(model: &mut Model, foreseen: Foreseen) -> Vec<Effect> {
    match moving(model).filter(|m| m.phase == Phase::Planning) {
        Some(moving) => moving.foreseen = Some(foreseen),
        None => return Vec::new(),
    }
    resume_broken(model)
}

/// The versions came.
pub(in super::super::super) fn versions(model: &mut Model, versions: Versions) {
    if let Some(moving) = moving(model) {
        moving.versions = versions.versions.into_iter().filter(|v| v.state != "draft").collect();
    }
}

/// The file of the version to move to came.
pub(in super::super::super) fn version(model: &mut Model, document: &Value) {
    if let (Some(moving), Ok(file)) = (moving(model), TypeFile::from_doc(document)) {
        moving.target = Some(Box::new(file));
    }
}

/// Runs came: those of the type, or the one that is gone on with, with its requests.
pub(in super::super::super) fn runs(model: &mut Model, runs: Vec<Run>) -> Vec<Effect> {
    let Some(moving) = moving(model) else { return Vec::new() };
    if let [run] = runs.as_slice()
        && run.items.is_some()
    {
        let same = moving.to == run.to && moving.plan == run.plan;
        moving.again = Some(run.clone());
        moving.run = run.run;
        moving.to = run.to;
        moving.plan = run.plan.clone();
        moving.at = 0;
        moving.moved =
            run.items.iter().flatten().filter(|i| i.undoable && !i.undone).map(|i| i.protocol.clone()).collect();
        return if same { Vec::new() } else { target(model) };
    }
    moving.runs = runs.into_iter().filter(|r| r.undoable > 0).take(RUNS).collect();
    resume_broken(model)
}

/// The last run was broken off when requests still wait for the very move that it was making.
fn resume_broken(model: &mut Model) -> Vec<Effect> {
    let Some(code) = code_of(model) else { return Vec::new() };
    let Some(moving) = moving(model) else { return Vec::new() };
    let waits = moving.phase == Phase::Planning && moving.again.is_none() && moving.moved.is_empty();
    let ready = !moving.ready().is_empty();
    let last = moving.runs.first().filter(|run| run.to == moving.to && run.plan == moving.plan);
    match last.map(|run| run.run) {
        Some(run) if waits && ready => vec![model.ask(Read::Runs(code, Some(run)))],
        _ => Vec::new(),
    }
}

pub(super) fn run(model: &mut Model, command: Command, key: KeyEvent) -> Vec<Effect> {
    let Some(moving) = moving(model) else { return Vec::new() };
    if let Some(at) = super::super::super::layers::moved(command, moving.at, moving.list().len()) {
        moving.at = at;
        return Vec::new();
    }
    if let Some(at) = digit(key).filter(|at| command == Command::FlowChoose && *at < moving.list().len()) {
        moving.at = at;
    }
    match (command, moving.phase) {
        (Command::FlowIn | Command::FlowOut, Phase::Planning) => turn(model, command == Command::FlowIn),
        (Command::FlowChoose, Phase::Planning | Phase::Ended) => choose(model),
        (Command::Undo, Phase::Planning | Phase::Ended) if !moving.moved.is_empty() => {
            moving.phase = Phase::Undoing;
            moving.all = moving.moved.len();
            moving.waiting = moving.moved.clone();
            moving.counts = BTreeMap::new();
            moving.ended = Vec::new();
            next(model)
        }
        (Command::Back | Command::Quit, Phase::Running | Phase::Undoing) => {
            // The one under way is answered; no other begins.
            moving.phase = Phase::Ended;
            moving.at = 0;
            Vec::new()
        }
        (Command::Back | Command::Quit, _) => {
            close(model);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Enter on a row.
fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(code) = code_of(model) else { return Vec::new() };
    let Some(moving) = moving(model) else { return Vec::new() };
    match moving.row() {
        // Stopped, or broken off: the same run goes on.
        Some(MoveRow::Go) if moving.phase == Phase::Ended => {
            moving.phase = Phase::Running;
            next(model)
        }
        Some(MoveRow::Go) => begin(model),
        Some(MoveRow::Version) => ask_version(model),
        Some(MoveRow::Stage(stage)) => ask_target(model, stage),
        Some(MoveRow::Run(run)) => vec![model.ask(Read::Runs(code, Some(run)))],
        Some(MoveRow::Blocked(protocol) | MoveRow::Ended(protocol)) => {
            super::super::super::show_request(model, &protocol)
        }
        None => Vec::new(),
    }
}

/// The stages that requests may go to, and "they stay"; each with its name.
fn targets(model: &Model) -> Vec<Choice> {
    let Some(editor) = &model.flows.open else { return Vec::new() };
    let Some(Tool::Moving(moving)) = &editor.tool else { return Vec::new() };
    let file = moving.target.as_deref().or(editor.base.as_ref());
    let stages = file.into_iter().flat_map(|f| &f.stages).filter(|s| s.active);
    let mut all: Vec<Choice> =
        stages.map(|s| Choice { code: s.code.clone(), label: s.name.clone(), hint: String::new() }).collect();
    all.push(Choice { code: String::new(), label: model.words.text("flow-move-stay"), hint: String::new() });
    all
}

/// A list to choose one thing from, by digit, by Enter or by typing; the cursor is on what holds now.
fn list(label: &str, options: Vec<Choice>, now: &str) -> Form {
    let mut field = Field::new(Role::To, Takes::Choice, "to", label).among(options, true);
    if let Entry::Choice(picker) = &mut field.entry {
        picker.hover = picker.options.iter().take(8).position(|o| o.code == now).unwrap_or(0);
    }
    Form::new(Kind::Flow, vec![field])
}

fn ask_target(model: &mut Model, stage: String) -> Vec<Effect> {
    let (options, label) = (targets(model), model.words.text("flow-move-to"));
    let Some(moving) = moving(model) else { return Vec::new() };
    let now = moving.rows().into_iter().find(|r| r.stage == stage).and_then(|r| r.to).unwrap_or_default();
    moving.form = Some(MoveForm { asks: MoveAsks::Target(stage), form: list(&label, options, &now) });
    Vec::new()
}

fn ask_version(model: &mut Model) -> Vec<Effect> {
    let words = model.words.clone();
    let Some(moving) = moving(model) else { return Vec::new() };
    let options = moving.versions.iter().map(|v| Choice {
        code: v.number.to_string(),
        label: words.with("flow-published-short", &[("n", v.number.into())]),
        hint: words.with(&format!("flow-move-version-{}", v.state), &[("n", v.requests.into())]),
    });
    let form = list(&words.text("flow-move-version"), options.collect(), &moving.to.to_string());
    moving.form = Some(MoveForm { asks: MoveAsks::Version, form });
    Vec::new()
}

/// Esc leaves the list.
pub(super) fn left(model: &mut Model) {
    if let Some(moving) = moving(model) {
        moving.form = None;
    }
}

/// Enter, or the digit, chose.
pub(super) fn accept(model: &mut Model) -> Vec<Effect> {
    let Some(moving) = moving(model) else { return Vec::new() };
    let Some(asked) = moving.form.take() else { return Vec::new() };
    let chosen = asked.form.field().and_then(|f| f.code()).map(str::to_owned);
    match (asked.asks, chosen) {
        (MoveAsks::Target(stage), Some(code)) => plan(model, stage, Some(code).filter(|c| !c.is_empty())),
        (MoveAsks::Version, Some(code)) => {
            let Ok(to) = code.parse() else { return Vec::new() };
            moving.to = to;
            moving.plan = Plan::default();
            changed(model);
            target(model)
        }
        (_, None) => Vec::new(),
    }
}

/// After a key: a digit that chose is the last one.
pub(super) fn follow(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let asked = moving(model)?.form.as_ref()?;
    let chosen = asked.form.field().and_then(|f| f.code()).is_some();
    matches!(key.code, KeyCode::Char(c) if c.is_ascii_digit() && chosen).then(|| accept(model))
}

/// Another plan is another run.
fn changed(model: &mut Model) {
    let run = fresh(model);
    if let Some(moving) = moving(model) {
        moving.run = run;
        moving.again = None;
        moving.moved = Vec::new();
    }
}

/// Another version: its file for the stages, and what the plan would do.
fn target(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &model.flows.open else { return Vec::new() };
    let (code, live) = (editor.known.code.clone(), editor.known.published);
    let Some(moving) = moving(model) else { return Vec::new() };
    let to = moving.to;
    moving.target = None;
    moving.foreseen = None;
    let mut effects = foresee(model);
    if live != Some(to) {
        effects.push(model.ask(Read::Version(code, to)));
    }
    effects
}

fn plan(model: &mut Model, stage: String, to: Option<String>) -> Vec<Effect> {
    changed(model);
    if let Some(moving) = moving(model) {
        moving.plan.stages.insert(stage, to);
    }
    foresee(model)
}

/// The next target of the stage under the cursor: those of the version, then "stay".
fn turn(model: &mut Model, forward: bool) -> Vec<Effect> {
    let all = targets(model);
    let Some(moving) = moving(model) else { return Vec::new() };
    let Some(MoveRow::Stage(stage)) = moving.row() else { return Vec::new() };
    let now = moving.rows().into_iter().find(|r| r.stage == stage).and_then(|r| r.to).unwrap_or_default();
    let here = all.iter().position(|t| t.code == now).unwrap_or(all.len().saturating_sub(1));
    let step = if forward { 1 } else { all.len().saturating_sub(1) };
    match all.into_iter().cycle().nth(here + step) {
        Some(target) => plan(model, stage, Some(target.code).filter(|c| !c.is_empty())),
        None => Vec::new(),
    }
}

fn begin(model: &mut Model) -> Vec<Effect> {
    let Some(moving) = moving(model) else { return Vec::new() };
    moving.waiting = moving.ready();
    moving.waiting.reverse();
    moving.all = moving.waiting.len();
    if moving.all == 0 {
        let text = model.words.text("flow-move-none");
        model.say(Tone::Plain, text);
        return Vec::new();
    }
    moving.counts = BTreeMap::new();
    moving.ended = Vec::new();
    moving.phase = Phase::Running;
    next(model)
}

/// One request at a time: the answer of one sends the next.
fn next(model: &mut Model) -> Vec<Effect> {
    let Some(moving) = moving(model) else { return Vec::new() };
    let Some(protocol) = moving.waiting.last().cloned() else {
        moving.phase = Phase::Ended;
        moving.at = 0;
        return Vec::new();
    };
    let write = match moving.phase {
        Phase::Running => Write::MoveRequest { protocol, to: moving.to, plan: moving.plan.clone(), run: moving.run },
        Phase::Undoing => Write::UnmoveRequest { protocol, run: moving.run },
        Phase::Planning | Phase::Ended => return Vec::new(),
    };
    vec![model.write(write)]
}

/// A request had its turn.
pub(in super::super::super) fn done(model: &mut Model, write: &Write, answer: Result<Done, Trouble>) -> Vec<Effect> {
    let lang = model.words.lang();
    let lost = model.words.text("flow-move-lost");
    let (Write::MoveRequest { protocol, .. } | Write::UnmoveRequest { protocol, .. }) = write else {
        return Vec::new();
    };
    let Some(moving) = moving(model) else { return Vec::new() };
    let forth = matches!(write, Write::MoveRequest { .. });
    let (verdict, why) = match answer {
        Ok(Done::Moved(step)) => (step.verdict.clone(), step.why(lang).to_owned()),
        Err(Trouble::Refused(refusal)) => ("refused".to_owned(), refusal.text(lang).replace('\n', " · ")),
        Ok(_) => return Vec::new(),
        Err(_) => {
            moving.phase = Phase::Ended;
            moving.at = 0;
            model.say(Tone::Trouble, lost);
            return Vec::new();
        }
    };
    moving.waiting.retain(|p| p != protocol);
    match (forth, verdict.as_str()) {
        (true, "moved") => moving.moved.push(protocol.clone()),
        (false, "undone" | "skipped") => moving.moved.retain(|p| p != protocol),
        _ => {}
    }
    *moving.counts.entry(verdict.clone()).or_default() += 1;
    moving.ended.push(Ended { protocol: protocol.clone(), verdict, why });
    let effects = next(model);
    if effects.is_empty() && self::moving(model).is_some_and(|m| m.phase == Phase::Ended && m.waiting.is_empty()) {
        let Some(code) = code_of(model) else { return effects };
        // Where the requests stand now.
        model.flows.opening = Some(code.clone());
        return vec![model.ask(Read::Flow(code))];
    }
    effects
}
