//! The walk: the draft as the engine keeps it, played from the opening on scratch data that it takes back. A way
//! chosen is a step more; required fields are answered with samples.

use serde_json::{Map, Value};

use super::{close, save};
use crate::domain::flow::file::Stage;
use crate::domain::flow::walk::{Given, Script, Step, Transcript, sample};
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Read};
use crate::tui::model::{Editor, Model, Place, Tool, Walking};
use crate::tui::msg::Toured;
use chrono::NaiveDate;

/// Who acts: whoever may, or anyone of a role.
const ACTORS: [Option<&str>; 3] = [None, Some("attendant"), Some("supervisor")];

/// A way on from where the walk is.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// What would be done.
    pub step: Step,
    /// Name of the reason, or the act and outcome.
    pub name: String,
    /// Name of the stage it leads to.
    pub to: String,
    /// Labels of the fields that it needs; the walk answers them.
    pub needs: Vec<String>,
}

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let version = if editor.known.draft.is_some() || editor.is_unsaved() { "draft" } else { "published" };
    let script = Script {
        type_code: editor.known.code.clone(),
        version: Some(version.to_owned()),
        parameters: answers(editor, model.tick.date_naive()),
        ..Script::default()
    };
    editor.tool = Some(Tool::Walk(Box::new(Walking { script, ..Walking::default() })));
    if editor.is_unsaved() {
        if let Some(Tool::Walk(walking)) = &mut editor.tool {
            walking.waits = true;
        }
        return save::flush(model);
    }
    ask(model)
}

fn answers(editor: &Editor, today: NaiveDate) -> Map<String, Value> {
    let asked = editor.file().parameters.iter().filter(|p| p.active && p.required);
    asked
        .filter_map(|p| {
            let given = Given {
                kind: p.kind,
                min: p.min.as_ref(),
                max: p.max.as_ref(),
                regex: p.regex.as_deref(),
                choices: &p.choices,
            };
            Some((p.code.clone(), sample(given, today)?))
        })
        .collect()
}

/// Plays the script as it is now.
pub(in super::super::super) fn ask(model: &mut Model) -> Vec<Effect> {
    let Some(Tool::Walk(walking)) = model.flows.open.as_mut().and_then(|e| e.tool.as_mut()) else { return Vec::new() };
    walking.waits = false;
    let script = walking.script.clone();
    vec![model.ask(Read::Walk(Box::new(script)))]
}

/// What the engine did with the script.
pub(in super::super::super) fn walked(model: &mut Model, told: Transcript) {
    let Some(editor) = &mut model.flows.open else { return };
    let stage = told.steps.iter().rev().find_map(|s| s.told("stage")).map(str::to_owned);
    if let Some(Tool::Walk(walking)) = &mut editor.tool {
        walking.told = Some(told);
        walking.at = 0;
    }
    // The map goes along.
    if let Some(stage) = stage.filter(|code| editor.stage(code).is_some()) {
        editor.at = Place::Stage(stage);
    }
}

