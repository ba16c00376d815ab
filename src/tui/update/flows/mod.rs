//! The screen of request types: the list, and the editor of one. Every act is an act on the file; what the
//! engine keeps follows by itself.

mod forms;
mod head;
mod outline;
mod save;
mod sheet;
mod tools;
mod unsent;

use crossterm::event::{KeyCode, KeyEvent};

pub(super) use self::save::{done, flush_all};
pub(super) use self::sheet::{found, made, people, reasoned, reckoned, searched};
pub use self::tools::{Way, walk_ways};
pub(super) use self::tools::{
    foreseen, moved, replayed, runs, toured, unreplayed, unwalked, version, versions, walked,
};
pub(super) use self::unsent::{arrived, pulsed, recovered, shelve, tick, unshelved};
pub use self::unsent::{now as unsent_now, place_of as form_place};
use super::layers::moved as at_row;
use crate::domain::flow::edit::{Edit, Flag};
use crate::tui::command::{Command, Context};
use crate::tui::effect::{Effect, Read};
use crate::tui::form::flow::Asks;
use crate::tui::model::{Editor, Half, Layer, Model, Place, Screen, Tone};
use crate::tui::msg::{Editing, TypeRow};

/// Who may change flows.
const ADMIN: &str = "admin";

/// Goes to the list of types.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.screen = Screen::Flows;
    model.flows.searched = false;
    vec![model.ask(Read::Unsent), model.ask(Read::FlowList)]
}

pub(super) fn run(model: &mut Model, context: Context, command: Command, key: KeyEvent) -> Vec<Effect> {
    if let Some(effects) = (model.layer.is_none()).then(|| sheet::run(model, command)).flatten() {
        return effects;
    }
    match context {
        Context::Flows => list(model, command),
        Context::Form if model.flows.open.as_ref().is_some_and(|e| e.form.is_none()) => tools::in_form(model, command),
        Context::Form => forms::run(model, command),
        Context::FlowTool if model.layer.is_some() => moved_meanwhile(model, command, key),
        Context::FlowTool | Context::FlowWalk | Context::FlowMoving => tools::run(model, command, key),
        _ => editor(model, command, key),
    }
}

/// A rest is over; none when it is not of this screen.
pub(super) fn rested(model: &mut Model, ticket: u64) -> Option<Vec<Effect>> {
    sheet::rested(model, ticket).or_else(|| save::rested(model, ticket))
}

/// After a key in a form of this screen; effects when the key was its last one.
pub(super) fn follow(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    forms::follow(model);
    tools::follow(model, key)
}