/// The automatic walk came back.
pub(in super::super::super) fn toured(model: &mut Model, tour: Toured) {
    if let Some(Tool::Walk(walking)) = model.flows.open.as_mut().and_then(|e| e.tool.as_mut()) {
        walking.tour = Some(tour);
    }
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let today = model.now().date_naive();
    let words = model.words.clone();
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let Some(Tool::Walk(walking)) = &editor.tool else { return Vec::new() };
    let ways = ways(editor, walking, today, &words);
    let at = walking.at;
    let Some(Tool::Walk(walking)) = &mut editor.tool else { return Vec::new() };
    if let Some(to) = super::super::super::layers::moved(command, at, ways.len()) {
        walking.at = to;
        return Vec::new();
    }
    match command {
        Command::FlowChoose if walking.tour.is_none() => {
            let Some(way) = ways.into_iter().nth(at) else { return Vec::new() };
            // After a refused step the same place is tried another way.
            if walking.told.as_ref().is_some_and(|t| !t.ok) {
                walking.script.script.pop();
            }
            let mut step = way.step;
            step.actor.clone_from(&walking.script.actor);
            walking.script.script.push(step);
            ask(model)
        }
        Command::Undo => {
            if walking.tour.take().is_some() || walking.script.script.pop().is_none() {
                return Vec::new();
            }
            ask(model)
        }
        Command::FlowIn | Command::FlowOut => {
            let here = ACTORS.iter().position(|a| a.map(str::to_owned) == walking.script.actor).unwrap_or(0);
            let step = if command == Command::FlowIn { 1 } else { ACTORS.len() - 1 };
            walking.script.actor = ACTORS.get((here + step) % ACTORS.len()).copied().flatten().map(str::to_owned);
            Vec::new()
        }
        Command::FlowTour => {
            let version = walking.script.version.clone();
            let actor = walking.script.actor.clone();
            let file = Box::new(editor.file().clone());
            vec![model.ask(Read::Tour { file, version, actor, today })]
        }
        Command::Back | Command::Quit => {
            if walking.tour.take().is_none() {
                close(model);
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The ways on from where the walk is: reasons and outcomes that the engine offers there.
#[must_use]
pub fn ways(editor: &Editor, walking: &Walking, today: NaiveDate, words: &crate::words::Words) -> Vec<Way> {
    let Some(last) = walking.told.as_ref().and_then(|t| t.steps.iter().rev().find(|s| s.request.is_some())) else {
        return Vec::new();
    };
    let request = last.request.as_ref();
    let open = last.told("status").is_some_and(|s| !matches!(s, "concluded" | "cancelled"));
    let Some(stage) = last.told("stage").and_then(|code| editor.stage(code)).filter(|_| open) else {
        return Vec::new();
    };
    let list = |key: &str| request.and_then(|r| r.get(key)).and_then(Value::as_array).cloned().unwrap_or_default();
    let (fields, labels) = filled(stage, today);
    let mut ways: Vec<Way> = list("reasons")
        .iter()
        .filter_map(|reason| {
            let code = reason.get("code")?.as_str()?.to_owned();
            let name = reason.get("name").and_then(Value::as_str).unwrap_or(&code).to_owned();
            let to = reason.get("to").and_then(Value::as_str).unwrap_or_default();
            let skips = editor.file().edges.iter().any(|e| e.from == stage.code && e.reason == code && e.skip_required);
            let (fields, needs) = if skips { (Map::new(), Vec::new()) } else { (fields.clone(), labels.clone()) };
            let back = reason.get("kind").and_then(Value::as_str) == Some("return");
            let note = Some(words.text("flow-walk-note"));
            let step = Step {
                act: if back { "return" } else { "forward" }.to_owned(),
                reason: Some(code),
                note,
                fields: if back { Map::new() } else { fields },
                ..Step::default()
            };
            let needs = if back { Vec::new() } else { needs };
            Some(Way { step, name, to: editor.stage_name(to).to_owned(), needs })
        })
        .collect();
    let may = |act: &str| list("can").iter().any(|c| c.as_str() == Some(act));
    if may("conclude") {
        for outcome in list("outcomes").iter().filter_map(Value::as_str) {
            let step = Step {
                act: "conclude".to_owned(),
                outcome: Some(outcome.to_owned()),
                note: Some(words.text("flow-walk-note")),
                fields: if outcome == "denied" { Map::new() } else { fields.clone() },
                ..Step::default()
            };
            let name = words.text(&format!("outcome-{outcome}"));
            ways.push(Way { step, name, to: "■".to_owned(), needs: labels.clone() });
        }
    }
    ways
}

/// Samples for what a stage requires, and the labels of it.
fn filled(stage: &Stage, today: NaiveDate) -> (Map<String, Value>, Vec<String>) {
    let mut fields = Map::new();
    let mut labels = Vec::new();
    for field in stage.fields.iter().filter(|f| f.required) {
        let given = Given {
            kind: field.kind,
            min: field.min.as_ref(),
            max: field.max.as_ref(),
            regex: field.regex.as_deref(),
            choices: &field.choices,
        };
        labels.push(field.label.clone());
        if let Some(value) = sample(given, today) {
            fields.insert(field.key.clone(), value);
        }
    }
    for action in stage.actions.iter().filter(|a| a.required_on_execute) {
        labels.push(action.label.clone());
        fields.insert(action.key.clone(), Value::Bool(true));
    }
    (fields, labels)
}