fn list(model: &mut Model, command: Command) -> Vec<Effect> {
    let at = model.flows.list.iter().position(|t| Some(&t.code) == model.flows.selected.as_ref()).unwrap_or(0);
    if let Some(at) = at_row(command, at, model.flows.list.len()) {
        model.flows.selected = model.flows.list.get(at).map(|t| t.code.clone());
        return Vec::new();
    }
    match command {
        Command::FlowOpen => {
            let Some(code) = model.flows.list.get(at).map(|t| t.code.clone()) else { return Vec::new() };
            open_editor(model, &code)
        }
        Command::Refresh => vec![model.ask(Read::FlowList)],
        Command::Back | Command::Quit => {
            model.screen = Screen::Desk;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Opens the editor of a type: the one that was left with unsent work, else as the engine has it.
fn open_editor(model: &mut Model, code: &str) -> Vec<Effect> {
    if let Some(kept) = model.flows.kept.remove(code) {
        if kept.is_unsaved() {
            model.flows.open = Some(kept);
            sheet::aimed(model);
            return save::resume(model);
        }
        let image = unsent::image(&kept);
        model.flows.unsent.extend(image.map(|image| (code.to_owned(), image)));
    }
    save::read_again(model, code, false)
}

/// The types came.
pub(super) fn listed(model: &mut Model, types: Vec<TypeRow>) {
    let flows = &mut model.flows;
    flows.list = types;
    flows.loaded = true;
    if flows.list.iter().all(|t| Some(&t.code) != flows.selected.as_ref()) {
        flows.selected = flows.list.first().map(|t| t.code.clone());
    }
}

/// A type came: the editor opens, or takes in what someone else wrote.
pub(super) fn opened(model: &mut Model, known: Editing) -> Vec<Effect> {
    let read_only = model.me.as_ref().is_none_or(|me| me.role != ADMIN);
    let wanted = model.flows.opening.take();
    if model.flows.open.as_ref().is_some_and(|e| e.known.code == known.code) {
        return save::met(model, known);
    }
    if wanted.as_deref() != Some(known.code.as_str()) || model.screen != Screen::Flows {
        return Vec::new();
    }
    if !model.flows.searched || model.me.is_none() {
        // What is unsent, and whether I may change it, must be known before anything can be done to the type.
        model.flows.opening = wanted;
        model.flows.arrived = Some(Box::new(known));
        return Vec::new();
    }
    let code = known.code.clone();
    match Editor::new(known, read_only) {
        Some(editor) => {
            model.flows.open = Some(Box::new(editor));
            sheet::aimed(model);
            let unsent = if read_only { None } else { model.flows.unsent.remove(&code) };
            return unsent.map_or_else(Vec::new, |unsent| unsent::restore(model, unsent));
        }
        None => {
            let text = model.words.text("flow-unreadable");
            model.say(Tone::Trouble, text);
        }
    }
    Vec::new()
}

fn editor(model: &mut Model, command: Command, key: KeyEvent) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    if outline::walks(editor, command) || outline::moves(editor, command) {
        return Vec::new();
    }
    match command {
        Command::Back | Command::Quit => return back(model),
        Command::FlowPane => {
            editor.half = if editor.half == Half::Outline { Half::Map } else { Half::Outline };
            return Vec::new();
        }
        Command::FlowZoomIn | Command::FlowZoomOut | Command::FlowZoom => {
            outline::zoom(editor, command);
            return Vec::new();
        }
        Command::FlowProblem => return problem(model),
        Command::FlowDiff => return tools::open(model, command),
        _ => {}
    }
    if editor.read_only {
        let text = model.words.text("flow-read-only");
        model.say(Tone::Refused, text);
        return Vec::new();
    }
    if let Some(effects) = head::run(model, command) {
        return effects;
    }
    let Some(editor) = &model.flows.open else { return Vec::new() };
    match command {
        Command::FlowAdd => {
            let asks = match &editor.at {
                Place::Edge(from, reason) => Asks::Between(from.clone(), reason.clone()),
                place => Asks::AddStage(place.stage().map(str::to_owned)),
            };
            forms::open(model, asks)
        }
        Command::FlowConnect => match editor.at.stage().map(str::to_owned) {
            Some(stage) => forms::open(model, Asks::Connect(stage)),
            None => no_stage(model),
        },
        Command::FlowEdit => {
            let asks = match editor.at.clone() {
                Place::Head | Place::Part(_) => Asks::Head,
                Place::Parameter(code) => Asks::Parameter(code),
                Place::Stage(code) => Asks::Stage(code),
                Place::Field(stage, key) => Asks::Field(stage, key),
                Place::Action(stage, key) => Asks::Action(stage, key),
                Place::Edge(stage, reason) => Asks::Edge(stage, reason),
            };
            forms::open(model, asks)
        }
        Command::FlowField => {
            let asks = match editor.at.clone() {
                Place::Head | Place::Part(_) | Place::Parameter(_) => Asks::AddParameter,
                Place::Field(stage, key) => Asks::AddField(stage, Some(key)),
                Place::Stage(stage) | Place::Action(stage, _) | Place::Edge(stage, _) => Asks::AddField(stage, None),
            };
            forms::open(model, asks)
        }
        Command::FlowAction => match editor.at.stage().map(str::to_owned) {
            Some(stage) => forms::open(model, Asks::AddAction(stage)),
            None => no_stage(model),
        },
        Command::FlowRemove => remove(model),
        Command::FlowDown => shift(model, 1),
        Command::FlowUp => shift(model, -1),
        Command::FlowToggle => toggle(model),
        Command::FlowMark => mark(model, key),
        Command::Undo if forms::take_back(model) => Vec::new(),
        Command::Undo => step(model, true),
        Command::FlowRedo => step(model, false),
        Command::FlowPublish => publish(model),
        Command::FlowWalk | Command::FlowMove | Command::FlowReplay => tools::open(model, command),
        _ => Vec::new(),
    }
}

fn no_stage(model: &mut Model) -> Vec<Effect> {
    let text = model.words.text("flow-choose-stage");
    model.say(Tone::Plain, text);
    Vec::new()
}

/// Leaves the shown way, then the editor; what is not saved yet goes on its way.
fn back(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    if editor.shown.take().is_some() || editor.half == Half::Map {
        editor.half = Half::Outline;
        return Vec::new();
    }
    let mut effects = put_away(model);
    effects.push(model.ask(Read::FlowList));
    effects
}

/// Closes the editor: what is unsent goes on its way, and is there when the type is opened again.
fn put_away(model: &mut Model) -> Vec<Effect> {
    // No answer of the way opens it again.
    model.flows.opening = None;
    model.asked.remove("flow");
    let effects = save::flush(model);
    if let Some(mut editor) = model.flows.open.take() {
        let code = editor.known.code.clone();
        if editor.is_unsaved() {
            editor.rest = None;
            model.flows.kept.insert(code, editor);
        } else if let Some(image) = unsent::image(&editor) {
            model.flows.unsent.insert(code, image);
        }
    }
    effects
}

/// Does an act; the cursor goes where it is told. False when the file said no.
pub(super) fn act(model: &mut Model, edit: Edit) -> Result<Vec<Effect>, String> {
    let (lang, today) = (model.words.lang(), model.now().date_naive());
    let Some(editor) = &mut model.flows.open else { return Ok(Vec::new()) };
    let before = editor.places();
    match editor.history.act(edit) {
        Err(refused) => Err(match lang {
            crate::words::Lang::PtBr => refused.pt,
            crate::words::Lang::En => refused.en,
        }),
        Ok(false) => Ok(Vec::new()),
        Ok(true) => {
            outline::settle(editor, &before);
            editor.shown = None;
            // What was done last is what `u` takes back.
            editor.scratch.thrown = None;
            save::foresee(editor, today);
            Ok(save::later(model))
        }
    }
}

/// As [`act`]; a refusal is said where the eyes are.
fn act_or_say(model: &mut Model, edit: Edit) -> Vec<Effect> {
    act(model, edit).unwrap_or_else(|text| {
        model.say(Tone::Refused, text);
        Vec::new()
    })
}

fn remove(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &model.flows.open else { return Vec::new() };
    let edit = match editor.at.clone() {
        Place::Head | Place::Part(_) => return no_stage(model),
        Place::Parameter(code) => Edit::RemoveParameter { code },
        Place::Stage(code) => Edit::RemoveStage { code },
        Place::Field(stage, key) => Edit::RemoveField { stage, key },
        Place::Action(stage, key) => Edit::RemoveAction { stage, key },
        Place::Edge(from, reason) => Edit::Disconnect { from, reason },
    };
    let here = editor.at.stage().and_then(|code| editor.known.stages.get(code)).map_or(0, |load| load.open);
    let is_stage = matches!(editor.at, Place::Stage(_));
    let said = outline::told(editor, &editor.at, &model.words);
    let effects = act_or_say(model, edit);
    if model.notice.is_none() {
        let id = if is_stage && here > 0 { "flow-removed-stage" } else { "flow-removed" };
        let text = model.words.with(id, &[("what", said.into()), ("n", here.into())]);
        model.say(Tone::Good, text);
    }
    effects
}

fn shift(model: &mut Model, by: i32) -> Vec<Effect> {
    let Some(editor) = &model.flows.open else { return Vec::new() };
    let edit = match editor.at.clone() {
        Place::Head | Place::Part(_) => return no_stage(model),
        Place::Parameter(code) => Edit::MoveParameter { code, by },
        Place::Stage(code) => Edit::MoveStage { code, by },
        Place::Field(stage, key) => Edit::MoveField { stage, key, by },
        Place::Action(stage, key) => Edit::MoveAction { stage, key, by },
        Place::Edge(from, reason) => Edit::MoveEdge { from, reason, by },
    };
    act_or_say(model, edit)
}

/// Space: required or not; on a way, whether required fields may be left empty; on a stage, whether one may begin here.
fn toggle(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &model.flows.open else { return Vec::new() };
    let stage_of = |code: &str| editor.stage(code);
    let edit = match editor.at.clone() {
        Place::Head | Place::Part(_) => None,
        Place::Stage(stage) => Some(Edit::Switch { stage, flag: Flag::Entry }),
        Place::Parameter(code) => editor.file().parameters.iter().find(|p| p.code == code).map(|p| {
            let mut parameter = Box::new(p.clone());
            parameter.required = !parameter.required;
            Edit::ChangeParameter { code, parameter }
        }),
        Place::Field(stage, key) => stage_of(&stage).and_then(|s| s.fields.iter().find(|f| f.key == key)).map(|f| {
            let mut field = Box::new(f.clone());
            field.required = !field.required;
            Edit::ChangeField { stage, key, field }
        }),
        Place::Action(stage, key) => stage_of(&stage).and_then(|s| s.actions.iter().find(|a| a.key == key)).map(|a| {
            let mut action = a.clone();
            action.required_on_execute = !action.required_on_execute;
            Edit::ChangeAction { stage, key, action }
        }),
        Place::Edge(from, reason) => {
            editor.file().edges.iter().find(|e| e.from == from && e.reason == reason).map(|e| {
                let mut edge = e.clone();
                edge.skip_required = !edge.skip_required;
                Edit::ChangeEdge { from, reason, edge }
            })
        }
    };
    edit.map_or_else(Vec::new, |edit| act_or_say(model, edit))
}

/// `1`…`4` switch the marks of the stage.
fn mark(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let flag = match key.code {
        KeyCode::Char('1') => Flag::Default,
        KeyCode::Char('2') => Flag::Entry,
        KeyCode::Char('3') => Flag::ActivateTask,
        _ => Flag::Active,
    };
    let stage = model.flows.open.as_ref().and_then(|e| e.at.stage()).map(str::to_owned);
    match stage {
        Some(stage) => act_or_say(model, Edit::Switch { stage, flag }),
        None => no_stage(model),
    }
}

fn step(model: &mut Model, back: bool) -> Vec<Effect> {
    let today = model.now().date_naive();
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let before = editor.places();
    let name = if back { editor.history.undo() } else { editor.history.redo() }.map(edit_name);
    let Some(name) = name else {
        let text = model.words.text(if back { "flow-nothing-to-undo" } else { "flow-nothing-to-redo" });
        model.say(Tone::Plain, text);
        return Vec::new();
    };
    outline::settle(editor, &before);
    editor.shown = None;
    save::foresee(editor, today);
    let what = model.words.text(&format!("flow-did-{name}"));
    let text = model.words.with(if back { "flow-undone" } else { "flow-redone" }, &[("what", what.into())]);
    model.say(Tone::Good, text);
    save::later(model)
}

/// Enter: the next problem, its way on the map, the cursor on what it concerns; without problems, the form.
fn problem(model: &mut Model) -> Vec<Effect> {
    let narrow = !crate::tui::layout::is_side_by_side(model.size);
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let count = editor.problems.len();
    if count == 0 {
        let text = model.words.text("flow-no-problem");
        model.say(Tone::Good, text);
        return Vec::new();
    }
    let next = match editor.shown {
        Some(at) => (at + 1) % count,
        // First what concerns the thing under the cursor.
        None => {
            let at = editor.at.clone();
            let outer = at.outer();
            let of = |place: &Place| editor.problems.iter().position(|p| editor.concerns(p, place));
            of(&at).or_else(|| of(&outer)).unwrap_or(0)
        }
    };
    editor.shown = Some(next);
    // Where one half is shown at a time, the way is what one wants to see.
    if narrow && editor.problems.get(next).is_some_and(|p| p.path.len() > 1) {
        editor.half = Half::Map;
    }
    if let Some(place) = editor.problems.get(next).map(|p| outline::place_of(editor, p)) {
        editor.at = place;
    }
    Vec::new()
}

fn publish(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let (errors, _) = editor.counts();
    if errors > 0 {
        let text = model.words.with("flow-unsound", &[("n", errors.into())]);
        let effects = problem(model);
        model.say(Tone::Refused, text);
        return effects;
    }
    let nothing = editor.base.as_ref() == Some(editor.file()) || (editor.known.draft.is_none() && !editor.is_unsaved());
    if nothing {
        let text = model.words.text("flow-nothing-to-publish");
        model.say(Tone::Plain, text);
        return Vec::new();
    }
    forms::open(model, Asks::Publish)
}

/// Theirs or mine: `1` reads the other draft, mine stays one undo away; `2` writes mine over it.
fn moved_meanwhile(model: &mut Model, command: Command, key: KeyEvent) -> Vec<Effect> {
    if !matches!(model.layer, Some(Layer::FlowMoved { .. })) {
        return Vec::new();
    }
    model.layer = None;
    match (command, key.code) {
        (Command::FlowChoose, KeyCode::Char('1')) => {
            let Some(code) = model.flows.open.as_ref().map(|e| e.known.code.clone()) else { return Vec::new() };
            save::read_again(model, &code, true)
        }
        (Command::FlowChoose, KeyCode::Char('2')) => save::over(model),
        _ => Vec::new(),
    }
}

/// The name of an act among the words: `flow-did-NAME`.
pub fn edit_name(edit: &Edit) -> &'static str {
    match edit {
        Edit::AddStage { .. } | Edit::PutBetween { .. } => "add-stage",
        Edit::ChangeStage { .. } => "change-stage",
        Edit::Switch { .. } => "switch",
        Edit::MoveStage { .. }
        | Edit::MoveLocation { .. }
        | Edit::MoveField { .. }
        | Edit::MoveAction { .. }
        | Edit::MoveEdge { .. }
        | Edit::MoveParameter { .. } => "move",
        Edit::RemoveStage { .. } => "remove-stage",
        Edit::AddField { .. } => "add-field",
        Edit::ChangeField { .. } => "change-field",
        Edit::RemoveField { .. } => "remove-field",
        Edit::AddAction { .. } => "add-action",
        Edit::ChangeAction { .. } => "change-action",
        Edit::RemoveAction { .. } => "remove-action",
        Edit::Connect { .. } => "connect",
        Edit::ChangeEdge { .. } => "change-edge",
        Edit::Disconnect { .. } => "disconnect",
        Edit::AddParameter { .. } => "add-parameter",
        Edit::ChangeParameter { .. } => "change-parameter",
        Edit::RemoveParameter { .. } => "remove-parameter",
        Edit::AddLocation { .. } => "add-location",
        Edit::ChangeLocation { .. } => "change-location",
        Edit::RemoveLocation { .. } => "remove-location",
        Edit::AddPrice { .. } => "add-price",
        Edit::ChangePrice { .. } => "change-price",
        Edit::RemovePrice { .. } => "remove-price",
        Edit::ChangeHead { .. } => "change-head",
        Edit::Replace { .. } => "replace",
    }
}
